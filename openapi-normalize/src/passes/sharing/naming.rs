//! Names for shared types. They follow from what a type holds: a number would depend on the order of the
//! operations, and the name of an operation would go with it.

use std::{cmp::Reverse, collections::BTreeMap};

use super::groups::{Group, Role};
use crate::{
    passes::names::Names,
    tree::{Kind, Schema},
};

/// The error that most operations have in common.
const ERROR: &str = "ApiError";

/// What a schema holds, as words for a name. `words_of` returns those of a component.
pub(super) fn words(schema: &Schema, role: Role, words_of: &impl Fn(&str) -> String) -> String {
    match &schema.kind {
        Kind::Object(object) => {
            let what = match role {
                Role::Request => "body",
                Role::Response => "response",
                Role::Error => "error",
            };
            format!("{} {what}", list(object.properties.keys()))
        }
        Kind::Enumeration(values) if role == Role::Request => format!("{} choice", list(values)),
        Kind::Enumeration(values) => format!("{} value known", list(values)),
        Kind::Union(variants) => {
            let variants = variants.iter().filter_map(|variant| match &variant.kind {
                Kind::Any => None,
                Kind::Named(name) => Some(words_of(name)),
                kind => Some(plain(kind)),
            });
            let variants: Vec<String> = variants.collect();
            // An enumeration that is open in responses.
            let listed = variants
                .first()
                .and_then(|first| first.strip_suffix(" known"));
            match (variants.len(), listed) {
                (2, Some(listed)) => listed.to_owned(),
                _ => variants.join(" or "),
            }
        }
        kind => plain(kind),
    }
}

/// The name of a kind without its article.
fn plain(kind: &Kind) -> String {
    let kind = kind.value_kind().to_string();
    kind.rsplit(' ').next().unwrap_or_default().to_owned()
}

fn list(words: impl IntoIterator<Item: AsRef<str>>) -> String {
    const MOST: usize = 4;
    let mut words: Vec<String> = words
        .into_iter()
        .map(|word| word.as_ref().to_owned())
        .collect();
    if words.len() > MOST {
        let more = words.split_off(MOST - 1).len();
        words.push(format!("and {more} more"));
    }
    words.join(" ")
}

/// Gives each group its name. Groups with the same words, and those whose words are taken, are told apart
/// by a part of their fingerprints.
pub(super) fn assign(groups: Vec<Group>, names: &mut Names) -> Vec<(Group, String)> {
    let api_error = api_error(&groups).filter(|_| !names.is_taken(ERROR));
    let mut equal: BTreeMap<String, usize> = BTreeMap::new();
    for group in &groups {
        *equal.entry(Names::base(&group.words)).or_default() += 1;
    }
    let with_name = groups.into_iter().map(|group| {
        let base = Names::base(&group.words);
        let name = if api_error == Some(group.fingerprint) && group.role == Role::Error {
            names.unique(ERROR)
        } else if equal[&base] > 1 || names.is_taken(&base) {
            names.unique(&format!("{base}{:04x}", group.fingerprint & 0xffff))
        } else {
            names.unique(&base)
        };
        (group, name)
    });
    with_name.collect()
}

/// The error that most operations have. If others have at least half as many, it is the widest of them,
/// so that the name does not change hands whenever an operation comes or goes.
fn api_error(groups: &[Group]) -> Option<u128> {
    let errors = || groups.iter().filter(|group| group.role == Role::Error);
    let most = errors().map(Group::owners).max()?;
    let common = errors().filter(|group| 2 * group.owners() >= most);
    let widest = common.min_by_key(|group| (Reverse(group.width), &group.words, group.fingerprint));
    widest.map(|group| group.fingerprint)
}
