use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use bytes::Bytes;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use super::redaction;

/// An API key for Vast.ai.
///
/// `Debug` does not show it, the header that carries it is marked as sensitive, and its memory is zeroed
/// when the last clone is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// The whole value of the `Authorization` header (RFC 6750, section 2.1).
    authorization: HeaderValue,
}

/// Why a text cannot be an API key. It never shows the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidApiKey {
    /// The text is empty.
    #[error("it is empty")]
    Empty,
    /// It contains a line break, often at the end.
    #[error("it has a line break in it")]
    LineBreak,
    /// It contains a space, or a character that a header cannot hold.
    #[error("it has a character in it that no key has, such as a space or a letter beyond ASCII")]
    Character,
}

impl ApiKey {
    /// Takes a key as the API handed it out.
    ///
    /// # Errors
    ///
    /// If it is empty, or has characters other than visible ASCII.
    pub fn new(key: impl Into<String>) -> Result<Self, InvalidApiKey> {
        let key = Zeroizing::new(key.into());
        if key.is_empty() {
            return Err(InvalidApiKey::Empty);
        }
        if key.contains(['\n', '\r']) {
            return Err(InvalidApiKey::LineBreak);
        }
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(InvalidApiKey::Character);
        }
        // Reserved at once: growing would leave a copy of the key behind.
        let mut value = Zeroizing::new(Vec::with_capacity("Bearer ".len() + key.len()));
        value.extend_from_slice(b"Bearer ");
        value.extend_from_slice(key.as_bytes());
        let mut authorization = HeaderValue::from_maybe_shared(Bytes::from_owner(value))
            .map_err(|_| InvalidApiKey::Character)?;
        authorization.set_sensitive(true);
        Ok(Self { authorization })
    }

    /// The last four characters, so that a person can recognize the key. Empty for keys of fewer than 16
    /// characters, of which that would be a good part.
    #[must_use]
    pub fn ending(&self) -> &str {
        let key = self.key();
        let shown = if key.len() < 16 { 0 } else { 4 };
        &key[key.len() - shown..]
    }

    /// Returns the text with the key replaced by `[API key]`, for anything that gets printed. Finds the
    /// key verbatim, in base64, escaped as in URLs or JSON, and cut off at the end of the text. A key of fewer
    /// than 8 characters is found only as the header has it, after `Bearer`: by itself, it could be any word.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        const REPLACEMENT: &str = "[API key]";
        let key = self.key();
        if key.len() < 8 {
            return text.replace(&format!("Bearer {key}"), &format!("Bearer {REPLACEMENT}"));
        }
        let base64 = Zeroizing::new(STANDARD_NO_PAD.encode(key));
        redaction::replace(&text.replace(&**base64, REPLACEMENT), key, REPLACEMENT).into_owned()
    }

    fn key(&self) -> &str {
        let header = self.authorization.to_str().unwrap_or_default();
        header.strip_prefix("Bearer ").unwrap_or_default()
    }

    pub(in crate::transport) fn authorization(&self) -> HeaderValue {
        self.authorization.clone()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_never_printed() {
        let key = ApiKey::new("recognizable").unwrap();
        assert!(!format!("{key:?} {:?}", key.authorization()).contains("recognizable"));
    }

    #[test]
    fn a_key_is_recognized_by_its_last_four_characters_unless_it_is_short() {
        let ending = |key| ApiKey::new(key).unwrap().ending().to_owned();
        assert_eq!(ending("0123456789abcdef"), "cdef");
        assert_eq!(ending("0123456789abcde"), "");
    }

    #[test]
    fn a_key_that_a_server_sends_back_is_redacted() {
        let key = ApiKey::new("recognizable").unwrap();
        assert_eq!(
            key.redact("unknown key recognizable!"),
            "unknown key [API key]!"
        );
    }

    #[test]
    fn a_short_key_is_redacted_only_in_the_header() {
        let key = ApiKey::new("k").unwrap();
        let redacted = key.redact("Authorization: Bearer k is unknown, kindly check");
        let expected = "Authorization: Bearer [API key] is unknown, kindly check";
        assert_eq!(redacted, expected);
    }

    #[test]
    fn what_a_header_cannot_hold_is_refused_without_echoing_it() {
        for (text, error) in [
            ("", InvalidApiKey::Empty),
            ("secret\n", InvalidApiKey::LineBreak),
            ("sec\r\nret", InvalidApiKey::LineBreak),
            ("sec ret", InvalidApiKey::Character),
            ("sécret", InvalidApiKey::Character),
            ("secret\0", InvalidApiKey::Character),
        ] {
            assert_eq!(ApiKey::new(text).unwrap_err(), error);
            assert!(!error.to_string().contains("secret"));
        }
    }
}
