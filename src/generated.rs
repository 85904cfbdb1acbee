//! What `build.rs` has generated.
#![allow(
    // The descriptions are the document's, and a schema need not have one.
    missing_docs,
    rustdoc::all,
    unused_imports,
    clippy::all,
    clippy::pedantic
)]

include!(concat!(env!("OUT_DIR"), "/client.rs"));

#[cfg(feature = "registry")]
pub mod registry {
    include!(concat!(env!("OUT_DIR"), "/registry.rs"));
}

#[cfg(feature = "httpmock")]
pub mod mock {
    include!(concat!(env!("OUT_DIR"), "/mock.rs"));
}
