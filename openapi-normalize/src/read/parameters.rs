//! Path, query, header and cookie parameters.

mod fit;
mod stock;
mod style;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{
    json::{array, is_true, object, string},
    pointer::Pointer,
    read::{
        description::{DEPRECATED, with_note},
        leftovers::{self, Holds},
        media_type::encoding_of,
        schemas::Reader,
    },
    report::{Change, ParameterProblem, WrittenAs},
    tree::{Encoding, Kind, Location, Parameter, Schema, is_scalar},
};

pub(crate) use fit::fit;

/// Headers that are no parameters (OpenAPI 3.1.1, section 4.8.12.1). The first two are set by the client itself, unless
/// the caller does; the last one has the key.
const RESERVED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// Reads the parameters of an operation, which take precedence over those of the path item.
pub(crate) fn read<'d>(
    shared: &[(Pointer, &'d Value)],
    operation: &'d Map<String, Value>,
    at: &Pointer,
    reader: &mut Reader<'d>,
) -> Vec<Parameter> {
    let own_at = at.child("parameters");
    let own = array(operation, "parameters").iter().enumerate();
    let own = own.map(|(index, parameter)| (own_at.child(index), parameter));
    let all: Vec<_> = shared.iter().cloned().chain(own).collect();

    let mut parameters = BTreeMap::new();
    for (at, parameter) in all {
        if let Some(parameter) = read_one(parameter, at, reader) {
            let name = match parameter.location {
                Location::Header => parameter.name.to_ascii_lowercase(),
                _ => parameter.name.clone(),
            };
            let key = (parameter.location, name);
            let at = parameter.at.clone();
            if let Some(other) = parameters.insert(key, parameter) {
                reader.report.push(
                    at.clone(),
                    Change::ParameterRedeclared {
                        name: other.name,
                        other: other.at,
                    },
                );
            }
        }
    }
    let parameters = parameters.into_values();
    if !reader.is_stock() {
        return parameters.collect();
    }
    let sent = parameters.flat_map(|parameter| stock::parameters(parameter, reader));
    stock::with_one_cookie(sent.collect())
}

/// Reads one declared parameter; `None` if it cannot be sent.
fn read_one<'d>(value: &'d Value, at: Pointer, reader: &mut Reader<'d>) -> Option<Parameter> {
    let (target, value) = reader.resolve(value, &at)?;
    let parsed = value.as_object().and_then(|parameter| {
        let name = string(parameter, "name")?;
        Some((parameter, name, string(parameter, "in")?))
    });
    let Some((declared, name, location)) = parsed else {
        reader.report.push(at.clone(), Change::ParameterMalformed);
        return None;
    };
    note_leftovers(declared, &target, reader);
    let location = location_of(name, location, &at, reader)?;
    let has_default = location == Location::Header && is_reserved(name);
    let mut required = location == Location::Path || is_true(declared, "required") && !has_default;
    if location == Location::Path && !is_true(declared, "required") {
        let name = name.to_owned();
        reader
            .report
            .push(at.clone(), Change::PathParameterRequired { name });
    }
    let media_type = object(declared, "content").iter().next();
    let (schema, schema_at) = match media_type {
        Some((name, media_type)) => {
            let at = target.child("content").child(name);
            (media_type.get("schema"), at.child("schema"))
        }
        None => (declared.get("schema"), target.child("schema")),
    };
    let mut schema = match schema {
        Some(schema) => reader.read(schema, &schema_at),
        None if media_type.is_some() => Schema::new(Kind::Any, &schema_at),
        None => Schema::new(Kind::Text, &schema_at),
    };
    let encoding =
        media_type.map(|(name, media_type)| encoding_of(name, media_type, &schema_at, reader));
    if schema.nullable {
        // A style writes no `null` (RFC 6570, section 2.3).
        required &= location == Location::Path;
        schema.nullable = false;
        let change = Change::ParameterNullNotSent {
            name: name.to_owned(),
            is_json: encoding == Some(Encoding::Json),
        };
        reader.report.push(at.clone(), change);
    }
    let mut description = string(declared, "description").map(ToOwned::to_owned);
    if is_true(declared, "deprecated") {
        description = Some(with_note(description.as_deref(), DEPRECATED));
        let keyword = "deprecated".to_owned();
        let at = target.child(&keyword);
        let change = Change::DocumentationDescribed { keyword };
        reader.report.push(at, change);
    }
    let mut parameter = Parameter {
        name: name.to_owned(),
        unique_name: name.to_owned(),
        location,
        style: style::of(declared, location),
        required,
        schema,
        description,
        at,
    };
    Some(match encoding {
        None => style::fit(parameter, reader),
        Some(Encoding::Json) => {
            parameter.style.name = "json";
            parameter
        }
        Some(Encoding::Text) if is_scalar(reader, &parameter.schema) => parameter,
        Some(_) => style::into_text(parameter, WrittenAs::MediaType, reader),
    })
}

fn note_leftovers(declared: &Map<String, Value>, at: &Pointer, reader: &mut Reader<'_>) {
    let known = [
        "name",
        "in",
        "required",
        "description",
        "deprecated",
        "schema",
        "style",
        "explode",
    ]
    .map(|key| (key, Holds::Anything));
    let known = [&known[..], &[("content", Holds::Object)]].concat();
    leftovers::note(&mut reader.report, declared, &known, at);
}

/// Where a parameter is sent; if it cannot be sent, reports it and returns `None`.
fn location_of(
    name: &str,
    location: &str,
    at: &Pointer,
    reader: &mut Reader<'_>,
) -> Option<Location> {
    let reserved = location == "header" && is_reserved(name);
    if reserved {
        let name = name.to_owned();
        reader
            .report
            .push(at.clone(), Change::ReservedHeader { name });
    }
    match location {
        "path" => Some(Location::Path),
        "query" => Some(Location::Query),
        "header" if reserved && name.eq_ignore_ascii_case("authorization") => None,
        "header" if name.bytes().all(is_token) && !name.is_empty() => Some(Location::Header),
        "cookie" if !name.is_empty() => Some(Location::Cookie),
        _ => {
            reader.report.push(
                at.clone(),
                Change::ParameterLeftOut {
                    name: name.to_owned(),
                    reason: ParameterProblem::NotSendable {
                        location: location.to_owned(),
                    },
                },
            );
            None
        }
    }
}

fn is_reserved(name: &str) -> bool {
    RESERVED_HEADERS.contains(&name.to_ascii_lowercase().as_str())
}

pub(super) fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests;
