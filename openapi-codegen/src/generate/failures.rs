//! Finds what progenitor fails or panics on, and leaves it out.

use openapi_normalize::operations;
use proc_macro2::TokenStream;
use serde_json::{Value, json};

use crate::Error;

/// What progenitor makes of a document, or why it does not.
pub(crate) type Progenitor<'p> = dyn Fn(&Value) -> Result<TokenStream, String> + 'p;

/// What progenitor makes of a document, and the document that it does so of: without what it fails on, if it has to be, with
/// a sentence for each part that is left out.
pub(crate) fn without_failures(
    document: &Value,
    progenitor: &Progenitor<'_>,
) -> Result<(TokenStream, Value, Vec<String>), Error> {
    if let Ok(tokens) = progenitor(document) {
        return Ok((tokens, document.clone(), Vec::new()));
    }
    let (document, left_out) = without_what_fails(document, progenitor);
    let tokens = progenitor(&document).map_err(Error::Generate)?;
    Ok((tokens, document, left_out))
}

/// The document without the operations that progenitor fails on by themselves, and with any JSON in place of such
/// schemas; and a sentence for each of them.
fn without_what_fails(document: &Value, progenitor: &Progenitor<'_>) -> (Value, Vec<String>) {
    let mut left_out = Vec::new();
    let mut document = document.clone();
    for (name, reason) in failing_schemas(&document, progenitor) {
        left_out.push(format!(
            "LOSSY #/components/schemas/{name} generate: `{name}` is any JSON: {reason}"
        ));
        document["components"]["schemas"][name] = json!({});
    }
    for ((path, method), reason) in failing_operations(&document, progenitor) {
        let id = document["paths"][&path][&method]["operationId"].to_string();
        let pointer = path.replace('~', "~0").replace('/', "~1");
        left_out.push(format!(
            "LOSSY #/paths/{pointer}/{method} generate: the operation {id} is left out: {reason}"
        ));
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

/// The items that fail by themselves, each with its reason, found by halving.
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
