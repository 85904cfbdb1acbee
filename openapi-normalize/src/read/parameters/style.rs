//! How the value of a parameter is written. What has no defined form in its style becomes a string that the caller
//! writes.

use serde_json::{Map, Value};

use crate::{
    Pointer,
    json::string,
    read::{description::with_note, schemas::Reader},
    report::{Change, WrittenAs},
    tree::{
        Additional, Kind, Location, Object, Parameter, Schema, Style, is_scalar, is_scalar_item,
        kind_of,
    },
};

/// The style that a parameter declares, or that its location has.
pub(super) fn of(parameter: &Map<String, Value>, location: Location) -> Style {
    let usual = location.usual_style();
    let styles: &[&'static str] = match location {
        Location::Path => &["simple", "label", "matrix"],
        Location::Query => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        Location::Header => &["simple"],
        Location::Cookie => &["form"],
    };
    let declared = string(parameter, "style");
    let declared = styles.iter().find(|style| Some(**style) == declared);
    let name = declared.copied().unwrap_or(usual.name);
    let explode = parameter.get("explode").and_then(Value::as_bool);
    Style {
        name,
        explode: explode.unwrap_or(name == "form"),
    }
}

/// Turns the schema of a parameter into one whose values can be written in its style.
pub(super) fn fit(mut parameter: Parameter, reader: &mut Reader<'_>) -> Parameter {
    let deep = parameter.style.name == "deepObject";
    match kind_of(reader, &parameter.schema) {
        Kind::Object(object) => {
            if let Some(written) = fit_object(object, &parameter, reader) {
                parameter.schema.kind = Kind::Object(written);
            }
            if deep || parameter.style.explode && parameter.location == Location::Query {
                reader.report.push(
                    parameter.at.clone(),
                    Change::ParameterSplit {
                        name: parameter.name.clone(),
                    },
                );
            }
            parameter
        }
        kind if is_writable(&kind, deep, 3, reader) => {
            if deep && matches!(kind, Kind::Array(_)) {
                note_style_undefined(&parameter.schema, &parameter.name, reader);
            }
            parameter
        }
        _ => into_text(parameter, WrittenAs::Style, reader),
    }
}

/// Whether each value is a scalar or an array of scalars, or an object of scalars. Unions are looked into as deep as
/// `depth`.
fn is_writable(kind: &Kind, deep: bool, depth: usize, reader: &mut Reader<'_>) -> bool {
    match kind {
        Kind::Any => true,
        Kind::Array(items) => deep || items.kind == Kind::Any || is_scalar_item(reader, items),
        Kind::Object(object) => {
            let mut plain = |schema: &Schema| is_scalar(reader, schema) || schema.kind == Kind::Any;
            deep || object.properties.values().all(&mut plain)
                && match &object.additional {
                    Additional::Typed(values) => plain(values),
                    _ => true,
                }
        }
        Kind::Union(variants) if depth > 0 => variants.iter().all(|variant| {
            let kind = kind_of(reader, variant);
            is_writable(&kind, deep, depth - 1, reader)
        }),
        kind => kind.is_scalar(),
    }
}

/// An object whose properties can be written; `None` if all of them can be as they are.
fn fit_object(
    mut object: Object,
    parameter: &Parameter,
    reader: &mut Reader<'_>,
) -> Option<Object> {
    let style = parameter.style;
    let deep = style.name == "deepObject";
    let mut changed = false;
    for (name, property) in &mut object.properties {
        let kind = kind_of(reader, property);
        if is_scalar(reader, property) || kind == Kind::Any {
            continue;
        }
        let listed = matches!(&kind, Kind::Array(items) if is_scalar_item(reader, items));
        if deep {
            if has_array(&kind, reader, 0) {
                note_style_undefined(property, name, reader);
            }
        } else if !(listed && style.explode && parameter.location == Location::Query) {
            changed = true;
            property.kind = Kind::Text;
            property.kept.clear();
            note_as_text(&parameter.at, name, WrittenAs::Style, reader);
        }
    }
    if let Additional::Typed(values) = &mut object.additional
        && !deep
        && values.kind != Kind::Any
        && !is_scalar(reader, values)
    {
        changed = true;
        values.kind = Kind::Text;
        values.kept.clear();
        note_as_text(&parameter.at, &parameter.name, WrittenAs::Style, reader);
    }
    changed.then_some(object)
}

/// Whether there is an array somewhere inside the values.
fn has_array(kind: &Kind, reader: &mut Reader<'_>, depth: usize) -> bool {
    match kind {
        Kind::Array(_) => true,
        Kind::Object(object) if depth < 2 => object.properties.values().any(|property| {
            let kind = kind_of(reader, property);
            has_array(&kind, reader, depth + 1)
        }),
        _ => false,
    }
}

fn note_style_undefined(schema: &Schema, name: &str, reader: &mut Reader<'_>) {
    let name = name.to_owned();
    let change = Change::DeepArrayWrittenWithBrackets { name };
    reader.report.push(schema.origin.clone(), change);
}

fn note_as_text(at: &Pointer, name: &str, written: WrittenAs, reader: &mut Reader<'_>) {
    let name = name.to_owned();
    reader
        .report
        .push(at.clone(), Change::ParameterAsText { name, written });
}

/// Makes the parameter a string that the caller writes.
pub(super) fn into_text(
    mut parameter: Parameter,
    written: WrittenAs,
    reader: &mut Reader<'_>,
) -> Parameter {
    note_as_text(&parameter.at, &parameter.name, written, reader);
    let note = format!("To be written {written}.");
    parameter.description = Some(with_note(parameter.description.as_deref(), &note));
    parameter.schema.kind = Kind::Text;
    parameter.schema.kept.clear();
    parameter.schema.nullable = false;
    parameter
}
