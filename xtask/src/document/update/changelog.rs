//! The entry of `CHANGELOG.md`.

use std::fmt::Write;

use openapi_diff::{Change, Report};

use super::revision::Revision;

/// Of a kind of change; the others are counted.
const MOST: usize = 12;

/// What the revision means for users, in words.
pub fn entry(old: &Revision, new: &Revision, report: &Report) -> String {
    let (before, after) = (old.operations(), new.operations());
    let first = format!(
        "- `vast-api`: a new revision of the API's document, with {after} operations ({before} before):\n"
    );
    first + &changes(report)
}

/// A line for each change, the breaking ones first.
fn changes(report: &Report) -> String {
    let (breaking, others): (Vec<&Change>, Vec<&Change>) = report
        .changes
        .iter()
        .partition(|change| change.is_breaking());
    let mut text = String::new();
    for (mark, changes) in [("breaking: ", breaking), ("", others)] {
        for change in changes.iter().take(MOST) {
            let _ = writeln!(text, "  - {mark}{change}");
        }
        if changes.len() > MOST {
            let _ = writeln!(text, "  - {mark}and {} more", changes.len() - MOST);
        }
    }
    text
}

/// The file with the entry under `Changed` of what is not released yet.
pub fn with_entry(changelog: &str, entry: &str) -> String {
    let lines: Vec<&str> = changelog.lines().collect();
    let start = lines
        .iter()
        .position(|line| line.starts_with("## [Unreleased]"));
    let start = start.map_or(lines.len(), |start| start + 1);
    let end = lines[start..]
        .iter()
        .position(|line| line.starts_with("## "));
    let end = end.map_or(lines.len(), |end| start + end);
    let title = lines[start..end]
        .iter()
        .position(|line| *line == "### Changed");
    let (place, entry) = match title {
        Some(title) => (start + title + 2, entry.to_owned()),
        None => (end, format!("\n### Changed\n\n{entry}")),
    };
    let place = place.min(lines.len());
    let mut text = lines[..place].join("\n").trim_end_matches('\n').to_owned() + "\n";
    if title.is_some() && lines.get(place - 1).is_some_and(|line| line.is_empty()) {
        text += "\n";
    }
    text += &entry;
    if place < lines.len() {
        if title.is_none() {
            text += "\n";
        }
        text += &(lines[place..].join("\n") + "\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_change_is_a_line_and_what_breaks_says_so() {
        let document = |id: &str| {
            let operation = json!({ "operationId": id, "responses": {} });
            json!({ "openapi": "3.1.0", "info": {}, "paths": { format!("/{id}"): { "get": operation } } })
        };
        let report = openapi_diff::compare(&document("old"), &document("new")).unwrap();
        let lines = changes(&report);
        assert_eq!(lines.lines().count(), 2, "{lines}");
        assert!(
            lines.starts_with("  - breaking: the operation `old`"),
            "{lines}"
        );
        assert!(lines.contains("\n  - the operation `new`"), "{lines}");
    }

    #[test]
    fn the_entry_is_among_what_is_not_released_yet() {
        let released = "\n## [0.1.0]\n\n- old\n";
        for (unreleased, expected) in [
            (
                "\n### Added\n\n- a\n",
                "\n### Added\n\n- a\n\n### Changed\n\n- new\n",
            ),
            ("\n### Changed\n\n- b\n", "\n### Changed\n\n- new\n- b\n"),
        ] {
            for rest in ["", released] {
                let text = format!("# Changelog\n\n## [Unreleased]\n{unreleased}{rest}");
                let expected = format!("# Changelog\n\n## [Unreleased]\n{expected}{rest}");
                assert_eq!(with_entry(&text, "- new\n"), expected);
            }
        }
    }
}
