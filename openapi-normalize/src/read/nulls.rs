//! Where `null` stands inside values that are not sent as JSON: no style and no form writes it (RFC 6570, section 2.3).

use std::collections::BTreeSet;

use crate::{
    pointer::Pointer,
    read::schemas::Reader,
    report::Change,
    tree::{Kind, Schema, expanded},
};

/// Reports values in which `null` can stand.
pub(super) fn note(schema: &Schema, at: &Pointer, reader: &mut Reader<'_>) {
    if has_null(schema, false, &mut BTreeSet::new(), reader) {
        reader.report.push(at.clone(), Change::NullInsideNotSent);
    }
}

/// Whether `null` can stand in a value; with `is_inside`, the value itself can be it, too.
fn has_null(
    schema: &Schema,
    is_inside: bool,
    seen: &mut BTreeSet<(Pointer, bool)>,
    reader: &mut Reader<'_>,
) -> bool {
    if let Kind::Reference(target) = &schema.kind
        && !seen.insert((target.clone(), is_inside))
    {
        return false;
    }
    let Some(schema) = expanded(reader, schema) else {
        return true;
    };
    let is_union = matches!(schema.kind, Kind::Union(_));
    let mut children = schema.children().into_iter();
    schema.kind == Kind::Any
        || is_inside && schema.nullable
        || children.any(|(_, child)| has_null(child, is_inside || !is_union, seen, reader))
}
