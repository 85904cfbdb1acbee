//! Values of a schema: what a caller could send, or the server could answer.
//!
//! | for | use |
//! | --- | --- |
//! | random values, boundary values among them, that shrink | [`SampleValues`] |
//! | the values that the document itself gives as examples | [`examples::of`] |
//! | values of a response that the document does not foresee | [`unforeseen::Names`] |

pub mod examples;
mod scalars;
pub mod unforeseen;

use std::{cell::RefCell, collections::BTreeMap};

use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::select,
    strategy::{BoxedStrategy, Union},
    test_runner::{Config, RngSeed, TestRunner},
};
use serde_json::{Map, Value};

use crate::judge::{
    alternatives::alternatives,
    openapi::{Document, Pointer},
    pending,
};

use scalars::{integers, integers_as_numbers, integers_in_floats, json, numbers, size, strings};

/// Below `DEPTH` levels only required parts are generated, for at most `MORE` levels.
const DEPTH: usize = 4;
const MORE: usize = 8;

/// A property that no document has.
const UNDOCUMENTED: &str = "x-undocumented";

/// Generates values of the schemas of a document.
pub struct SampleValues<'d> {
    document: &'d Document,
    in_responses: bool,
    /// Keyed by the schemas that all have to hold and the remaining depth: documents repeat schemas.
    known: RefCell<BTreeMap<(Vec<Pointer>, usize), Values>>,
}

/// `None` if no value is valid.
type Values = Option<BoxedStrategy<Value>>;

impl<'d> SampleValues<'d> {
    /// For requests: only what the document has.
    #[must_use]
    pub fn of_requests(document: &'d Document) -> Self {
        Self {
            document,
            in_responses: false,
            known: RefCell::default(),
        }
    }

    /// For responses: objects may also have a property that the document neither lists nor forbids, and integers may be written as
    /// other numbers are.
    #[must_use]
    pub fn of_responses(document: &'d Document) -> Self {
        Self {
            in_responses: true,
            ..Self::of_requests(document)
        }
    }

    /// The document.
    #[must_use]
    pub fn document(&self) -> &'d Document {
        self.document
    }

    /// Valid values of the schema at a pointer, or `None` if none was found.
    #[must_use]
    pub fn of(&self, schema: &Pointer) -> Option<BoxedStrategy<Value>> {
        let validator = self.document.validator(schema);
        let values = self.all_of(std::slice::from_ref(schema), DEPTH + MORE)?;
        let values = values
            .prop_filter("valid", move |value| validator.is_valid(value))
            .boxed();
        // The filter gives up after some tries if it finds no valid value.
        let mut runner = TestRunner::new(Config {
            max_local_rejects: 1000,
            rng_seed: RngSeed::Fixed(0),
            failure_persistence: None,
            ..Config::default()
        });
        values.new_tree(&mut runner).is_ok().then_some(values)
    }

    fn all_of(&self, schemas: &[Pointer], depth: usize) -> Option<BoxedStrategy<Value>> {
        let depth = depth.checked_sub(1)?;
        let key = (schemas.to_vec(), depth);
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let values = self.some_of(schemas, depth);
        self.known.borrow_mut().insert(key, values.clone());
        values
    }

    fn some_of(&self, schemas: &[Pointer], depth: usize) -> Option<BoxedStrategy<Value>> {
        let alternatives = alternatives(self.document, schemas);
        let strategies = alternatives.iter().filter_map(|leaves| {
            let leaves: Vec<(&Pointer, &Map<String, Value>)> = leaves
                .iter()
                .filter_map(|at| Some((at, self.document.get(at).as_object()?)))
                .collect();
            self.object_schemas(&leaves, depth)
        });
        let strategies: Vec<BoxedStrategy<Value>> = strategies.collect();
        (!strategies.is_empty()).then(|| Union::new(strategies).boxed())
    }

    fn object_schemas(
        &self,
        leaves: &[(&Pointer, &Map<String, Value>)],
        depth: usize,
    ) -> Option<BoxedStrategy<Value>> {
        let keyword = |name: &str| leaves.iter().find_map(|(_, leaf)| leaf.get(name));
        if let Some(constant) = keyword("const") {
            return Some(Just(constant.clone()).boxed());
        }
        let mut enumerations = leaves
            .iter()
            .filter_map(|(_, leaf)| leaf.get("enum")?.as_array());
        if let Some(values) = enumerations.next() {
            let others: Vec<&Vec<Value>> = enumerations.collect();
            let in_all = |value: &&Value| others.iter().all(|values| values.contains(value));
            let values: Vec<Value> = values.iter().filter(in_all).cloned().collect();
            return (!values.is_empty()).then(|| select(values).boxed());
        }
        let strategies = types(leaves).into_iter().filter_map(|name| match name {
            "null" => Some(Just(Value::Null).boxed()),
            "boolean" => Some(any::<bool>().prop_map(Value::from).boxed()),
            "integer" if self.in_responses && pending::ANY_INTEGER => {
                Some(prop_oneof![integers(&keyword), integers_as_numbers(&keyword)].boxed())
            }
            "integer" => Some(integers(&keyword)),
            "number" => Some(prop_oneof![integers_in_floats(&keyword), numbers(&keyword)].boxed()),
            "string" => Some(strings(&keyword)),
            "array" => Some(self.arrays(leaves, &keyword, depth)),
            "object" => self.objects(leaves, depth),
            _ => None,
        });
        let strategies: Vec<BoxedStrategy<Value>> = strategies.collect();
        (!strategies.is_empty()).then(|| Union::new(strategies).boxed())
    }

    fn arrays<'k>(
        &self,
        leaves: &[(&Pointer, &Map<String, Value>)],
        keyword: &impl Fn(&str) -> Option<&'k Value>,
        depth: usize,
    ) -> BoxedStrategy<Value> {
        let schemas = |keyword: &str| -> Vec<Pointer> {
            let with = leaves.iter().filter(|(_, leaf)| leaf.contains_key(keyword));
            with.map(|(at, _)| at.child(keyword)).collect()
        };
        let first: Vec<BoxedStrategy<Value>> = schemas("prefixItems")
            .first()
            .map(|at| {
                let count = self.document.get(at).as_array().map_or(0, Vec::len);
                let items = (0..count).map(|index| at.child(&index.to_string()));
                items.filter_map(|at| self.all_of(&[at], depth)).collect()
            })
            .unwrap_or_default();
        let least = keyword("minItems")
            .and_then(size)
            .unwrap_or(0)
            .saturating_sub(first.len());
        let most = keyword("maxItems").and_then(size).unwrap_or(least.max(3));
        let most = most.saturating_sub(first.len()).min(least + 3).max(least);
        let most = match depth.checked_sub(MORE) {
            None | Some(0) => least,
            Some(left) => most.min(least + left),
        };
        let items = (most > 0)
            .then(|| self.all_of(&schemas("items"), depth))
            .flatten();
        let rest = match items {
            Some(items) => vec(items, least..=most).boxed(),
            // There is no valid item, or no room for one.
            None => Just(Vec::new()).boxed(),
        };
        let all = (first, rest).prop_map(|(mut first, rest)| {
            first.extend(rest);
            Value::Array(first)
        });
        all.boxed()
    }

    fn objects(
        &self,
        leaves: &[(&Pointer, &Map<String, Value>)],
        depth: usize,
    ) -> Option<BoxedStrategy<Value>> {
        let required = |name: &str| {
            let lists = leaves
                .iter()
                .filter_map(|(_, leaf)| leaf.get("required")?.as_array());
            lists.flatten().any(|required| required == name)
        };
        let mut properties: BTreeMap<&str, Vec<Pointer>> = BTreeMap::new();
        for (at, leaf) in leaves {
            let declared = leaf.get("properties").and_then(Value::as_object);
            for name in declared.into_iter().flat_map(Map::keys) {
                let at = at.child("properties").child(name);
                properties.entry(name).or_default().push(at);
            }
            let required = leaf.get("required").and_then(Value::as_array);
            for name in required.into_iter().flatten().filter_map(Value::as_str) {
                properties.entry(name).or_default();
            }
        }
        // Rarer with depth, or nested values would grow without bound.
        let often = [0.05, 0.1, 0.2, 0.5][depth.saturating_sub(MORE).min(3)];
        let mut parts: Vec<BoxedStrategy<Option<(String, Value)>>> = Vec::new();
        for (name, schemas) in properties {
            let required = required(name);
            if depth <= MORE && !required {
                continue;
            }
            let name = name.to_owned();
            let value = match self.all_of(&schemas, depth) {
                Some(value) => value,
                None if required => return None,
                None => continue,
            };
            let property = value.prop_map(move |value| (name.clone(), value));
            parts.push(if required {
                property.prop_map(Some).boxed()
            } else {
                option::weighted(often, property).boxed()
            });
        }
        let others: Vec<(&Pointer, &Value)> = leaves
            .iter()
            .filter_map(|(at, leaf)| Some((*at, leaf.get("additionalProperties")?)))
            .collect();
        if depth > 0 && others.iter().all(|(_, schema)| schema.is_object()) && !others.is_empty() {
            let schemas: Vec<Pointer> = others
                .iter()
                .map(|(at, _)| at.child("additionalProperties"))
                .collect();
            if let Some(values) = self.all_of(&schemas, depth) {
                let others = (select(["a key", "clé", ""].as_slice()), values);
                let others = others.prop_map(|(name, value)| (name.to_owned(), value));
                parts.push(option::of(others).boxed());
            }
        } else if (self.in_responses || !others.is_empty())
            && others.iter().all(|(_, one)| *one == true)
        {
            let other = json().prop_map(|value| (UNDOCUMENTED.to_owned(), value));
            parts.push(option::of(other).boxed());
        }
        let object = parts.prop_map(|parts| parts.into_iter().flatten().collect::<Map<_, _>>());
        Some(object.prop_map(Value::Object).boxed())
    }
}

/// The types that all schemas allow. If none names a type, the types that their keywords apply to.
fn types(leaves: &[(&Pointer, &Map<String, Value>)]) -> Vec<&'static str> {
    const ALL: [&str; 6] = ["null", "boolean", "number", "string", "array", "object"];
    const ABOUT: [(&str, &str); 12] = [
        ("properties", "object"),
        ("required", "object"),
        ("additionalProperties", "object"),
        ("items", "array"),
        ("prefixItems", "array"),
        ("minItems", "array"),
        ("pattern", "string"),
        ("format", "string"),
        ("minLength", "string"),
        ("maxLength", "string"),
        ("minimum", "number"),
        ("maximum", "number"),
    ];
    let declared = leaves.iter().filter_map(|(_, leaf)| leaf.get("type"));
    let declared: Vec<Vec<&str>> = declared
        .map(|names| match names {
            Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
            name => name.as_str().into_iter().collect(),
        })
        .collect();
    if declared.is_empty() {
        let about = ABOUT
            .iter()
            .find(|(keyword, _)| leaves.iter().any(|(_, leaf)| leaf.contains_key(*keyword)));
        return about.map_or(ALL.to_vec(), |(_, name)| vec![*name]);
    }
    let allowed = |name: &str| declared.iter().all(|names| names.contains(&name));
    let mut all: Vec<&str> = ALL.into_iter().filter(|name| allowed(name)).collect();
    let integer = |names: &Vec<&str>| names.contains(&"integer") || names.contains(&"number");
    if !all.contains(&"number") && declared.iter().all(integer) {
        all.push("integer");
    }
    all
}
