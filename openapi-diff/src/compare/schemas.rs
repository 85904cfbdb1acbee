//! Two schemas that stand in the same place.

use std::rc::Rc;

use serde_json::Value;

use super::{
    Comparison,
    annotations::null_effect,
    pairs::{Finding, Pair},
    verdict_if,
};
use crate::{
    change::{Effect, FromTo, Kind, Verdict},
    place::{Place, Side},
    schema::{Node, RustType, Types, View},
};

/// The two sides of a pair while it is compared.
pub(super) struct Both<'d> {
    pub(super) pair: usize,
    pub(super) side: Side,
    pub(super) old: Rc<View<'d>>,
    pub(super) new: Rc<View<'d>>,
    pub(super) old_node: Node<'d>,
    pub(super) new_node: Node<'d>,
}

impl Both<'_> {
    pub(super) fn rust_changes(&self) -> Verdict {
        verdict_if(RustType::of(&self.old) != RustType::of(&self.new))
    }
}

impl<'d> Comparison<'d, '_> {
    /// Compares the schemas of a part of an operation.
    pub(super) fn root(&mut self, place: &Place, old: &'d Value, new: &'d Value, side: Side) {
        let (old, new) = (self.old.node(old), self.new.node(new));
        if let Some(kind) = self.null_in_place(&old, &new) {
            let wire = null_effect(&kind).verdict(side);
            self.push(place, kind, wire, Verdict::Breaking);
        }
        for (kind, wire) in self.annotations_in_place(&old, &new, side) {
            self.push(place, kind, wire, Verdict::Unchanged);
        }
        let added = self
            .pairs
            .add_root(place.clone(), old.clone(), new.clone(), side);
        if let Some((number, origin)) = added {
            self.own_annotations(number, &origin, &old, &new);
        }
    }

    pub(super) fn schemas(&mut self) {
        while let Some(number) = self.pairs.next() {
            let Pair { old, new, side, .. } = &self.pairs.all[number];
            let both = Both {
                pair: number,
                side: *side,
                old: self.old.view(&old.core),
                new: self.new.view(&new.core),
                old_node: old.clone(),
                new_node: new.clone(),
            };
            self.pair(&both);
        }
    }

    pub(super) fn found(
        &mut self,
        pair: usize,
        path: &str,
        kind: Kind,
        wire: Verdict,
        rust: Verdict,
    ) {
        self.pairs.all[pair].findings.push(Finding {
            path: path.to_owned(),
            kind,
            wire,
            rust,
        });
    }

    /// Compares what stands at a path from the pair, as soon as all pairs before it are done.
    pub(super) fn inside(&mut self, both: &Both<'d>, path: &str, old: &Node<'d>, new: &Node<'d>) {
        if let Some(kind) = self.null_in_place(old, new) {
            let wire = null_effect(&kind).verdict(both.side);
            // A property of a response is an `Option` in any case.
            let is_option = both.side == Side::Response && path.starts_with('.');
            self.found(both.pair, path, kind, wire, verdict_if(!is_option));
        }
        for (kind, wire) in self.annotations_in_place(old, new, both.side) {
            self.found(both.pair, path, kind, wire, Verdict::Unchanged);
        }
        let added = self
            .pairs
            .add_inside(both.pair, path, old.clone(), new.clone());
        if let Some((number, origin)) = added {
            self.own_annotations(number, &origin, old, new);
        }
    }

    fn pair(&mut self, both: &Both<'d>) {
        let (old, new) = (&both.old, &both.new);
        let is_any = old.is_any() || new.is_any();
        if self.retyped(both) || self.unions(both) {
            return;
        }
        let mut common = old.types.and(new.types);
        if old.types == new.types {
            self.values(both);
            self.format(both);
        } else {
            let effect = if old.types.has(new.types) {
                Effect::Narrower
            } else if new.types.has(old.types) {
                Effect::Wider
            } else {
                Effect::Different
            };
            // What has several types already is read as a union, which takes anything.
            let is_union = both.side == Side::Response && old.types.names().len() > 1 && !is_any;
            let wire = match effect {
                Effect::Wider if is_union => Verdict::Compatible,
                _ => effect.verdict(both.side),
            };
            self.type_changed(both, wire, both.rust_changes());
            if is_any || effect == Effect::Different {
                common = Types::NONE;
            } else if wire != Verdict::Breaking {
                self.breaking_within_types(both);
            }
        }
        if common != Types::NONE {
            self.checks(both);
        }
        if common.has(Types::OBJECT) {
            self.objects(both);
        }
        if common.has(Types::ARRAY) {
            self.arrays(both);
        }
    }

    /// What breaks although the types are wider.
    fn breaking_within_types(&mut self, both: &Both<'d>) {
        let before = self.pairs.all[both.pair].findings.len();
        self.values(both);
        self.format(both);
        let findings = &mut self.pairs.all[both.pair].findings;
        let found = findings.split_off(before);
        findings.extend(found.into_iter().filter(|it| it.wire == Verdict::Breaking));
    }

    pub(super) fn type_changed(&mut self, both: &Both<'d>, wire: Verdict, rust: Verdict) {
        let (mut old, mut new) = (both.old_node.clone(), both.new_node.clone());
        if old.name == new.name {
            (old.name, new.name) = (None, None);
        }
        let (from, to) = (self.old.words(&old), self.new.words(&new));
        let kind = Kind::TypeChanged(FromTo { from, to });
        self.found(both.pair, "", kind, wire, rust);
    }

    /// Whether another component stands here, which has nothing in common with the one before.
    fn retyped(&mut self, both: &Both<'d>) -> bool {
        let (Some(from), Some(to)) = (both.old_node.name, both.new_node.name) else {
            return false;
        };
        let names = |view: &View<'d>| view.properties.keys().copied().collect::<Vec<_>>();
        let (old, new) = (names(&both.old), names(&both.new));
        let in_common = old.iter().any(|name| new.contains(name));
        if from == to || old.is_empty() || new.is_empty() || in_common {
            return false;
        }
        if both.old.types != both.new.types {
            return false;
        }
        let kind = Kind::TypeChanged(FromTo {
            from: format!("`{from}`"),
            to: format!("`{to}`"),
        });
        self.found(both.pair, "", kind, Verdict::Breaking, Verdict::Breaking);
        true
    }

    fn arrays(&mut self, both: &Both<'d>) {
        let any = Node::any();
        if both.old.items.is_some() || both.new.items.is_some() {
            let items = |view: &View<'d>| view.items.clone().unwrap_or_else(|| any.clone());
            self.inside(both, "[]", &items(&both.old), &items(&both.new));
        }
        for number in 0..both.old.prefix.len().max(both.new.prefix.len()) {
            let item = |view: &View<'d>| {
                let item = view.prefix.get(number).or(view.items.as_ref());
                item.unwrap_or(&any).clone()
            };
            let path = format!("[{number}]");
            self.inside(both, &path, &item(&both.old), &item(&both.new));
        }
    }
}
