//! From the document to the tree.

mod document;
mod keywords;
mod leftovers;
mod media_type;
mod operation_ids;
mod operations;
mod parameters;
mod references;
mod request_body;
mod responses;
mod schemas;
mod servers;

use serde_json::{Map, Value};

use crate::{
    json::object,
    pointer::Pointer,
    report::{Change, Report},
    tree::Tree,
};
use references::{Resolver, bare_reference};
use schemas::Reader;

/// Reads a document, whose top-level object is `root`, with all that its operations refer to.
pub(crate) fn read(document: &Value, root: &Map<String, Value>, version: &str) -> (Tree, Report) {
    let mut reader = Reader::new(Resolver::new(document));
    let info = document::info(root, &mut reader.report);
    document::note_top_level(root, version, &mut reader.report);
    queue_components(root, &mut reader);
    let operations = operations::read(root, &mut reader);
    let (schemas, report) = reader.finish();
    let tree = Tree {
        info,
        schemas,
        operations,
    };
    (tree, report)
}

/// Named schemas are read even if nothing refers to them.
fn queue_components(root: &Map<String, Value>, reader: &mut Reader<'_>) {
    let schemas_at = Pointer::root().child("components").child("schemas");
    for (name, schema) in object(object(root, "components"), "schemas") {
        let at = schemas_at.child(name);
        if let Some(reference) = bare_reference(schema) {
            let target = reference.to_owned();
            reader.report.push(at, Change::SchemaAlias { target });
        } else {
            reader.name(at);
        }
    }
}
