//! From what was found in pairs of schemas to changes of places.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{Comparison, pairs::Pair};
use crate::{
    change::{Change, Kind},
    document::{Document, address, strings},
    place::{Place, Side},
    schema::Node,
};

impl Comparison<'_, '_> {
    /// Makes each finding a change in the first place that reaches it, which lists the others.
    pub(super) fn collect_findings(&mut self) {
        let reached = self.reached();
        let used = self.pairs.uses();
        let (old, new) = (&self.old, &self.new);
        let pairs = &mut self.pairs;
        let mut found: Vec<Change> = Vec::new();
        let mut told: HashMap<Said, usize> = HashMap::new();
        for number in 0..pairs.all.len() {
            for finding in std::mem::take(&mut pairs.all[number].findings) {
                let place = pairs.place(number, &finding.path);
                let mut change = Change::new(place, finding.kind, finding.wire, finding.rust);
                let roots = reached.get(&number).into_iter().flatten();
                let others = roots.map(|root| pairs.roots[*root].0.clone());
                change.also = others
                    .filter(|other| !is_part(&change.place, other))
                    .collect();
                change.component = pairs.shared_component(number, &used);
                let Pair {
                    old: before,
                    new: after,
                    ..
                } = &pairs.all[number];
                let said = finding.path.strip_prefix('.').and_then(|name| {
                    let owners = match change.change {
                        Kind::BecameRequired => [None, owner(new, after, "required", name)],
                        Kind::BecameOptional => [owner(old, before, "required", name), None],
                        _ => [
                            owner(old, before, "properties", name),
                            owner(new, after, "properties", name),
                        ],
                    };
                    let is_found = owners.iter().any(Option::is_some);
                    is_found.then(|| Said {
                        owners,
                        name: name.to_owned(),
                        kind: format!("{:?}", change.change),
                        is_request: pairs.all[number].side == Side::Request,
                    })
                });
                let known = said.map(|said| *told.entry(said).or_insert(found.len()));
                match known.and_then(|known| found.get_mut(known)) {
                    Some(first) => {
                        first.rust = first.rust.max(change.rust);
                        let more = std::iter::once(change.place).chain(change.also);
                        for place in more {
                            if !is_part(&first.place, &place) && !first.also.contains(&place) {
                                first.also.push(place);
                            }
                        }
                    }
                    None => found.push(change),
                }
            }
        }
        self.changes.extend(found);
    }

    /// The roots that reach each pair in which something was found.
    fn reached(&self) -> HashMap<usize, Vec<usize>> {
        let pairs = &self.pairs.all;
        let mut reached: HashMap<usize, Vec<usize>> = HashMap::new();
        // Which of the pairs lead to a finding. Those that do not need not be walked again.
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); pairs.len()];
        for (number, pair) in pairs.iter().enumerate() {
            for inside in &pair.inside {
                users[*inside].push(number);
            }
        }
        let mut leads = vec![false; pairs.len()];
        let found = |number: &usize| !pairs[*number].findings.is_empty();
        let mut queue: Vec<usize> = (0..pairs.len()).filter(found).collect();
        while let Some(number) = queue.pop() {
            if !std::mem::replace(&mut leads[number], true) {
                queue.extend(&users[number]);
            }
        }
        let mut seen_by = vec![usize::MAX; pairs.len()];
        for (root, (_, pair)) in self.pairs.roots.iter().enumerate() {
            let mut queue = vec![*pair];
            while let Some(number) = queue.pop() {
                if !leads[number] || seen_by[number] == root {
                    continue;
                }
                seen_by[number] = root;
                if !pairs[number].findings.is_empty() {
                    reached.entry(number).or_default().push(root);
                }
                queue.extend(&pairs[number].inside);
            }
        }
        reached
    }
}

/// What is said of a property, and which schemas say that: one that others extend says it once for all of them.
#[derive(PartialEq, Eq, Hash)]
struct Said {
    owners: [Option<usize>; 2],
    name: String,
    kind: String,
    is_request: bool,
}

/// The schema, among those that make up a node, that has the name under a keyword.
fn owner<'d>(document: &Document<'d>, node: &Node<'d>, keyword: &str, name: &str) -> Option<usize> {
    let mut queue = node.core.pieces.clone();
    let mut seen = HashSet::new();
    while let Some(schema) = queue.pop() {
        let schema = document.resolve(schema);
        if !seen.insert(address(schema)) {
            continue;
        }
        let has_name = match &schema[keyword] {
            Value::Object(properties) => properties.contains_key(name),
            names => strings(names).any(|one| one == name),
        };
        if has_name {
            return Some(address(schema));
        }
        queue.extend(schema["allOf"].as_array().into_iter().flatten());
    }
    None
}

/// Whether the place is in the part of the operation that `other` is.
fn is_part(place: &Place, other: &Place) -> bool {
    place.operation == other.operation && place.part == other.part
}
