//! From the document to the tree.

pub(crate) mod document;
pub(crate) mod keywords;
pub(crate) mod operation_ids;
pub(crate) mod operations;
pub(crate) mod parameters;
pub(crate) mod references;
pub(crate) mod request_body;
pub(crate) mod responses;
pub(crate) mod schemas;
