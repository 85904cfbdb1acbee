//! What a schema means, with everything that it is composed of.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    rc::Rc,
};

use serde_json::{Map, Value};

use super::{
    checks::{self, Bound, Limit, OTHER_CHECKS},
    node::{ANY, Core, Node},
    types::{Types, canonical},
    union::Union,
};
use crate::document::{Document, strings};

/// A schema that is composed of a longer chain of schemas is composed of any value.
const DEEPEST: usize = 80;

/// What may stand in an object besides its properties.
#[derive(Clone, Debug, Default)]
pub(crate) enum Additional<'d> {
    /// Anything.
    #[default]
    Any,
    Forbidden,
    Typed(Node<'d>),
}

#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a schema has as many yes-or-no keywords"
)]
pub(crate) struct View<'d> {
    pub(crate) types: Types,
    pub(crate) null: bool,
    /// The only values that are allowed, without null.
    pub(crate) values: Option<Vec<&'d Value>>,
    pub(crate) properties: BTreeMap<&'d str, Node<'d>>,
    pub(crate) required: BTreeSet<&'d str>,
    pub(crate) additional: Additional<'d>,
    pub(crate) items: Option<Node<'d>>,
    pub(crate) prefix: Vec<Node<'d>>,
    /// Each has to hold. There is rarely more than one.
    pub(crate) unions: Vec<Union<'d>>,
    pub(crate) limits: BTreeMap<Limit, Bound>,
    pub(crate) format: Option<&'d str>,
    /// A digest of each other keyword that restricts values.
    pub(crate) checks: BTreeMap<&'static str, u64>,
    pub(crate) default: Option<&'d Value>,
    pub(crate) deprecated: bool,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
}

impl View<'_> {
    pub(crate) fn any() -> Self {
        Self {
            types: Types::ALL,
            null: true,
            values: None,
            properties: BTreeMap::new(),
            required: BTreeSet::new(),
            additional: Additional::Any,
            items: None,
            prefix: Vec::new(),
            unions: Vec::new(),
            limits: BTreeMap::new(),
            format: None,
            checks: BTreeMap::new(),
            default: None,
            deprecated: false,
            read_only: false,
            write_only: false,
        }
    }

    pub(crate) fn is_any(&self) -> bool {
        self.types == Types::ALL
            && self.values.is_none()
            && self.unions.is_empty()
            && self.checks.is_empty()
    }

    /// Whether there is nothing but its types and its values to it.
    pub(crate) fn is_plain(&self) -> bool {
        let scalars = Types::BOOLEAN.or(Types::NUMBER).or(Types::STRING);
        scalars.has(self.types)
            && self.unions.is_empty()
            && self.limits.is_empty()
            && self.format.is_none()
            && self.checks.is_empty()
    }

    /// Restricts the view to what `other` allows, too.
    pub(super) fn and(&mut self, other: &Self) {
        self.types = self.types.and(other.types);
        self.null &= other.null;
        match (&mut self.values, &other.values) {
            (Some(values), Some(others)) => {
                let others: HashSet<String> = others.iter().map(|value| canonical(value)).collect();
                values.retain(|value| others.contains(&canonical(value)));
            }
            (values @ None, others) => values.clone_from(others),
            (Some(_), None) => {}
        }
        for (name, node) in &other.properties {
            let known = self.properties.entry(name);
            known
                .and_modify(|known| known.and(node.clone()))
                .or_insert_with(|| node.clone());
        }
        self.required.extend(&other.required);
        match (&mut self.additional, &other.additional) {
            (mine @ Additional::Any, others) | (mine, others @ Additional::Forbidden) => {
                *mine = others.clone();
            }
            (Additional::Typed(mine), Additional::Typed(others)) => mine.and(others.clone()),
            _ => {}
        }
        match (&mut self.items, &other.items) {
            (Some(mine), Some(others)) => mine.and(others.clone()),
            (mine @ None, others) => mine.clone_from(others),
            (Some(_), None) => {}
        }
        for (mine, others) in self.prefix.iter_mut().zip(&other.prefix) {
            mine.and(others.clone());
        }
        let more = other.prefix.get(self.prefix.len()..).unwrap_or_default();
        self.prefix.extend_from_slice(more);
        self.unions.extend(other.unions.iter().cloned());
        for (limit, bound) in &other.limits {
            let known = self.limits.entry(limit).or_insert(*bound);
            if bound.is_tighter_than(*known) {
                *known = *bound;
            }
        }
        // Of two that exclude each other, the order must not decide.
        self.format = self.format.into_iter().chain(other.format).min();
        for (keyword, digest) in &other.checks {
            let known = self.checks.entry(keyword).or_insert(*digest);
            if *known != *digest {
                // Both hold, in whatever order.
                *known = known.wrapping_add(*digest);
            }
        }
        let defaults = self.default.into_iter().chain(other.default);
        self.default = defaults.min_by_key(ToString::to_string);
        self.deprecated |= other.deprecated;
        self.read_only |= other.read_only;
        self.write_only |= other.write_only;
    }
}

impl<'d> Document<'d> {
    /// What the schemas mean together.
    pub(crate) fn view(&self, core: &Core<'d>) -> Rc<View<'d>> {
        if let Some(view) = self.views.borrow().get(core) {
            return Rc::clone(view);
        }
        if self.depth.get() > DEEPEST {
            return Rc::new(View::any());
        }
        self.depth.set(self.depth.get() + 1);
        // A schema that is composed of itself is composed of any value.
        let in_progress = Rc::new(View::any());
        self.views.borrow_mut().insert(core.clone(), in_progress);
        let mut view = View::any();
        for piece in &core.pieces {
            view.and(&self.read(piece, !core.base_only));
        }
        for name in &view.required {
            view.properties.entry(name).or_insert_with(Node::any);
        }
        self.depth.set(self.depth.get() - 1);
        let view = Rc::new(view);
        self.views
            .borrow_mut()
            .insert(core.clone(), Rc::clone(&view));
        view
    }

    /// What may stand in an object besides its properties, whether it is said by a word or by a schema.
    pub(crate) fn additional(&self, view: &View<'d>) -> Additional<'d> {
        if let Additional::Typed(node) = &view.additional {
            let typed = self.view(&node.core);
            if typed.is_any() {
                return Additional::Any;
            }
            if typed.types == Types::NONE && !typed.null && !node.nullable {
                return Additional::Forbidden;
            }
        }
        view.additional.clone()
    }

    fn read(&self, schema: &'d Value, with_subtypes: bool) -> View<'d> {
        let Some(map) = schema.as_object() else {
            let mut view = View::any();
            if schema == &Value::Bool(false) {
                (view.types, view.null) = (Types::NONE, false);
            }
            return view;
        };
        let mut view = self.own(map);
        let array = |key: &str| map.get(key).and_then(Value::as_array);
        if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
            let target = self.target(reference).unwrap_or(&ANY);
            view.and(&self.part(target, with_subtypes));
        }
        let parts = array("allOf").map_or(&[][..], Vec::as_slice);
        for part in parts {
            let is_all = parts.len() == 1 && !map.contains_key("properties");
            view.and(&self.part(self.resolve_alone(part), with_subtypes && is_all));
        }
        let mut unions = ["oneOf", "anyOf"].into_iter().filter_map(array).peekable();
        if unions.peek().is_none() && with_subtypes && map.contains_key("discriminator") {
            let subtypes = self.subtypes(schema);
            let union = Union::of_subtypes(subtypes, &map["discriminator"], self);
            if !union.variants.is_empty() {
                view.unions.push(union);
            }
        }
        for parts in unions {
            view.and(&Union::read(parts, map.get("discriminator"), self));
        }
        view.null |= map.get("nullable") == Some(&Value::Bool(true));
        view
    }

    fn part(&self, schema: &'d Value, with_subtypes: bool) -> Rc<View<'d>> {
        self.view(&Core {
            pieces: vec![schema],
            base_only: !with_subtypes,
        })
    }

    /// The target of a bare reference, which has been read once for all that refer to it.
    fn resolve_alone(&self, schema: &'d Value) -> &'d Value {
        let is_alone = schema.as_object().is_some_and(|map| map.len() == 1);
        if is_alone {
            self.resolve(schema)
        } else {
            schema
        }
    }

    /// What a schema says itself.
    fn own(&self, map: &'d Map<String, Value>) -> View<'d> {
        let mut view = View::any();
        let is_true = |key: &str| map.get(key) == Some(&Value::Bool(true));
        (view.types, view.null) = types(map);
        view.values = values(map);
        let properties = map.get("properties").and_then(Value::as_object);
        let properties = properties.into_iter().flatten();
        view.properties = properties
            .filter(|(_, schema)| *schema != &Value::Bool(false))
            .map(|(name, schema)| (name.as_str(), self.node(schema)))
            .collect();
        view.required = map.get("required").into_iter().flat_map(strings).collect();
        let additional = map.get("additionalProperties");
        view.additional = match additional.or_else(|| map.get("unevaluatedProperties")) {
            Some(Value::Bool(false)) => Additional::Forbidden,
            Some(Value::Object(map)) if map.is_empty() => Additional::Any,
            Some(schema @ Value::Object(_)) => Additional::Typed(self.node(schema)),
            _ => Additional::Any,
        };
        let items = map
            .get("items")
            .filter(|items| items.is_object() || items.is_boolean());
        view.items = items.map(|schema| self.node(schema));
        let prefix = map.get("prefixItems").and_then(Value::as_array);
        let prefix = prefix.into_iter().flatten();
        view.prefix = prefix.map(|schema| self.node(schema)).collect();
        view.limits = checks::limits(map, view.types).into_iter().collect();
        view.format = checks::format(map);
        view.checks = OTHER_CHECKS
            .iter()
            .filter(|keyword| **keyword != "unevaluatedProperties")
            .filter_map(|keyword| Some((*keyword, map.get(*keyword)?)))
            .filter(|(keyword, value)| !(*keyword == "uniqueItems" && **value == false))
            .map(|(keyword, value)| (keyword, self.digest_of_keyword(keyword, value)))
            .collect();
        view.default = map.get("default");
        view.deprecated = is_true("deprecated");
        view.read_only = is_true("readOnly");
        view.write_only = is_true("writeOnly");
        view
    }
}

/// The types, and whether null is one of them; if the schema does not say, those that its keywords are about.
fn types(map: &Map<String, Value>) -> (Types, bool) {
    let names: Vec<&str> = match map.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(list) => strings(list).collect(),
        None => Vec::new(),
    };
    if !names.is_empty() {
        let types = names.iter().map(|name| Types::named(name));
        let types = types.fold(Types::NONE, Types::or);
        return (types, names.contains(&"null"));
    }
    let listed = listed(map);
    if let Some(listed) = listed {
        let types = listed.iter().map(|value| Types::of(value));
        return (
            types.fold(Types::NONE, Types::or),
            listed.contains(&&Value::Null),
        );
    }
    let has = |keys: &[&str]| keys.iter().any(|key| map.contains_key(*key));
    if has(&["properties", "additionalProperties", "required"]) {
        (Types::OBJECT, false)
    } else if has(&["items", "prefixItems"]) {
        (Types::ARRAY, false)
    } else {
        (Types::ALL, true)
    }
}

/// The values of `enum` or `const`.
fn listed(map: &Map<String, Value>) -> Option<Vec<&Value>> {
    let constant = map.get("const").map(|value| vec![value]);
    constant.or_else(|| Some(map.get("enum")?.as_array()?.iter().collect()))
}

fn values(map: &Map<String, Value>) -> Option<Vec<&Value>> {
    let mut seen = HashSet::new();
    let values = listed(map)?.into_iter();
    let values: Vec<&Value> = values
        .filter(|value| !value.is_null() && seen.insert(canonical(value)))
        .collect();
    // Null alone is in the types, and both booleans are any.
    let is_any = values.is_empty() || values.len() == 2 && values.iter().all(|v| v.is_boolean());
    (!is_any).then_some(values)
}
