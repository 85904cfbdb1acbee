//! Which schemas are equal, and who has them.

use std::collections::{BTreeMap, BTreeSet};

use super::naming;
use crate::{
    passes::names::Names,
    pointer::Pointer,
    tree::{Components, Kind, Operation, Schema},
};

/// Where a schema stands. Equal schemas in different places stay different types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Request,
    Response,
    /// The error of an operation.
    Error,
}

impl Role {
    /// The role of what is inside.
    fn inside(self) -> Self {
        match self {
            Self::Error => Self::Response,
            role => role,
        }
    }
}

/// Schemas that are equal.
#[derive(Clone)]
pub(super) struct Group {
    pub role: Role,
    pub fingerprint: u128,
    /// What it holds, as words for a name.
    pub words: String,
    /// How many properties it has.
    pub width: usize,
    pub members: Vec<Member>,
}

#[derive(Clone)]
pub(super) struct Member {
    pub name: String,
    /// The number of the operation or named schema that has it.
    owner: usize,
}

impl Group {
    /// How many operations and named schemas have such a schema.
    pub(super) fn owners(&self) -> usize {
        let owners: BTreeSet<usize> = self.members.iter().map(|member| member.owner).collect();
        owners.len()
    }
}

pub(super) struct Groups<'c> {
    components: &'c Components,
    names: &'c Names,
    owner: usize,
    /// The role and fingerprint of each component that the author has not named.
    seen: BTreeMap<&'c str, (Role, u128)>,
    by_content: BTreeMap<(Role, u128), Group>,
    /// The components that the author has named, by what they hold.
    authored: BTreeMap<(Role, u128), Vec<&'c str>>,
}

impl<'c> Groups<'c> {
    /// Looks at each component once; `requests` are those that requests use.
    pub(super) fn of(
        components: &'c Components,
        operations: &mut [Operation],
        names: &'c Names,
        requests: &BTreeSet<String>,
    ) -> Self {
        let mut groups = Self {
            components,
            names,
            owner: 0,
            seen: BTreeMap::new(),
            by_content: BTreeMap::new(),
            authored: BTreeMap::new(),
        };
        for operation in operations {
            groups.owner += 1;
            for (role, name) in named(operation) {
                groups.visit(&name, role);
            }
        }
        for (name, schema) in components {
            if !names.is_authored(name) {
                continue;
            }
            groups.owner += 1;
            let role = if requests.contains(name) {
                Role::Request
            } else {
                Role::Response
            };
            let fingerprint = groups.fingerprint(schema, role);
            let equal = groups.authored.entry((role, fingerprint));
            equal.or_default().push(name);
        }
        groups
    }

    /// The groups with several owners.
    pub(super) fn repeated(&self) -> impl Iterator<Item = &Group> {
        self.by_content.values().filter(|group| group.owners() > 1)
    }

    /// The component that the author has named and that is equal to the members of a group, if there is
    /// exactly one.
    pub(super) fn authored(&self, group: &Group) -> Option<&'c str> {
        let equal = self
            .authored
            .get(&(group.role.inside(), group.fingerprint))?;
        match equal[..] {
            [one] => Some(one),
            _ => None,
        }
    }

    /// Puts a component into its group and returns its fingerprint, unless the author has named it.
    fn visit(&mut self, name: &str, role: Role) -> Option<u128> {
        if self.names.is_authored(name) {
            return None;
        }
        let (name, schema) = self.components.get_key_value(name)?;
        if let Some((_, fingerprint)) = self.seen.get(name.as_str()) {
            return Some(*fingerprint);
        }
        let fingerprint = self.fingerprint(schema, role.inside());
        let key = (role, fingerprint);
        self.seen.insert(name, key);
        let member = Member {
            name: name.clone(),
            owner: self.owner,
        };
        if let Some(group) = self.by_content.get_mut(&key) {
            group.members.push(member);
            return Some(fingerprint);
        }
        let words = naming::words(schema, role, &|name| self.words(name));
        let group = Group {
            role,
            fingerprint,
            words,
            width: schema.children().len(),
            members: vec![member],
        };
        self.by_content.insert(key, group);
        Some(fingerprint)
    }

    /// A number for what a schema holds, the same for equal schemas whatever their names. Descriptions
    /// count in requests, where they say what to send.
    fn fingerprint(&mut self, schema: &Schema, role: Role) -> u128 {
        let mut bare = schema.clone();
        bare.walk_mut(&mut |schema| {
            schema.origin = Pointer::root();
            if role != Role::Request {
                schema.description = None;
            }
            if let Kind::Named(name) = &mut schema.kind
                && let Some(fingerprint) = self.visit(name, role)
            {
                *name = format!("#{fingerprint:x}");
            }
        });
        fnv_1a(&format!("{role:?} {bare:?}"))
    }

    fn words(&self, name: &str) -> String {
        let group = self.seen.get(name).and_then(|key| self.by_content.get(key));
        group.map_or(name, |group| &group.words).to_owned()
    }
}

/// The components that an operation names, each with its role.
fn named(operation: &mut Operation) -> Vec<(Role, String)> {
    let mut found = Vec::new();
    for (_, schema) in operation.request_schemas_mut() {
        schema.walk_mut(&mut |schema| found.extend(schema.target().map(|to| (Role::Request, to))));
    }
    for (part, schema) in operation.response_schemas_mut() {
        let whole = schema.target();
        if let (Some(name), "error") = (&whole, part.as_str()) {
            found.push((Role::Error, name.clone()));
            continue;
        }
        schema.walk_mut(&mut |schema| found.extend(schema.target().map(|to| (Role::Response, to))));
    }
    found
}

/// A hash that depends on the text alone: names may end in a part of it. The text is that of the tree, so such a name can change when
/// this crate does.
fn fnv_1a(text: &str) -> u128 {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    text.bytes().fold(OFFSET, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(PRIME)
    })
}
