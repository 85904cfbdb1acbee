use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use bytes::Bytes;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use super::redaction;

/// A key of the Vast.ai API.
///
/// It cannot be printed, is marked as sensitive where it goes into a header, and its memory is
/// zeroed when the last clone is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// The whole value of the `Authorization` header (RFC 6750, section 2.1).
    authorization: HeaderValue,
}

/// A text that cannot be an API key. It says why, and never what the text was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidApiKey {
    /// There is no text.
    #[error("it is empty")]
    Empty,
    /// It has a line break, often one too many at its end.
    #[error("it has a line break in it")]
    LineBreak,
    /// It has a space or a character that no header can hold.
    #[error("it has a character in it that no key has, such as a space or a letter beyond ASCII")]
    Character,
}

impl ApiKey {
    /// Takes a key as the API has handed it out.
    ///
    /// # Errors
    ///
    /// If it is empty or has anything but visible ASCII characters in it.
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
        // With all its capacity from the start: growing would leave a copy behind.
        let mut value = Zeroizing::new(Vec::with_capacity("Bearer ".len() + key.len()));
        value.extend_from_slice(b"Bearer ");
        value.extend_from_slice(key.as_bytes());
        let mut authorization = HeaderValue::from_maybe_shared(Bytes::from_owner(value))
            .map_err(|_| InvalidApiKey::Character)?;
        authorization.set_sensitive(true);
        Ok(Self { authorization })
    }

    /// The last four characters, for a person to recognise the key by. Empty where that would show a
    /// good part of it: if it has fewer than 16.
    #[must_use]
    pub fn ending(&self) -> &str {
        let key = self.key();
        let shown = if key.len() < 16 { 0 } else { 4 };
        &key[key.len() - shown..]
    }

    /// The text without the key, wherever a server has put it: as it is, in base64, with any of it
    /// escaped as in URLs or JSON, or cut off at the end of the text. For everything that is printed.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        const REPLACEMENT: &str = "[API key]";
        let key = self.key();
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
        let key = ApiKey::new("recognisable").unwrap();
        assert!(!format!("{key:?} {:?}", key.authorization()).contains("recognisable"));
    }

    #[test]
    fn a_key_is_recognised_by_its_last_four_characters_unless_it_is_short() {
        let ending = |key| ApiKey::new(key).unwrap().ending().to_owned();
        assert_eq!(ending("0123456789abcdef"), "cdef");
        assert_eq!(ending("0123456789abcde"), "");
    }

    #[test]
    fn a_key_that_a_server_sends_back_is_redacted() {
        let key = ApiKey::new("recognisable").unwrap();
        assert_eq!(
            key.redact("unknown key recognisable!"),
            "unknown key [API key]!"
        );
    }

    #[test]
    fn what_no_header_can_hold_is_refused_without_echoing_it() {
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
