//! Parameters as progenitor's own runtime can send them: a scalar anywhere, and an array of scalars in the query with a
//! parameter for each element. An object becomes a parameter for each property, and the rest a text.

use crate::{
    read::schemas::Reader,
    report::{Change, ParameterProblem, WrittenAs},
    tree::{
        Additional, Kind, Location, Object, Parameter, Schema, is_scalar, is_scalar_item, kind_of,
    },
};

use super::style::into_text;

/// The header of Dropshot's servers, which progenitor sends to every other one, too.
const API_VERSION: &str = "api-version";

/// How many objects in objects become parameters.
const DEEPEST: usize = 4;

/// What is sent for a parameter.
pub(super) fn parameters(mut parameter: Parameter, reader: &mut Reader<'_>) -> Vec<Parameter> {
    if parameter.style.name == "json" {
        return vec![as_text(parameter, WrittenAs::Json, reader)];
    }
    match parameter.location {
        Location::Cookie => vec![as_text(parameter, WrittenAs::Cookie, reader)],
        Location::Header if parameter.name.eq_ignore_ascii_case(API_VERSION) => {
            let (name, reason) = (parameter.name, ParameterProblem::SentAnyway);
            let change = Change::ParameterLeftOut { name, reason };
            reader.report.push(parameter.at, change);
            Vec::new()
        }
        Location::Path | Location::Header => {
            let is_usual = parameter.style == parameter.location.usual_style()
                || parameter.style.name == "simple";
            // A union has no text of its own in every case, and a parameter is written as that.
            if is_usual && kind_of(reader, &parameter.schema).is_scalar() {
                parameter.style = parameter.location.usual_style();
                vec![parameter]
            } else {
                vec![as_text(parameter, WrittenAs::Style, reader)]
            }
        }
        Location::Query => in_query(parameter, reader),
    }
}

fn in_query(mut parameter: Parameter, reader: &mut Reader<'_>) -> Vec<Parameter> {
    let style = parameter.style;
    parameter.style = Location::Query.usual_style();
    let deep = style.name == "deepObject";
    match kind_of(reader, &parameter.schema) {
        Kind::Any if style == parameter.style => vec![parameter],
        Kind::Object(object) if deep || style == parameter.style => {
            let mut sent = Vec::new();
            split(&parameter, &object, deep, 0, &mut sent, reader);
            sent
        }
        Kind::Array(items) if deep && is_scalar_item(reader, &items) => {
            parameter.name.push_str("[]");
            parameter.unique_name.clone_from(&parameter.name);
            vec![parameter]
        }
        Kind::Array(items) if style == parameter.style && is_scalar_item(reader, &items) => {
            vec![parameter]
        }
        _ if is_scalar(reader, &parameter.schema) => vec![parameter],
        _ => vec![as_text(parameter, WrittenAs::Style, reader)],
    }
}

/// A parameter for each property of an object, and of the objects in it.
fn split(
    whole: &Parameter,
    object: &Object,
    deep: bool,
    depth: usize,
    sent: &mut Vec<Parameter>,
    reader: &mut Reader<'_>,
) {
    if matches!(object.additional, Additional::Typed(_)) || object.is_free() {
        let name = whole.name.clone();
        let reason = ParameterProblem::Unnamed;
        reader
            .report
            .push(whole.at.clone(), Change::ParameterLeftOut { name, reason });
    }
    for (property, schema) in &object.properties {
        let name = if deep {
            format!("{}[{property}]", whole.name)
        } else {
            property.clone()
        };
        let mut part = Parameter {
            unique_name: name.clone(),
            name,
            location: Location::Query,
            style: whole.style,
            required: whole.required && object.required.contains(property) && !schema.nullable,
            schema: Schema {
                nullable: false,
                ..schema.clone()
            },
            description: schema.description.clone(),
            at: whole.at.clone(),
        };
        match kind_of(reader, &part.schema) {
            Kind::Object(inner) if deep && depth < DEEPEST => {
                split(&part, &inner, deep, depth + 1, sent, reader);
            }
            Kind::Array(items) if is_scalar_item(reader, &items) => {
                if deep {
                    part.name.push_str("[]");
                    part.unique_name.clone_from(&part.name);
                }
                sent.push(part);
            }
            Kind::Any => sent.push(part),
            _ if is_scalar(reader, &part.schema) => sent.push(part),
            _ => sent.push(as_text(part, WrittenAs::Style, reader)),
        }
    }
}

/// Makes the parameter a string that the caller writes.
fn as_text(mut parameter: Parameter, written: WrittenAs, reader: &mut Reader<'_>) -> Parameter {
    parameter.style = parameter.location.usual_style();
    into_text(parameter, written, reader)
}

/// One header for all cookies, as a request has only one.
pub(super) fn with_one_cookie(parameters: Vec<Parameter>) -> Vec<Parameter> {
    let (cookies, mut others): (Vec<_>, Vec<_>) = parameters
        .into_iter()
        .partition(|parameter| parameter.location == Location::Cookie);
    let names: Vec<&str> = cookies.iter().map(|cookie| cookie.name.as_str()).collect();
    let names = names.join("`, `");
    let required = cookies.iter().any(|cookie| cookie.required);
    if let Some(mut cookie) = cookies.into_iter().next() {
        cookie.description = Some(format!(
            "The cookies `{names}`, as `name=value; name=value`."
        ));
        "Cookie".clone_into(&mut cookie.name);
        "Cookie".clone_into(&mut cookie.unique_name);
        cookie.location = Location::Header;
        cookie.style = Location::Header.usual_style();
        cookie.required = required;
        others.push(cookie);
    }
    others
}
