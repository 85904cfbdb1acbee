//! The operation that the facade wraps, as the document describes it.

use httpmock::HttpMockRequest;
use serde_json::{Map, Value, json};

use super::{
    conformance::{Subject, requests},
    openapi::{Document, Operation, Pointer},
};

/// The operation that cancels syncs, whatever the document calls it and wherever it ends the path.
pub struct CancelSync {
    subject: Subject,
}

impl CancelSync {
    /// Finds the operation in the document that the client was generated from.
    #[must_use]
    pub fn published() -> Self {
        let subject = Subject::built();
        Self { subject }
    }

    /// The document.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.subject.document
    }

    /// The operation.
    #[must_use]
    pub fn operation(&self) -> Operation<'_> {
        self.document().cancel_sync()
    }

    /// The path, as the document has it.
    #[must_use]
    pub fn path(&self) -> String {
        self.operation().path
    }

    /// Whether the document requires a body.
    #[must_use]
    pub fn requires_a_body(&self) -> bool {
        self.operation()
            .request_body()
            .is_some_and(|body| body.required)
    }

    /// The documented statuses, each with the schema of its answer.
    #[must_use]
    pub fn answers(&self) -> Vec<(u16, Pointer)> {
        let responses = self.operation().responses().into_iter();
        responses
            .filter_map(|(status, body)| Some((status.parse().ok()?, body.json()?.1.clone()?)))
            .collect()
    }

    /// An answer of the server with this status: from the document's examples where it has some, otherwise
    /// with values of the documented types.
    #[must_use]
    pub fn example(&self, status: u16) -> Value {
        let document = self.document();
        let answers = self.answers();
        let Some((_, schema)) = answers.iter().find(|(documented, _)| *documented == status) else {
            return json!({ "success": status == 200 });
        };
        let properties = document.resolve(schema).child("properties");
        let names = document
            .get(&properties)
            .as_object()
            .into_iter()
            .flat_map(Map::keys);
        let examples = names.filter_map(|name| {
            let property = document.get(&document.resolve(&properties.child(name)));
            let example = match (property.get("example"), property["type"].as_str()) {
                (Some(example), _) => example.clone(),
                (None, Some("boolean")) => json!(status == 200),
                (None, Some("integer" | "number")) => json!(status),
                // Only an answer that refuses has an `error`.
                (None, _) if status == 200 && name == "error" => return None,
                (None, _) => json!(format!("{name} of {status}")),
            };
            Some((name.clone(), example))
        });
        let example = Value::Object(examples.collect());
        if let Err(error) = document.validator(schema).validate(&example) {
            panic!("the example {example} of {status} is not what the document says: {error}");
        }
        example
    }

    /// Checks a request against the document.
    pub fn check(&self, request: &HttpMockRequest) {
        let body: Value = serde_json::from_slice(request.body_ref()).expect("a JSON body");
        let checked = requests::check_one(&self.subject, &self.operation(), &body, request);
        if let Err(what) = checked {
            panic!("{what}");
        }
    }
}
