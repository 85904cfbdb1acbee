//! What the parsers share: places in a text, what is wrong at them, and keys that stand twice.

use serde_json::Value;

/// A place in a text. Both numbers count from 1; columns are characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub line: usize,
    pub column: usize,
}

impl Position {
    pub(crate) const START: Self = Self { line: 1, column: 1 };

    /// The place of a byte.
    pub(crate) fn of(text: &str, offset: usize) -> Self {
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: 1 + before.bytes().filter(|byte| *byte == b'\n').count(),
            column: 1 + before[line_start..].chars().count(),
        }
    }
}

/// Why a text cannot be read, as a sentence without a capital and a full stop.
#[derive(Debug)]
pub(crate) struct Problem {
    pub at: Position,
    pub message: String,
}

impl Problem {
    pub(crate) fn new(at: Position, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { at, message }
    }
}

/// A key that stands more than once in an object. The last one counts.
#[derive(Debug, PartialEq)]
pub(crate) struct DuplicateKey {
    pub key: String,
    /// The earlier places, and whether the value there is the one that counts.
    pub earlier: Vec<(Position, bool)>,
    pub last: Position,
}

/// What a parser makes of a text.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub value: Value,
    pub duplicates: Vec<DuplicateKey>,
}

/// The text of a file in UTF-8, without a byte-order mark.
pub(crate) fn decoded(bytes: &[u8]) -> Result<&str, Problem> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let message = "the file is in UTF-16; save it in UTF-8";
        return Err(Problem::new(Position::START, message));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let good = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
            let at = Position::of(good, good.len());
            return Err(Problem::new(at, "the file is not text in UTF-8"));
        }
    };
    if let Some(offset) = text.find('\0') {
        let at = Position::of(text, offset);
        return Err(Problem::new(at, "the file is not text"));
    }
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}
