//! Where references can stand.

use std::path::Path;

use serde_json::Value;

/// The schemas that a discriminator names.
pub(super) fn mapped(discriminator: &mut Value) -> Vec<&mut Value> {
    let Value::Object(map) = discriminator else {
        return Vec::new();
    };
    let values = map
        .iter_mut()
        .flat_map(|(key, value)| match (key.as_str(), value) {
            ("mapping", Value::Object(mapping)) => mapping.values_mut().collect(),
            ("defaultMapping", default) => vec![default],
            _ => Vec::new(),
        });
    values.collect()
}

/// Whether a discriminator names a schema by a reference, and not by its name.
pub(super) fn is_reference(text: &str) -> bool {
    let path = Path::new(text.split('#').next().unwrap_or_default());
    let extension = path.extension().and_then(|extension| extension.to_str());
    text.contains(['#', '/']) || matches!(extension, Some("json" | "yaml" | "yml"))
}

/// Whether anything in a document may be in another file.
pub(in crate::load) fn refers_elsewhere(value: &Value) -> bool {
    let leads_elsewhere = |text: &str| !text.starts_with('#') && is_reference(text);
    match value {
        Value::Array(values) => values.iter().any(refers_elsewhere),
        Value::Object(map) => map.iter().any(|(key, value)| match (key.as_str(), value) {
            ("$ref", Value::String(reference)) => !reference.starts_with('#'),
            ("mapping", Value::Object(mapping)) => {
                let mut references = mapping.values().filter_map(Value::as_str);
                references.any(leads_elsewhere)
            }
            _ => refers_elsewhere(value),
        }),
        _ => false,
    }
}
