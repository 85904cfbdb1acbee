//! What the caller of the crate chooses.

use serde_json::Value;

use crate::{Error, Normalized, read::media_type::essence};

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
