//! What users of a normalized document need: its operations, and the extensions in them.

use serde_json::Value;

/// The methods that a path item can have, as its keys are spelled.
pub const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Every operation of a document, with its path and its method. References of path items are not
/// followed; a normalized document has none.
pub fn operations(document: &Value) -> impl Iterator<Item = (&str, &'static str, &Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, item)| {
        METHODS.iter().filter_map(move |method| {
            let operation = item.get(method).filter(|operation| operation.is_object())?;
            Some((path.as_str(), *method, operation))
        })
    })
}

/// The extension of an operation in a normalized document that says which media type its request body
/// has, if progenitor would send another one.
pub const MEDIA_TYPE: &str = "x-request-media-type";

/// The extension of an operation in a normalized document that says that its request body may be
/// left out. progenitor always sends one.
pub const OPTIONAL_BODY: &str = "x-request-body-optional";

/// The extension of a union in a normalized document that says how its variants are told apart: for each
/// of them, in order, its `name`, the values of the discriminator that stand for it (`tag`), and the `shape`
/// of its values.
pub const UNION: &str = "x-union";
