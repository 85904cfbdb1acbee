//! The facade's types as JSON and as JSON Schema.

use serde_json::{Value, json};
use vast_sdk::{Canceled, Error, ErrorKind, InstanceId};
use vast_sdk_tests::{KEY, client, servers::Server};

fn schema<T: schemars::JsonSchema>() -> Value {
    schemars::schema_for!(T).to_value()
}

fn assert_valid<T: schemars::JsonSchema + serde::Serialize>(value: &T) -> Value {
    let json = serde_json::to_value(value).unwrap();
    let validator = jsonschema::validator_for(&schema::<T>()).unwrap();
    validator
        .validate(&json)
        .unwrap_or_else(|error| panic!("{error} in {json}"));
    json
}

#[test]
fn an_instance_is_an_integer() {
    let instance: InstanceId = serde_json::from_value(json!(12371)).unwrap();
    assert_eq!(assert_valid(&instance), 12371);
    assert_eq!(schema::<InstanceId>()["type"], "integer");
}

#[test]
fn a_kind_of_error_is_its_name_and_says_whether_the_server_may_have_acted() {
    for kind in [
        ErrorKind::NoSuchInstance,
        ErrorKind::MissingApiKey,
        ErrorKind::Stopped,
    ] {
        assert_eq!(assert_valid(&kind), kind.name());
        let back: ErrorKind = serde_json::from_value(json!(kind.name())).unwrap();
        assert_eq!(back, kind);
    }
    let kinds = schema::<ErrorKind>();
    let kinds = kinds["oneOf"].as_array().unwrap();
    for kind in kinds {
        let description = kind["description"].as_str().unwrap();
        assert!(description.contains("Acted:"), "{kind}");
    }
}

#[tokio::test]
async fn an_answer_and_an_error_are_what_their_schemas_say_without_the_key() {
    let body = json!({ "success": true, "msg": format!("canceled with {KEY}") });
    let server = Server::answering_json(200, &body).await;
    let canceled: Canceled = client(server.url()).cancel_sync(12371).await.unwrap();
    let json = assert_valid(&canceled);
    assert_eq!(json["dst_id"], 12371);
    assert_eq!(json["msg"], "canceled with [API key]");
    assert!(!json.to_string().contains(KEY), "{json}");

    let body = json!({ "success": false, "error": KEY, "msg": format!("no {KEY}") });
    let server = Server::answering_json(404, &body).await;
    let error: Error = client(server.url()).cancel_sync(12371).await.unwrap_err();
    let json = assert_valid(&error);
    assert_eq!(json["kind"], "no_such_instance");
    assert_eq!(json["status"], 404);
    assert_eq!(json["error"], "[API key]");
    assert_eq!(json["may_have_executed"], false);
    assert!(!json.to_string().contains(KEY), "{json}");
}
