//! Typed mocks of every operation, for [`httpmock`]: what progenitor generates for it.
//!
//! [`MockServerExt`] adds a method for each operation to [`httpmock::MockServer`], which says what to
//! match and what to answer in the types of the document. What has no type there is reached through
//! `into_inner`: array parameters, statuses without a standard name, answers that the document
//! does not have.
//!
//! ```ignore
//! let server = httpmock::MockServer::start();
//! let mock = server.cancel_sync(|when, then| {
//!     when.body(&body);
//!     then.ok(&answer);
//! });
//! ```

pub use httpmock;

pub use crate::generated::mock::{MockServerExt, operations};
