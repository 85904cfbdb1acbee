//! Finds the places of keys that stand more than once. `serde_json` does not tell where it is.

use std::collections::HashMap;

use serde_json::Value;

use crate::load::text::{DuplicateKey, Position};

/// The text has to be valid JSON.
pub(super) fn find(text: &str) -> Vec<DuplicateKey> {
    let mut scanner = Scanner {
        text,
        offset: 0,
        duplicates: Vec::new(),
    };
    scanner.value();
    scanner.duplicates
}

struct Scanner<'t> {
    text: &'t str,
    offset: usize,
    duplicates: Vec<DuplicateKey>,
}

/// A key of an object.
struct Member<'t> {
    offset: usize,
    value: &'t str,
}

impl<'t> Scanner<'t> {
    fn peek(&mut self) -> u8 {
        let bytes = self.text.as_bytes();
        while bytes.get(self.offset).is_some_and(u8::is_ascii_whitespace) {
            self.offset += 1;
        }
        bytes.get(self.offset).copied().unwrap_or_default()
    }

    fn value(&mut self) {
        match self.peek() {
            b'{' => self.object(),
            b'[' => self.array(),
            b'"' => drop(self.string()),
            _ => {
                let rest = &self.text[self.offset..];
                let end = rest.find([',', ']', '}']).unwrap_or(rest.len());
                self.offset += end;
            }
        }
    }

    fn array(&mut self) {
        loop {
            // The bracket, or a comma.
            self.offset += 1;
            if self.peek() != b']' {
                self.value();
            }
            if self.peek() != b',' {
                self.offset += 1;
                return;
            }
        }
    }

    fn object(&mut self) {
        let mut members: HashMap<String, Vec<Member<'t>>> = HashMap::new();
        loop {
            // The brace, or a comma.
            self.offset += 1;
            if self.peek() == b'"' {
                let offset = self.offset;
                let key = self.string();
                // The colon.
                self.peek();
                self.offset += 1;
                self.peek();
                let start = self.offset;
                self.value();
                let value = &self.text[start..self.offset];
                members
                    .entry(key)
                    .or_default()
                    .push(Member { offset, value });
            }
            if self.peek() != b',' {
                self.offset += 1;
                break;
            }
        }
        for (key, members) in members {
            if members.len() > 1 {
                self.duplicates.push(duplicate(self.text, key, &members));
            }
        }
    }

    /// Skips a string and returns it without its escapes.
    fn string(&mut self) -> String {
        let start = self.offset;
        self.offset += 1;
        loop {
            let rest = &self.text[self.offset..];
            let Some(next) = rest.find(['"', '\\']) else {
                self.offset = self.text.len();
                break;
            };
            self.offset += next;
            if self.text.as_bytes()[self.offset] == b'"' {
                self.offset += 1;
                break;
            }
            self.offset += 2;
        }
        let literal = &self.text[start..self.offset];
        serde_json::from_str(literal).unwrap_or_default()
    }
}

fn duplicate(text: &str, key: String, members: &[Member<'_>]) -> DuplicateKey {
    // The caller asks only if there are two or more.
    let (last, earlier) = members.split_last().expect("more than one");
    let value = |member: &Member<'_>| serde_json::from_str::<Value>(member.value).ok();
    let counts = value(last);
    let earlier = earlier.iter().map(|member| {
        let at = Position::of(text, member.offset);
        (at, value(member) == counts)
    });
    DuplicateKey {
        key,
        earlier: earlier.collect(),
        last: Position::of(text, last.offset),
    }
}
