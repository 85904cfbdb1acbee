//! From the document to the tree.

mod description;
mod document;
mod headers;
mod keywords;
mod leftovers;
pub(crate) mod media_type;
mod nulls;
pub(crate) mod openapi_3_2;
mod operation_ids;
mod operations;
mod parameters;
mod references;
mod request_body;
mod responses;
mod schemas;
mod servers;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{
    json::object,
    pointer::Pointer,
    report::{Change, Report},
    settings::Settings,
    tree::Tree,
};
use references::{Resolver, bare_reference};
use schemas::Reader;

/// Reads a document, with all that its operations refer to.
pub(crate) fn read<'d>(
    document: &'d Value,
    version: &str,
    settings: &'d Settings,
) -> (Tree, Report) {
    let nothing = Map::new();
    let root = document.as_object().unwrap_or(&nothing);
    let mut reader = Reader::new(Resolver::new(document), settings);
    let info = document::info(root, &mut reader.report);
    document::note_top_level(root, version, &mut reader.report);
    let names = queue_components(root, &mut reader);
    let operations = operations::read(root, &mut reader);
    let refusal = document::refusal(root, settings.runtime, &mut reader.report);
    let (schemas, report) = reader.finish();
    let tree = Tree {
        info,
        schemas,
        names,
        operations,
        refusal,
    };
    (tree, report)
}

/// Named schemas are read even if nothing refers to them. Returns the names that they give to schemas in other
/// files.
fn queue_components(
    root: &Map<String, Value>,
    reader: &mut Reader<'_>,
) -> BTreeMap<Pointer, String> {
    let schemas_at = Pointer::root().child("components").child("schemas");
    let mut names = BTreeMap::new();
    for (name, schema) in object(object(root, "components"), "schemas") {
        let at = schemas_at.child(name);
        let Some(reference) = bare_reference(schema) else {
            reader.name(at);
            continue;
        };
        if let Some(target) = reader.target(reference).filter(Pointer::is_in_file) {
            names.entry(target).or_insert_with(|| name.clone());
        }
        let target = reference.to_owned();
        reader.report.push(at, Change::SchemaAlias { target });
    }
    names
}
