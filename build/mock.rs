use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::Value;

use super::{Error, generate::without_panic};

/// The source of typed mocks for the operations of a normalized document: progenitor's output for
/// `httpmock`.
pub fn mock(document: &Value) -> Result<String, Error> {
    let document = serde_json::from_value(mockable(document))
        .map_err(|error| Error::Generate(error.to_string()))?;
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_derive("schemars::JsonSchema");
    let mut generator = Generator::new(&settings);
    let tokens = without_panic(|| generator.httpmock(&document, "crate::generated"))
        .map_err(Error::Generate)?;
    let file = syn::parse2(tokens).map_err(|error| Error::Generate(error.to_string()))?;
    // It takes the text of a path parameter, which ends the pattern, for a regular expression.
    Ok(prettyplease::unparse(&file).replace(
        "$\", value.to_string())",
        "$\", regex::escape(&encode_path(&value.to_string())))",
    ))
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
