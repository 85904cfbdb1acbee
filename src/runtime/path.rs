use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the unreserved characters (RFC 3986, section 2.3), as for the expansion of a path template
/// (RFC 6570, section 3.2.2). `progenitor_client` does not encode the backslash, which a URL parser
/// takes for a slash.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Marks a value that cannot be a path segment. It cannot come from any other value, as
/// [`encode_path`] would encode the `%`.
pub(crate) const NOT_A_SEGMENT: &str = "%2E-is-no-segment";

/// Encodes a path parameter.
///
/// URL parsers remove `.` and `..` from a path, encoded or not (RFC 3986, section 5.2.4), and with an
/// empty value too the rest is the path of another operation. The generated code cannot fail here, so
/// these values become `NOT_A_SEGMENT`, which the transport refuses.
#[must_use]
pub fn encode_path(value: &str) -> String {
    match value {
        "" | "." | ".." => NOT_A_SEGMENT.to_owned(),
        value => percent_encoded(value),
    }
}

/// Encodes all but the unreserved characters.
pub(super) fn percent_encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_parser_would_remove_from_a_path_is_not_a_segment() {
        for value in ["", ".", ".."] {
            assert_eq!(encode_path(value), NOT_A_SEGMENT);
        }
        for value in ["...", ".a", "a/..", "%2e", "\\", "a\tb", NOT_A_SEGMENT] {
            let encoded = encode_path(value);
            assert!(!encoded.contains(NOT_A_SEGMENT), "{encoded}");
            let url = url::Url::parse(&format!("http://localhost/a/{encoded}/b")).unwrap();
            assert_eq!(url.path(), format!("/a/{encoded}/b"));
        }
    }
}
