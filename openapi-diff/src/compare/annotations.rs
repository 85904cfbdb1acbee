//! What a place says besides the schema that stands there: null, defaults and deprecation.

use serde_json::Value;

use super::Comparison;
use crate::{
    change::{Effect, FromTo, Kind, Verdict},
    place::Side,
    schema::Node,
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
            if was != is {
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
    let breaks = side == Side::Request && old.is_some() && new.is_some();
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
