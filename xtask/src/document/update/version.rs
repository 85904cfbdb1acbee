use std::fmt;

use openapi_diff::{Report, Verdict};

/// A version of this project's crates, which all have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    major: u64,
    minor: u64,
    patch: u64,
}

impl Version {
    /// # Errors
    ///
    /// If the version is not three numbers.
    pub fn of_this_project() -> Result<Self, String> {
        Self::of(env!("CARGO_PKG_VERSION"))
    }

    fn of(text: &str) -> Result<Self, String> {
        let numbers: Vec<u64> = text
            .split('.')
            .map_while(|part| part.parse().ok())
            .collect();
        match *numbers {
            [major, minor, patch] => Ok(Self {
                major,
                minor,
                patch,
            }),
            _ => Err(format!("the version {text} is not three numbers")),
        }
    }

    /// The version that follows: a change that breaks Rust code, or programs that call the command, is the next minor
    /// version before 1.0 and the next major version after it, as cargo's rules for semver say.
    pub fn after(self, report: &Report, breaks_facade: bool) -> Self {
        let (major, minor, patch) = (self.major, self.minor, self.patch);
        let changes = |verdict| {
            let mut changes = report.changes.iter();
            changes.any(|change| change.wire == verdict || change.rust == verdict)
        };
        let breaks = report.is_breaking() || breaks_facade;
        let numbers = match (major, breaks, changes(Verdict::Compatible)) {
            (0, true, _) => [0, minor + 1, 0],
            (0, false, _) => [0, minor, patch + 1],
            (_, true, _) => [major + 1, 0, 0],
            (_, false, true) => [major, minor + 1, 0],
            (_, false, false) => [major, minor, patch + 1],
        };
        let [major, minor, patch] = numbers;
        Self {
            major,
            minor,
            patch,
        }
    }

    /// The version, and why.
    pub fn explained(self, report: &Report, facade: &str) -> String {
        let counts = report.counts();
        let api = match counts.rust_breaking {
            0 => "nothing breaks Rust code".to_owned(),
            count => format!("breaking changes for Rust code: {count}"),
        };
        let command = match counts.wire_breaking {
            0 => "nothing breaks what is sent and received".to_owned(),
            count => format!("breaking changes of what is sent and received: {count}"),
        };
        format!(
            "The version that follows is **{self}**: `vast-api`: {api}; `vast-sdk`: {facade}; `vast`: {command}."
        )
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn document(operations: &[&str]) -> Value {
        let answer = json!({ "200": { "description": "OK" } });
        let paths = operations.iter().map(|id| {
            let operation = json!({ "get": { "operationId": id, "responses": answer } });
            (format!("/{id}"), operation)
        });
        let paths: serde_json::Map<String, Value> = paths.collect();
        json!({ "openapi": "3.1.0", "info": { "title": "", "version": "1" }, "paths": paths })
    }

    #[test]
    fn the_version_follows_from_what_breaks() {
        for (version, old, new, expected) in [
            ("0.1.2", &["a"][..], &["a", "b"][..], "0.1.3"),
            ("0.1.2", &["a", "b"], &["a"], "0.2.0"),
            ("1.2.3", &["a"], &["a", "b"], "1.3.0"),
            ("1.2.3", &["a", "b"], &["a"], "2.0.0"),
            ("1.2.3", &["a"], &["a"], "1.2.4"),
        ] {
            let report = openapi_diff::compare(&document(old), &document(new)).unwrap();
            let next = Version::of(version).unwrap().after(&report, false);
            assert_eq!(next.to_string(), expected, "{version}: {old:?}, {new:?}");
        }
        let report = openapi_diff::compare(&document(&["a"]), &document(&["a", "b"])).unwrap();
        let next = Version::of("0.1.2").unwrap().after(&report, true);
        assert_eq!(next.to_string(), "0.2.0", "the facade breaks");
    }
}
