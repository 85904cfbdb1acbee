//! The operations of a document, and which of the one are which of the other.

use std::collections::{HashMap, HashSet};

use openapi_normalize::METHODS;
use serde_json::Value;

use crate::{document::Document, place};

/// An operation as published.
#[derive(Clone)]
pub(crate) struct Operation<'d> {
    pub(crate) method: String,
    pub(crate) path: &'d str,
    /// The path item that it stands in.
    pub(crate) item: &'d Value,
    pub(crate) value: &'d Value,
}

impl<'d> Operation<'d> {
    /// All operations of a document, in its order.
    pub(crate) fn all(document: &Document<'d>) -> Vec<Self> {
        let paths = document.root["paths"].as_object();
        let paths = paths.into_iter().flatten();
        let mut all = Vec::new();
        for (path, item) in paths.filter(|(path, _)| !path.starts_with("x-")) {
            let item = document.resolve(item);
            let more = item["additionalOperations"].as_object();
            let more = more.into_iter().flatten();
            let methods = METHODS.iter().copied().chain(["query"]);
            let usual = methods.map(|method| (method, &item[method]));
            for (method, value) in usual.chain(more.map(|(name, value)| (name.as_str(), value))) {
                if value.is_object() {
                    all.push(Self {
                        method: method.to_ascii_uppercase(),
                        path,
                        item,
                        value,
                    });
                }
            }
        }
        all
    }

    pub(crate) fn id(&self) -> Option<&'d str> {
        self.value["operationId"].as_str()
    }

    /// Method and path, without the names of parameters.
    pub(crate) fn key(&self) -> (String, String) {
        (self.method.clone(), template(self.path))
    }

    pub(crate) fn place(&self, method_name: Option<&str>) -> place::Operation {
        let id = self.id().or(method_name).map(ToOwned::to_owned);
        place::Operation {
            id: id.unwrap_or_else(|| format!("{} {}", self.method, self.path)),
            method: self.method.clone(),
            path: self.path.to_owned(),
        }
    }

    /// A value that the operation or its path item says.
    pub(crate) fn own(&self, key: &str) -> Option<&'d Value> {
        self.value.get(key).or_else(|| self.item.get(key))
    }
}

/// The path without the names of its parameters, and without a slash at its end.
pub(crate) fn template(path: &str) -> String {
    let mut parts = path.split('{');
    let mut template = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (_, rest) = part.split_once('}').unwrap_or(("", part));
        template.push_str("{}");
        template.push_str(rest);
    }
    template.trim_end_matches('/').to_owned()
}

/// The names of the parameters in the path.
pub(crate) fn path_names(path: &str) -> impl Iterator<Item = &str> {
    let parts = path.split('{').skip(1);
    parts.filter_map(|part| Some(part.split_once('}')?.0))
}

/// Which operations are the same.
pub(crate) struct Matched<'d> {
    pub(crate) both: Vec<(Operation<'d>, Operation<'d>)>,
    pub(crate) removed: Vec<Operation<'d>>,
    pub(crate) added: Vec<Operation<'d>>,
}

/// Matches operations by id and path, then by id alone, then by path alone, those whose paths are spelled alike first.
pub(crate) fn matched<'d>(old: Vec<Operation<'d>>, new: Vec<Operation<'d>>) -> Matched<'d> {
    type Key = (Option<String>, Option<(String, String)>);
    let by_both: fn(&Operation<'_>) -> Key =
        |operation| (operation.id().map(ToOwned::to_owned), Some(operation.key()));
    let by_id: fn(&Operation<'_>) -> Key =
        |operation| (operation.id().map(ToOwned::to_owned), None);
    let by_place: fn(&Operation<'_>) -> Key = |operation| (None, Some(operation.key()));
    // Paths may differ in the slash at their end, or in the names of their parameters only.
    let exact = |operation: &Operation<'_>| {
        let path = operation.path.to_owned();
        Some((operation.method.clone(), path))
    };
    let by_id_and_path = |operation: &Operation<'_>| -> Key {
        (operation.id().map(ToOwned::to_owned), exact(operation))
    };
    let by_path = |operation: &Operation<'_>| -> Key { (None, exact(operation)) };

    // What several operations are called identifies none.
    let mut repeated: HashSet<&str> = HashSet::new();
    for operations in [&old, &new] {
        let mut seen = HashSet::new();
        let ids = operations.iter().filter_map(Operation::id);
        repeated.extend(ids.filter(|id| !seen.insert(*id)));
    }
    let (mut old, mut new) = (old, new);
    let mut both = Vec::new();
    let keys: [&dyn Fn(&Operation<'_>) -> Key; 5] =
        [&by_id_and_path, &by_both, &by_id, &by_path, &by_place];
    for key in keys {
        let mut candidates: HashMap<Key, Vec<Operation<'d>>> = HashMap::new();
        for operation in &new {
            let found = candidates.entry(key(operation)).or_default();
            found.push(operation.clone());
        }
        let mut counts: HashMap<Key, usize> = HashMap::new();
        for operation in &old {
            *counts.entry(key(operation)).or_default() += 1;
        }
        old.retain(|before| {
            let wanted = key(before);
            let is_alone = wanted.1.is_none();
            let is_repeated = before.id().is_none_or(|id| repeated.contains(id));
            let is_unique = counts.get(&wanted) == Some(&1) && !(is_alone && is_repeated);
            match candidates.get(&wanted).map(Vec::as_slice) {
                Some([after]) if is_unique => {
                    both.push((before.clone(), after.clone()));
                    let found = after.value;
                    new.retain(|after| !std::ptr::eq(after.value, found));
                    false
                }
                _ => true,
            }
        });
    }
    Matched {
        both,
        removed: old,
        added: new,
    }
}
