//! Clients of several documents, by progenitor's own means and on its own runtime.

#![allow(
    missing_docs,
    clippy::all,
    clippy::pedantic,
    reason = "the code is progenitor's"
)]
#![deny(
    unreachable_patterns,
    reason = "programs that include the code would see the warnings"
)]

/// From a build script, with functions that take all parameters.
pub mod positional {
    include!(concat!(env!("OUT_DIR"), "/garden_positional.rs"));
}

/// From a build script, with a builder for each operation.
pub mod builder {
    include!(concat!(env!("OUT_DIR"), "/garden_builder.rs"));
}

/// Types that lead back to themselves, with builders.
pub mod boats {
    include!(concat!(env!("OUT_DIR"), "/boats_builder.rs"));
}

/// With all that the settings can keep of a document.
pub mod typed {
    include!(concat!(env!("OUT_DIR"), "/typed_builder.rs"));
}

/// By the macro, over the normalized document in a file.
pub mod by_macro {
    progenitor::generate_api!("garden.normalized.json");
}
