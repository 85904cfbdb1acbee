//! Where the URIs of references lead.

use percent_encoding::percent_decode_str;

/// Percent-decoded.
pub(super) fn decoded(text: &str) -> String {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map_or_else(|_| text.to_owned(), Into::into)
}

/// The path of the file that `uri` leads to from the file `from`. Both paths are relative to the document's folder.
///
/// `None` for a URI with a scheme, a host or an absolute path.
pub(super) fn relative_path(uri: &str, from: &str) -> Option<String> {
    let path = decoded(uri.split('?').next().unwrap_or_default());
    if path.is_empty() || path.starts_with(['/', '\\']) || has_scheme(uri) {
        return None;
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    Some(without_dots(&format!("{folder}/{path}")))
}

/// Whether a URI begins with something like `https:` or, as a path of Windows does, `C:`.
fn has_scheme(uri: &str) -> bool {
    let Some((scheme, _)) = uri.split_once(':') else {
        return false;
    };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// A path without `.` and with `..` at its beginning only.
fn without_dots(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." if segments.last().is_some_and(|last| *last != "..") => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    segments.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_relative_to_the_file_that_it_stands_in() {
        for (uri, from, path) in [
            ("a.yaml", "", "a.yaml"),
            ("./a.yaml", "", "a.yaml"),
            ("a.yaml", "s/b.yaml", "s/a.yaml"),
            ("../a.yaml", "s/b.yaml", "a.yaml"),
            ("../../a.yaml", "s/b.yaml", "../a.yaml"),
            ("./t//a%20b.yaml", "../s/b.yaml", "../s/t/a b.yaml"),
            ("a.yaml?raw=1", "", "a.yaml"),
        ] {
            assert_eq!(
                relative_path(uri, from).as_deref(),
                Some(path),
                "{uri} in {from}"
            );
        }
    }

    #[test]
    fn what_is_elsewhere_has_no_path() {
        for uri in [
            "https://e.org/a.yaml",
            "//e.org/a",
            "/etc/a",
            "\\a",
            "C:\\a",
            "urn:a",
            "file:///a",
            "",
        ] {
            assert_eq!(relative_path(uri, ""), None, "{uri}");
        }
    }
}
