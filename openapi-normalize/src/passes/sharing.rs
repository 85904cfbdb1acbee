//! Inline schemas that are equal become one type.
//!
//! A document says again and again what its operations have in common, such as their errors, and
//! progenitor would make a type of each. Here those that several operations or named schemas have become
//! one component: the one that the author has named, if it is equal, too, or else one whose name follows
//! from what it holds, so that it stays when operations come and go. What only one of them has keeps its
//! name.
//!
//! Descriptions count in requests, where they say what to send. In responses, a description stays where
//! nothing contradicts it.
//!
//! This runs last, on what the types have become: schemas that are equal in the document may differ in
//! requests and responses, or as variants of a union.

mod groups;
mod naming;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    passes::{direction, names::Names},
    report::{Change, Report},
    tree::{Components, Kind, Operation, Schema, walk_all_mut},
};
use groups::{Group, Groups};

pub(crate) fn apply(
    components: &mut Components,
    operations: &mut [Operation],
    names: &mut Names,
    report: &mut Report,
) {
    let requests = direction::reachable(components, operations, Operation::request_schemas_mut);
    let groups = Groups::of(components, operations, names, &requests);
    let mut renamed = BTreeMap::new();
    let mut shared = Vec::new();
    for group in groups.repeated() {
        if let Some(authored) = groups.authored(group) {
            become_authored(group, authored, components, report);
            let members = group.members.iter();
            renamed.extend(members.map(|member| (member.name.clone(), authored.to_owned())));
        } else {
            shared.push(group.clone());
        }
    }
    for member in shared.iter().flat_map(|group| &group.members) {
        names.release(&member.name);
    }
    let mut merged = Vec::new();
    for (group, name) in naming::assign(shared, names) {
        merged.extend(merge(&group, &name, components, report));
        let members = group.members.into_iter();
        renamed.extend(members.map(|member| (member.name, name.clone())));
    }
    for (old, name) in &renamed {
        let Some(gone) = components.remove(old) else {
            continue;
        };
        let change = Change::TypeShared {
            instead_of: old.clone(),
            name: name.clone(),
        };
        report.push(gone.origin, change);
    }
    components.extend(merged);
    rename(components, operations, &renamed, report);
}

/// Reports the descriptions that go because the author has written others for the named component.
fn become_authored(group: &Group, authored: &str, components: &Components, report: &mut Report) {
    let Some(one) = components.get(authored) else {
        return;
    };
    let members = group.members.iter();
    let schemas = members.filter_map(|member| components.get(&member.name));
    for schema in schemas.filter(|schema| !schema.says_no_more_than(one)) {
        let name = authored.to_owned();
        report.push(schema.origin.clone(), Change::DescribedByName { name });
    }
}

/// The component of a group, under its name.
fn merge(
    group: &Group,
    name: &str,
    components: &Components,
    report: &mut Report,
) -> Option<(String, Schema)> {
    let members = group.members.iter();
    let mut schemas = members.filter_map(|member| components.get(&member.name));
    let mut one = schemas.next()?.clone();
    if one.agree(&schemas.collect::<Vec<_>>()) {
        let name = name.to_owned();
        report.push(one.origin.clone(), Change::DescriptionsDiffer { name });
    }
    Some((name.to_owned(), one))
}

/// Replaces the old names everywhere.
fn rename(
    components: &mut Components,
    operations: &mut [Operation],
    renamed: &BTreeMap<String, String>,
    report: &mut Report,
) {
    let to_new = |name: &mut String| {
        if let Some(new) = renamed.get(name) {
            name.clone_from(new);
        }
    };
    walk_all_mut(components, operations, |schema| {
        if let Kind::Named(name) = &mut schema.kind {
            to_new(name);
        }
    });
    for change in report.changes_mut() {
        match change {
            Change::InlineSchemaNamed { name } => to_new(name),
            Change::EnumerationOpened { name, known } => {
                to_new(name);
                to_new(known);
            }
            Change::SplitByDirection { request, response } => {
                to_new(request);
                to_new(response);
            }
            _ => {}
        }
    }
}

impl Schema {
    /// Whether each description in this schema stands in `other`, too, which is equal otherwise.
    fn says_no_more_than(&self, other: &Self) -> bool {
        (self.description.is_none() || self.description == other.description)
            && (self.children().iter())
                .zip(other.children())
                .all(|((_, child), (_, other))| child.says_no_more_than(other))
    }

    /// Drops the descriptions that others, which are equal otherwise, contradict, and takes those that
    /// only others have. Returns whether any was dropped.
    fn agree(&mut self, others: &[&Self]) -> bool {
        let others_say = others.iter().map(|other| &other.description);
        let said: BTreeSet<&String> = others_say.chain([&self.description]).flatten().collect();
        let differ = said.len() > 1;
        let said = said.first().map(|said| (*said).clone());
        self.description = said.filter(|_| !differ);
        let of_others: Vec<Vec<(&str, &Self)>> =
            others.iter().map(|other| other.children()).collect();
        let children = self.children_mut().into_iter().enumerate();
        children.fold(differ, |differ, (index, (_, child))| {
            let others = of_others.iter();
            let others: Vec<&Self> = others
                .filter_map(|children| Some(children.get(index)?.1))
                .collect();
            child.agree(&others) || differ
        })
    }
}

#[cfg(test)]
mod tests;
