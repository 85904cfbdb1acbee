//! The pairs of schemas to compare. Each pair is compared once, wherever it stands.

use std::collections::{HashMap, VecDeque};

use crate::{
    change::{Kind, Verdict},
    place::{Place, Side},
    schema::{Core, Node},
};

/// Schemas that combine each other in ever new ways could make pairs without end.
const MOST_PAIRS: usize = 200_000;

/// What was found in a pair, at a path from it.
pub(super) struct Finding {
    pub(super) path: String,
    pub(super) kind: Kind,
    pub(super) wire: Verdict,
    pub(super) rust: Verdict,
}

pub(super) struct Pair<'d> {
    pub(super) old: Node<'d>,
    pub(super) new: Node<'d>,
    pub(super) side: Side,
    /// The pair and the path from it, or else the number of the root, by which this was reached first.
    pub(super) origin: Origin,
    pub(super) inside: Vec<usize>,
    pub(super) findings: Vec<Finding>,
    /// What was found of the schema's own annotations. It is told once, for the first place that does not say its own.
    pub(super) annotations: Vec<Annotation>,
}

/// What a schema says, and a place where it stands may say instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Annotation {
    Null,
    Default,
    Deprecated,
}

#[derive(Clone)]
pub(super) enum Origin {
    Root(usize),
    Inside(usize, String),
}

type Key<'d> = (Core<'d>, Core<'d>, Side);

#[derive(Default)]
pub(super) struct Pairs<'d> {
    pub(super) all: Vec<Pair<'d>>,
    known: HashMap<Key<'d>, usize>,
    /// The places in operations from which pairs are reached.
    pub(super) roots: Vec<(Place, usize)>,
    queue: VecDeque<usize>,
}

impl<'d> Pairs<'d> {
    /// The number of a pair, which is compared if it is new.
    fn add(&mut self, old: Node<'d>, new: Node<'d>, side: Side, origin: Origin) -> Option<usize> {
        let key = (old.core.clone(), new.core.clone(), side);
        if let Some(known) = self.known.get(&key) {
            return Some(*known);
        }
        let number = self.all.len();
        if number == MOST_PAIRS {
            return None;
        }
        self.all.push(Pair {
            old,
            new,
            side,
            origin,
            inside: Vec::new(),
            findings: Vec::new(),
            annotations: Vec::new(),
        });
        self.known.insert(key, number);
        self.queue.push_back(number);
        Some(number)
    }

    pub(super) fn add_root(
        &mut self,
        place: Place,
        old: Node<'d>,
        new: Node<'d>,
        side: Side,
    ) -> Option<(usize, Origin)> {
        let root = Origin::Root(self.roots.len());
        let number = self.add(old, new, side, root.clone())?;
        self.roots.push((place, number));
        Some((number, root))
    }

    pub(super) fn add_inside(
        &mut self,
        pair: usize,
        path: &str,
        old: Node<'d>,
        new: Node<'d>,
    ) -> Option<(usize, Origin)> {
        let side = self.all[pair].side;
        let inside = Origin::Inside(pair, path.to_owned());
        let number = self.add(old, new, side, inside.clone())?;
        self.all[pair].inside.push(number);
        Some((number, inside))
    }

    /// Adds what was found of the schema itself at a place, if no place before it has told that. The pair is then at this place.
    pub(super) fn annotate(
        &mut self,
        number: usize,
        origin: &Origin,
        annotation: Annotation,
        finding: Finding,
    ) {
        let leads_back = self.leads_to(origin, number);
        let pair = &mut self.all[number];
        if let Some(index) = pair.annotations.iter().position(|one| *one == annotation) {
            let told = &mut pair.findings[index];
            told.rust = told.rust.max(finding.rust);
            return;
        }
        // The annotations stand before the other findings, in the same order.
        pair.findings.insert(pair.annotations.len(), finding);
        pair.annotations.push(annotation);
        if !leads_back {
            pair.origin = origin.clone();
        }
    }

    /// Whether a place is inside a pair, which would then be inside itself.
    fn leads_to(&self, origin: &Origin, number: usize) -> bool {
        let mut origin = origin;
        while let Origin::Inside(outer, _) = origin {
            if *outer == number {
                return true;
            }
            origin = &self.all[*outer].origin;
        }
        false
    }

    pub(super) fn next(&mut self) -> Option<usize> {
        self.queue.pop_front()
    }

    /// In how many places each pair stands.
    pub(super) fn uses(&self) -> Vec<usize> {
        let mut uses = vec![0; self.all.len()];
        let inside = self.all.iter().flat_map(|pair| &pair.inside);
        let roots = self.roots.iter().map(|(_, pair)| pair);
        for pair in inside.chain(roots) {
            uses[*pair] += 1;
        }
        uses
    }

    /// The component that a pair is or is in, if that is used several times.
    pub(super) fn shared_component(&self, pair: usize, uses: &[usize]) -> Option<String> {
        let mut pair = pair;
        loop {
            let Pair { old, new, .. } = &self.all[pair];
            if let Some(name) = new.name.or(old.name) {
                return (uses[pair] > 1).then(|| name.to_owned());
            }
            match &self.all[pair].origin {
                Origin::Inside(outer, _) => pair = *outer,
                Origin::Root(_) => return None,
            }
        }
    }

    /// The place by which a pair was reached first, and that of a path from it.
    pub(super) fn place(&self, pair: usize, path: &str) -> Place {
        let mut parts = vec![path];
        let mut pair = pair;
        loop {
            match &self.all[pair].origin {
                Origin::Inside(outer, path) => {
                    parts.push(path);
                    pair = *outer;
                }
                Origin::Root(root) => {
                    parts.reverse();
                    return self.roots[*root].0.inside(&parts.concat());
                }
            }
        }
    }
}
