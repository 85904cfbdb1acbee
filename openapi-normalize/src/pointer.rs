use std::{fmt, path::Path};

use serde_json::Value;

use crate::openapi::FILES;

/// A JSON pointer ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)) into the original document.
#[derive(
    Clone,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(transparent)]
pub struct Pointer(String);

/// A value of the original document, and its place.
pub(crate) type Located<'d> = (Pointer, &'d Value);

impl Pointer {
    /// The pointer to the whole document.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// The pointer to `key` of the object (or to the index of the array) that this one points to.
    #[must_use]
    pub fn child(&self, key: impl fmt::Display) -> Self {
        let key = key.to_string().replace('~', "~0").replace('/', "~1");
        Self(format!("{}/{key}", self.0))
    }

    /// The pointer as text: empty for the whole document.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The pointer in a `$ref` to the same document (`#/components/…`), percent-decoded.
    ///
    /// `None` where the reference leads to another document or to an anchor.
    pub(crate) fn from_reference(reference: &str) -> Option<Self> {
        let fragment = reference.strip_prefix('#')?;
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return None;
        }
        Some(Self(percent_decode(fragment)))
    }

    pub(crate) fn resolve<'a>(&self, document: &'a Value) -> Option<&'a Value> {
        document.pointer(&self.0)
    }

    /// The last key, unescaped.
    pub(crate) fn last(&self) -> String {
        let last = self.0.rsplit('/').next().unwrap_or_default();
        last.replace("~1", "/").replace("~0", "~")
    }

    /// Whether this is a place in another file than the document.
    pub(crate) fn is_in_file(&self) -> bool {
        self.0.split('/').nth(1) == Some(FILES)
    }

    /// What a schema at this place is named after: its key, or the file that it is all of.
    pub(crate) fn name(&self) -> String {
        let last = self.last();
        let is_file = self.is_in_file() && self.0.split('/').count() == 3;
        let stem = Path::new(&last).file_stem().filter(|_| is_file);
        let stem = stem.map(|stem| stem.to_string_lossy().into_owned());
        stem.unwrap_or(last)
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

fn percent_decode(text: &str) -> String {
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8();
    decoded.map_or_else(|_| text.to_owned(), Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_and_a_tilde_in_a_key_are_escaped() {
        let pointer = Pointer::root().child("paths").child("/a~b/");
        assert_eq!(pointer.as_str(), "/paths/~1a~0b~1");
        assert_eq!(pointer.last(), "/a~b/");
    }

    #[test]
    fn a_reference_is_percent_decoded() {
        let pointer = Pointer::from_reference("#/paths/~1a%7Bid%7D").unwrap();
        assert_eq!(pointer.as_str(), "/paths/~1a{id}");
    }

    #[test]
    fn a_schema_that_is_a_file_is_named_after_the_file() {
        let files = Pointer::root().child(FILES);
        assert_eq!(files.child("../schemas/pet.yaml").name(), "pet");
        assert_eq!(files.child("common.yaml").child("Pet.v1").name(), "Pet.v1");
    }

    #[test]
    fn a_broken_escape_stays_as_it_is() {
        let pointer = Pointer::from_reference("#/a%zz%4").unwrap();
        assert_eq!(pointer.as_str(), "/a%zz%4");
    }

    #[test]
    fn a_reference_to_another_document_is_none() {
        assert_eq!(Pointer::from_reference("other.json#/a"), None);
        assert_eq!(Pointer::from_reference("#anchor"), None);
    }
}
