//! The properties of two objects.

use std::collections::{BTreeMap, BTreeSet};

use openapi_normalize::field_name;

use super::{Comparison, schemas::Both, verdict_if};
use crate::{
    change::{Effect, FromTo, Kind, Verdict},
    document::{Document, letters},
    place::Side,
    schema::{Additional, Node, View},
};

impl<'d> Comparison<'d, '_> {
    pub(super) fn objects(&mut self, both: &Both<'d>) {
        if self.free_form(both) {
            return;
        }
        let names = both.old.properties.keys().chain(both.new.properties.keys());
        let mut names: BTreeSet<&'d str> = names.copied().collect();
        for (old, new) in respelled(&both.old, &both.new) {
            names.remove(old);
            names.remove(new);
            self.renamed_property(both, old, new);
        }
        for name in names {
            self.property(both, name);
        }
        self.additional(both);
    }

    /// Whether one of the objects is a map of anything, where the other one has several properties.
    fn free_form(&mut self, both: &Both<'d>) -> bool {
        let is_free = |view: &View<'_>| {
            let is_any = matches!(view.additional, Additional::Any);
            view.properties.is_empty() && view.unions.is_empty() && is_any
        };
        let has_some = |view: &View<'_>| view.properties.len() > 1;
        let is_request = both.side == Side::Request;
        if is_free(&both.new) && has_some(&both.old) {
            self.type_changed(both, Verdict::Breaking, both.rust_changes());
        } else if is_free(&both.old) && has_some(&both.new) {
            let breaks = is_request && !both.new.required.is_empty();
            let wire = if breaks {
                Verdict::Breaking
            } else {
                Verdict::Compatible
            };
            self.type_changed(both, wire, both.rust_changes());
        } else {
            return false;
        }
        true
    }

    fn property(&mut self, both: &Both<'d>, name: &'d str) {
        let (old, new) = (both.old.properties.get(name), both.new.properties.get(name));
        let was_there = old.map(|node| is_there(node, &self.old, both.side));
        let is_there = new.map(|node| is_there(node, &self.new, both.side));
        let is_request = both.side == Side::Request;
        let required = both.new.required.contains(name);
        let path = format!(".{name}");
        let added = if is_request && required {
            Verdict::Breaking
        } else {
            Verdict::Compatible
        };
        let (kind, verdict) = match (was_there, is_there) {
            (None | Some(false), None | Some(false)) => return,
            (None, Some(true)) => (Kind::Added { required }, added),
            (Some(true), None) => (Kind::Removed, Verdict::Breaking),
            (Some(true), Some(false)) if is_request => (Kind::BecameReadOnly, Verdict::Breaking),
            (Some(true), Some(false)) => (Kind::BecameWriteOnly, Verdict::Breaking),
            (Some(false), Some(true)) if is_request => (Kind::NoLongerReadOnly { required }, added),
            (Some(false), Some(true)) => (Kind::NoLongerWriteOnly, added),
            (Some(true), Some(true)) => {
                let was_required = both.old.required.contains(name);
                self.required(both, (was_required, required), &path);
                if let (Some(old), Some(new)) = (old, new) {
                    self.inside(both, &path, old, new);
                }
                return;
            }
        };
        // With its first property, a map becomes a struct.
        let rust = verdict.max(both.rust_changes());
        self.found(both.pair, &path, kind, verdict, rust);
    }

    fn renamed_property(&mut self, both: &Both<'d>, from: &'d str, to: &'d str) {
        let (old, new) = (&both.old.properties[from], &both.new.properties[to]);
        let was_there = is_there(old, &self.old, both.side);
        if !(was_there && is_there(new, &self.new, both.side)) {
            self.property(both, from);
            self.property(both, to);
            return;
        }
        let path = format!(".{to}");
        let kind = Kind::Renamed(FromTo {
            from: from.to_owned(),
            to: to.to_owned(),
        });
        let rust = verdict_if(field_name(from) != field_name(to));
        self.found(both.pair, &path, kind, Verdict::Breaking, rust);
        let required = (
            both.old.required.contains(from),
            both.new.required.contains(to),
        );
        self.required(both, required, &path);
        self.inside(both, &path, old, new);
    }

    fn required(&mut self, both: &Both<'d>, required: (bool, bool), path: &str) {
        let (kind, effect) = match required {
            (false, true) => (Kind::BecameRequired, Effect::Narrower),
            (true, false) => (Kind::BecameOptional, Effect::Wider),
            _ => return,
        };
        // A property of a response is an `Option` in any case. One of a request changes between `T` and `Option<T>`.
        let rust = verdict_if(both.side == Side::Request);
        self.found(both.pair, path, kind, effect.verdict(both.side), rust);
    }

    fn additional(&mut self, both: &Both<'d>) {
        let (old, new) = (
            self.old.additional(&both.old),
            self.new.additional(&both.new),
        );
        let (old, new) = (&old, &new);
        let effect = match (old, new) {
            (Additional::Typed(old), Additional::Typed(new)) => {
                self.inside(both, "{}", old, new);
                return;
            }
            (Additional::Any, Additional::Any) | (Additional::Forbidden, Additional::Forbidden) => {
                return;
            }
            (Additional::Any, _) | (_, Additional::Forbidden) => Effect::Narrower,
            (_, Additional::Any) | (Additional::Forbidden, _) => Effect::Wider,
        };
        let wire = match (old, both.side) {
            // Whoever reads a response takes properties that are not documented.
            (Additional::Forbidden, Side::Response) => Verdict::Compatible,
            _ => effect.verdict(both.side),
        };
        let is_typed = |additional: &Additional<'_>| matches!(additional, Additional::Typed(_));
        let rust = match verdict_if(is_typed(old) || is_typed(new)) {
            Verdict::Unchanged => both.rust_changes(),
            breaking => breaking,
        };
        let kind = Kind::AdditionalPropertiesChanged(FromTo {
            from: words(old, &self.old),
            to: words(new, &self.new),
        });
        self.found(both.pair, "", kind, wire, rust);
    }
}

/// Properties whose names differ in their case and their punctuation only.
fn respelled<'d>(old: &View<'d>, new: &View<'d>) -> Vec<(&'d str, &'d str)> {
    let only = |one: &View<'d>, other: &View<'d>| -> BTreeMap<String, &'d str> {
        let names = one.properties.keys().copied();
        let names = names.filter(|name| !other.properties.contains_key(name));
        names.map(|name| (letters(name), name)).collect()
    };
    let (old, new) = (only(old, new), only(new, old));
    let both = old.into_iter();
    both.filter_map(|(letters, name)| Some((name, *new.get(&letters)?)))
        .collect()
}

/// Whether this side sends the property.
fn is_there<'d>(node: &Node<'d>, document: &Document<'d>, side: Side) -> bool {
    let view = document.view(&node.core);
    match side {
        Side::Request => !node.says("readOnly", view.read_only),
        Side::Response => !node.says("writeOnly", view.write_only),
    }
}

fn words<'d>(additional: &Additional<'d>, document: &Document<'d>) -> String {
    match additional {
        Additional::Any => "anything".to_owned(),
        Additional::Forbidden => "nothing".to_owned(),
        Additional::Typed(node) => document.words(node),
    }
}
