//! Values from the command line, as the document types them.

use serde_json::{Map, Value};
use vast_sdk::api::registry::Arguments;

use super::{
    content,
    operation::{Argument, Operation, type_of},
};
use crate::{
    exit_status::{ExitStatus, Failure},
    secrets,
};

/// What is to be sent: each is `NAME=VALUE`, and the body may be given as a whole.
pub fn arguments(
    operation: &Operation<'_>,
    given: &[String],
    body: Option<String>,
) -> Result<Arguments, Failure> {
    let usage = |reason: String| {
        let name = operation.name;
        let reason =
            format!("{reason}; vast api describe {name} says what {name} takes. Nothing was sent");
        ExitStatus::Usage.failure(reason)
    };
    let known = operation.arguments();
    let mut values: Vec<(&Argument<'_>, Value)> = Vec::new();
    for text in given {
        let Some((name, value)) = text.split_once('=') else {
            return Err(usage(format!("{} is not NAME=VALUE", secrets::shown(text))));
        };
        let Some(argument) = known.iter().find(|argument| argument.name == name) else {
            let near = nearest(name, known.iter().map(|argument| argument.name));
            let near = near.map_or(String::new(), |near| format!(" (is {near} meant?)"));
            let shown = secrets::shown(name);
            return Err(usage(format!("there is no {shown} in it{near}")));
        };
        let value = typed(argument, &content(value)?).map_err(usage)?;
        match values
            .iter_mut()
            .find(|(other, _)| std::ptr::eq(*other, argument))
        {
            // A list may be given item by item.
            Some((_, Value::Array(items))) if is_list(argument) => match value {
                Value::Array(more) => items.extend(more),
                one => items.push(one),
            },
            Some(_) => return Err(usage(format!("{name} is given twice"))),
            None => values.push((argument, value)),
        }
    }
    let whole = body.map(|text| {
        serde_json::from_str::<Value>(&text)
            .map_err(|error| usage(format!("the body is no JSON: {error}")))
    });
    let whole = whole.transpose()?;
    if whole.is_some() && !operation.has_body() {
        return Err(usage("it takes no body".to_owned()));
    }
    for argument in &known {
        let is_given = values
            .iter()
            .any(|(given, _)| std::ptr::eq(*given, argument));
        let is_in_whole = argument.location == "body" && whole.is_some();
        let is_in_body =
            argument.location == "body" && !operation.body().is_some_and(|(_, required)| required);
        let may_be_left_out = is_in_body && values.is_empty();
        if argument.is_required && !(is_given || is_in_whole || may_be_left_out) {
            return Err(usage(format!("{} is missing", argument.name)));
        }
    }
    let mut all = Arguments::new();
    let mut properties = Map::new();
    for (argument, value) in values {
        let location = match argument.location {
            "path" => "path",
            "query" => "query",
            "header" => "header",
            _ => {
                properties.insert(argument.name.to_owned(), value);
                continue;
            }
        };
        let value = if argument.is_in_array {
            Value::Array(vec![value])
        } else {
            value
        };
        all = all.with_parameter(location, argument.name, value);
    }
    match (whole, properties.is_empty()) {
        (Some(whole), true) => all = all.with_body(whole),
        (Some(Value::Object(mut whole)), false) => {
            whole.extend(properties);
            all = all.with_body(Value::Object(whole));
        }
        (Some(_), false) => {
            return Err(usage(
                "the body is no object, so it has no properties to set".to_owned(),
            ));
        }
        (None, false) => all = all.with_body(Value::Object(properties)),
        (None, true) if operation.body().is_some_and(|(_, required)| required) => {
            all = all.with_body(Value::Object(properties));
        }
        (None, true) => {}
    }
    Ok(all)
}

fn is_list(argument: &Argument<'_>) -> bool {
    argument.schema["type"] == "array"
}

fn typed(argument: &Argument<'_>, text: &str) -> Result<Value, String> {
    let schema = argument.schema;
    let value = match schema["type"].as_str() {
        Some("array") if !text.trim_start().starts_with('[') => {
            one(&schema["items"], text).map(|item| Value::Array(vec![item]))
        }
        _ => one(schema, text),
    };
    let allowed = schema["enum"].as_array();
    let value = value.filter(|value| allowed.is_none_or(|allowed| allowed.contains(value)));
    value.ok_or_else(|| {
        let (name, expected, shown) = (argument.name, type_of(schema), secrets::shown(text));
        format!("{name} is {expected}, and {shown} is not")
    })
}

fn one(schema: &Value, text: &str) -> Option<Value> {
    let json = || serde_json::from_str::<Value>(text).ok();
    if schema["nullable"] == true && text == "null" {
        return Some(Value::Null);
    }
    match schema["type"].as_str() {
        Some("string") => Some(text.into()),
        Some("integer") => json().filter(|value| value.is_i64() || value.is_u64()),
        Some("number") => json().filter(Value::is_number),
        Some("boolean") => json().filter(Value::is_boolean),
        Some("object") => json().filter(Value::is_object),
        Some("array") => json().filter(Value::is_array),
        // Several types may be allowed, and text is one of them in most documents.
        _ => Some(json().unwrap_or_else(|| text.into())),
    }
}

/// The name that is meant, if one is close.
fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let by_likeness = names.map(|known| (strsim::jaro_winkler(name, known), known));
    let nearest = by_likeness.max_by(|(one, _), (other, _)| one.total_cmp(other));
    nearest
        .filter(|(likeness, _)| *likeness > 0.7)
        .map(|(_, name)| name)
}
