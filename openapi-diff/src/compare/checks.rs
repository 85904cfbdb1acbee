//! What two schemas of the same type allow.

use std::collections::HashSet;

use serde_json::Value;

use super::{Comparison, schemas::Both};
use crate::{
    change::{Effect, FromTo, Kind, Verdict},
    place::Side,
    schema::{Types, canonical, is_format_within, restricting},
};

impl<'d> Comparison<'d, '_> {
    pub(super) fn values(&mut self, both: &Both<'d>) {
        let owned = |values: &[&Value]| values.iter().map(|value| (*value).clone()).collect();
        let is_text = both.old.types == Types::STRING;
        let rust = |verdict| if is_text { verdict } else { Verdict::Unchanged };
        // Whoever reads a response takes values that are not listed.
        let added = Verdict::Compatible;
        match (&both.old.values, &both.new.values) {
            (None, Some(values)) => {
                let values = owned(values);
                let wire = Effect::Narrower.verdict(both.side);
                let kind = Kind::ValuesRestricted { values };
                self.found(both.pair, "", kind, wire, both.rust_changes());
            }
            (Some(values), None) => {
                let values = owned(values);
                let kind = Kind::ValuesUnrestricted { values };
                self.found(both.pair, "", kind, added, both.rust_changes());
            }
            (Some(old), Some(new)) => {
                // What types say that came or went is told with them.
                let of = |types: Types, values: Vec<&'d Value>| -> Vec<&'d Value> {
                    let values = values.into_iter();
                    values.filter(|value| types.has(Types::of(value))).collect()
                };
                let gone = of(both.new.types, difference(old, new));
                let came = of(both.old.types, difference(new, old));
                // Another constant is not an addition to the one before.
                if gone.len() == old.len() && !came.is_empty() {
                    self.type_changed(both, Verdict::Breaking, rust(Verdict::Breaking));
                    return;
                }
                if !gone.is_empty() {
                    let wire = match both.side {
                        Side::Response => Verdict::Compatible,
                        Side::Request => Verdict::Breaking,
                    };
                    let values = owned(&gone);
                    let kind = Kind::ValuesRemoved { values };
                    self.found(both.pair, "", kind, wire, rust(Verdict::Breaking));
                }
                if !came.is_empty() {
                    let values = owned(&came);
                    let kind = Kind::ValuesAdded { values };
                    self.found(both.pair, "", kind, added, rust(Verdict::Compatible));
                }
            }
            (None, None) => {}
        }
    }

    pub(super) fn format(&mut self, both: &Both<'d>) {
        let (from, to) = (both.old.format, both.new.format);
        if from == to {
            return;
        }
        let (before, after) = (restricting(from), restricting(to));
        let wire = if before == after {
            Verdict::Compatible
        } else if is_format_within(after, before) {
            Effect::Narrower.verdict(both.side)
        } else if is_format_within(before, after) {
            Effect::Wider.verdict(both.side)
        } else {
            Verdict::Breaking
        };
        let kind = Kind::FormatChanged(FromTo {
            from: from.map(ToOwned::to_owned),
            to: to.map(ToOwned::to_owned),
        });
        self.found(both.pair, "", kind, wire, both.rust_changes());
    }

    pub(super) fn checks(&mut self, both: &Both<'d>) {
        let (old, new) = (&both.old.limits, &both.new.limits);
        let added = new.keys().filter(|limit| !old.contains_key(*limit));
        let limits: Vec<&'static str> = old.keys().chain(added).copied().collect();
        for limit in limits {
            let (before, after) = (old.get(limit).copied(), new.get(limit).copied());
            let effect = match (before, after) {
                (Some(before), Some(after)) if before == after => continue,
                (Some(before), Some(after)) if after.is_tighter_than(before) => Effect::Narrower,
                (Some(_), Some(_)) => Effect::Wider,
                (before, after) => Effect::of_presence(before.is_some(), after.is_some()),
            };
            let kind = Kind::LimitChanged {
                limit,
                from: before.map(|bound| bound.to_string()),
                to: after.map(|bound| bound.to_string()),
            };
            let wire = effect.verdict(both.side);
            self.found(both.pair, "", kind, wire, Verdict::Unchanged);
        }
        let (old, new) = (&both.old.checks, &both.new.checks);
        let added = new.keys().filter(|check| !old.contains_key(*check));
        for keyword in old.keys().chain(added) {
            let (before, after) = (old.get(keyword), new.get(keyword));
            if before == after {
                continue;
            }
            let effect = Effect::of_presence(before.is_some(), after.is_some());
            let kind = Kind::CheckChanged { keyword, effect };
            let wire = effect.verdict(both.side);
            self.found(both.pair, "", kind, wire, Verdict::Unchanged);
        }
    }
}

fn difference<'v>(left: &[&'v Value], right: &[&'v Value]) -> Vec<&'v Value> {
    let right: HashSet<String> = right.iter().map(|value| canonical(value)).collect();
    let missing = left
        .iter()
        .filter(|value| !right.contains(&canonical(value)));
    missing.copied().collect()
}
