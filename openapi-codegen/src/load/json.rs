//! Reads JSON.

mod duplicates;
mod value;

use super::text::{Parsed, Position, Problem};

pub(crate) fn parse(text: &str) -> Result<Parsed, Problem> {
    let (value, has_duplicates) = value::parse(text).map_err(|error| problem(text, &error))?;
    let duplicates = if has_duplicates {
        duplicates::find(text)
    } else {
        Vec::new()
    };
    Ok(Parsed { value, duplicates })
}

fn problem(text: &str, error: &serde_json::Error) -> Problem {
    let line = text.split('\n').nth(error.line() - 1).unwrap_or_default();
    let before = line.get(..error.column().saturating_sub(1)).unwrap_or(line);
    let at = Position {
        line: error.line(),
        column: 1 + before.chars().count(),
    };
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    Problem::new(at, sentence(words))
}

/// `serde_json` has no other way to tell its errors apart than their words.
fn sentence(words: &str) -> String {
    match words {
        "EOF while parsing an object" => "the document ends inside an object".to_owned(),
        "EOF while parsing a list" => "the document ends inside an array".to_owned(),
        "EOF while parsing a string" => "the document ends inside a string".to_owned(),
        "EOF while parsing a value" => "the document ends where a value is expected".to_owned(),
        "expected ident" | "expected value" => {
            "expected a value: an object, an array, a string in quotes, a number, true, false or null"
                .to_owned()
        }
        "key must be a string" => "expected a key in double quotes".to_owned(),
        "trailing comma" => "a comma stands before the closing bracket".to_owned(),
        "trailing characters" => "something follows the end of the document".to_owned(),
        "invalid escape" => "the backslash begins no escape: it is written as two".to_owned(),
        "invalid number" => "the number is malformed".to_owned(),
        "number out of range" => "the number is too large".to_owned(),
        "recursion limit exceeded" => {
            "objects and arrays are nested in more than 127 levels".to_owned()
        }
        words if words.starts_with("control character") => {
            "a string has a line break or another control character that is not escaped".to_owned()
        }
        words if words.contains("hex escape") || words.contains("unicode code point") => {
            "the escape is not a Unicode character".to_owned()
        }
        words => words.to_owned(),
    }
}
