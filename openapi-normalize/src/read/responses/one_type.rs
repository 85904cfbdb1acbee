//! One success type and one error type for all responses of an operation.

use std::collections::BTreeMap;

use crate::{
    openapi::{NO_CONTENT, TEXT},
    pointer::Pointer,
    read::schemas::Reader,
    report::{Alternatives, Change, EmptyAs, ResponseClass, Unexpected},
    tree::{Additional, Kind, Schema, Status, SuccessBody, kind_of, merge, union},
};

pub(super) struct Response {
    pub status: String,
    pub description: String,
    pub body: ResponseBody,
    /// The media types that are asked for.
    pub media_types: Vec<String>,
    pub at: Pointer,
}

#[derive(Clone)]
pub(super) enum ResponseBody {
    /// JSON, or text if that is documented for the same status.
    Json {
        schema: Schema,
        text: bool,
    },
    Text,
    Bytes(String),
    Empty,
}

impl ResponseBody {
    pub(super) fn json(&self) -> Option<&Schema> {
        match self {
            Self::Json { schema, .. } => Some(schema),
            _ => None,
        }
    }

    fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::Json { text: true, .. })
    }
}

impl Response {
    /// The response `default`, as that of a status.
    pub(super) fn for_status(&self, status: &str) -> Self {
        Self {
            status: status.to_owned(),
            description: self.description.clone(),
            body: self.body.clone(),
            media_types: self.media_types.clone(),
            at: self.at.clone(),
        }
    }

    fn read_as(&self, body: Option<&'static str>) -> (String, Status) {
        let description = self.description.clone();
        (self.status.clone(), Status { description, body })
    }

    fn is_unexpected(&self, reason: Unexpected, reader: &mut Reader<'_>) {
        let at = self.at.clone();
        reader
            .report
            .push(at, Change::ResponseUnexpected { reason });
    }

    fn is_empty_as(&self, read_as: EmptyAs, reader: &mut Reader<'_>) {
        let at = self.at.clone();
        reader.report.push(at, Change::EmptyResponse { read_as });
    }
}

type Statuses = BTreeMap<String, Status>;

fn statuses_of(responses: &[Response]) -> Vec<(String, Pointer)> {
    let statuses = responses.iter();
    let statuses = statuses.map(|response| (response.status.clone(), response.at.clone()));
    statuses.collect()
}

/// The statuses of each class that are registered (RFC 9110, section 16.2.1), in place of a range.
const REGISTERED: [(&str, &[u16]); 3] = [
    ("2XX", &[200, 201, 202, 203, 204, 205, 206, 207, 208, 226]),
    (
        "4XX",
        &[
            400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416,
            417, 418, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451,
        ],
    ),
    (
        "5XX",
        &[500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511],
    ),
];

/// Makes ranges and statuses exclude each other, as progenitor reads a range before most statuses in it: the statuses of a range are
/// listed one by one if some in it are left out, and else the range stands for them.
fn without_overlaps(
    documented: &[(String, Pointer)],
    statuses: &mut Statuses,
    reader: &mut Reader<'_>,
) {
    for (range, registered) in REGISTERED {
        let is_inside = |status: &str| status != range && status[..1] == range[..1];
        let inside: Vec<_> = documented.iter().filter(|it| is_inside(&it.0)).collect();
        let left_out = inside.iter().map(|it| it.0.as_str());
        let left_out: Vec<&str> = left_out
            .filter(|status| !statuses.contains_key(*status))
            .collect();
        let Some(all) = statuses.get(range).cloned() else {
            continue;
        };
        if left_out.is_empty() {
            for (status, at) in inside {
                statuses.remove(status);
                let change = Change::StatusReadLike {
                    status: status.clone(),
                    like: range.to_owned(),
                    left_out: false,
                };
                reader.report.push(at.clone(), change);
            }
            continue;
        }
        statuses.remove(range);
        if let Some((_, at)) = documented.iter().find(|it| it.0 == range) {
            let range = range.to_owned();
            let change = Change::RangeNarrowed { range };
            reader.report.push(at.clone(), change);
        }
        for status in registered.iter().map(ToString::to_string) {
            if !left_out.contains(&status.as_str()) {
                statuses.entry(status).or_insert_with(|| all.clone());
            }
        }
    }
}

/// One type for all success responses: JSON if any of them is JSON, with text as a variant.
pub(super) fn one_success(
    responses: Vec<Response>,
    at: &Pointer,
    reader: &mut Reader<'_>,
) -> (Statuses, SuccessBody) {
    if responses
        .iter()
        .all(|response| response.body.json().is_none())
    {
        return without_json(responses, reader);
    }
    let stock = reader.is_stock();
    let mut kept = Statuses::new();
    let mut schemas = Vec::new();
    let mut empty = Vec::new();
    let documented = statuses_of(&responses);
    for response in responses {
        let body = match &response.body {
            ResponseBody::Json { schema, .. } => {
                schemas.push(schema.clone());
                None
            }
            ResponseBody::Text if stock => {
                let media_type = "text".to_owned();
                response.is_unexpected(Unexpected::BesideJson { media_type }, reader);
                continue;
            }
            ResponseBody::Text => {
                let at = response.at.clone();
                reader.report.push(at, Change::ResponseAsText);
                schemas.push(Schema::new(Kind::Text, &response.at));
                Some(TEXT)
            }
            ResponseBody::Bytes(media_type) => {
                let media_type = media_type.clone();
                response.is_unexpected(Unexpected::BesideJson { media_type }, reader);
                continue;
            }
            ResponseBody::Empty if stock => {
                response.is_unexpected(Unexpected::SuccessWithoutContent, reader);
                continue;
            }
            ResponseBody::Empty => {
                empty.push(response);
                continue;
            }
        };
        kept.extend([response.read_as(body)]);
    }
    let mut schema = one_schema(schemas, ResponseClass::Success, at, reader);
    let object = matches!(kind_of(reader, &schema), Kind::Object(_));
    for response in empty {
        let read_as = if object {
            EmptyAs::Object
        } else {
            EmptyAs::Null
        };
        schema.nullable |= !object && schema.kind != Kind::Any;
        response.is_empty_as(read_as, reader);
        kept.extend([response.read_as(Some(NO_CONTENT))]);
    }
    if stock {
        without_overlaps(&documented, &mut kept, reader);
    }
    (kept, SuccessBody::Json(schema))
}

/// All success responses where none is JSON: a stream of bytes if any has content.
fn without_json(responses: Vec<Response>, reader: &mut Reader<'_>) -> (Statuses, SuccessBody) {
    let with_content = responses
        .iter()
        .filter(|response| !matches!(response.body, ResponseBody::Empty));
    let mut media_types = with_content.flat_map(|response| &response.media_types);
    let media_type = media_types.next().cloned();
    for response in &responses {
        match response.body {
            ResponseBody::Empty if media_type.is_some() => {
                response.is_empty_as(EmptyAs::Stream, reader);
            }
            ResponseBody::Text => {
                let at = response.at.clone();
                reader.report.push(at, Change::ResponseAsBytes);
            }
            _ => {}
        }
    }
    let kept = responses.iter().map(|response| response.read_as(None));
    let mut kept = kept.collect();
    if reader.is_stock() {
        without_overlaps(&statuses_of(&responses), &mut kept, reader);
    }
    let body = media_type.map_or(SuccessBody::Empty, SuccessBody::Bytes);
    (kept, body)
}

/// One type for all documented errors, which holds the values of all of them. Text is a variant.
pub(super) fn one_error(
    responses: Vec<Response>,
    at: &Pointer,
    reader: &mut Reader<'_>,
) -> (Statuses, Option<Schema>) {
    let stock = reader.is_stock();
    let mut schemas: Vec<Schema> = Vec::new();
    let mut any_text = None;
    for response in &responses {
        schemas.extend(response.body.json().cloned());
        if response.body.is_text() && any_text.is_none() && !stock {
            any_text = Some(Schema::new(Kind::Text, &response.at));
        }
    }
    let text = any_text.is_some();
    schemas.extend(any_text);
    let error =
        (!schemas.is_empty()).then(|| one_schema(schemas, ResponseClass::Error, at, reader));
    let may_be_empty = !(stock && error.is_some())
        && error.as_ref().is_none_or(|error| {
            text || matches!(kind_of(reader, error), Kind::Object(_) | Kind::Any)
        });
    let mut kept = Statuses::new();
    for response in &responses {
        let body = match &response.body {
            body if body.is_text() && !stock => {
                let at = response.at.clone();
                reader.report.push(at, Change::ResponseAsText);
                Some(TEXT)
            }
            ResponseBody::Empty if may_be_empty => error.as_ref().map(|_| NO_CONTENT),
            ResponseBody::Bytes(_) | ResponseBody::Text | ResponseBody::Empty => {
                response.is_unexpected(Unexpected::ErrorWithoutType, reader);
                continue;
            }
            ResponseBody::Json { .. } => None,
        };
        kept.extend([response.read_as(body)]);
    }
    if stock {
        without_overlaps(&statuses_of(&responses), &mut kept, reader);
    }
    (kept, error)
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
        if one.is_equivalent(&schema) {
            one.nullable |= schema.nullable;
            continue;
        }
        several = true;
        one = if has_typed_map(&one, reader) || has_typed_map(&schema, reader) {
            // The properties of one would be values of the other's map.
            union(reader, vec![one, schema], at, Alternatives::OneOf)
        } else {
            merge(reader, one, schema, at)
        };
    }
    if several {
        reader
            .report
            .push(at.clone(), Change::ResponsesMerged { class });
    }
    one
}

/// Whether the properties that an object does not name have a type.
fn has_typed_map(schema: &Schema, reader: &mut Reader<'_>) -> bool {
    let is_typed = |kind: &Kind| match kind {
        Kind::Object(object) => {
            matches!(&object.additional, Additional::Typed(values) if values.kind != Kind::Any)
        }
        _ => false,
    };
    match kind_of(reader, schema) {
        Kind::Union(variants) => variants.iter().any(|variant| {
            let kind = kind_of(reader, variant);
            is_typed(&kind)
        }),
        kind => is_typed(&kind),
    }
}
