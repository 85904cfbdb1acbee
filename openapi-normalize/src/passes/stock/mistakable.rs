//! Unions as serde reads them: the first variant that decodes a value is taken, whatever that loses.

use std::{cell::RefCell, cmp::Reverse, collections::BTreeMap};

use crate::{
    report::{Change, Report, UnionProblem},
    tree::{Additional, Components, Kind, Object, Schema},
};

/// Types in types are compared this deep; what is deeper counts as mistakable.
const DEEPEST: usize = 8;

/// Orders the variants so that those come first which decode least, and makes unions any JSON in which a variant would still
/// decode the values of a later one and lose something.
pub(in crate::passes) fn without_mistakable_unions(
    components: &mut Components,
    report: &mut Report,
) {
    let types = Types {
        components,
        lossy: RefCell::default(),
        never_decoding: RefCell::default(),
        ranks: RefCell::default(),
    };
    let mut found = Vec::new();
    for (name, schema) in components.iter() {
        let Kind::Union(variants) = &schema.kind else {
            continue;
        };
        // In place, so that each is known by where it is.
        let mut variants: Vec<&Schema> = variants.iter().collect();
        variants.sort_by_key(|variant| types.rank(variant, 0));
        let mut mistaken = variants.iter().enumerate().flat_map(|(index, earlier)| {
            let later = variants[index + 1..].iter();
            later.map(move |later| (earlier, later))
        });
        let mistaken = mistaken.any(|(earlier, later)| types.is_lossy(later, earlier, 0));
        let variants = variants.into_iter().cloned().collect();
        found.push((name.clone(), (!mistaken).then_some(variants)));
    }
    for (name, variants) in found {
        let Some(schema) = components.get_mut(&name) else {
            continue;
        };
        schema.kind = if let Some(variants) = variants {
            Kind::Union(variants)
        } else {
            let problem = UnionProblem::NotToldApart;
            let change = Change::UnionReadAsAny { problem };
            report.push(schema.origin.clone(), change);
            schema.nullable = false;
            Kind::Any
        };
    }
}

struct Types<'c> {
    components: &'c Components,
    /// What is known of two types at a depth: unions that contain each other lead to the same two again and again.
    lossy: RefCell<BTreeMap<Pair, bool>>,
    never_decoding: RefCell<BTreeMap<Pair, bool>>,
    ranks: RefCell<BTreeMap<(*const Schema, usize), Rank>>,
}

type Pair = (*const Schema, *const Schema, usize);
type Rank = (usize, Reverse<usize>);

impl<'c> Types<'c> {
    fn of(&self, schema: &'c Schema) -> &'c Schema {
        match &schema.kind {
            Kind::Named(name) => self.components.get(name).unwrap_or(schema),
            _ => schema,
        }
    }

    /// What decodes least comes first.
    fn rank(&self, variant: &'c Schema, depth: usize) -> Rank {
        let key = (std::ptr::from_ref(variant), depth);
        if let Some(known) = self.ranks.borrow().get(&key) {
            return *known;
        }
        let rank = self.find_rank(variant, depth);
        self.ranks.borrow_mut().insert(key, rank);
        rank
    }

    fn find_rank(&self, variant: &'c Schema, depth: usize) -> Rank {
        let (rank, required) = match &self.of(variant).kind {
            Kind::Boolean => (0, 0),
            Kind::Integer | Kind::Integer64 => (1, 0),
            Kind::Number => (2, 0),
            Kind::Enumeration(_) => (3, 0),
            Kind::Text => (4, 0),
            Kind::Array(_) => (5, 0),
            Kind::Object(object) if object.properties.is_empty() => (7, 0),
            Kind::Object(object) => (6, object.required.len()),
            Kind::Union(variants) if depth < DEEPEST => {
                let ranks = variants.iter().map(|variant| self.rank(variant, depth + 1));
                return ranks.max().unwrap_or((8, Reverse(0)));
            }
            Kind::Named(_) | Kind::Reference(_) | Kind::Union(_) => (8, 0),
            Kind::Any => (9, 0),
        };
        (rank, Reverse(required))
    }

    /// Whether a value of one type that is read as another loses something.
    fn is_lossy(&self, value: &'c Schema, read_as: &'c Schema, depth: usize) -> bool {
        let find = || self.find_lossy(value, read_as, depth);
        remembered(&self.lossy, (value, read_as, depth), find)
    }

    fn find_lossy(&self, value: &'c Schema, read_as: &'c Schema, depth: usize) -> bool {
        if depth > DEEPEST {
            return true;
        }
        if depth == 0 && value.kind == Kind::Any {
            // What the document does not list: what decodes is taken for what it decodes as.
            return false;
        }
        let (value, read_as) = (self.of(value), self.of(read_as));
        let lossy = |value, read_as| self.is_lossy(value, read_as, depth + 1);
        match (&value.kind, &read_as.kind) {
            (Kind::Union(variants), _) => variants.iter().any(|variant| lossy(variant, read_as)),
            (_, Kind::Union(variants)) => variants.iter().any(|variant| lossy(value, variant)),
            (Kind::Integer | Kind::Integer64, Kind::Number) | (Kind::Any, Kind::Array(_)) => true,
            (Kind::Array(value), Kind::Array(read_as)) => lossy(value, read_as),
            // serde reads the elements of an array as the fields of a struct, in their order.
            (Kind::Array(_), Kind::Object(read_as)) => {
                !read_as.properties.is_empty()
                    && !matches!(read_as.additional, Additional::Typed(_))
            }
            (Kind::Any, Kind::Object(read_as)) => !read_as.properties.is_empty(),
            (Kind::Object(value), Kind::Object(read_as)) => {
                !self.is_told_apart(value, read_as, depth) && !self.holds(value, read_as, depth)
            }
            _ => false,
        }
    }

    /// Whether no value of one type decodes as the other.
    fn is_told_apart(&self, value: &'c Object, read_as: &'c Object, depth: usize) -> bool {
        let missing = |name: &String| {
            let asked = self.of(&read_as.properties[name]);
            // What may be `null` may be missing, for serde.
            let is_needed = !asked.nullable && !read_as.properties[name].nullable;
            is_needed
                && match value.properties.get(name) {
                    None => match &value.additional {
                        Additional::Typed(values) => {
                            self.never_decodes(values, &read_as.properties[name], depth)
                        }
                        _ => !value.is_free(),
                    },
                    Some(there) => self.never_decodes(there, &read_as.properties[name], depth),
                }
        };
        let mut needed = read_as.required.iter();
        let needed = needed.any(|name| read_as.properties.contains_key(name) && missing(name));
        let mut sent = value.required.iter().filter_map(|name| {
            let there = value.properties.get(name)?;
            // What may be missing may be `null`, for serde.
            let may_be_null = there.nullable || self.of(there).nullable;
            let is_read = !may_be_null || read_as.required.contains(name);
            is_read.then(|| (there, read_as.properties.get(name)))
        });
        needed
            || sent.any(|(there, asked)| match (asked, &read_as.additional) {
                (Some(asked), _) => self.never_decodes(there, asked, depth),
                (None, Additional::Forbidden) => true,
                (None, Additional::Typed(asked)) => self.never_decodes(there, asked, depth),
                (None, Additional::Unstated) => false,
            })
    }

    /// Whether one type has a place for everything that the other has.
    fn holds(&self, value: &'c Object, read_as: &'c Object, depth: usize) -> bool {
        let rest = match &read_as.additional {
            Additional::Typed(rest) => Some(&**rest),
            _ if read_as.is_free() => return true,
            _ => None,
        };
        let place = |name: &str| read_as.properties.get(name).or(rest);
        let mut properties = value.properties.iter();
        let held = properties.all(|(name, there)| {
            place(name).is_some_and(|place| !self.is_lossy(there, place, depth + 1))
        });
        held && match &value.additional {
            Additional::Typed(values) => {
                rest.is_some_and(|rest| !self.is_lossy(values, rest, depth + 1))
            }
            _ => !value.is_free() || rest.is_some(),
        }
    }

    /// Whether no value of one type is one of the other, by what they are in JSON.
    fn never_decodes(&self, value: &'c Schema, read_as: &'c Schema, depth: usize) -> bool {
        let find = || self.find_never_decodes(value, read_as, depth);
        remembered(&self.never_decoding, (value, read_as, depth), find)
    }

    fn find_never_decodes(&self, value: &'c Schema, read_as: &'c Schema, depth: usize) -> bool {
        if depth > DEEPEST || value.nullable && read_as.nullable {
            return false;
        }
        let (value, read_as) = (self.of(value), self.of(read_as));
        if value.nullable && read_as.nullable {
            return false;
        }
        let never = |value, read_as| self.never_decodes(value, read_as, depth + 1);
        match (&value.kind, &read_as.kind) {
            (Kind::Any, _) | (_, Kind::Any) => false,
            (Kind::Union(variants), _) => variants.iter().all(|variant| never(variant, read_as)),
            (_, Kind::Union(variants)) => variants.iter().all(|variant| never(value, variant)),
            (Kind::Enumeration(values), Kind::Enumeration(known)) => {
                values.iter().all(|value| !known.contains(value))
            }
            (value, read_as) => match (Json::of(value), Json::of(read_as)) {
                (Some(Json::Array), Some(Json::Object)) => false,
                (Some(value), Some(read_as)) => value != read_as,
                _ => false,
            },
        }
    }
}

fn remembered(
    known: &RefCell<BTreeMap<Pair, bool>>,
    pair: Pair,
    find: impl FnOnce() -> bool,
) -> bool {
    if let Some(known) = known.borrow().get(&pair) {
        return *known;
    }
    let found = find();
    known.borrow_mut().insert(pair, found);
    found
}

/// A type of JSON.
#[derive(PartialEq)]
enum Json {
    Boolean,
    Number,
    Text,
    Array,
    Object,
}

impl Json {
    fn of(kind: &Kind) -> Option<Self> {
        Some(match kind {
            Kind::Boolean => Self::Boolean,
            Kind::Integer | Kind::Integer64 | Kind::Number => Self::Number,
            Kind::Text | Kind::Enumeration(_) => Self::Text,
            Kind::Array(_) => Self::Array,
            Kind::Object(_) => Self::Object,
            _ => return None,
        })
    }
}
