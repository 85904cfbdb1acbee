//! Names for every schema that progenitor makes a Rust type of.
//!
//! progenitor would name inline schemas after their operation. If two get the same name, it uses the
//! first schema for both, without a word. So every schema gets its name here.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    identifiers::{USED_TYPES, type_name},
    pointer::Pointer,
    report::{Change, Report},
    tree::{Access, Components, Kind, Operation, Schema, kept::DEFAULT},
};

/// Longer names are cut, and numbered if that makes them equal.
const LONGEST_NAME: usize = 120;

#[derive(Default)]
pub(crate) struct Names {
    taken: BTreeSet<String>,
    /// The highest number appended to each name so far.
    numbers: BTreeMap<String, usize>,
    /// The names that follow from names in the document.
    authored: BTreeSet<String>,
}

impl Names {
    fn new() -> Self {
        let reserved = USED_TYPES.iter().map(ToString::to_string);
        Self {
            taken: reserved.collect(),
            ..Self::default()
        }
    }

    /// `wanted` as the name of a Rust type, with a number appended if the name is taken.
    pub(crate) fn unique(&mut self, wanted: &str) -> String {
        let base = Self::base(wanted);
        let number = self.numbers.entry(base.clone()).or_insert(1);
        let mut name = base.clone();
        while !self.taken.insert(name.clone()) {
            *number += 1;
            name = format!("{base}{number}");
        }
        name
    }

    /// `wanted` as the name of a type, even if it is taken.
    pub(crate) fn base(wanted: &str) -> String {
        // Names of deeply nested schemas would grow with each level.
        let mut base = type_name(wanted);
        base.truncate(LONGEST_NAME);
        type_name(&base)
    }

    /// A name for a variation of the schema `name`, which is the author's if that one is.
    pub(crate) fn variation(&mut self, name: &str, word: &str) -> String {
        let variation = self.unique(&format!("{name} {word}"));
        if self.is_authored(name) {
            self.authored.insert(variation.clone());
        }
        variation
    }

    /// Whether the author of the document has named the schema, or the one that it is a variation of.
    pub(crate) fn is_authored(&self, name: &str) -> bool {
        self.authored.contains(name)
    }

    pub(crate) fn is_taken(&self, name: &str) -> bool {
        self.taken.contains(name)
    }

    /// Lets another schema have the name.
    pub(crate) fn release(&mut self, name: &str) {
        self.taken.remove(name);
    }
}

/// Assigns names to the schemas in `named`, to some of which the document gives a name in `given_names`, and to the inline schemas of `operations` that need one.
pub(crate) fn assign(
    named: BTreeMap<Pointer, Schema>,
    given_names: &BTreeMap<Pointer, String>,
    operations: &mut [Operation],
    report: &mut Report,
) -> (Components, Names) {
    let mut given = Names::new();
    let mut targets = BTreeMap::new();
    let mut roots = Vec::new();
    for (pointer, schema) in named {
        let target = if let Kind::Reference(other) = schema.kind {
            report.push(
                pointer.clone(),
                Change::SchemaAlias {
                    target: other.to_string(),
                },
            );
            Target::Alias {
                other,
                nullable: schema.nullable,
                access: schema.access,
            }
        } else if schema.is_inlined() {
            report.push(pointer.clone(), Change::PlainSchemaInlined);
            Target::Inline(schema)
        } else {
            let wanted = given_names.get(&pointer).cloned();
            let wanted = wanted.unwrap_or_else(|| pointer.name());
            let name = given.unique(&wanted);
            given.authored.insert(name.clone());
            if name != wanted {
                report.push(pointer.clone(), Change::TypeNamed { name: name.clone() });
            }
            let nullable = schema.nullable;
            roots.push((name.clone(), schema));
            Target::Named { name, nullable }
        };
        targets.insert(pointer, target);
    }

    let mut assigner = Assigner {
        names: given,
        targets,
        components: BTreeMap::new(),
        report,
    };
    for (name, mut schema) in roots {
        if schema.nullable {
            assigner
                .report
                .push(schema.origin.clone(), Change::NullMovedToUses);
            schema.nullable = false;
        }
        schema.kept.remove(DEFAULT);
        assigner.name_children(&mut schema, &name);
        assigner.components.insert(name, schema);
    }
    for operation in operations {
        let id = operation.id.clone();
        let requests = operation.request_schemas_mut();
        for (part, schema) in requests {
            assigner.name(schema, &format!("{id} {part}"));
        }
        for (part, schema) in operation.response_schemas_mut() {
            assigner.name(schema, &format!("{id} {part}"));
        }
    }
    (assigner.components, assigner.names)
}

enum Target {
    Inline(Schema),
    Named {
        name: String,
        nullable: bool,
    },
    /// Nothing but a reference to another schema.
    Alias {
        other: Pointer,
        nullable: bool,
        access: Access,
    },
}

struct Assigner<'r> {
    names: Names,
    targets: BTreeMap<Pointer, Target>,
    components: Components,
    report: &'r mut Report,
}

impl Assigner<'_> {
    fn name(&mut self, schema: &mut Schema, hint: &str) {
        self.resolve(schema);
        if !schema.needs_name() {
            self.name_children(schema, hint);
            return;
        }
        let name = self.names.unique(hint);
        self.report.push(
            schema.origin.clone(),
            Change::InlineSchemaNamed { name: name.clone() },
        );
        let mut component = std::mem::replace(
            schema,
            Schema {
                kind: Kind::Named(name.clone()),
                ..schema.clone_without_kind()
            },
        );
        component.nullable = false;
        component.variant = None;
        component.kept.remove(DEFAULT);
        self.name_children(&mut component, &name);
        self.components.insert(name, component);
    }

    /// Replaces a reference by the name of its target, or by a copy of the target.
    fn resolve(&mut self, schema: &mut Schema) {
        let mut aliases = BTreeSet::new();
        while let Kind::Reference(pointer) = &schema.kind {
            match self.targets.get(pointer) {
                Some(Target::Alias {
                    other,
                    nullable,
                    access,
                }) if aliases.insert(other.clone()) => {
                    schema.nullable |= nullable;
                    schema.access = schema.access | *access;
                    schema.kind = Kind::Reference(other.clone());
                }
                Some(Target::Named { name, nullable }) => {
                    schema.nullable |= nullable;
                    schema.kind = Kind::Named(name.clone());
                }
                Some(Target::Inline(target)) => {
                    schema.nullable = target.is_nullable_with(schema.nullable);
                    schema.access = schema.access | target.access;
                    schema.kind = target.kind.clone();
                    schema.values.clone_from(&target.values);
                    let default = schema.kept.remove_entry(DEFAULT);
                    schema.kept.clone_from(&target.kept);
                    schema.kept.extend(default);
                    if schema.description.is_none() {
                        schema.description.clone_from(&target.description);
                    }
                }
                Some(Target::Alias { .. }) | None => {
                    self.report.push(
                        schema.origin.clone(),
                        Change::OnlyItself {
                            target: pointer.clone(),
                        },
                    );
                    schema.kind = Kind::Any;
                    schema.nullable = false;
                }
            }
        }
    }

    fn name_children(&mut self, schema: &mut Schema, parent: &str) {
        for (part, child) in schema.children_mut() {
            // Only what a schema with subtypes says itself has its name.
            let part = if type_name(&part) == parent && child.variant.is_some() {
                "base"
            } else {
                &part
            };
            self.name(child, &format!("{parent} {part}"));
        }
    }
}

impl Schema {
    /// Whether a type for this schema would only wrap a plain value.
    fn is_inlined(&self) -> bool {
        matches!(
            self.kind,
            Kind::Any | Kind::Boolean | Kind::Integer | Kind::Integer64 | Kind::Number | Kind::Text
        ) && !self.is_checked()
    }

    fn clone_without_kind(&self) -> Self {
        let default = self.kept.get_key_value(DEFAULT);
        let of_uses = default.map(|(keyword, kept)| (*keyword, kept.clone()));
        let of_uses = of_uses.into_iter().collect();
        Self {
            kind: Kind::Any,
            description: self.description.clone(),
            kept: of_uses,
            values: self.values.clone(),
            variant: self.variant.clone(),
            origin: self.origin.clone(),
            ..*self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_name_gets_a_number() {
        let mut names = Names::new();
        assert_eq!(names.unique("cancel_sync body"), "CancelSyncBody");
        assert_eq!(names.unique("CancelSync-Body"), "CancelSyncBody2");
    }

    #[test]
    fn a_name_is_always_a_rust_identifier() {
        let mut names = Names::new();
        assert_eq!(names.unique("2fa"), "Type2fa");
        assert_eq!(names.unique("日本"), "Type");
        assert_eq!(names.unique("String"), "String2");
    }
}
