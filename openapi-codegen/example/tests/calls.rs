use garden::{Client, Error, types};
use httpmock::{Method::PATCH, MockServer};
use serde_json::json;

#[tokio::test]
async fn a_plant_is_changed_by_a_merge_patch() {
    let server = MockServer::start_async().await;
    let mock = server.mock(|when, then| {
        when.method(PATCH)
            .path("/plants/7")
            .header("content-type", "application/merge-patch+json")
            .json_body(json!({ "name": "fig" }));
        then.json_body(json!({ "id": 7, "name": "fig", "kind": "vine" }));
    });
    let client = Client::new(&server.base_url());
    let change = client
        .change_plant()
        .id(7)
        .content_type(types::ChangePlantContentType::ApplicationMergePatchJson)
        .body_map(|body| body.name("fig".to_owned()));
    let plant = change.send().await.unwrap();
    assert_eq!(plant.id, Some(7));
    mock.assert();
}

#[tokio::test]
async fn events_are_of_the_variant_that_their_kind_says() {
    let server = MockServer::start_async().await;
    server.mock(|when, then| {
        when.path("/events");
        then.json_body(json!([{ "kind": "repotted", "pot": "clay" }, { "kind": "watered" }]));
    });
    let client = Client::new(&server.base_url());
    let events = client.list_events().send().await.unwrap();
    assert!(matches!(events[..], [types::Event::Repotted(_), types::Event::Watered(_)]));
}

#[tokio::test]
async fn a_problem_has_its_type() {
    let server = MockServer::start_async().await;
    server.mock(|when, then| {
        when.path("/plants/8");
        then.status(404)
            .header("content-type", "application/problem+json")
            .body(r#"{"title":"no such plant"}"#);
    });
    let client = Client::new(&server.base_url());
    let error = client.get_plant().id(8).send().await.unwrap_err();
    let Error::ErrorResponse(problem) = error else {
        panic!("{error}")
    };
    assert_eq!(problem.status(), 404);
    assert_eq!(problem.title.as_deref(), Some("no such plant"));
}
