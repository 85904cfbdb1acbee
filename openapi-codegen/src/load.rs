use std::path::Path;

use serde_json::Value;

use crate::Error;

/// Reads a document in JSON or YAML 1.2. The content tells which it is.
///
/// # Errors
///
/// [`Error::Read`] if the file cannot be read, and [`Error::Parse`] with the line and the column if it cannot be parsed.
pub fn load(path: &Path) -> Result<Value, Error> {
    let bytes = std::fs::read(path).map_err(|source| Error::Read {
        // A build script does not run in the folder that cargo was called in.
        path: std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
        source,
    })?;
    parse(&bytes).map_err(|(line, column, message)| Error::Parse {
        path: path.to_owned(),
        line,
        column,
        message,
    })
}

/// The error is a line, a column (both from 1) and what is wrong there.
fn parse(bytes: &[u8]) -> Result<Value, (u64, u64, String)> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = &bytes[..error.valid_up_to()];
        let mut lines = good.split(|byte| *byte == b'\n');
        let column = 1 + lines.next_back().map_or(0, <[u8]>::len) as u64;
        let line = 1 + lines.count() as u64;
        (line, column, "not valid UTF-8".to_owned())
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value = if text.trim_start().starts_with('{') {
        parse_json(text)?
    } else {
        parse_yaml(text)?
    };
    if value.is_object() {
        Ok(value)
    } else {
        Err((1, 1, "expected an object with the key `openapi`".to_owned()))
    }
}

fn parse_json(text: &str) -> Result<Value, (u64, u64, String)> {
    serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        // The line and the column are returned separately.
        let message = message.split(" at line ").next().unwrap_or_default();
        (
            error.line() as u64,
            error.column() as u64,
            message.to_owned(),
        )
    })
}

#[cfg(not(feature = "yaml"))]
fn parse_yaml(_: &str) -> Result<Value, (u64, u64, String)> {
    let way_out = "it is not JSON, and YAML is read only with the feature `yaml`";
    Err((1, 1, way_out.to_owned()))
}

#[cfg(feature = "yaml")]
fn parse_yaml(text: &str) -> Result<Value, (u64, u64, String)> {
    // In the core schema of YAML 1.2, `OFF` and `1_000` are strings.
    let options = serde_saphyr::options! {
        strict_booleans: true,
        underscored_numbers_as_strings: true,
        // No limit on the size: whoever builds trusts the document.
        budget: None,
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let (line, column) = error
            .location()
            .map_or((1, 1), |location| (location.line(), location.column()));
        let message = error.to_string();
        // The line and the column are returned separately.
        let message = message.split(" at line ").next().unwrap_or_default();
        (line, column, message.to_owned())
    })
}
