//! What the caller of the crate chooses.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{Error, Normalized, openapi::WEB_SOCKET, read::media_type::essence};

/// The library that the generated client runs on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Runtime {
    /// `progenitor-client`, as progenitor's own macro and build script have it. The normalized document needs nothing
    /// else: what this library cannot do is done in another way, or reported as lossy.
    #[default]
    Stock,
    /// A runtime that acts on the extensions of the normalized document, such as that of the clients which
    /// openapi-codegen generates.
    Extended,
}

/// What a client makes of a response that is not as documented.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Responses {
    /// It reads what it can: what is missing is absent, and a value that fits no variant of a union is JSON.
    #[default]
    Open,
    /// It fails.
    Strict,
}

/// What a client makes of a value in a response that an enumeration does not list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Enumerations {
    /// It reads the value as a string.
    #[default]
    Open,
    /// It fails.
    Closed,
}

/// What the variants of a union are called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum VariantNames {
    /// The names or titles of their schemas: `Event::Watered`.
    #[default]
    Schemas,
    /// The value of the `discriminator` that stands for a variant, if it is one: `Event::V1Watered` for `v1.watered`.
    Values,
}

/// What progenitor can act on, and what is only said in descriptions and in the report unless [`Settings::keep`] names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Keep {
    /// Formats of strings. Their types are `uuid::Uuid` for `uuid`, types of `chrono` for `date` and `date-time`, and of [`std::net`]
    /// for `ip`, `ipv4` and `ipv6`. Without it, a string can hold and send back whatever the server sends; with it, a response with
    /// a string of another form fails. A `chrono::DateTime` does not keep the offset from UTC, which the report calls lossy; in a path
    /// or a header, `date-time` is a string.
    Formats,
    /// Formats of integers: `i32` for `int32`, `u8` for `uint8`. Without it, integers have 64 bits, as servers outgrow their formats:
    /// `u64` for `uint64` and `i64` for all others. With it, a response with a larger number fails.
    IntegerFormats,
    /// `maxLength`, `minLength` and `pattern` of strings in requests, which get types of their own. progenitor makes no other checks.
    /// Without it, the server checks, and may accept more than its document says.
    Checks,
    /// Defaults of properties in requests that cannot be `null`, if they are booleans, numbers, strings without a check or a format, or
    /// enumerations. Without it, the server applies its own. With it, a request has the default of the document where the program
    /// sets nothing else, so that it cannot leave the property out, which the report calls lossy.
    Defaults,
    /// The vendor extensions of progenitor, which need other crates in the program. `x-rust-type` makes the type of a schema that of
    /// a crate, if that is one of progenitor's `crates`. `x-dropshot-websocket` makes a method that returns a connection, and
    /// `x-dropshot-pagination`, with [`Responses::Strict`], one that returns all items as a stream. Without it, the report names
    /// them, and an operation that opens a connection is left out.
    Extensions,
}

impl Keep {
    /// Each of them.
    pub const ALL: &[Self] = &[
        Self::Formats,
        Self::IntegerFormats,
        Self::Checks,
        Self::Defaults,
        Self::Extensions,
    ];
}

/// How a document is normalized.
///
/// ```
/// use openapi_normalize::{Runtime, Settings};
///
/// let document = serde_json::json!({ "openapi": "3.1.0", "paths": {} });
/// let normalized = Settings::new().runtime(Runtime::Stock).normalize(&document)?;
/// assert_eq!(normalized.report.lossy().count(), 0);
/// # Ok::<(), openapi_normalize::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    pub(crate) runtime: Runtime,
    pub(crate) responses: Responses,
    pub(crate) enumerations: Enumerations,
    pub(crate) variant_names: VariantNames,
    keep: BTreeSet<Keep>,
    pub(crate) operations: Vec<String>,
    pub(crate) media_types: Vec<String>,
}

impl Settings {
    /// The defaults, which [`normalize`](crate::normalize()) uses.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What the client runs on. The default is [`Runtime::Stock`], as it is right for every user of progenitor.
    #[must_use]
    pub fn runtime(mut self, runtime: Runtime) -> Self {
        self.runtime = runtime;
        self
    }

    /// What a client makes of a response that is not as documented. The default is [`Responses::Open`], as servers change before
    /// their documents do.
    #[must_use]
    pub fn responses(mut self, responses: Responses) -> Self {
        self.responses = responses;
        self
    }

    /// What a client makes of a value in a response that an enumeration does not list. The default is [`Enumerations::Open`]: a
    /// server that adds a value would break every client.
    #[must_use]
    pub fn enumerations(mut self, enumerations: Enumerations) -> Self {
        self.enumerations = enumerations;
        self
    }

    /// What the variants of a union are called. The default is [`VariantNames::Schemas`], as in the documentation of most APIs.
    #[must_use]
    pub fn variant_names(mut self, names: VariantNames) -> Self {
        self.variant_names = names;
        self
    }

    /// What the types keep of the document, for [`Runtime::Stock`] alone. The default is nothing: each makes the client refuse what a
    /// server may accept or send, or needs other crates in the program.
    #[must_use]
    pub fn keep(mut self, keep: impl IntoIterator<Item = Keep>) -> Self {
        self.keep = keep.into_iter().collect();
        self
    }

    /// Leaves only the operations that a pattern means, with the types that they use: see [`is_selected`](crate::is_selected). The
    /// default is none, which leaves all. The names of types do not depend on it.
    ///
    /// A pattern that means no operation is an error.
    #[must_use]
    pub fn operations<P: Into<String>>(mut self, patterns: impl IntoIterator<Item = P>) -> Self {
        self.operations = patterns.into_iter().map(Into::into).collect();
        self
    }

    /// Which media types to send and to ask for where the document lists several, the best one first. What is not named comes
    /// after, and there JSON before forms, text and bytes, which is the default.
    #[must_use]
    pub fn media_types<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.media_types = names.into_iter().map(Into::into).collect();
        self
    }

    /// Lowers an OpenAPI 3.0, 3.1 or 3.2 document to what progenitor accepts.
    ///
    /// # Errors
    ///
    /// If the document is not OpenAPI 3.0, 3.1 or 3.2, or has no operation that a pattern of [`Self::operations`] means. Anything
    /// inside it that is wrong or cannot be expressed is left out and reported.
    pub fn normalize(&self, document: &Value) -> Result<Normalized, Error> {
        crate::normalize_with(self, document)
    }

    pub(crate) fn is_stock(&self) -> bool {
        self.runtime == Runtime::Stock
    }

    /// Whether the types keep something.
    pub(crate) fn keeps(&self, what: Keep) -> bool {
        self.is_stock() && self.keep.contains(&what)
    }

    /// Whether one of Dropshot's extensions is kept. An open response has no array that must be there, which pagination needs.
    pub(crate) fn keeps_of_dropshot(&self, extension: &str) -> bool {
        let is_possible = extension == WEB_SOCKET || self.responses == Responses::Strict;
        is_possible && self.keeps(Keep::Extensions)
    }

    /// Where a media type stands among the preferred ones.
    pub(crate) fn preference(&self, media_type: &str) -> usize {
        let mut preferred = self.media_types.iter();
        let place = preferred.position(|name| {
            name.eq_ignore_ascii_case(media_type) || essence(name) == essence(media_type)
        });
        place.unwrap_or(self.media_types.len())
    }

    pub(crate) fn prefers(&self, media_type: &str) -> bool {
        self.preference(media_type) < self.media_types.len()
    }
}

#[cfg(test)]
mod tests;
