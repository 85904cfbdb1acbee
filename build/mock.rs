use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::Value;

use super::{
    Error,
    generate::{without_panic, without_what_fails},
};

/// The source of typed mocks for the operations of a normalized document: progenitor's output for
/// `httpmock`. There are none for an operation that it fails or panics on.
pub fn mock(document: &Value) -> Result<String, Error> {
    let document = mockable(document);
    let tokens = tokens(&document).or_else(|_| {
        let (document, _) = without_what_fails(&document, tokens);
        tokens(&document).map_err(Error::Generate)
    })?;
    let file = syn::parse2(tokens).map_err(|error| Error::Generate(error.to_string()))?;
    // A scalar is handed over by value.
    let source =
        prettyplease::unparse(&file).replace(".json_body_obj(value)", ".json_body_obj(&value)");
    Ok(source.lines().map(with_literal_path_parameter).collect())
}

/// It takes the text of a path parameter, which ends the pattern, for a regular expression, and fills
/// in only the first of two places of a parameter.
fn with_literal_path_parameter(line: &str) -> String {
    const VALUE: &str = "$\", value.to_string())";
    const LITERAL: &str = "$\", regex::escape(&encode_path(&value.to_string())))";
    if line.contains(VALUE) {
        line.replace("{}", "{0}").replace(VALUE, LITERAL) + "\n"
    } else {
        format!("{line}\n")
    }
}

fn tokens(document: &Value) -> Result<proc_macro2::TokenStream, String> {
    let document = serde_json::from_value(document.clone()).map_err(|error| error.to_string())?;
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_derive("schemars::JsonSchema");
    let mut generator = Generator::new(&settings);
    without_panic(|| generator.httpmock(&document, "crate::generated"))
}

/// The document without what progenitor's mocks cannot express: parameters that are not one text on
/// the wire, and statuses without a standard name, which it names its methods after.
fn mockable(document: &Value) -> Value {
    let mut document = document.clone();
    let items = document
        .get_mut("paths")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten();
    let operations = items.flat_map(|(_, item)| item.as_object_mut().into_iter().flatten());
    for (_, operation) in operations {
        if let Some(parameters) = operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut)
        {
            parameters.retain(|parameter| is_one_text(&parameter["schema"]));
        }
        if let Some(responses) = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut)
        {
            responses.retain(|status, _| match status.parse() {
                Ok(status) => http::StatusCode::from_u16(status)
                    .is_ok_and(|status| status.canonical_reason().is_some()),
                Err(_) => true,
            });
        }
    }
    document
}

fn is_one_text(schema: &Value) -> bool {
    let named = schema.get("$ref").or_else(|| schema.get("allOf"));
    // Only enumerations of strings are parameters with a name.
    named.is_some()
        || matches!(
            schema["type"].as_str(),
            Some("string" | "integer" | "number" | "boolean")
        )
}
