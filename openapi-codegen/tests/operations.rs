//! What the methods of the client do where progenitor's would not.

use openapi_codegen::{Paths, generate, normalize};
use serde_json::{Value, json};

/// The source of the client, as [`plain`] code.
fn client(path: &str, method: &str, mut operation: Value) -> String {
    operation["operationId"] = json!("act");
    if operation.get("responses").is_none() {
        operation["responses"] = json!({ "204": { "description": "d" } });
    }
    let normalized = normalize(&json!({
        "openapi": "3.1.0",
        "info": { "title": "t", "version": "1" },
        "paths": { path: { method: operation } },
        "components": { "schemas": { "Pair": {
            "type": "object", "properties": { "a": { "type": "string" }, "b": { "type": "integer" } },
        } } },
    }));
    let generated = generate(&normalized.unwrap().document, &Paths::default()).unwrap();
    assert_eq!(generated.left_out.entries(), []);
    plain(&generated.client)
}

/// Code without what depends on how it is laid out: white space and commas.
fn plain(code: &str) -> String {
    code.replace(|c: char| c.is_whitespace() || c == ',', "")
}

fn assert_has(client: &str, code: &str) {
    let send = client
        .find("pubmodbuilder{usesuper::types;")
        .unwrap_or_default();
    assert!(
        client.contains(&plain(code)),
        "{code} is not in {}",
        &client[send..]
    );
}

#[test]
fn a_method_that_reqwest_has_no_function_for_is_sent() {
    for (method, code) in [
        (
            "options",
            ".client.request(::reqwest::Method::OPTIONS, url)",
        ),
        ("trace", ".client.request(::reqwest::Method::TRACE, url)"),
        ("head", ".client.head(url)"),
    ] {
        assert_has(&client("/a", method, json!({})), code);
    }
}

#[test]
fn what_is_asked_for_is_what_the_operation_answers_with() {
    let responses = json!({ "200": { "description": "d", "content": { "application/vnd.a+json": { "schema": {} } } } });
    let client = client("/a", "get", json!({ "responses": responses }));
    assert_has(
        &client,
        "get(url).header(::reqwest::header::ACCEPT, ::reqwest::header::HeaderValue::from_static(\"application/vnd.a+json\"),)",
    );
    assert_eq!(client.matches("ACCEPT").count(), 1);
}

#[test]
fn a_body_is_sent_as_its_media_type() {
    let body = |media_type: &str| {
        let content = json!({ media_type: { "schema": { "$ref": "#/components/schemas/Pair" } } });
        client(
            "/a",
            "post",
            json!({ "requestBody": { "required": true, "content": content } }),
        )
    };
    assert_has(
        &body("application/merge-patch+json"),
        ".header(::reqwest::header::CONTENT_TYPE,
            ::reqwest::header::HeaderValue::from_static(\"application/merge-patch+json\"),).json(&body)",
    );
    assert_has(
        &body("multipart/form-data"),
        ".header(::reqwest::header::CONTENT_TYPE,
            crate::runtime::multipart(\"multipart/form-data\", &body)?,).body(body)",
    );
}

#[test]
fn a_body_that_is_optional_can_be_left_out() {
    for (media_type, schema, sent) in [
        (
            "application/json",
            json!({ "$ref": "#/components/schemas/Pair" }),
            "Ok(request.json(&body))",
        ),
        (
            "application/json",
            json!({ "type": "array", "items": { "type": "string" } }),
            "Ok(request.json(&body))",
        ),
        (
            "application/x-www-form-urlencoded",
            json!({ "$ref": "#/components/schemas/Pair" }),
            "request.form_urlencoded(&body)",
        ),
    ] {
        let content = json!({ media_type: { "schema": schema } });
        let client = client(
            "/a",
            "post",
            json!({ "requestBody": { "content": content } }),
        );
        assert_has(&client, "body: None,");
        assert_has(
            &client,
            &format!(".optional_body(body, |request, body| {sent})?"),
        );
    }
}

#[test]
fn a_parameter_is_written_in_its_style_under_its_name() {
    let parameters = json!([
        { "name": "id", "in": "path", "required": true, "style": "label", "schema": { "type": "string" } },
        { "name": "id", "in": "query", "explode": false, "schema": { "type": "array", "items": { "type": "string" } } },
        { "name": "pair", "in": "query", "style": "deepObject", "schema": { "$ref": "#/components/schemas/Pair" } },
        { "name": "X-Pair", "in": "header", "schema": { "$ref": "#/components/schemas/Pair" } },
        { "name": "session", "in": "cookie", "required": true, "schema": { "type": "string" } },
    ]);
    let client = client("/a/{id}", "get", json!({ "parameters": parameters }));
    let runtime = "crate::runtime";
    for code in [
        format!("{runtime}::path_parameter(\"id\", &id, {runtime}::Style::Label, false)?"),
        format!(".query_parameter(\"id\", &id_query, {runtime}::Style::Form, false)?"),
        format!(".query_parameter(\"pair\", &pair, {runtime}::Style::DeepObject, false)?"),
        format!(
            "{runtime}::header_parameter(&mut header_map, \"X-Pair\", &value, {runtime}::Style::Simple, false)?"
        ),
        format!(
            "{runtime}::cookie_parameter(&mut header_map, \"session\", &session, {runtime}::Style::Form, true)?"
        ),
        "pair: Result<Option<types::Pair>, String>".to_owned(),
        "V: std::convert::TryInto<types::Pair>".to_owned(),
    ] {
        assert_has(&client, &code);
    }
}

#[test]
fn text_and_nothing_are_read_as_such_before_the_range_that_has_their_status() {
    let content = |media_type: &str| {
        let content = json!({ media_type: { "schema": { "$ref": "#/components/schemas/Pair" } } });
        json!({ "description": "d", "content": content })
    };
    let client = client(
        "/a",
        "get",
        json!({ "responses": {
        "200": content("application/json"), "202": { "description": "d" },
        "404": content("text/plain"), "default": content("application/json"),
    } }),
    );
    assert_has(
        &client,
        "202u16 => ResponseValue::from_no_content(response).await",
    );
    assert_has(&client, "ResponseValue::from_text(response).await?");
    assert!(client.find("404u16=>").unwrap() < client.find("400u16..=499u16=>").unwrap());
}

#[test]
fn a_documented_rate_limit_is_in_the_client() {
    let interval = |limit: Value| client("/a", "get", json!({ "x-rateLimit": limit }));
    let code = r#"RATE_LIMITS: &[(&str, ::std::time::Duration)] =
        &[("act", ::std::time::Duration::from_nanos(3500000000u64))]"#;
    assert_has(&interval(json!(3.5)), code);
    for no_limit in [json!("3.5 a minute"), json!(-1), json!(null)] {
        let code = "RATE_LIMITS: &[(&str, ::std::time::Duration)] = &[]";
        assert_has(&interval(no_limit), code);
    }
}
