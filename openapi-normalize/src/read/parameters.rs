//! Path, query and header parameters.

mod fit;
mod style;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{
    json::{array, is_true, string},
    pointer::Pointer,
    read::{
        leftovers::{self, Holds},
        schemas::Reader,
    },
    report::{Change, ParameterProblem, WrittenAs},
    tree::{Kind, Location, Parameter, Schema},
};

pub(crate) use fit::fit;

/// Headers that a document must not declare as parameters (OpenAPI 3.1.1, section 4.8.12.1).
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
        for parameter in read_one(parameter, at, reader) {
            let key = (parameter.location, parameter.name.clone());
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
    parameters.into_values().collect()
}

/// Reads one declared parameter. An object may become several: one for each property.
fn read_one<'d>(value: &'d Value, at: Pointer, reader: &mut Reader<'d>) -> Vec<Parameter> {
    let Some((target, value)) = reader.resolve(value, &at) else {
        return Vec::new();
    };
    let parsed = value.as_object().and_then(|parameter| {
        let name = string(parameter, "name")?;
        Some((parameter, name, string(parameter, "in")?))
    });
    let Some((declared, name, location)) = parsed else {
        reader.report.push(at.clone(), Change::ParameterMalformed);
        return Vec::new();
    };
    let known = [
        "name",
        "in",
        "required",
        "description",
        "schema",
        "style",
        "explode",
    ]
    .map(|key| (key, Holds::Anything));
    leftovers::note(
        &mut reader.report,
        declared,
        &[&known[..], &[("content", Holds::Object)]].concat(),
        &target,
    );
    let location = match location {
        "path" => Location::Path,
        "query" => Location::Query,
        "header" if RESERVED_HEADERS.contains(&name.to_ascii_lowercase().as_str()) => {
            reader.report.push(
                at.clone(),
                Change::ReservedHeader {
                    name: name.to_owned(),
                },
            );
            return Vec::new();
        }
        "header" if name.bytes().all(is_token) && !name.is_empty() => Location::Header,
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
            return Vec::new();
        }
    };
    if location == Location::Path && !is_true(declared, "required") {
        reader.report.push(
            at.clone(),
            Change::PathParameterRequired {
                name: name.to_owned(),
            },
        );
    }
    let schema_at = target.child("schema");
    let schema = match declared.get("schema") {
        Some(schema) => reader.read(schema, &schema_at),
        None => Schema::new(Kind::Text, &schema_at),
    };
    if schema.nullable {
        reader.report.push(
            at.clone(),
            Change::ParameterNullNotSent {
                name: name.to_owned(),
            },
        );
    }
    let schema = Schema {
        nullable: false,
        ..schema
    };
    let parameter = Parameter {
        name: name.to_owned(),
        location,
        required: location == Location::Path || is_true(declared, "required"),
        schema,
        description: string(declared, "description").map(ToOwned::to_owned),
        at,
    };
    if declared.contains_key("content") {
        return vec![style::into_text(parameter, WrittenAs::MediaType, reader)];
    }
    style::apply(parameter, declared, reader)
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::normalize_operation;

    fn normalized(parameters: Value) -> (Vec<(String, String)>, Vec<Change>) {
        let normalized = normalize_operation(&json!({ "parameters": parameters, "responses": {} }));
        let emitted = normalized.operation()["parameters"].as_array();
        let emitted = emitted.into_iter().flatten();
        let emitted = emitted.map(|p| (p["name"].to_string(), p["schema"]["type"].to_string()));
        let emitted = emitted.map(|(name, kind)| (name.replace('"', ""), kind.replace('"', "")));
        (emitted.collect(), normalized.lossy())
    }

    fn query(name: &str, schema: &Value) -> Value {
        json!({ "name": name, "in": "query", "schema": schema })
    }

    fn names(parameters: Value) -> Vec<String> {
        let (emitted, _) = normalized(parameters);
        emitted.into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn a_parameter_of_the_path_that_is_not_declared_is_a_string_and_reported() {
        let (emitted, lossy) = normalized(json!([]));
        assert_eq!(emitted, [("id".to_owned(), "string".to_owned())]);
        let name = "id".to_owned();
        assert_eq!(lossy, [Change::PathParameterUndeclared { name }]);
    }

    #[test]
    fn a_path_parameter_that_is_not_in_the_path_is_left_out_and_reported() {
        let stray = json!({ "name": "x", "in": "path", "required": true, "schema": {} });
        let (emitted, lossy) = normalized(json!([stray]));
        assert_eq!(emitted.len(), 1);
        assert!(lossy.contains(&Change::ParameterLeftOut {
            name: "x".to_owned(),
            reason: ParameterProblem::NotInPath,
        }));
    }

    #[test]
    fn the_second_declaration_of_a_parameter_counts() {
        let (emitted, _) = normalized(json!([
            query("q", &json!({ "type": "string" })),
            query("q", &json!({ "type": "integer" })),
        ]));
        assert!(emitted.contains(&("q".to_owned(), "integer".to_owned())));
        assert_eq!(emitted.len(), 2);
    }

    #[test]
    fn an_object_in_the_query_is_a_parameter_for_each_property() {
        let object = json!({ "type": "object", "properties": { "a": { "type": "string" }, "b": { "type": "integer" } } });
        assert_eq!(names(json!([query("q", &object)])), ["id", "a", "b"]);
        let mut deep = query("q", &object);
        deep["style"] = json!("deepObject");
        assert_eq!(names(json!([deep])), ["id", "q[a]", "q[b]"]);
    }

    #[test]
    fn an_array_in_the_query_stays_one_and_elsewhere_is_written_by_the_caller() {
        let array = json!({ "type": "array", "items": { "type": "integer" } });
        let (emitted, lossy) = normalized(json!([query("q", &array)]));
        assert!(emitted.contains(&("q".to_owned(), "array".to_owned())));
        assert_eq!(lossy.len(), 1, "{lossy:?}");

        let header = json!({ "name": "x-h", "in": "header", "schema": array });
        let (emitted, lossy) = normalized(json!([header]));
        assert!(emitted.contains(&("x-h".to_owned(), "string".to_owned())));
        assert!(lossy.contains(&Change::ParameterAsText {
            name: "x-h".to_owned(),
            written: WrittenAs::Style,
        }));
    }

    #[test]
    fn a_cookie_and_content_are_reported() {
        let cookie = json!({ "name": "c", "in": "cookie", "schema": { "type": "string" } });
        let content = json!({ "name": "q", "in": "query", "content": { "application/json": {} } });
        let (emitted, lossy) = normalized(json!([cookie, content]));
        assert_eq!(emitted.len(), 2);
        let location = "cookie".to_owned();
        assert!(lossy.contains(&Change::ParameterLeftOut {
            name: "c".to_owned(),
            reason: ParameterProblem::NotSendable { location },
        }));
        assert!(lossy.contains(&Change::ParameterAsText {
            name: "q".to_owned(),
            written: WrittenAs::MediaType,
        }));
    }

    #[test]
    fn a_header_that_openapi_reserves_is_no_parameter() {
        let header = json!({ "name": "Authorization", "in": "header", "schema": {} });
        assert_eq!(names(json!([header])), ["id"]);
    }

    #[test]
    fn a_name_that_shadows_the_generated_code_is_left_out() {
        let (emitted, lossy) = normalized(json!([
            query("send", &json!({ "type": "string" })),
            query("foo-bar", &json!({ "type": "string" })),
            query("foo_bar", &json!({ "type": "string" })),
        ]));
        assert_eq!(emitted.len(), 2);
        assert_eq!(lossy.len(), 3, "{lossy:?}");
    }

    #[test]
    fn a_nullable_parameter_is_not_sent_as_null() {
        let nullable = json!({ "type": ["string", "null"] });
        let (emitted, _) = normalized(json!([query("q", &nullable)]));
        assert!(emitted.contains(&("q".to_owned(), "string".to_owned())));
    }
}
