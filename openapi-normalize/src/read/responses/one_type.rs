//! One success type and one error type for all responses of an operation.

use std::collections::BTreeMap;

use crate::{
    pointer::Pointer,
    read::schemas::Reader,
    report::{Change, EmptyAs, ResponseClass, Unexpected},
    tree::{Kind, Schema, SuccessBody, kind_of, merge},
};

pub(super) struct Response<'d> {
    pub status: &'d str,
    pub description: String,
    pub body: ResponseBody,
    pub at: Pointer,
}

pub(super) enum ResponseBody {
    Json(Schema),
    Other(String),
    Empty,
}

/// One type for all success responses: JSON if any of them is JSON.
pub(super) fn one_success(
    responses: Vec<Response<'_>>,
    at: &Pointer,
    reader: &mut Reader<'_>,
) -> (BTreeMap<String, String>, SuccessBody) {
    let is_json = |response: &Response<'_>| matches!(response.body, ResponseBody::Json(_));
    let is_other = |response: &Response<'_>| matches!(response.body, ResponseBody::Other(_));
    let any_json = responses.iter().any(is_json);
    let any_other = responses.iter().any(is_other);
    let mut kept = BTreeMap::new();
    let mut schemas = Vec::new();
    let mut body = SuccessBody::Empty;
    let mut empty = Vec::new();
    for response in responses {
        let status = response.status.to_owned();
        let description = response.description.clone();
        match response.body {
            ResponseBody::Json(schema) => schemas.push(schema),
            ResponseBody::Empty if any_json => {
                empty.push(response);
                continue;
            }
            ResponseBody::Other(media_type) if any_json => {
                reader.report.push(
                    response.at.clone(),
                    Change::ResponseUnexpected {
                        reason: Unexpected::BesideJson { media_type },
                    },
                );
                continue;
            }
            ResponseBody::Other(media_type) => body = SuccessBody::Bytes(media_type),
            ResponseBody::Empty if any_other => {
                reader.report.push(
                    response.at.clone(),
                    Change::EmptyResponse {
                        read_as: EmptyAs::Stream,
                    },
                );
            }
            ResponseBody::Empty => {}
        }
        kept.insert(status, description);
    }
    if !schemas.is_empty() {
        let schema = one_schema(schemas, ResponseClass::Success, at, reader);
        let object = matches!(kind_of(reader, &schema), Kind::Object(_));
        body = SuccessBody::Json(schema);
        for response in empty {
            // A client can read these as an object without properties.
            if object && ["204", "205"].contains(&response.status) {
                reader.report.push(
                    response.at.clone(),
                    Change::EmptyResponse {
                        read_as: EmptyAs::Object,
                    },
                );
                kept.insert(response.status.to_owned(), response.description);
            } else {
                reader.report.push(
                    response.at.clone(),
                    Change::ResponseUnexpected {
                        reason: Unexpected::NoContent,
                    },
                );
            }
        }
    }
    (kept, body)
}

/// One type for all documented errors, with every property of any of them.
pub(super) fn one_error(
    responses: Vec<Response<'_>>,
    statuses: &mut BTreeMap<String, String>,
    explicit: &[String],
    at: &Pointer,
    reader: &mut Reader<'_>,
) -> Option<Schema> {
    let mut schemas = Vec::new();
    for response in responses {
        match response.body {
            ResponseBody::Json(schema) => schemas.push(schema),
            ResponseBody::Other(_) | ResponseBody::Empty => {
                reader.report.push(
                    response.at.clone(),
                    Change::ResponseUnexpected {
                        reason: Unexpected::ErrorWithoutJson,
                    },
                );
                if response.status == "default" {
                    statuses.retain(|status, _| explicit.contains(status));
                } else {
                    statuses.remove(response.status);
                }
            }
        }
    }
    (!schemas.is_empty()).then(|| one_schema(schemas, ResponseClass::Error, at, reader))
}

fn one_schema(
    schemas: Vec<Schema>,
    class: ResponseClass,
    at: &Pointer,
    reader: &mut Reader<'_>,
) -> Schema {
    let mut schemas = schemas.into_iter();
    let Some(first) = schemas.next() else {
        return Schema::new(Kind::Any, at);
    };
    let mut several = false;
    let mut one = first;
    for schema in schemas {
        several |= !one.is_equivalent(&schema);
        one = merge(reader, one, schema, at);
    }
    if several {
        reader
            .report
            .push(at.clone(), Change::ResponsesMerged { class });
    }
    one
}
