//! The output of `build.rs`.
#![allow(
    // The descriptions come from the document, where they are optional.
    missing_docs,
    rustdoc::all,
    // `+1` becomes the variant `plus1`.
    nonstandard_style,
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
