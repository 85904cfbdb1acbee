//! Lowers an OpenAPI 3.0 or 3.1 document to the subset of OpenAPI 3.0 that
//! [progenitor](https://docs.rs/progenitor) generates a client from.
//!
//! The one entry point is [`normalize`]: a pure function from a document to a document and a
//! [`Report`] with a line for every change, each with a JSON pointer into the original. It needs
//! nothing but the document, never panics and always terminates, whatever JSON it is given.
//!
//! ```
//! let document = serde_json::json!({
//!     "openapi": "3.1.0",
//!     "info": { "title": "Pets", "version": "1" },
//!     "paths": { "/pets": { "get": {
//!         "summary": "list pets",
//!         "responses": { "200": {
//!             "description": "all of them",
//!             "content": { "application/json": { "schema": { "type": ["array", "null"], "items": { "type": "string" } } } }
//!         } }
//!     } } }
//! });
//! let normalized = openapi_normalize::normalize(&document)?;
//! assert_eq!(normalized.document["openapi"], "3.0.3");
//! assert_eq!(normalized.document["paths"]["/pets"]["get"]["operationId"], "list_pets");
//! for entry in normalized.report.entries() {
//!     println!("{entry}");
//! }
//! # Ok::<(), openapi_normalize::Error>(())
//! ```
//!
//! # What comes out
//!
//! * Every operation has a unique `operationId`; every object, enumeration and union a name in
//!   `components.schemas`; every operation one success type and one error type.
//! * Responses are *open*: undocumented properties are kept, an unlisted enum value is readable,
//!   a missing or `null` property decodes as absent. Requests are *strict*: required properties
//!   and enumerations are as documented. A schema that is used in both becomes two.
//! * Checks on values (`minimum`, `pattern`, `format`, …) and defaults move into the descriptions:
//!   a client that enforced them would refuse what the server accepts or sends.

mod emit;
mod identifiers;
mod json;
mod passes;
mod pointer;
mod read;
mod report;
mod tree;

pub use identifiers::field_name;
pub use pointer::Pointer;
pub use read::document::{Error, Normalized, normalize};
pub use read::operations::{MEDIA_TYPE, METHODS, OPTIONAL_BODY, operations};
pub use report::{Entry, Report};
