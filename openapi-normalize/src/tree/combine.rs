//! What `intersect` and `union` share: references are read in place, and the work is bounded.

use std::collections::BTreeMap;

use super::schema::{Kind, Schema};
use crate::{
    pointer::Pointer,
    report::{Change, Limit, Report},
};

/// Deeper schemas are read as "anything": no real document nests like this, and the stack is finite.
const DEEPEST: usize = 64;

/// Unions are looked into this deep for scalars.
const DEEPEST_UNION: usize = 3;

/// What combining schemas needs from the code that reads them.
pub(crate) trait Context {
    fn report(&mut self) -> &mut Report;
    fn work(&mut self) -> &mut Work;

    /// Reads the schema that a reference leads to.
    fn read_target(&mut self, target: &Pointer) -> Option<Schema>;
}

/// How much reading and combining is done, and how much is still allowed.
pub(crate) struct Work {
    /// How many more schemas may be read or combined.
    fuel: usize,
    depth: usize,
    /// Targets that are being read in place, outermost first, to notice cycles.
    expanding: Vec<Pointer>,
    /// What was read in place before, so that each target is read once.
    expanded: BTreeMap<Pointer, Option<Schema>>,
    /// Pairs of targets that are being combined, outermost first.
    combining: Vec<(Pointer, Pointer)>,
    /// What was glanced at before.
    glanced: BTreeMap<Pointer, Option<Schema>>,
    /// While something is glanced at, how many objects it is inside of.
    glance: Option<usize>,
}

impl Work {
    /// The work for a document of `size` objects and arrays. Inlined references may multiply a
    /// document a hundredfold; beyond that, reading stops.
    pub(crate) fn new(size: usize) -> Self {
        Self {
            fuel: 100_000 + 100 * size,
            depth: 0,
            expanding: Vec::new(),
            expanded: BTreeMap::new(),
            combining: Vec::new(),
            glanced: BTreeMap::new(),
            glance: None,
        }
    }

    /// Whether something is only glanced at, which is not to be kept.
    pub(crate) fn is_glance(&self) -> bool {
        self.glance.is_some()
    }

    /// Whether that is inside of what is glanced at, so that how objects overlap does not matter.
    pub(super) fn is_inside(&self) -> bool {
        self.glance.is_some_and(|depth| depth > 0)
    }
}

/// Reads what is inside of an object.
pub(crate) fn inside<C: Context, T>(context: &mut C, read: impl FnOnce(&mut C) -> T) -> T {
    let before = context.work().glance;
    context.work().glance = before.map(|depth| depth + 1);
    let result = read(context);
    context.work().glance = before;
    result
}

/// Runs `step` one level deeper, for the cost of `work` schemas. If the document is too deep or too
/// much work, reports it and returns `None`.
pub(crate) fn step<C: Context + ?Sized, T>(
    context: &mut C,
    work: usize,
    at: &Pointer,
    step: impl FnOnce(&mut C) -> T,
) -> Option<T> {
    let state = context.work();
    let depth = state.depth;
    let Some(fuel) = state.fuel.checked_sub(work).filter(|_| depth < DEEPEST) else {
        context.report().push(
            at.clone(),
            Change::LimitReached {
                limit: Limit::DepthOrWork,
            },
        );
        return None;
    };
    state.fuel = fuel;
    state.depth += 1;
    let result = step(context);
    context.work().depth -= 1;
    Some(result)
}

/// Combines two schemas, unless the same two are being combined already: schemas that refer to
/// themselves would never end.
pub(super) fn combine(
    context: &mut dyn Context,
    left: Schema,
    right: Schema,
    at: &Pointer,
    how: fn(&mut dyn Context, Schema, Schema, &Pointer) -> Schema,
) -> Schema {
    let pair = match (&left.kind, &right.kind) {
        (Kind::Reference(left), Kind::Reference(right)) => Some((left.clone(), right.clone())),
        _ => None,
    };
    if let Some(pair) = &pair {
        if context.work().combining.contains(pair) {
            context.report().push(
                at.clone(),
                Change::EndlessCombination {
                    first: pair.0.clone(),
                    second: pair.1.clone(),
                },
            );
            return left;
        }
        context.work().combining.push(pair.clone());
    }
    let work = right.size_and_height().0;
    let combined = step(context, work, at, |context| how(context, left, right, at));
    if pair.is_some() {
        context.work().combining.pop();
    }
    combined.unwrap_or_else(|| Schema::new(Kind::Any, at))
}

/// The kind of a schema, with references followed.
pub(crate) fn kind_of(context: &mut dyn Context, schema: &Schema) -> Kind {
    expanded(context, schema).map_or(Kind::Any, |schema| schema.kind)
}

/// The schema, with references followed; `None` if they lead nowhere.
pub(crate) fn expanded(context: &mut dyn Context, schema: &Schema) -> Option<Schema> {
    let at = schema.origin.clone();
    expand(context, schema.clone(), &at)
}

/// Whether a value is written as one piece of text, wherever it is sent. A union of such values is one, too.
pub(crate) fn is_scalar(context: &mut dyn Context, schema: &Schema) -> bool {
    is_scalar_within(context, schema, DEEPEST_UNION)
}

/// The same for the elements of an array; those that follow a tuple may be anything.
pub(crate) fn is_scalar_item(context: &mut dyn Context, items: &Schema) -> bool {
    match kind_of(context, items) {
        Kind::Union(mut variants) => {
            variants.retain(|variant| variant.kind != Kind::Any);
            variants.iter().all(|variant| is_scalar(context, variant))
        }
        kind => kind.is_scalar(),
    }
}

fn is_scalar_within(context: &mut dyn Context, schema: &Schema, depth: usize) -> bool {
    match kind_of(context, schema) {
        Kind::Union(variants) => {
            let mut variants = variants.iter();
            depth > 0 && variants.all(|variant| is_scalar_within(context, variant, depth - 1))
        }
        kind => kind.is_scalar(),
    }
}

/// Like [`expand`], but inside of the target, unions are left as they are: enough to see which properties there are, and whose
/// value is constant. So the target may be what is being read.
pub(super) fn glance(context: &mut dyn Context, schema: Schema, at: &Pointer) -> Option<Schema> {
    if context.work().is_glance() {
        return expand(context, schema, at);
    }
    let work = context.work();
    work.glance = Some(0);
    std::mem::swap(&mut work.expanded, &mut work.glanced);
    let expanding = std::mem::take(&mut work.expanding);
    let glanced = expand(context, schema, at);
    let work = context.work();
    work.expanding = expanding;
    std::mem::swap(&mut work.expanded, &mut work.glanced);
    work.glance = None;
    glanced
}

/// Like [`expand`], where a reference that leads back into itself stays what it is, and nothing is left out.
pub(super) fn expand_unless_inside(
    context: &mut dyn Context,
    schema: &Schema,
    at: &Pointer,
) -> Option<Schema> {
    match &schema.kind {
        Kind::Reference(target) if context.work().expanding.contains(target) => None,
        _ => expand(context, schema.clone(), at),
    }
}

/// Puts the target in place of a reference; any other schema stays as it is. If the reference leads
/// back into itself, reports it and returns `None`.
pub(super) fn expand(context: &mut dyn Context, schema: Schema, at: &Pointer) -> Option<Schema> {
    let Kind::Reference(target) = &schema.kind else {
        return Some(schema);
    };
    if context.work().expanding.contains(target) {
        context.report().push(
            at.clone(),
            Change::SelfReferenceLeftOut {
                target: target.clone(),
            },
        );
        return None;
    }
    let expanded = if let Some(known) = context.work().expanded.get(target) {
        let known = known.clone();
        let (size, height) = known.as_ref().map_or((1, 1), Schema::size_and_height);
        step(context, size, at, |context| {
            // Its height counts here, too.
            let room = DEEPEST.saturating_sub(context.work().depth);
            if height <= room {
                return known;
            }
            context.report().push(
                at.clone(),
                Change::LimitReached {
                    limit: Limit::Depth,
                },
            );
            None
        })?
    } else {
        context.work().expanding.push(target.clone());
        let read = context.read_target(target);
        let expanded = read.and_then(|read| expand(context, read, at));
        let work = context.work();
        work.expanding.pop();
        work.expanded.insert(target.clone(), expanded.clone());
        expanded
    };
    expanded.map(|expanded| Schema {
        nullable: expanded.is_nullable_with(schema.nullable),
        description: schema.description.or(expanded.description),
        access: expanded.access | schema.access,
        ..expanded
    })
}
