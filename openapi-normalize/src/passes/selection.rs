//! Leaves only some of the operations, with the components that they use and what the report says about them. It comes last, so that
//! the names of types do not depend on it.

use std::collections::BTreeSet;

use serde_json::json;

use crate::{
    Error, Pointer,
    passes::direction::reachable,
    report::{Change, Entry, Report},
    select::is_selected,
    tree::{Components, Operation},
};

pub(crate) fn apply(
    patterns: &[String],
    components: &mut Components,
    operations: &mut Vec<Operation>,
    report: &mut Report,
) -> Result<(), Error> {
    if patterns.is_empty() {
        return Ok(());
    }
    let is_meant = |pattern: &String, operation: &Operation| {
        let known =
            json!({ "operationId": operation.id, "tags": operation.documentation.get("tags") });
        is_selected(pattern, &operation.path, &known)
    };
    // Those that could not be read are only in the report.
    let is_unreadable = |pattern: &String, entry: &Entry| match &entry.change {
        Change::OperationLeftOut { operation_id, .. } => {
            let parts: Vec<String> = entry.pointer.as_str().split('/').map(unescaped).collect();
            let path = parts.get(2).map_or("", String::as_str);
            is_selected(pattern, path, &json!({ "operationId": operation_id }))
        }
        _ => false,
    };
    let unknown = patterns.iter().find(|pattern| {
        let mut operations = operations.iter();
        let mut entries = report.entries().iter();
        !operations.any(|operation| is_meant(pattern, operation))
            && !entries.any(|entry| is_unreadable(pattern, entry))
    });
    if let Some(pattern) = unknown {
        let pattern = pattern.clone();
        return Err(Error::NoSuchOperation { pattern });
    }
    let mut left_out = Vec::new();
    let mut kept_at: BTreeSet<Pointer> = BTreeSet::new();
    operations.retain(|operation| {
        let stays = patterns.iter().any(|pattern| is_meant(pattern, operation));
        if stays {
            kept_at.insert(operation.at.clone());
        } else {
            left_out.push(operation.at.clone());
        }
        stays
    });
    // What all operations of a path share goes with the last of them.
    let item = |at: &Pointer| {
        at.as_str()
            .rsplit_once('/')
            .map(|(item, _)| item.to_owned())
    };
    let kept_items: BTreeSet<_> = kept_at.iter().filter_map(item).collect();
    let gone: BTreeSet<_> = left_out.iter().filter_map(item).collect();
    let gone: Vec<String> = gone.difference(&kept_items).cloned().collect();
    let mut used = reachable(components, operations, Operation::request_schemas_mut);
    used.extend(reachable(
        components,
        operations,
        Operation::response_schemas_mut,
    ));
    components.retain(|name, schema| {
        let stays = used.contains(name);
        if stays {
            kept_at.insert(schema.origin.clone());
        } else {
            left_out.push(schema.origin.clone());
        }
        stays
    });
    // Two components, one for each direction, may come from one schema.
    left_out.retain(|at| !kept_at.contains(at));
    report.retain(|entry| {
        let is_operation = matches!(entry.change, Change::OperationLeftOut { .. });
        if is_operation && !patterns.iter().any(|pattern| is_unreadable(pattern, entry)) {
            return false;
        }
        let place = entry.pointer.as_str();
        let inside = |at: &str| {
            let rest = place.strip_prefix(at);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let is_gone = left_out.iter().map(Pointer::as_str).any(inside)
            || gone.iter().map(String::as_str).any(inside);
        !is_gone || kept_at.iter().map(Pointer::as_str).any(inside)
    });
    Ok(())
}

fn unescaped(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}
