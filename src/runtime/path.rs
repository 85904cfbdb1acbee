use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the unreserved characters (RFC 3986, section 2.3), as the expansion of a path template
/// has it (RFC 6570, section 3.2.2). `progenitor_client` leaves the backslash, which a URL parser
/// takes for a slash.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Stands for a value that no segment of a path can have. [`encode_path`] gives it to no other value:
/// it would encode the `%`.
pub(crate) const NO_SEGMENT: &str = "%2E-is-no-segment";

/// A path parameter, encoded for its place in the path.
///
/// Nothing, `.` and `..`, encoded or not, are taken out of a path by every URL parser (RFC 3986,
/// section 5.2.4): what remains is the path of another operation. The generated code cannot fail
/// here, so they become `NO_SEGMENT`, which the transport refuses.
#[must_use]
pub fn encode_path(value: &str) -> String {
    match value {
        "" | "." | ".." => NO_SEGMENT.to_owned(),
        value => utf8_percent_encode(value, RESERVED).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_parser_would_take_out_of_a_path_is_no_segment() {
        for value in ["", ".", ".."] {
            assert_eq!(encode_path(value), NO_SEGMENT);
        }
        for value in ["...", ".a", "a/..", "%2e", "\\", "a\tb", NO_SEGMENT] {
            let encoded = encode_path(value);
            assert!(!encoded.contains(NO_SEGMENT), "{encoded}");
            let url = url::Url::parse(&format!("http://localhost/a/{encoded}/b")).unwrap();
            assert_eq!(url.path(), format!("/a/{encoded}/b"));
        }
    }
}
