//! Properties whose names make the same Rust field.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Report,
    names::{Components, rust_field},
    schema::{Additional, Kind, Object},
};

/// Leaves out, by name, every property whose field another property of the object already has.
pub(crate) fn make_unique(components: &mut Components, report: &mut Report) {
    for schema in components.values_mut() {
        let Kind::Object(Object {
            properties,
            required,
            additional,
        }) = &mut schema.kind
        else {
            continue;
        };
        // The field that holds undocumented properties.
        let mut taken = BTreeSet::from(["extra".to_owned()]);
        let mut kept = BTreeMap::new();
        for (name, property) in std::mem::take(properties) {
            if taken.insert(rust_field(&name)) {
                kept.insert(name, property);
                continue;
            }
            let what = format!("`{name}` has the Rust name of another field: read it from `extra`");
            report.lossy_change(&property.origin, "fields", what);
            required.remove(&name);
            if *additional == Additional::Forbidden {
                *additional = Additional::Unstated;
            }
        }
        *properties = kept;
    }
}
