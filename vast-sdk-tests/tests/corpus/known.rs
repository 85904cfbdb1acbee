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
        operation: "PUT /count",
        kind: "`1.0` in an answer that is an integer or an array of them",
    },
    Known {
        document: "numbers",
        operation: "GET /numbers/{id}",
        kind: "`1.0` in an answer that is an integer or an array of them",
    },
    Known {
        document: "operations",
        operation: "GET /answers",
        kind: "`1.0` in an answer that is an integer or an array of them",
    },
];
