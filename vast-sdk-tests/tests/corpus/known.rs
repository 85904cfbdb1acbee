//! The operations of the corpus that are known to fail. The test fails if one of them does not.

/// An operation, and the kind of construct that it fails on.
#[derive(Debug)]
pub struct Known {
    pub document: &'static str,
    pub operation: &'static str,
    #[allow(dead_code, reason = "printed")]
    pub kind: &'static str,
}

pub const KNOWN: &[Known] = &[
    Known {
        document: "numbers",
        operation: "PUT /numbers",
        kind: "integers beyond `i64`",
    },
    Known {
        document: "objects",
        operation: "PUT /accounts",
        kind: "read-only properties",
    },
    Known {
        document: "objects",
        operation: "PUT /labels",
        kind: "a property that is called `extra`, beside a map",
    },
];
