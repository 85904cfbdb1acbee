//! The comparison: operation by operation, and every two schemas that stand in the same place once.

mod annotations;
mod bodies;
mod checks;
mod document;
mod findings;
mod objects;
mod operation;
mod pairs;
mod parameters;
mod schemas;
mod security;
mod unions;

use std::collections::{HashMap, HashSet, hash_map::Entry};

use serde_json::Value;

use crate::{
    change::{Change, FromTo, Kind, Verdict},
    document::Document,
    operations::{Matched, Operation, matched},
    place::{self, Part, Place, Side},
    rust_api::{Client, Clients, differences, method_name},
};
use pairs::Pairs;

pub(crate) struct Comparison<'d, 'n> {
    old: Document<'d>,
    new: Document<'d>,
    clients: Clients<'n>,
    changes: Vec<Change>,
    pairs: Pairs<'d>,
    /// The changes of components that are not schemas, by where they stand in the documents.
    shared: HashMap<(Source, String), usize>,
}

/// A value of the old document and one of the new one, by their addresses.
type Source = [usize; 2];

/// An operation that both documents have.
#[derive(Clone)]
struct Common<'d, 'n> {
    old: Operation<'d>,
    new: Operation<'d>,
    place: place::Operation,
    /// What the generators get, if they get it.
    normalized: (Option<&'n Value>, Option<&'n Value>),
}

/// The documents as published, and as they are normalized.
pub(crate) fn compare<'d>(old: [&'d Value; 2], new: [&'d Value; 2]) -> Vec<Change> {
    let mut comparison = Comparison {
        old: Document::new(old[0]),
        new: Document::new(new[0]),
        clients: Clients::new(Client::of(old[1]), Client::of(new[1])),
        changes: Vec::new(),
        pairs: Pairs::default(),
        shared: HashMap::new(),
    };
    comparison.run();
    comparison.changes
}

impl<'d, 'n> Comparison<'d, 'n> {
    fn push(&mut self, place: &Place, kind: Kind, wire: Verdict, rust: Verdict) {
        self.changes
            .push(Change::new(place.clone(), kind, wire, rust));
    }

    /// Tells a change of a parameter, a body or a header once for all operations that share it.
    fn push_shared(
        &mut self,
        source: Source,
        place: &Place,
        kind: Kind,
        wire: Verdict,
        rust: Verdict,
    ) {
        let key = (source, format!("{kind:?}"));
        let number = self.changes.len();
        match self.shared.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(number);
                self.push(place, kind, wire, rust);
            }
            Entry::Occupied(entry) => {
                let known = &mut self.changes[*entry.get()];
                known.rust = known.rust.max(rust);
                known.also.push(place.clone());
            }
        }
    }

    fn run(&mut self) {
        let Matched {
            both,
            removed,
            added,
        } = matched(Operation::all(&self.old), Operation::all(&self.new));
        self.whole_document(&both);
        for operation in removed {
            let normalized = self.clients.old.operation(&operation);
            let place = operation.place(normalized.and_then(method_name).as_deref());
            let rust = verdict_if(normalized.is_some());
            let place = Place::of(&place, Part::Whole);
            self.push(&place, Kind::Removed, Verdict::Breaking, rust);
        }
        for operation in added {
            let normalized = self.clients.new.operation(&operation);
            let place = operation.place(normalized.and_then(method_name).as_deref());
            let place = Place::of(&place, Part::Whole);
            let kind = Kind::Added { required: false };
            self.push(&place, kind, Verdict::Compatible, Verdict::Compatible);
        }
        let common: Vec<Common<'d, 'n>> = both
            .into_iter()
            .map(|(old, new)| {
                let normalized = (
                    self.clients.old.operation(&old),
                    self.clients.new.operation(&new),
                );
                let name = normalized.1.and_then(method_name);
                Common {
                    place: new.place(name.as_deref()),
                    old,
                    new,
                    normalized,
                }
            })
            .collect();
        for operation in &common {
            self.operation(operation);
        }
        self.schemas();
        self.collect_findings();
        self.settle_rust(&common);
        self.rust_types(&common);
    }

    /// Nothing changes in Rust where the generator gets the same.
    fn settle_rust(&mut self, common: &[Common<'d, 'n>]) {
        let clients = &self.clients;
        let is_same = |operation: &Common<'_, '_>, side| match operation.normalized {
            (Some(old), Some(new)) => clients.are_same(old, new, side),
            (None, None) => true,
            _ => false,
        };
        let same: HashMap<&place::Operation, [bool; 2]> = common
            .iter()
            .map(|operation| {
                let sides = [Side::Request, Side::Response];
                (&operation.place, sides.map(|side| is_same(operation, side)))
            })
            .collect();
        let is_same = |place: &Place| match (&place.operation, place.side(), &place.part) {
            // The client does not read them.
            (_, _, Part::Header { .. }) => true,
            (Some(operation), Some(side), _) => {
                let same = same.get(operation);
                same.is_some_and(|same| same[usize::from(side == Side::Response)])
            }
            _ => false,
        };
        for change in &mut self.changes {
            if std::iter::once(&change.place)
                .chain(&change.also)
                .all(is_same)
            {
                change.rust = Verdict::Unchanged;
            }
        }
    }

    fn rust_types(&mut self, common: &[Common<'d, 'n>]) {
        let normalized: Vec<(&Common<'_, '_>, (&Value, &Value))> = common
            .iter()
            .filter_map(|operation| {
                Some((
                    operation,
                    (operation.normalized.0?, operation.normalized.1?),
                ))
            })
            .collect();
        let operations: Vec<_> = normalized.iter().map(|(_, both)| *both).collect();
        let found = differences(&self.clients.old, &self.clients.new, &operations);
        let mut told = self.told_in_rust();
        for replaced in found.replaced {
            let part = replaced.part.published();
            let operation = &normalized[replaced.operation].0.place;
            let place = Place::of(operation, part);
            let side = place.side().unwrap_or(Side::Response);
            // Mostly, it follows from what has changed on the wire.
            if told.insert((operation.clone(), side)) {
                let kind = Kind::RustTypeChanged(FromTo {
                    from: replaced.from.to_owned(),
                    to: replaced.to.to_owned(),
                });
                self.push(&place, kind, Verdict::Unchanged, Verdict::Breaking);
            }
        }
        for renamed in found.renamed {
            let part = renamed.part.published();
            let place = Place::of(&normalized[renamed.operation].0.place, part);
            let kind = Kind::TypesRenamed {
                from: renamed.from.into_iter().map(ToOwned::to_owned).collect(),
                to: renamed.to.to_owned(),
            };
            self.push(&place, kind, Verdict::Unchanged, Verdict::Breaking);
        }
    }
}

impl Comparison<'_, '_> {
    /// The sides of operations of which a change of the Rust API is told.
    fn told_in_rust(&self) -> HashSet<(place::Operation, Side)> {
        let changes = self.changes.iter();
        let changes = changes.filter(|change| change.rust != Verdict::Unchanged);
        let places = changes.flat_map(|change| std::iter::once(&change.place).chain(&change.also));
        places
            .filter_map(|place| Some((place.operation.clone()?, place.side()?)))
            .collect()
    }
}

/// Breaking if `breaks`, or else nothing.
fn verdict_if(breaks: bool) -> Verdict {
    if breaks {
        Verdict::Breaking
    } else {
        Verdict::Unchanged
    }
}
