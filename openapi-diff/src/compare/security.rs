//! How requests are authorized.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::Comparison;
use crate::{
    change::{FromTo, Kind, Verdict},
    document::{Document, strings},
    operations::Operation,
    place::Place,
};

/// Security schemes with their scopes, all of which a request needs.
type Alternative = BTreeMap<String, BTreeSet<String>>;

impl<'d> Comparison<'d, '_> {
    /// Compares the security that operations inherit, and the schemes that they use.
    pub(super) fn inherited_security(&mut self, operations: &[(Operation<'d>, Operation<'d>)]) {
        let place = Place::document();
        let used = |operation: &Operation<'d>, document: &Document<'d>| -> BTreeSet<String> {
            let security = operation.security(document);
            let security = security.and_then(Value::as_array).into_iter().flatten();
            let names = security.filter_map(Value::as_object).flat_map(Map::keys);
            names.cloned().collect()
        };
        let mut names = BTreeSet::new();
        for (old, new) in operations {
            let (old, new) = (used(old, &self.old), used(new, &self.new));
            names.extend(old.intersection(&new).cloned());
        }
        for scheme in names {
            let (old, new) = (scheme_of(&scheme, &self.old), scheme_of(&scheme, &self.new));
            // A scheme that is not declared may be the same.
            if old != new && !old.is_null() && !new.is_null() {
                let kind = Kind::SecuritySchemeChanged { scheme };
                self.push(&place, kind, Verdict::Breaking, Verdict::Unchanged);
            }
        }
        let is_inherited = operations.is_empty()
            || operations.iter().any(|(old, new)| {
                [old, new]
                    .iter()
                    .all(|one| one.value.get("security").is_none())
            });
        if is_inherited {
            let (old, new) = (self.old.root.get("security"), self.new.root.get("security"));
            self.security(&place, old, new);
        }
    }

    pub(super) fn operation_security(
        &mut self,
        place: &Place,
        old: &Operation<'d>,
        new: &Operation<'d>,
    ) {
        if [old, new]
            .iter()
            .any(|one| one.value.get("security").is_some())
        {
            let (old, new) = (old.security(&self.old), new.security(&self.new));
            self.security(place, old, new);
        }
    }

    fn security(&mut self, place: &Place, old: Option<&'d Value>, new: Option<&'d Value>) {
        let (old, new) = (alternatives(old), alternatives(new));
        let renamed: BTreeSet<Alternative> = old.iter().map(|one| self.renamed(one)).collect();
        if renamed == new {
            return;
        }
        let suffices = |old: &Alternative| {
            new.iter().any(|new| {
                new.iter().all(|(name, scopes)| {
                    let known = old.get(name);
                    known.is_some_and(|known| scopes.is_subset(known))
                })
            })
        };
        let wire = if renamed.iter().all(suffices) {
            Verdict::Compatible
        } else {
            Verdict::Breaking
        };
        let kind = Kind::SecurityChanged(FromTo {
            from: words(&old),
            to: words(&new),
        });
        self.push(place, kind, wire, Verdict::Unchanged);
    }

    /// The same with the names that the new document has for the schemes, where it has others.
    fn renamed(&self, alternative: &Alternative) -> Alternative {
        let schemes = self.new.root["components"]["securitySchemes"].as_object();
        let renamed = alternative.iter().map(|(name, scopes)| {
            let before = scheme_of(name, &self.old);
            let is_gone = !schemes.is_some_and(|schemes| schemes.contains_key(name));
            let mut others = schemes.into_iter().flatten().map(|(name, _)| name);
            let other = others.find(|other| {
                let is_new = scheme_of(other, &self.old).is_null();
                is_new && scheme_of(other, &self.new) == before
            });
            let name = other
                .filter(|_| is_gone && !before.is_null())
                .unwrap_or(name);
            (name.clone(), scopes.clone())
        });
        renamed.collect()
    }
}

impl<'d> Operation<'d> {
    fn security(&self, document: &Document<'d>) -> Option<&'d Value> {
        let own = self.value.get("security");
        own.or_else(|| document.root.get("security"))
    }
}

/// The alternatives of which a request needs one. Without any, it needs nothing.
fn alternatives(security: Option<&Value>) -> BTreeSet<Alternative> {
    let list = security.and_then(Value::as_array);
    let list = list.into_iter().flatten().filter_map(Value::as_object);
    let mut alternatives: BTreeSet<Alternative> = list
        .map(|schemes| {
            let schemes = schemes.iter().map(|(name, scopes)| {
                let scopes = strings(scopes).map(ToOwned::to_owned);
                (name.clone(), scopes.collect())
            });
            schemes.collect()
        })
        .collect();
    if alternatives.is_empty() {
        alternatives.insert(Alternative::new());
    }
    alternatives
}

/// What a scheme asks of a request, without what only describes it.
fn scheme_of(name: &str, document: &Document<'_>) -> Value {
    let scheme = &document.root["components"]["securitySchemes"][name];
    let mut scheme = document.resolve(scheme).clone();
    if let Value::Object(map) = &mut scheme {
        map.retain(|key, _| {
            !["description", "bearerFormat", "deprecated"].contains(&key.as_str())
                && !key.starts_with("x-")
        });
        if let Some(Value::String(name)) = map.get_mut("scheme") {
            name.make_ascii_lowercase();
        }
        let flows = map.get_mut("flows").and_then(Value::as_object_mut);
        for (_, flow) in flows.into_iter().flatten() {
            if let Value::Object(flow) = flow {
                flow.remove("scopes");
            }
        }
    }
    scheme
}

fn words(alternatives: &BTreeSet<Alternative>) -> String {
    let words = alternatives.iter().map(|alternative| {
        let schemes = alternative.iter().map(|(name, scopes)| {
            let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
            match scopes.as_slice() {
                [] => format!("`{name}`"),
                scopes => format!("`{name}` ({})", scopes.join(", ")),
            }
        });
        let schemes: Vec<String> = schemes.collect();
        match schemes.as_slice() {
            [] => "nothing".to_owned(),
            schemes => schemes.join(" and "),
        }
    });
    words.collect::<Vec<String>>().join(" or ")
}
