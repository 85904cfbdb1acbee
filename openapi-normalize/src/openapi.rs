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

/// The extension of a schema in a normalized document that gives properties, or values of an enumeration, the
/// names that they get in Rust, where progenitor would make the same name of two of them.
pub const RUST_NAMES: &str = "x-rust-names";

/// The extension of an object schema in a normalized document that has the names of the properties for which
/// absent, `null` and a value are three things in the generated type, each with `true`.
pub const NULL_APART: &str = "x-null-apart";

/// The extension that says which successes are refusals: an object with the name of a `property` and the
/// `value` that it has in a refusal, such as `{ "property": "success", "value": false }`.
///
/// At the top level of a document, it goes for every operation whose documented success has that property
/// with the type of that value. In a normalized document, each of those operations has it.
pub const REFUSAL: &str = "x-refusal";

/// The extension of a document that holds the other files that it refers to, by their paths relative to it.
pub const FILES: &str = "x-files";

/// The extension of an operation in a normalized document that says which method its requests have, if OpenAPI 3.0 does not
/// know that method.
pub const METHOD: &str = "x-method";

/// The extension of an operation in a normalized document that says which media types its answers have,
/// as the value of `Accept`, if progenitor would ask for others.
pub const ACCEPT: &str = "x-response-media-types";

/// The extension of a response in a normalized document that says what progenitor cannot: [`TEXT`] or
/// [`NO_CONTENT`].
pub const RESPONSE_BODY: &str = "x-response-body";

/// The value of [`RESPONSE_BODY`] for a body that is text unless its media type is JSON.
pub const TEXT: &str = "text";

/// The value of [`RESPONSE_BODY`] for an answer without content where others have some. It is read as `null` if the type of
/// the others allows that, or else as an empty object or an empty string. Content that comes all the same is read like theirs.
pub const NO_CONTENT: &str = "none";

/// The extension of a parameter in a normalized document that says how it goes over the wire, if
/// progenitor would send it in another way: see [`WireParameter`].
pub const PARAMETER: &str = "x-parameter";

/// Dropshot's mark of an operation that returns a page of a list.
pub(crate) const PAGINATION: &str = "x-dropshot-pagination";

/// Dropshot's mark of an operation that opens a WebSocket.
pub(crate) const WEB_SOCKET: &str = "x-dropshot-websocket";

/// How a parameter of a normalized document goes over the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WireParameter<'d> {
    /// Its name there; in the normalized document it has another one if its Rust name would be taken.
    pub name: &'d str,
    /// `path`, `query`, `header` or `cookie`.
    pub location: &'d str,
    /// Its style, as OpenAPI calls it, or `json`.
    pub style: &'d str,
    /// Whether the elements of an array and the properties of an object are apart.
    pub explode: bool,
    /// Whether its schema in the normalized document is an array of its schema: progenitor takes no
    /// objects as parameters.
    pub array: bool,
}

impl<'d> WireParameter<'d> {
    /// Reads a parameter of a normalized document; `None` if it is not one.
    #[must_use]
    pub fn of(parameter: &'d Value) -> Option<Self> {
        let (name, location) = (parameter["name"].as_str()?, parameter["in"].as_str()?);
        let declared = &parameter[PARAMETER];
        let in_query = location == "query";
        Some(Self {
            name: declared["name"].as_str().unwrap_or(name),
            location: declared["in"].as_str().unwrap_or(location),
            style: declared["style"]
                .as_str()
                .unwrap_or(if in_query { "form" } else { "simple" }),
            explode: declared["explode"].as_bool().unwrap_or(in_query),
            array: declared["array"] == true,
        })
    }
}

/// Whether the URI of a reference, without its fragment, is that of the document which it stands in and which calls itself
/// `own` in its `$self`.
#[must_use]
pub fn is_own_uri(own: &str, uri: &str) -> bool {
    let own = own.split('#').next().unwrap_or_default();
    if uri.is_empty() || own.is_empty() {
        return false;
    }
    let (folder, _) = own.rsplit_once('/').unwrap_or_default();
    let path = uri.strip_prefix("./").unwrap_or(uri);
    let is_relative = !uri.contains(':') && !uri.starts_with('/');
    own == uri || is_relative && own == format!("{folder}/{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_known_by_its_own_uri() {
        let own = "https://e.org/api/openapi.json";
        for uri in [own, "openapi.json", "./openapi.json"] {
            assert!(is_own_uri(own, uri), "{uri}");
        }
        for uri in [
            "other.json",
            "https://e.org/openapi.json",
            "/api/other.json",
        ] {
            assert!(!is_own_uri(own, uri), "{uri}");
        }
    }
}
