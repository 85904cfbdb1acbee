//! The variants of two unions, matched by what they are and not by where they stand.

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    hash::Hash,
};

use super::{Comparison, schemas::Both};
use crate::{
    change::{Effect, FromTo, Kind, Verdict},
    document::Document,
    place::Side,
    schema::{Node, Types, Union, Variant, View},
};

/// How much two variants without a name must have in common to be the same one, and how much those with different names.
const ALIKE: f64 = 0.4;
const ALIKE_WITH_OTHER_NAMES: f64 = 0.75;

/// Above this many pairs of variants, only those that are equal are matched.
const MOST_PAIRS: usize = 40_000;

impl<'d> Comparison<'d, '_> {
    /// Compares the unions of two schemas, and says whether that is all there is to compare.
    pub(super) fn unions(&mut self, both: &Both<'d>) -> bool {
        match (both.old.unions.first(), both.new.unions.first()) {
            (None, None) => false,
            (Some(_), Some(_)) => {
                for (old, new) in self.matched_unions(&both.old.unions, &both.new.unions) {
                    self.variants(both, old, new);
                }
                false
            }
            (None, Some(union)) if are_types(&both.old, &union.variants, &self.new) => {
                for variant in &union.variants {
                    let types = self.new.view(&variant.node.core).types;
                    let old = both.old_node.clone().of_types(types);
                    self.inside(both, "", &old, &variant.node);
                }
                true
            }
            (Some(union), None) if are_types(&both.new, &union.variants, &self.old) => {
                for variant in &union.variants {
                    let types = self.old.view(&variant.node.core).types;
                    let new = both.new_node.clone().of_types(types);
                    self.inside(both, "", &variant.node, &new);
                }
                true
            }
            (None, Some(union)) => {
                let plain = Union::of_one(both.old_node.clone());
                let matched = self.matched(&plain.variants, &union.variants);
                let is_any = both.old.is_any();
                self.became_union(both, matched, has_base(&both.new), is_any, Effect::Wider)
            }
            (Some(union), None) => {
                let plain = Union::of_one(both.new_node.clone());
                let matched = self.matched(&union.variants, &plain.variants);
                let is_any = both.new.is_any();
                self.became_union(both, matched, has_base(&both.old), is_any, Effect::Narrower)
            }
        }
    }

    /// A schema became a union, which is `Wider` than one of its variants, or the other way round.
    fn became_union(
        &mut self,
        both: &Both<'d>,
        matched: Matched<'_, 'd>,
        has_base: bool,
        is_any: bool,
        effect: Effect,
    ) -> bool {
        let opposite = match effect {
            Effect::Wider => Effect::Narrower,
            _ => Effect::Wider,
        };
        let effect = match matched.both.first() {
            _ if is_any || has_base => opposite,
            Some(_) => effect,
            None => Effect::Different,
        };
        let wire = effect.verdict(both.side);
        self.type_changed(both, wire, both.rust_changes());
        if has_base {
            return is_any;
        }
        for (old, new) in matched.both {
            self.inside(both, "", &old.node, &new.node);
        }
        true
    }

    /// Unions that all have to hold, those with equal variants first.
    fn matched_unions<'u>(
        &self,
        old: &'u [Union<'d>],
        new: &'u [Union<'d>],
    ) -> Vec<(&'u Union<'d>, &'u Union<'d>)> {
        if let ([old], [new]) = (old, new) {
            return vec![(old, new)];
        }
        let digest = |union: &Union<'d>, document: &Document<'d>| {
            let variants = union.variants.iter();
            let mut digests: Vec<u64> = variants.map(|one| document.digest(&one.node)).collect();
            digests.sort_unstable();
            digests
        };
        let mut rest: Vec<&Union<'d>> = new.iter().collect();
        let mut both = Vec::new();
        let mut different = Vec::new();
        for old in old {
            let wanted = digest(old, &self.old);
            let mut found = rest.iter();
            match found.position(|new| digest(new, &self.new) == wanted) {
                Some(found) => both.push((old, rest.remove(found))),
                None => different.push(old),
            }
        }
        both.extend(different.into_iter().zip(rest));
        both
    }

    fn variants(&mut self, both: &Both<'d>, old: &Union<'d>, new: &Union<'d>) {
        let matched = self.matched(&old.variants, &new.variants);
        if old.discriminator != new.discriminator {
            let words = |name: Option<&str>| {
                name.map_or_else(|| "its content".to_owned(), |name| format!("`{name}`"))
            };
            let wire = match (old.discriminator, new.discriminator) {
                (Some(_), Some(_)) => Verdict::Breaking,
                _ => Verdict::Compatible,
            };
            let kind = Kind::DiscriminatorChanged(FromTo {
                from: words(old.discriminator),
                to: words(new.discriminator),
            });
            self.found(both.pair, "", kind, wire, Verdict::Unchanged);
        }
        for (before, after) in matched.both {
            let is_tagged = old.discriminator.is_some() && new.discriminator.is_some();
            if is_tagged && !(before.tagged_by_value && after.tagged_by_value) {
                self.tags(both, before, after);
            }
            let path = format!("|{}", label(after, &self.new));
            self.inside(both, &path, &before.node, &after.node);
        }
        for variant in matched.removed {
            let wire = Effect::Narrower.verdict(both.side);
            let variant = self.old.words(&variant.node);
            let kind = Kind::VariantRemoved { variant };
            self.found(both.pair, "", kind, wire, Verdict::Breaking);
        }
        for variant in matched.added {
            // Whoever reads a union in a response takes other variants, too.
            let variant = self.new.words(&variant.node);
            let kind = Kind::VariantAdded { variant };
            self.found(
                both.pair,
                "",
                kind,
                Verdict::Compatible,
                Verdict::Compatible,
            );
        }
    }

    fn tags(&mut self, both: &Both<'d>, old: &Variant<'d>, new: &Variant<'d>) {
        if old.tags == new.tags {
            return;
        }
        let words = |tags: &BTreeSet<&str>| {
            let quoted: Vec<String> = tags.iter().map(|tag| format!("`{tag}`")).collect();
            quoted.join(" or ")
        };
        let (all, fewer) = match both.side {
            Side::Request => (&new.tags, &old.tags),
            Side::Response => (&old.tags, &new.tags),
        };
        let wire = if all.is_superset(fewer) {
            Verdict::Compatible
        } else {
            Verdict::Breaking
        };
        let kind = Kind::VariantTagChanged {
            variant: self.new.words(&new.node),
            from: words(&old.tags),
            to: words(&new.tags),
        };
        self.found(both.pair, "", kind, wire, Verdict::Unchanged);
    }

    fn matched<'u>(&self, old: &'u [Variant<'d>], new: &'u [Variant<'d>]) -> Matched<'u, 'd> {
        let mut matched = Matched {
            both: Vec::new(),
            removed: old.iter().collect(),
            added: new.iter().collect(),
        };
        let tags = |one: &Variant<'d>| one.tags.iter().copied().collect::<Vec<_>>();
        let name = |one: &Variant<'d>| one.node.name.into_iter().collect::<Vec<_>>();
        matched.by(
            |old| vec![(old.node.name, self.old.digest(&old.node))],
            |new| vec![(new.node.name, self.new.digest(&new.node))],
        );
        matched.by(tags, tags);
        matched.by(name, name);
        matched.by(
            |old| vec![self.old.digest(&old.node)],
            |new| vec![self.new.digest(&new.node)],
        );
        if matched.removed.len() * matched.added.len() <= MOST_PAIRS {
            matched.by_likeness(|old, new| self.likeness(old, new));
        }
        matched
    }

    /// How much two variants have in common, from 0 to 1; 0 for those that are not the same one.
    fn likeness(&self, old: &Variant<'d>, new: &Variant<'d>) -> f64 {
        let (before, after) = (self.old.view(&old.node.core), self.new.view(&new.node.core));
        if before.types.and(after.types) == Types::NONE {
            return 0.0;
        }
        let names = (old.node.name, new.node.name);
        let is_renamed = matches!(names, (Some(old), Some(new)) if old != new);
        let enough = if is_renamed {
            ALIKE_WITH_OTHER_NAMES
        } else {
            ALIKE
        };
        let mut all: BTreeSet<&str> = before.properties.keys().copied().collect();
        all.extend(after.properties.keys());
        let mut in_common = 0;
        for name in &all {
            let both = (before.properties.get(name), after.properties.get(name));
            let (Some(left), Some(right)) = both else {
                continue;
            };
            let constants = (
                self.old.constants(&old.node, name),
                self.new.constants(&new.node, name),
            );
            let (Some(_), Some(_)) = (constants.0.first(), constants.1.first()) else {
                let (left, right) = (self.old.view(&left.core), self.new.view(&right.core));
                let is_alike = left.types.and(right.types) != Types::NONE;
                in_common += if is_alike { 2 } else { 1 };
                continue;
            };
            if !constants.0.iter().any(|value| constants.1.contains(value)) {
                return 0.0;
            }
            in_common += 2;
        }
        let alike = if all.is_empty() {
            if before.types == after.types {
                0.8
            } else {
                0.5
            }
        } else {
            ratio(in_common, 2 * all.len())
        };
        if alike > enough { alike } else { 0.0 }
    }
}

#[expect(clippy::cast_precision_loss, reason = "properties are few")]
fn ratio(some: usize, all: usize) -> f64 {
    some as f64 / all as f64
}

struct Matched<'u, 'd> {
    both: Vec<(&'u Variant<'d>, &'u Variant<'d>)>,
    removed: Vec<&'u Variant<'d>>,
    added: Vec<&'u Variant<'d>>,
}

impl<'d> Matched<'_, 'd> {
    /// Matches variants that have a key in common.
    fn by<K: Eq + Hash>(
        &mut self,
        old_keys: impl Fn(&Variant<'d>) -> Vec<K>,
        new_keys: impl Fn(&Variant<'d>) -> Vec<K>,
    ) {
        let mut by_key: HashMap<K, VecDeque<usize>> = HashMap::new();
        for (number, new) in self.added.iter().enumerate() {
            for key in new_keys(new) {
                by_key.entry(key).or_default().push_back(number);
            }
        }
        let mut taken = BTreeSet::new();
        let (both, added) = (&mut self.both, &self.added);
        self.removed.retain(|old| {
            for key in old_keys(old) {
                while let Some(number) = by_key.get_mut(&key).and_then(VecDeque::pop_front) {
                    if taken.insert(number) {
                        both.push((old, added[number]));
                        return false;
                    }
                }
            }
            true
        });
        self.added = without(&self.added, &taken);
    }

    fn by_likeness(&mut self, likeness: impl Fn(&Variant<'d>, &Variant<'d>) -> f64) {
        let mut candidates: Vec<(f64, usize, usize)> = Vec::new();
        for (left, old) in self.removed.iter().enumerate() {
            for (right, new) in self.added.iter().enumerate() {
                candidates.push((likeness(old, new), left, right));
            }
        }
        candidates.retain(|(likeness, ..)| *likeness > 0.0);
        candidates.sort_by(|one, other| other.0.total_cmp(&one.0));
        let mut taken = (BTreeSet::new(), BTreeSet::new());
        for (_, left, right) in candidates {
            if !taken.0.contains(&left) && !taken.1.contains(&right) {
                taken.0.insert(left);
                taken.1.insert(right);
                self.both.push((self.removed[left], self.added[right]));
            }
        }
        self.removed = without(&self.removed, &taken.0);
        self.added = without(&self.added, &taken.1);
    }
}

fn without<T: Copy>(all: &[T], taken: &BTreeSet<usize>) -> Vec<T> {
    let rest = all
        .iter()
        .enumerate()
        .filter(|(number, _)| !taken.contains(number));
    rest.map(|(_, one)| *one).collect()
}

/// Whether a schema with several types is another spelling of a union with a variant for each.
fn are_types<'d>(view: &View<'d>, variants: &[Variant<'d>], document: &Document<'d>) -> bool {
    let types = variants
        .iter()
        .map(|one| document.view(&one.node.core).types);
    let count = view.types.names().len();
    count > 1 && count == variants.len() && types.fold(Types::NONE, Types::or) == view.types
}

/// Whether the schema says more than that it is a union.
fn has_base(view: &View<'_>) -> bool {
    view.types != Types::ALL || !view.properties.is_empty()
}

/// What a variant is called in a path.
fn label<'d>(variant: &Variant<'d>, document: &Document<'d>) -> String {
    let node: &Node<'d> = &variant.node;
    let name = node.name.or_else(|| variant.tags.first().copied());
    name.map_or_else(
        || document.view(&node.core).types.names().join("|"),
        ToOwned::to_owned,
    )
}
