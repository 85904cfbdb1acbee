//! What a place says besides the schema that stands there: null, defaults and deprecation.

use serde_json::Value;

use super::{
    Comparison,
    pairs::{Annotation, Finding, Origin},
    verdict_if,
};
use crate::{
    change::{Effect, FromTo, Kind, Verdict},
    place::Side,
    schema::{Node, Types, is_same_value},
};

impl<'d> Comparison<'d, '_> {
    /// The change of null in a place, unless it is one of the schemas that stand there.
    pub(super) fn null_in_place(&self, old: &Node<'d>, new: &Node<'d>) -> Option<Kind> {
        let (before, after) = (self.old.view(&old.core), self.new.view(&new.core));
        // What may be anything may be null.
        let is_any = before.is_any() || after.is_any();
        let allowed = (before.null || old.nullable, after.null || new.nullable);
        // In the core, it is found once for all places.
        let is_core = before.null != after.null && !old.nullable && !new.nullable;
        match allowed {
            (false, true) if !is_any && !is_core => Some(Kind::BecameNullable),
            (true, false) if !is_any && !is_core => Some(Kind::NoLongerNullable),
            _ => None,
        }
    }

    /// What a schema says itself, where a place does not say its own: once for all places.
    pub(super) fn own_annotations(
        &mut self,
        number: usize,
        origin: &Origin,
        old: &Node<'d>,
        new: &Node<'d>,
    ) {
        let side = self.pairs.all[number].side;
        let (before, after) = (self.old.view(&old.core), self.new.view(&new.core));
        let is_in_place = |keyword| old.site(keyword).is_some() || new.site(keyword).is_some();
        let mut found = Vec::new();
        let is_any = before.is_any() || after.is_any();
        if !is_any && before.null != after.null && !old.nullable && !new.nullable {
            let kind = if after.null {
                Kind::BecameNullable
            } else {
                Kind::NoLongerNullable
            };
            let wire = null_effect(&kind).verdict(side);
            // A property of a response is an `Option` in any case.
            let is_property = matches!(origin, Origin::Inside(_, path) if path.starts_with('.'));
            let is_option = side == Side::Response && is_property;
            found.push((Annotation::Null, kind, wire, verdict_if(!is_option)));
        }
        if before.deprecated != after.deprecated && !is_in_place("deprecated") {
            let kind = deprecation(after.deprecated);
            let unchanged = Verdict::Unchanged;
            found.push((Annotation::Deprecated, kind, unchanged, unchanged));
        }
        let is_same = match (before.default, after.default) {
            (Some(before), Some(after)) => is_same_value(before, after),
            (before, after) => before == after,
        };
        let types = before.types.and(after.types);
        if !is_same && !is_in_place("default") && types != Types::NONE {
            let (kind, wire) = default_change(before.default, after.default, side);
            found.push((Annotation::Default, kind, wire, Verdict::Unchanged));
        }
        for (annotation, kind, wire, rust) in found {
            let finding = Finding {
                path: String::new(),
                kind,
                wire,
                rust,
            };
            self.pairs.annotate(number, origin, annotation, finding);
        }
    }

    /// The changes of what a place says besides the schema that stands there.
    pub(super) fn annotations_in_place(
        &self,
        old: &Node<'d>,
        new: &Node<'d>,
        side: Side,
    ) -> Vec<(Kind, Verdict)> {
        let mut found = Vec::new();
        let is_in_place = |keyword| old.site(keyword).is_some() || new.site(keyword).is_some();
        let (before, after) = (self.old.view(&old.core), self.new.view(&new.core));
        if is_in_place("deprecated") {
            let was = old.says("deprecated", before.deprecated);
            let is = new.says("deprecated", after.deprecated);
            if was != is {
                found.push((deprecation(is), Verdict::Unchanged));
            }
        }
        if is_in_place("default") {
            let was = old.site("default").or(before.default);
            let is = new.site("default").or(after.default);
            let is_same = match (was, is) {
                (Some(was), Some(is)) => is_same_value(was, is),
                (was, is) => was == is,
            };
            if !is_same {
                found.push(default_change(was, is, side));
            }
        }
        found
    }
}

pub(super) fn null_effect(kind: &Kind) -> Effect {
    match kind {
        Kind::BecameNullable => Effect::Wider,
        _ => Effect::Narrower,
    }
}

pub(super) fn deprecation(deprecated: bool) -> Kind {
    if deprecated {
        Kind::Deprecated
    } else {
        Kind::NoLongerDeprecated
    }
}

pub(super) fn default_change(
    old: Option<&Value>,
    new: Option<&Value>,
    side: Side,
) -> (Kind, Verdict) {
    // A request that leaves it out means something else.
    let breaks = side == Side::Request && old.is_some();
    let kind = Kind::DefaultChanged(FromTo {
        from: old.cloned(),
        to: new.cloned(),
    });
    let wire = if breaks {
        Verdict::Breaking
    } else {
        Verdict::Compatible
    };
    (kind, wire)
}
