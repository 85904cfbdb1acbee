//! The document as it was published: OpenAPI 3.1, before overlay and normalization. Nothing here
//! knows our own types.

use httpmock::HttpMockRequest;
use serde_json::{Map, Value, json};

/// The document that the client was generated from.
#[must_use]
pub fn published() -> Value {
    serde_json::from_str(vast_sdk::api::OPENAPI).expect("JSON written by build.rs")
}

/// The operation that cancels syncs, whatever the document calls it and wherever it ends the path.
pub struct CancelSync {
    document: Value,
    /// The path, as the document has it.
    pub path: String,
}

impl CancelSync {
    /// Finds the operation in the document that the client was generated from.
    #[must_use]
    pub fn published() -> Self {
        let document = published();
        let paths = ["/api/v0/commands/rclone/", "/api/v0/commands/rclone"];
        let path = paths
            .into_iter()
            .find(|path| !document["paths"][*path]["delete"].is_null())
            .expect("the document has the operation");
        Self {
            document,
            path: path.to_owned(),
        }
    }

    fn operation(&self) -> &Value {
        &self.document["paths"][&self.path]["delete"]
    }

    /// Whether a request without a body is none.
    #[must_use]
    pub fn requires_a_body(&self) -> bool {
        self.operation()["requestBody"]["required"] == true
    }

    /// The documented statuses.
    #[must_use]
    pub fn statuses(&self) -> Vec<u16> {
        let responses = self.operation()["responses"].as_object();
        let statuses = responses.into_iter().flat_map(Map::keys);
        statuses.filter_map(|status| status.parse().ok()).collect()
    }

    /// What the server answers with a status: the document's examples where it has some, else
    /// values of the documented types.
    #[must_use]
    pub fn example(&self, status: u16) -> Value {
        let response = &self.operation()["responses"][status.to_string()];
        let schema = &self.resolve(response)["content"]["application/json"]["schema"];
        let schema = self.resolve(schema);
        let properties = schema["properties"].as_object();
        properties
            .into_iter()
            .flatten()
            .map(|(name, property)| {
                let property = self.resolve(property);
                let example = match (property.get("example"), property["type"].as_str()) {
                    (Some(example), _) => example.clone(),
                    (None, Some("boolean")) => json!(status == 200),
                    // A refusal is told by its `error`.
                    (None, _) if status == 200 && name == "error" => return (name.clone(), None),
                    (None, _) => json!(format!("{name} of {status}")),
                };
                (name.clone(), Some(example))
            })
            .filter_map(|(name, example)| Some((name, example?)))
            .collect::<Map<_, _>>()
            .into()
    }

    /// Checks a request against the document.
    pub fn check(&self, request: &HttpMockRequest) {
        assert_eq!(request.method_str(), "DELETE");
        let uri = request.uri();
        assert_eq!(uri.path(), self.path);
        assert_eq!(uri.query(), None, "the operation has no query parameters");
        self.check_headers(request);

        let body: Value = serde_json::from_slice(request.body_ref()).expect("a JSON body");
        let at = format!("/paths/{}/delete/requestBody", escape(&self.path));
        let content = format!("{at}/content/application~1json/schema");
        if let Err(error) = self.validator(&content).validate(&body) {
            panic!("the body {body} is not what the document asks for: {error}");
        }
    }

    fn check_headers(&self, request: &HttpMockRequest) {
        // HTTP's own; the others would have to be parameters of the operation.
        const OF_HTTP: [&str; 4] = ["accept", "content-length", "host", "user-agent"];
        let declared = self.operation()["parameters"].as_array();
        let declared = declared.into_iter().flatten().map(|p| self.resolve(p));
        let declared: Vec<String> = declared
            .filter(|parameter| parameter["in"] == "header")
            .filter_map(|parameter| parameter["name"].as_str().map(str::to_lowercase))
            .collect();
        for (name, value) in request.headers_vec() {
            let name = name.to_lowercase();
            match name.as_str() {
                "authorization" => assert_eq!(value, &format!("Bearer {}", crate::KEY)),
                "content-type" => assert_eq!(value, "application/json"),
                name => assert!(
                    OF_HTTP.contains(&name) || declared.contains(&name.to_owned()),
                    "the header {name:?} is not in the document"
                ),
            }
        }
        for name in ["authorization", "content-type"] {
            let sent = request.headers_vec().iter();
            let sent = sent.filter(|(sent, _)| sent.eq_ignore_ascii_case(name));
            assert_eq!(sent.count(), 1, "one header {name:?}");
        }
    }

    /// Checks an answer against the schema that the document has for its status.
    pub fn check_answer(&self, status: u16, body: &Value) {
        let at = format!("/paths/{}/delete/responses/{status}", escape(&self.path));
        let response = &self.operation()["responses"][status.to_string()];
        let at = match response["$ref"].as_str() {
            Some(reference) => reference.trim_start_matches('#').to_owned(),
            None => at,
        };
        let schema = format!("{at}/content/application~1json/schema");
        if let Err(error) = self.validator(&schema).validate(body) {
            panic!("the example {body} of {status} is not what the document says: {error}");
        }
    }

    /// The schema at a pointer, as JSON Schema 2020-12, with the document around it for its
    /// references.
    fn validator(&self, pointer: &str) -> jsonschema::Validator {
        assert!(
            self.document.pointer(pointer).is_some(),
            "nothing at {pointer}"
        );
        let mut schema = self.document.clone();
        schema["$ref"] = json!(format!("#{pointer}"));
        jsonschema::draft202012::new(&schema).expect("a valid schema")
    }

    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(reference) => {
                let target = self.document.pointer(reference.trim_start_matches('#'));
                self.resolve(target.expect("a reference into the document"))
            }
            None => value,
        }
    }
}

fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
