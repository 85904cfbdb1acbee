//! Finding things in a document, whatever it holds.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use openapi_normalize::is_own_uri;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::schema::{Core, Node, View};

/// A chain of references that is longer leads nowhere.
const LONGEST_CHAIN: usize = 64;

/// A published document, and what has been read of it.
pub(crate) struct Document<'d> {
    pub(crate) root: &'d Value,
    own_uri: &'d str,
    /// For each schema, by its address, the components that extend it by `allOf`, by name.
    subtypes: Subtypes<'d>,
    pub(crate) views: RefCell<HashMap<Core<'d>, Rc<View<'d>>>>,
    /// How many schemas are being read, each for the sake of the one before.
    pub(crate) depth: Cell<usize>,
    pub(crate) digests: RefCell<HashMap<(Core<'d>, u8), u64>>,
}

impl<'d> Document<'d> {
    pub(crate) fn new(root: &'d Value) -> Self {
        let mut document = Self {
            root,
            own_uri: root["$self"].as_str().unwrap_or_default(),
            subtypes: HashMap::new(),
            views: RefCell::default(),
            depth: Cell::default(),
            digests: RefCell::default(),
        };
        let schemas = root["components"]["schemas"].as_object();
        for (name, schema) in schemas.into_iter().flatten() {
            for part in schema["allOf"].as_array().into_iter().flatten() {
                if part.get("$ref").is_some() {
                    let parent = address(document.resolve(part));
                    let subtypes = document.subtypes.entry(parent).or_default();
                    subtypes.insert(name, schema);
                }
            }
        }
        document.subtypes = with_grandchildren(&document.subtypes);
        document
    }

    /// What a reference leads to.
    pub(crate) fn target(&self, reference: &str) -> Option<&'d Value> {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if !uri.is_empty() && !is_own_uri(self.own_uri, uri) {
            return None;
        }
        let pointer = percent_decode_str(fragment).decode_utf8().ok()?;
        self.root.pointer(&pointer)
    }

    /// The value, or what it refers to; `null` if it refers to nothing.
    pub(crate) fn resolve(&self, value: &'d Value) -> &'d Value {
        let mut value = value;
        for _ in 0..LONGEST_CHAIN {
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
                return value;
            };
            value = self.target(reference).unwrap_or(&Value::Null);
        }
        &Value::Null
    }

    /// The components that extend a schema by `allOf`, directly or not.
    pub(crate) fn subtypes(
        &self,
        schema: &'d Value,
    ) -> impl Iterator<Item = (&'d str, &'d Value)> + use<'d> {
        let subtypes = self.subtypes.get(&address(schema)).cloned();
        subtypes.into_iter().flatten()
    }

    /// The schema of a value that stands in the document.
    pub(crate) fn node(&self, value: &'d Value) -> Node<'d> {
        Node::of(value, self)
    }
}

type Subtypes<'d> = HashMap<usize, BTreeMap<&'d str, &'d Value>>;

fn with_grandchildren<'d>(children: &Subtypes<'d>) -> Subtypes<'d> {
    let mut all = children.clone();
    for (parent, found) in &mut all {
        let mut queue: Vec<&Value> = found.values().copied().collect();
        while let Some(child) = queue.pop() {
            for (name, schema) in children.get(&address(child)).into_iter().flatten() {
                if address(schema) != *parent && found.insert(name, schema).is_none() {
                    queue.push(schema);
                }
            }
        }
    }
    all
}

/// What tells a value of a document from all others.
pub(crate) fn address(value: &Value) -> usize {
    std::ptr::from_ref(value).addr()
}

/// The name of the component that a reference leads to.
pub(crate) fn component_name(reference: &str) -> Option<&str> {
    let name = reference.rsplit_once("#/components/schemas/")?.1;
    (!name.contains('/')).then_some(name)
}

/// A name without its case and its punctuation.
pub(crate) fn letters(name: &str) -> String {
    let letters = name.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The strings of an array.
pub(crate) fn strings(value: &Value) -> impl Iterator<Item = &str> {
    let values = value.as_array().into_iter().flatten();
    values.filter_map(Value::as_str)
}
