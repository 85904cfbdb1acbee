//! What a schema allows, in a form that can be compared however the schema is written.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{
    alternatives::{Alternative, alternatives},
    openapi::{Document, Pointer},
};

/// What stands for any name, and for any index.
pub const ANY: &str = "*";

/// All types of JSON; `integer` is a part of `number`.
const ALL: [&str; 6] = ["array", "boolean", "null", "number", "object", "string"];

/// What a set of alternatives allows.
#[derive(Default)]
pub struct Shape {
    /// The schema objects that it was read from.
    pub at: Vec<Pointer>,
    /// The allowed types.
    pub types: BTreeSet<&'static str>,
    /// The only strings that are allowed; none if any is.
    pub strings: Option<BTreeSet<String>>,
    /// All strings that are named, whether others are allowed or not.
    pub named: BTreeSet<String>,
    /// The named properties.
    pub properties: BTreeMap<String, Property>,
    /// The properties that some object has to have, with a name here or without.
    pub required: BTreeSet<String>,
    /// What array elements may be.
    pub items: Option<Vec<Alternative>>,
    /// What properties without a name here may be: none if no schema says.
    pub others: Option<Vec<Alternative>>,
}

/// A property of the objects among the alternatives.
#[derive(Default)]
pub struct Property {
    /// What it may be.
    pub alternatives: Vec<Alternative>,
    /// Whether all these objects have to have it.
    pub required: bool,
}

impl Shape {
    /// Reads alternatives.
    #[must_use]
    pub fn of(document: &Document, alternatives: &[Alternative]) -> Self {
        let shapes = alternatives.iter().map(|leaves| one(document, leaves));
        shapes.reduce(either).unwrap_or_default()
    }
}

/// Whether the document names each property in the value.
#[must_use]
pub fn is_documented(document: &Document, alternatives: &[Alternative], value: &Value) -> bool {
    undocumented(document, alternatives, &[value]).is_empty()
}

/// The properties in the values that the document does not name: the names on the way to each. An element of an array,
/// and a property that needs no name in the document, is [`ANY`] there.
#[must_use]
pub fn undocumented(
    document: &Document,
    alternatives: &[Alternative],
    values: &[&Value],
) -> BTreeSet<Vec<String>> {
    let shape = Shape::of(document, alternatives);
    let says = |keywords: &[&str]| {
        let mut schemas = shape.at.iter().map(|at| document.get(at));
        schemas.any(|schema| keywords.iter().any(|keyword| schema[*keyword].is_object()))
    };
    // These name properties in ways that are not followed here.
    let names_others = says(&[
        "dependentSchemas",
        "if",
        "patternProperties",
        "unevaluatedProperties",
    ]);
    let is_closed = shape.at.iter().any(|at| {
        let schema = document.get(at);
        schema["additionalProperties"] == false || schema["unevaluatedProperties"] == false
    });
    let has_tuple = shape
        .at
        .iter()
        .any(|at| document.get(at)["prefixItems"].is_array());
    let mut found = BTreeSet::new();
    let mut add = |name: &str, schema: &[Alternative], parts: &[&Value]| {
        for mut path in undocumented(document, schema, parts) {
            path.insert(0, name.to_owned());
            found.insert(path);
        }
    };
    let items = values.iter().filter_map(|value| value.as_array()).flatten();
    let items: Vec<&Value> = items.collect();
    if let Some(schema) = shape
        .items
        .as_ref()
        .filter(|_| !items.is_empty() && !has_tuple)
    {
        add(ANY, schema, &items);
    }
    let mut named: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    let objects = values.iter().filter_map(|value| value.as_object());
    for (name, part) in objects.flatten() {
        named.entry(name).or_default().push(part);
    }
    let mut others = Vec::new();
    let mut unnamed = Vec::new();
    for (name, parts) in named {
        match (shape.properties.get(name), &shape.others) {
            (Some(property), _) => add(name, &property.alternatives, &parts),
            (None, Some(_)) if names_others => {}
            (None, Some(_)) => others.extend(parts),
            (None, None) if names_others || shape.properties.is_empty() && !is_closed => {}
            (None, None) => unnamed.push(vec![name.to_owned()]),
        }
    }
    if let Some(schema) = shape.others.as_ref().filter(|_| !others.is_empty()) {
        add(ANY, schema, &others);
    }
    found.extend(unnamed);
    found
}

/// The shape of schema objects that must all hold.
fn one(document: &Document, leaves: &[Pointer]) -> Shape {
    let objects: Vec<(&Pointer, &Map<String, Value>)> = leaves
        .iter()
        .filter_map(|at| Some((at, document.get(at).as_object()?)))
        .collect();
    let mut shape = Shape {
        at: leaves.to_vec(),
        types: ALL.into(),
        ..Shape::default()
    };
    let mut names: BTreeMap<String, (Vec<Pointer>, bool)> = BTreeMap::new();
    for (at, object) in &objects {
        if let Some(types) = object.get("type").map(type_names) {
            shape.types = both(&shape.types, &types);
        }
        let constant = object.get("const").map(std::slice::from_ref);
        let listed = object.get("enum").and_then(Value::as_array);
        if let Some(values) = constant.or(listed.map(Vec::as_slice)) {
            // What the type calls a number stays one, also where only integers are listed.
            let is_number = object.get("type").map(type_names);
            let is_number = is_number.is_some_and(|types| types.contains("number"));
            let types = values.iter().map(type_of);
            let types = types.map(|name| match name {
                "integer" if is_number => "number",
                name => name,
            });
            shape.types = both(&shape.types, &types.collect());
            let strings = values.iter().filter_map(Value::as_str);
            let strings: BTreeSet<String> = strings.map(ToOwned::to_owned).collect();
            shape.named.clone_from(&strings);
            shape.strings = Some(strings);
        }
        let properties = object.get("properties").and_then(Value::as_object);
        for (name, schema) in properties.into_iter().flatten() {
            if *schema != Value::Bool(false) {
                let at = at.child("properties").child(name);
                names.entry(name.clone()).or_default().0.push(at);
            }
        }
    }
    for (_, object) in &objects {
        let required = object.get("required").and_then(Value::as_array);
        for name in required.into_iter().flatten().filter_map(Value::as_str) {
            if let Some((_, required)) = names.get_mut(name) {
                *required = true;
            }
            shape.required.insert(name.to_owned());
        }
    }
    // Where no schema names the type, objects are what has properties.
    if !names.is_empty() && shape.types.len() == ALL.len() {
        shape.types = ["object"].into();
    }
    shape.properties = names
        .into_iter()
        .map(|(name, (schemas, required))| {
            let alternatives = alternatives(document, &schemas);
            (
                name,
                Property {
                    alternatives,
                    required,
                },
            )
        })
        .collect();
    let under = |keyword: &str| {
        let with = objects.iter().filter(|(_, object)| {
            object
                .get(keyword)
                .is_some_and(|schema| *schema != Value::Bool(false))
        });
        let schemas: Vec<Pointer> = with.map(|(at, _)| at.child(keyword)).collect();
        (!schemas.is_empty()).then(|| alternatives(document, &schemas))
    };
    shape.items = under("items");
    shape.others = under("additionalProperties");
    shape
}

/// What one of two shapes allows.
fn either(left: Shape, right: Shape) -> Shape {
    let is_object = |shape: &Shape| shape.types.contains("object");
    let (left_object, right_object) = (is_object(&left), is_object(&right));
    let takes_strings = |shape: &Shape| shape.types.contains("string");
    let strings = match (takes_strings(&left), takes_strings(&right)) {
        (true, true) => left
            .strings
            .zip(right.strings)
            .map(|(left, right)| &left | &right),
        (true, false) => left.strings,
        (false, _) => right.strings,
    };
    let mut properties = left.properties;
    for (name, property) in &mut properties {
        property.required &= !right_object || right.properties.contains_key(name);
    }
    for (name, other) in right.properties {
        if let Some(property) = properties.get_mut(&name) {
            property.required &= other.required;
            add(&mut property.alternatives, other.alternatives);
        } else {
            let required = other.required && !left_object;
            properties.insert(name, Property { required, ..other });
        }
    }
    let together = |left: Option<Vec<Alternative>>, right: Option<Vec<Alternative>>| {
        let mut all = left.unwrap_or_default();
        add(&mut all, right.unwrap_or_default());
        (!all.is_empty()).then_some(all)
    };
    let mut at = left.at;
    add(&mut at, right.at);
    let mut types = &left.types | &right.types;
    if types.contains("number") {
        types.remove("integer");
    }
    Shape {
        at,
        types,
        strings,
        named: &left.named | &right.named,
        properties,
        required: &left.required | &right.required,
        items: together(left.items, right.items),
        others: together(left.others, right.others),
    }
}

/// Adds what is not there yet: alternatives of schemas that contain themselves would double on each level.
fn add<T: PartialEq>(all: &mut Vec<T>, others: Vec<T>) {
    for one in others {
        if !all.contains(&one) {
            all.push(one);
        }
    }
}

fn both(left: &BTreeSet<&'static str>, right: &BTreeSet<&'static str>) -> BTreeSet<&'static str> {
    let integers = |set: &BTreeSet<&str>| set.contains("integer") || set.contains("number");
    let mut both = left & right;
    if !both.contains("number") && integers(left) && integers(right) {
        both.insert("integer");
    }
    both
}

fn type_names(names: &Value) -> BTreeSet<&'static str> {
    let names: Vec<&str> = match names {
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        name => name.as_str().into_iter().collect(),
    };
    let known = ALL.into_iter().chain(["integer"]);
    let mut types: BTreeSet<&str> = known.filter(|known| names.contains(known)).collect();
    if types.contains("number") {
        types.remove("integer");
    }
    types
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
