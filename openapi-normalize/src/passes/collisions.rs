//! Names in the document that become the same Rust name.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    identifiers::{field_name, variants},
    report::{Change, Report},
    tree::{Additional, Components, Kind, Object, Schema},
};

/// Leaves out properties whose Rust name another property has already, and makes strings of
/// enumerations in which two values have the same Rust name.
pub(crate) fn resolve(components: &mut Components, report: &mut Report) {
    for schema in components.values_mut() {
        match &mut schema.kind {
            Kind::Object(object) => make_fields_unique(object, report),
            Kind::Enumeration(values) if !are_distinct(values) => {
                let list: Vec<String> = values.iter().map(|value| format!("{value:?}")).collect();
                let note = format!("One of: {}", list.join(", "));
                become_text(schema, &note, report);
            }
            _ => {}
        }
    }
}

fn make_fields_unique(object: &mut Object, report: &mut Report) {
    // The field that holds undocumented properties.
    let mut taken = BTreeSet::from(["extra".to_owned()]);
    let mut kept = BTreeMap::new();
    for (name, property) in std::mem::take(&mut object.properties) {
        if taken.insert(field_name(&name)) {
            kept.insert(name, property);
            continue;
        }
        report.push(
            property.origin.clone(),
            Change::FieldCollides { name: name.clone() },
        );
        object.required.remove(&name);
        let anything = Schema::new(Kind::Any, &property.origin);
        object.additional = Additional::Typed(Box::new(anything));
    }
    object.properties = kept;
}

fn are_distinct(values: &[String]) -> bool {
    let unique = |names: Vec<String>| names.iter().collect::<BTreeSet<_>>().len() == values.len();
    variants(values).into_iter().any(unique)
}

fn become_text(schema: &mut Schema, note: &str, report: &mut Report) {
    report.push(schema.origin.clone(), Change::VariantsCollide);
    schema.kind = Kind::Text;
    schema.description = Some(match schema.description.take() {
        Some(description) => format!("{description}\n\n{note}"),
        None => note.to_owned(),
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pointer::Pointer;

    fn resolved(kind: Kind) -> (Schema, Report) {
        let schema = Schema::new(kind, &Pointer::root());
        let mut components = Components::from([("Name".to_owned(), schema)]);
        let mut report = Report::default();
        resolve(&mut components, &mut report);
        (components.remove("Name").unwrap(), report)
    }

    fn object(names: &[&str]) -> Kind {
        let text = || Schema::new(Kind::Text, &Pointer::root());
        Kind::Object(Object {
            properties: names
                .iter()
                .map(|name| ((*name).to_owned(), text()))
                .collect(),
            ..Object::default()
        })
    }

    #[test]
    fn a_property_with_the_field_of_another_is_left_to_extra_and_reported() {
        for names in [
            ["fooBar", "foo_bar"],
            ["extra", "other"],
            ["", "x"],
            ["+1", "plus1"],
        ] {
            let (schema, report) = resolved(object(&names));
            let Kind::Object(object) = schema.kind else {
                unreachable!()
            };
            assert_eq!(object.properties.len(), 1, "{names:?}");
            assert!(matches!(object.additional, Additional::Typed(_)));
            assert_eq!(report.lossy().count(), 1);
        }
    }

    #[test]
    fn values_that_make_the_same_variant_become_a_string() {
        let values = ["false_positive", "false positive"].map(ToOwned::to_owned);
        let (schema, report) = resolved(Kind::Enumeration(values.to_vec()));
        assert_eq!(schema.kind, Kind::Text);
        assert!(schema.description.unwrap().contains("\"false positive\""));
        assert_eq!(report.lossy().count(), 0);
    }

    #[test]
    fn values_that_differ_in_punctuation_only_stay_an_enumeration() {
        let values = ["a-b", "ab"].map(ToOwned::to_owned);
        let (schema, _) = resolved(Kind::Enumeration(values.to_vec()));
        assert!(matches!(schema.kind, Kind::Enumeration(_)));
    }
}
