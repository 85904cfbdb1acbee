//! How the value of a parameter is written. What progenitor cannot write becomes a string.

use serde_json::{Map, Value};

use crate::{
    json::string,
    read::schemas::Reader,
    report::{Change, WrittenAs},
    tree::{Additional, Kind, Location, Parameter, kind_of},
};

/// How a value goes over the wire (OpenAPI 3.1.1, section 4.8.12.2).
#[derive(Clone, Copy, PartialEq)]
enum Style {
    /// A value as it is, an array as one parameter for each element.
    Exploded,
    /// A value as it is, an array as one string in some form.
    Joined,
    /// An object as `name[property]=value`.
    DeepObject,
    /// With a prefix, as in `.value` or `;name=value`.
    Marked,
}

impl Style {
    fn of(parameter: &Map<String, Value>, location: Location) -> Self {
        let exploded = parameter.get("explode") != Some(&Value::Bool(false));
        match string(parameter, "style") {
            None | Some("form") if location == Location::Query && exploded => Self::Exploded,
            Some("deepObject") => Self::DeepObject,
            Some("label" | "matrix") => Self::Marked,
            _ => Self::Joined,
        }
    }
}

/// Turns a declared parameter into what progenitor can send.
pub(super) fn apply(
    parameter: Parameter,
    declared: &Map<String, Value>,
    reader: &mut Reader<'_>,
) -> Vec<Parameter> {
    let style = Style::of(declared, parameter.location);
    serialize(parameter, style, reader)
}

/// Turns a parameter into what progenitor can send: scalars, and in a query arrays of them.
fn serialize(parameter: Parameter, style: Style, reader: &mut Reader<'_>) -> Vec<Parameter> {
    match kind_of(reader, &parameter.schema) {
        _ if style == Style::Marked => vec![into_text(parameter, WrittenAs::Style, reader)],
        kind if kind.is_scalar() => vec![parameter],
        Kind::Array(items) if style == Style::Exploded => {
            let item = kind_of(reader, &items);
            if item.is_scalar() {
                vec![parameter]
            } else {
                vec![into_text(parameter, WrittenAs::Element, reader)]
            }
        }
        Kind::Object(object)
            if matches!(style, Style::Exploded | Style::DeepObject)
                && !object.properties.is_empty() =>
        {
            reader.report.push(
                parameter.at.clone(),
                Change::ParameterSplit {
                    name: parameter.name.clone(),
                },
            );
            let properties = object.properties.into_iter();
            let parameters = properties.flat_map(|(name, schema)| {
                let required = parameter.required && object.required.contains(&name);
                let property = Parameter {
                    name: match style {
                        Style::DeepObject => format!("{}[{name}]", parameter.name),
                        _ => name,
                    },
                    location: parameter.location,
                    required,
                    description: schema.description.clone(),
                    schema,
                    at: parameter.at.clone(),
                };
                match kind_of(reader, &property.schema) {
                    Kind::Object(_) => vec![into_text(property, WrittenAs::Style, reader)],
                    _ => serialize(property, Style::Exploded, reader),
                }
            });
            parameters.collect()
        }
        // A free-form object: each property is a parameter.
        Kind::Object(object)
            if style == Style::Exploded && object.additional == Additional::Unstated =>
        {
            vec![parameter]
        }
        _ => vec![into_text(parameter, WrittenAs::Style, reader)],
    }
}

/// Makes the parameter a string that the caller writes.
pub(super) fn into_text(
    mut parameter: Parameter,
    written: WrittenAs,
    reader: &mut Reader<'_>,
) -> Parameter {
    reader.report.push(
        parameter.at.clone(),
        Change::ParameterAsText {
            name: parameter.name.clone(),
            written,
        },
    );
    let note = format!("To be written {written}.");
    parameter.description = Some(match parameter.description {
        Some(description) => format!("{description}\n\n{note}"),
        None => note,
    });
    parameter.schema.kind = Kind::Text;
    parameter.schema.nullable = false;
    parameter
}
