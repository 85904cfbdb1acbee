//! An OpenAPI document as published, read as OpenAPI 3.1. Independent of the normalizer and of the
//! generated types, so that it can judge both.

use std::collections::BTreeMap;

use jsonschema::{Registry, Validator};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Map, Value, json};

/// The base of the references in the document.
const URI: &str = "https://published.invalid/openapi.json";

const NOT_IN_A_FRAGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'~').remove(b'-');

/// A published document.
pub struct Document {
    root: Value,
    schemas: Registry<'static>,
}

/// A reference out of the document allows any value.
struct Elsewhere;

impl jsonschema::Retrieve for Elsewhere {
    fn retrieve(
        &self,
        _: &jsonschema::Uri<String>,
    ) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        Ok(json!(true))
    }
}

/// A place in the document, after following every `$ref`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pointer(String);

/// An operation of the document.
pub struct Operation<'d> {
    document: &'d Document,
    /// The path, as the document has it.
    pub path: String,
    /// The method, in lower case.
    pub method: String,
    item: Pointer,
    at: Pointer,
}

/// A parameter of an operation.
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// `path`, `query`, `header` or `cookie`.
    pub location: String,
    /// Whether every request has it.
    pub required: bool,
    /// Where it stands.
    pub at: Pointer,
    /// Its schema; none if it has a media type.
    pub schema: Option<Pointer>,
    /// The schema of its media type.
    pub content: Option<Pointer>,
    /// Its style, if the document says one.
    pub style: Option<String>,
    /// Whether it is exploded, if the document says.
    pub explode: Option<bool>,
}

/// A request body, or a response.
pub struct Body {
    /// Whether a request without it is none.
    pub required: bool,
    /// Where it stands.
    pub at: Pointer,
    /// The media types, each with its schema if it has one.
    pub content: Vec<(String, Option<Pointer>)>,
}

impl Body {
    /// The first JSON media type, or any, which may be JSON.
    #[must_use]
    pub fn json(&self) -> Option<&(String, Option<Pointer>)> {
        let mut content = self.content.iter();
        content
            .find(|(media_type, _)| is_json(media_type))
            .or_else(|| {
                self.content
                    .iter()
                    .find(|(media_type, _)| media_type == "*/*")
            })
    }
}

/// Whether a media type is JSON.
#[must_use]
pub fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let essence = essence.to_ascii_lowercase();
    essence.ends_with("/json") || essence.ends_with("/x-json") || essence.ends_with("+json")
}

impl From<&openapi_normalize::Pointer> for Pointer {
    fn from(pointer: &openapi_normalize::Pointer) -> Self {
        Self(pointer.as_str().to_owned())
    }
}

impl Pointer {
    /// The place behind a key of this one.
    #[must_use]
    pub fn child(&self, key: &str) -> Self {
        let key = key.replace('~', "~0").replace('/', "~1");
        Self(format!("{}/{key}", self.0))
    }

    /// As RFC 6901 writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Pointer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{}", self.0)
    }
}

impl Document {
    /// Reads a document.
    #[must_use]
    pub fn new(mut root: Value) -> Self {
        write_as_3_1(&mut root);
        if let Some(own) = root["$self"].as_str().map(ToOwned::to_owned) {
            write_without_own_uri(&mut root, &own);
        }
        let schemas = Registry::new()
            .retriever(Elsewhere)
            .add(URI, root.clone())
            .and_then(jsonschema::RegistryBuilder::prepare);
        Self {
            root,
            schemas: schemas.expect("references that lead somewhere"),
        }
    }

    /// The document that the client of `vast-sdk` was generated from.
    #[must_use]
    pub fn published() -> Self {
        let document = serde_json::from_str(vast_sdk::api::OPENAPI);
        Self::new(document.expect("JSON written by build.rs"))
    }

    /// The document as JSON.
    #[must_use]
    pub fn root(&self) -> &Value {
        &self.root
    }

    /// What stands at a pointer.
    #[must_use]
    pub fn get(&self, at: &Pointer) -> &Value {
        self.root.pointer(at.as_str()).unwrap_or(&Value::Null)
    }

    /// The pointer past a `$ref`, and past a `$ref` behind it.
    #[must_use]
    pub fn resolve(&self, at: &Pointer) -> Pointer {
        let mut at = at.clone();
        for _ in 0..16 {
            match self.get(&at)["$ref"].as_str() {
                Some(reference) => at = Self::target(reference),
                None => break,
            }
        }
        at
    }

    /// Where a reference into the same document leads.
    #[must_use]
    pub fn target(reference: &str) -> Pointer {
        let fragment = percent_decode_str(reference.trim_start_matches('#'));
        Pointer(fragment.decode_utf8_lossy().into_owned())
    }

    /// The place behind these keys, with every `$ref` on the way followed.
    fn walk(&self, from: &Pointer, keys: &[&str]) -> Pointer {
        keys.iter()
            .fold(self.resolve(from), |at, key| self.resolve(&at.child(key)))
    }

    /// The keys of the object at a pointer.
    fn keys(&self, at: &Pointer) -> impl Iterator<Item = &String> {
        let object = self.get(at).as_object();
        object.into_iter().flat_map(Map::keys)
    }

    /// All operations.
    pub fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        let paths = Pointer("/paths".to_owned());
        let items = self.root["paths"]
            .as_object()
            .into_iter()
            .flat_map(Map::keys);
        items.flat_map(move |path| {
            let item = self.resolve(&paths.child(path));
            let methods = openapi_normalize::METHODS.iter().chain(["query"].iter());
            let fixed = methods.map(|method| ((*method).to_owned(), item.child(method)));
            // Since OpenAPI 3.2.
            let others = item.child("additionalOperations");
            let names = self.keys(&others);
            let others = names.map(|method| {
                // `HEAD` there is what `head` is.
                let usual = method.to_ascii_lowercase();
                let is_usual = openapi_normalize::METHODS.contains(&usual.as_str())
                    && usual.to_ascii_uppercase() == *method;
                let name = if is_usual { usual } else { method.clone() };
                (name, others.child(method))
            });
            let there = others
                .chain(fixed)
                .filter(|(_, at)| self.get(at).is_object());
            // What `head` says counts.
            let all: BTreeMap<String, Pointer> = there.collect();
            all.into_iter().map(move |(method, at)| Operation {
                document: self,
                path: path.clone(),
                method,
                item: item.clone(),
                at,
            })
        })
    }

    /// The operation that cancels syncs, wherever the document ends its path.
    #[must_use]
    pub fn cancel_sync(&self) -> Operation<'_> {
        let found = self.find_cancel_sync();
        found.expect("the document has the operation")
    }

    /// The same, if it is there.
    #[must_use]
    pub fn find_cancel_sync(&self) -> Option<Operation<'_>> {
        self.operations().find(|operation| {
            operation.method == "delete"
                && operation.path.trim_end_matches('/') == "/api/v0/commands/rclone"
        })
    }

    /// What checks a value against the schema at a pointer, as JSON Schema 2020-12.
    #[must_use]
    pub fn validator(&self, schema: &Pointer) -> Validator {
        // A pointer as the fragment of a URI (RFC 3986, section 3.5).
        let fragment = utf8_percent_encode(schema.as_str(), NOT_IN_A_FRAGMENT);
        let reference = json!({ "$ref": format!("{URI}#{fragment}") });
        let options = jsonschema::draft202012::options();
        let validator = options.with_registry(&self.schemas).build(&reference);
        validator.unwrap_or_else(|error| {
            eprintln!("{schema} is not a schema, so nothing is checked by it: {error}");
            jsonschema::draft202012::new(&json!(true)).expect("the schema of anything")
        })
    }
}

/// Rewrites `nullable` and boolean exclusive bounds of 3.0 as 3.1 has them. Documents that declare 3.1
/// use them too, with the meaning of 3.0. As a member of `anyOf`, `nullable` alone stands for `null`.
fn write_as_3_1(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(write_as_3_1),
        Value::Object(object) => {
            for keyword in ["anyOf", "oneOf"] {
                let members = object.get_mut(keyword).and_then(Value::as_array_mut);
                for member in members.into_iter().flatten() {
                    if *member == json!({ "nullable": true }) {
                        *member = json!({ "type": "null" });
                    }
                }
            }
            if object.get("nullable") == Some(&Value::Bool(true)) {
                if let Some(name @ Value::String(_)) = object.get("type").cloned() {
                    object.insert("type".to_owned(), json!([name, "null"]));
                }
                if let Some(Value::Array(values)) = object.get_mut("enum") {
                    values.push(Value::Null);
                }
            }
            for (bound, exclusive) in [
                ("minimum", "exclusiveMinimum"),
                ("maximum", "exclusiveMaximum"),
            ] {
                match object.get(exclusive) {
                    Some(Value::Bool(true)) => {
                        let limit = object.remove(bound).unwrap_or_default();
                        object.insert(exclusive.to_owned(), limit);
                    }
                    Some(Value::Bool(false)) => drop(object.remove(exclusive)),
                    _ => {}
                }
            }
            object.values_mut().for_each(write_as_3_1);
        }
        _ => {}
    }
}

/// Rewrites references to the document's own URI, its `$self`, as those within the document.
fn write_without_own_uri(value: &mut Value, own: &str) {
    match value {
        Value::Array(items) => {
            for item in items {
                write_without_own_uri(item, own);
            }
        }
        Value::Object(object) => {
            for (key, value) in object {
                let name = own.rsplit('/').next().unwrap_or(own);
                let fragment = value
                    .as_str()
                    .filter(|_| key == "$ref")
                    .and_then(|reference| {
                        let (uri, fragment) = reference.split_once('#')?;
                        (uri == own || uri == name).then(|| format!("#{fragment}"))
                    });
                match fragment {
                    Some(fragment) => *value = Value::String(fragment),
                    None => write_without_own_uri(value, own),
                }
            }
        }
        _ => {}
    }
}

impl Operation<'_> {
    fn part(&self, key: &str) -> Pointer {
        self.document.resolve(&self.at.child(key))
    }

    /// Where it stands.
    #[must_use]
    pub fn at(&self) -> &Pointer {
        &self.at
    }

    /// What it says under a key, if that is text.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.document.get(&self.at)[key].as_str()
    }

    /// The parameters, its own in place of those of the path with the same name.
    #[must_use]
    pub fn parameters(&self) -> Vec<Parameter> {
        let mut found: Vec<Parameter> = Vec::new();
        for list in [self.item.child("parameters"), self.at.child("parameters")] {
            let count = self.document.get(&list).as_array().map_or(0, Vec::len);
            for index in 0..count {
                let at = self.document.resolve(&list.child(&index.to_string()));
                let declared = self.document.get(&at);
                let text = |key: &str| declared[key].as_str().unwrap_or_default().to_owned();
                let schema = at.child("schema");
                let content = self.document.keys(&at.child("content")).next().cloned();
                let parameter = Parameter {
                    content: content
                        .map(|media_type| at.child("content").child(&media_type).child("schema")),
                    style: declared["style"].as_str().map(ToOwned::to_owned),
                    explode: declared["explode"].as_bool(),
                    name: text("name"),
                    location: text("in"),
                    required: declared["required"] == true || declared["in"] == "path",
                    schema: declared.get("schema").map(|_| schema),
                    at,
                };
                found.retain(|other| {
                    (&other.name, &other.location) != (&parameter.name, &parameter.location)
                });
                found.push(parameter);
            }
        }
        found
    }

    /// The request body, if there is one.
    #[must_use]
    pub fn request_body(&self) -> Option<Body> {
        let at = self.part("requestBody");
        self.document.get(&at).is_object().then(|| self.body(at))
    }

    /// The responses, by their status as documented: `200`, `4XX`, `default`.
    #[must_use]
    pub fn responses(&self) -> Vec<(String, Body)> {
        let at = self.part("responses");
        let statuses = self.document.keys(&at);
        statuses
            .filter(|status| !status.starts_with("x-"))
            .map(|status| {
                let mut body = self.body(self.document.walk(&at, &[status]));
                if self.method == "head" {
                    // An answer to HEAD has no content (RFC 9110, section 9.3.2).
                    body.content.clear();
                }
                (status.clone(), body)
            })
            .collect()
    }

    fn body(&self, at: Pointer) -> Body {
        let content = self.document.walk(&at, &["content"]);
        let types = self.document.keys(&content).map(|media_type| {
            let schema = self.document.walk(&content, &[media_type]).child("schema");
            let there = !self.document.get(&schema).is_null();
            (media_type.clone(), there.then_some(schema))
        });
        Body {
            required: self.document.get(&at)["required"] == true,
            content: types.collect(),
            at,
        }
    }

    /// The documented examples of a body with this media type.
    #[must_use]
    pub fn examples(&self, body: &Body, media_type: &str) -> Vec<Value> {
        let media = self.document.walk(&body.at, &["content", media_type]);
        let media = self.document.get(&media);
        let named = media["examples"]
            .as_object()
            .into_iter()
            .flat_map(Map::values);
        let named = named.filter_map(|example| {
            let example = match example["$ref"].as_str() {
                Some(reference) => self.document.get(&Document::target(reference)),
                None => example,
            };
            example.get("value")
        });
        media
            .get("example")
            .into_iter()
            .chain(named)
            .cloned()
            .collect()
    }

    /// Whether a request has to carry the key.
    #[must_use]
    pub fn requires_the_key(&self) -> bool {
        let own = self.document.get(&self.at).get("security");
        let requirements = own.or_else(|| self.document.root.get("security"));
        let requirements = requirements.and_then(Value::as_array);
        // One of them has to be met, and an empty one is met by any request.
        requirements.is_some_and(|requirements| {
            !requirements.is_empty() && requirements.iter().all(|one| *one != json!({}))
        })
    }
}

impl std::fmt::Display for Operation<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method.to_uppercase(), self.path)
    }
}
