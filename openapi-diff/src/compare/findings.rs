//! From what was found in pairs of schemas to changes of places.

use std::collections::HashMap;

use super::Comparison;
use crate::{change::Change, place::Place};

impl Comparison<'_, '_> {
    /// Makes each finding a change in the first place that reaches it, which lists the others.
    pub(super) fn collect_findings(&mut self) {
        let reached = self.reached();
        let used = self.pairs.uses();
        let pairs = &mut self.pairs;
        let mut found: Vec<Change> = Vec::new();
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
                found.push(change);
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

/// Whether the place is in the part of the operation that `other` is.
fn is_part(place: &Place, other: &Place) -> bool {
    place.operation == other.operation && place.part == other.part
}
