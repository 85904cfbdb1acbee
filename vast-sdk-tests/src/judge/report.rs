//! The normalizer's report, as the build has written it.

use super::openapi::{Document, Pointer};

/// The lines of a report.
pub struct Report {
    lines: Vec<Line>,
}

struct Line {
    at: Pointer,
    rule: String,
    what: String,
    lossless: bool,
}

impl Report {
    /// Reads lines of the form `[LOSSY ]#/pointer rule: what`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let lines = text.lines().filter_map(|line| {
            let lossless = !line.starts_with("LOSSY ");
            let line = line.strip_prefix("LOSSY ").unwrap_or(line);
            let (head, what) = line.split_once(": ")?;
            let (at, rule) = head.rsplit_once(' ')?;
            Some(Line {
                at: Document::target(at),
                rule: rule.to_owned(),
                what: what.to_owned(),
                lossless,
            })
        });
        Self {
            lines: lines.collect(),
        }
    }

    /// Whether a line says that something was lost at this place, or at one that it is in.
    #[must_use]
    pub fn explains_loss(&self, at: &Pointer) -> bool {
        let mut lossy = self.lines.iter().filter(|line| !line.lossless);
        lossy.any(|line| is_in(at, &line.at))
    }

    /// Whether a line of one of these rules, with these words in it, is about one of these places:
    /// about a keyword there, or about all responses that the place is in.
    #[must_use]
    pub fn explains(&self, places: &[Pointer], rules: &[&str], words: &str) -> bool {
        self.lines.iter().any(|line| {
            rules.contains(&line.rule.as_str())
                && line.what.contains(words)
                && places.iter().any(|place| is_about(&line.at, place))
        })
    }

    /// Whether lines say that properties of this name that are `null` become absent.
    #[must_use]
    pub fn explains_null(&self, document: &Document, property: &str) -> bool {
        self.lines.iter().any(|line| match line.rule.as_str() {
            "optional" => {
                line.what.starts_with(&format!("`{property}`")) && line.what.contains("null")
            }
            "open" => {
                line.what.contains("missing or null") && {
                    let required = document.get(&line.at).as_array();
                    // The errors of an operation have become one, and none of them stands there.
                    let merged = line.at.as_str().ends_with("/responses/required");
                    required.map_or(merged, |names| names.iter().any(|name| name == property))
                }
            }
            _ => false,
        })
    }
}

/// Whether a place is this one, or in it.
fn is_in(place: &Pointer, this: &Pointer) -> bool {
    let rest = place.as_str().strip_prefix(this.as_str());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_about(line: &Pointer, place: &Pointer) -> bool {
    match line.as_str().strip_prefix(place.as_str()) {
        Some("") => true,
        Some(rest) => rest.starts_with('/') && rest.matches('/').count() == 1,
        None => line.as_str().ends_with("/responses") && is_in(place, line),
    }
}
