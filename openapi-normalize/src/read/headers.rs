//! `Content-Type` and `Accept` as parameters, where progenitor would send other ones: what a parameter says comes after
//! what progenitor says.

use crate::{
    Pointer,
    read::{media_type::essence, schemas::Reader},
    report::Change,
    tree::{Body, Encoding, Kind, Location, Parameter, Responses, Schema, SuccessBody},
};

const MULTIPART: &str = "multipart/";

/// Adds the headers that an operation needs to its parameters.
pub(crate) fn into_parameters(
    body: Option<&mut Body>,
    responses: &mut Responses,
    parameters: &mut Vec<Parameter>,
    at: &Pointer,
    reader: &mut Reader<'_>,
) {
    if let Some(body) = body
        && let Some(media_type) = body.media_type.take()
    {
        let kind = if media_type.starts_with(MULTIPART) && body.encoding == Encoding::Bytes {
            // With the boundary, which the caller has chosen.
            Kind::Text
        } else {
            Kind::Enumeration(vec![media_type])
        };
        add("Content-Type", kind, body.at.clone(), parameters, reader);
    }
    let accept = std::mem::take(&mut responses.accept);
    let successes = &responses.success_types;
    let is_asked_for = match &responses.success_body {
        // progenitor asks for JSON.
        SuccessBody::Json(_) => successes
            .iter()
            .any(|name| essence(name) == "application/json"),
        // It asks for nothing, so that the server decides: right unless the caller has decided.
        SuccessBody::Bytes(name) => !reader.settings.prefers(name),
        SuccessBody::Empty => true,
    };
    if !is_asked_for && !accept.is_empty() {
        let kind = Kind::Enumeration(vec![accept.join(", ")]);
        add("Accept", kind, at.child("responses"), parameters, reader);
    }
}

/// Adds a header, in place of one that the document lets the caller set.
fn add(
    name: &str,
    kind: Kind,
    at: Pointer,
    parameters: &mut Vec<Parameter>,
    reader: &mut Reader<'_>,
) {
    parameters.retain(|parameter| {
        parameter.location != Location::Header || !parameter.name.eq_ignore_ascii_case(name)
    });
    let header = name.to_owned();
    reader
        .report
        .push(at.clone(), Change::HeaderAsParameter { header });
    parameters.push(Parameter {
        name: name.to_owned(),
        unique_name: name.to_owned(),
        location: Location::Header,
        style: Location::Header.usual_style(),
        required: true,
        schema: Schema::new(kind, &at),
        description: None,
        at,
    });
}
