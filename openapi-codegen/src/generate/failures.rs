//! Finds what makes progenitor fail or panic, and leaves it out.

use openapi_normalize::{Change, Pointer, Report, operations};
use proc_macro2::TokenStream;
use serde_json::{Value, json};

use crate::Error;

/// Runs progenitor on a document. The error says why it failed.
pub(crate) type Progenitor<'p> = dyn Fn(&Value) -> Result<TokenStream, String> + 'p;

/// Runs progenitor on a document. If that fails, leaves out what it fails on and runs it again.
///
/// Returns its output, the document that the output is for, and a report of what was left out.
pub(crate) fn without_failures(
    document: &Value,
    progenitor: &Progenitor<'_>,
) -> Result<(TokenStream, Value, Report), Error> {
    if let Ok(tokens) = progenitor(document) {
        return Ok((tokens, document.clone(), Report::default()));
    }
    let (document, left_out) = without_what_fails(document, progenitor);
    let tokens = progenitor(&document).map_err(Error::Generate)?;
    Ok((tokens, document, left_out))
}

/// Removes each operation that progenitor fails on even when it is alone, and lets each such schema accept any JSON.
fn without_what_fails(document: &Value, progenitor: &Progenitor<'_>) -> (Value, Report) {
    let mut left_out = Report::default();
    let mut document = document.clone();
    let schemas_at = Pointer::root().child("components").child("schemas");
    for (name, reason) in failing_schemas(&document, progenitor) {
        document["components"]["schemas"][&name] = json!({});
        left_out.push(
            schemas_at.child(&name),
            Change::SchemaNotGenerated { name, reason },
        );
    }
    for ((path, method), reason) in failing_operations(&document, progenitor) {
        let operation_id = document["paths"][&path][&method]["operationId"].as_str();
        let operation_id = operation_id.unwrap_or_default().to_owned();
        let at = Pointer::root().child("paths").child(&path).child(&method);
        left_out.push(
            at,
            Change::OperationNotGenerated {
                operation_id,
                reason,
            },
        );
        if let Some(item) = document["paths"][&path].as_object_mut() {
            item.remove(&method);
        }
    }
    (document, left_out)
}

fn failing_schemas(document: &Value, progenitor: &Progenitor<'_>) -> Vec<(String, String)> {
    let mut without_operations = document.clone();
    without_operations["paths"] = json!({});
    let schemas = document["components"]["schemas"].as_object();
    let all: Vec<String> = schemas
        .into_iter()
        .flatten()
        .map(|(name, _)| name.clone())
        .collect();
    failing(&all, &mut |schemas| {
        let mut document = without_operations.clone();
        for name in all.iter().filter(|name| !schemas.contains(name)) {
            document["components"]["schemas"][name.as_str()] = json!({});
        }
        progenitor(&document).err()
    })
}

fn failing_operations(
    document: &Value,
    progenitor: &Progenitor<'_>,
) -> Vec<((String, String), String)> {
    let all: Vec<(String, String)> = operations(document)
        .map(|(path, method, _)| (path.to_owned(), method.to_owned()))
        .collect();
    failing(&all, &mut |operations| {
        let mut some = document.clone();
        some["paths"] = json!({});
        for (path, method) in operations {
            some["paths"][path][method] = document["paths"][path][method].clone();
        }
        progenitor(&some).err()
    })
}

/// Finds the items that fail even alone, each with its reason, by bisecting.
fn failing<T: Clone>(
    items: &[T],
    failure: &mut impl FnMut(&[T]) -> Option<String>,
) -> Vec<(T, String)> {
    let Some(reason) = failure(items) else {
        return Vec::new();
    };
    match items {
        [] => Vec::new(),
        [item] => vec![(item.clone(), reason)],
        _ => {
            let (left, right) = items.split_at(items.len() / 2);
            let mut found = failing(left, failure);
            found.extend(failing(right, failure));
            found
        }
    }
}
