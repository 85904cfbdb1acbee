//! What the clients send and read, seen from the server.

use openapi_normalize::{Runtime, Settings};
use progenitor_tests::{boats, builder, by_macro, positional, typed};
use serde_json::{Value, json};
use vast_sdk_tests::servers::Server;

fn garden() -> Value {
    serde_json::from_str(include_str!(
        "../../../openapi-codegen/example/openapi.json"
    ))
    .unwrap()
}

/// Another crate of the workspace lets `reqwest` come without a provider for TLS, so that its own client panics.
fn http() -> reqwest::Client {
    vast_api::http_client_builder().unwrap().build().unwrap()
}

async fn accepting(answer: &Value) -> Server {
    Server::answering_json(200, answer).await
}

fn header(server: &Server, name: &str) -> String {
    let request = server.only_request();
    let value = request.headers()[name].clone();
    value.to_str().unwrap().to_owned()
}

fn body(server: &Server) -> Value {
    serde_json::from_slice(server.only_request().body().as_ref()).unwrap()
}

fn query(server: &Server) -> Vec<(String, String)> {
    let request = server.only_request();
    let url = url::Url::parse(&request.uri().to_string()).unwrap();
    url.query_pairs().into_owned().collect()
}

#[test]
fn the_document_of_the_macro_is_that_of_the_garden() {
    let settings = Settings::new().runtime(Runtime::Stock);
    let normalized = settings.normalize(&garden()).unwrap().document;
    let written: Value = serde_json::from_str(include_str!("../garden.normalized.json")).unwrap();
    assert!(
        normalized == written,
        "write it anew: cargo run -p openapi-normalize --example normalize -- openapi-codegen/example/openapi.json > openapi-normalize/progenitor-tests/garden.normalized.json"
    );
}

#[test]
fn what_is_lost_is_said_by_name() {
    let normalized = openapi_normalize::normalize(&garden()).unwrap();
    let lossy: Vec<String> = normalized.report.lossy().map(ToString::to_string).collect();
    for part in [
        "# types: integers have 64 bits",
        "`fields` is a string that the caller writes",
        "`session` is a string that the caller writes as `name=value`",
        "/post/requestBody/content/application~1json request-body: the body is optional, and the client always sends one",
        "/get/responses/204 responses: a success without content",
        "`note`: null and absent are one",
        "`scopes` is a string",
        "/items oneOf: serde would take the values of one variant for those of another",
    ] {
        assert!(
            lossy.iter().any(|line| line.contains(part)),
            "{part}: {lossy:#?}"
        );
    }
}

#[tokio::test]
async fn a_merge_patch_is_sent_as_one() {
    let server = accepting(&json!({})).await;
    let client = positional::Client::new_with_client(&server.url(), http());
    let content_type = positional::types::ChangePlantContentType::ApplicationMergePatchJson;
    let change = positional::types::ChangePlantBody {
        name: Some("fig".to_owned()),
        note: None,
        tags: Some(Vec::new()),
    };
    client.change_plant(7, content_type, &change).await.unwrap();
    assert_eq!(
        header(&server, "content-type"),
        "application/merge-patch+json"
    );
    assert_eq!(body(&server), json!({ "name": "fig", "tags": [] }));
}

#[tokio::test]
async fn a_merge_patch_of_a_builder_is_sent_as_one() {
    let server = accepting(&json!({})).await;
    let client = builder::Client::new_with_client(&server.url(), http());
    let content_type = builder::types::ChangePlantContentType::ApplicationMergePatchJson;
    let change = client.change_plant().id(7).content_type(content_type);
    let change = change.body_map(|body| body.name("fig".to_owned()));
    change.send().await.unwrap();
    assert_eq!(
        header(&server, "content-type"),
        "application/merge-patch+json"
    );
    assert_eq!(body(&server), json!({ "name": "fig" }));
}

#[tokio::test]
async fn a_client_of_the_macro_reads_what_the_document_does_not_list() {
    let plant = json!({ "id": 7, "kind": "vine", "name": null, "new": true });
    let server = accepting(&plant).await;
    let client = by_macro::Client::new_with_client(&server.url(), http());
    let plant = client.get_plant(7).await.unwrap().into_inner();
    assert_eq!((plant.id, plant.name), (Some(7), None));
    assert_eq!(json!(plant.kind), json!("vine"));
    assert_eq!(server.only_request().uri().path(), "/plants/7");
}

#[tokio::test]
async fn each_parameter_is_where_the_document_says() {
    let server = accepting(&json!([])).await;
    let client = builder::Client::new_with_client(&server.url(), http());
    let list = client
        .list_plants()
        .tags(vec!["a b".to_owned(), "c".to_owned()]);
    let list = list
        .fields("name,kind")
        .filter_species("ficus")
        .filter_height_above(2);
    let list = list
        .filter_beds(vec![1, 2])
        .limit(10)
        .cookie("session=x; theme=dark")
        .x_trace("t");
    list.send().await.unwrap();
    let expected = [
        ("fields", "name,kind"),
        ("filter[beds][]", "1"),
        ("filter[beds][]", "2"),
        ("filter[height][above]", "2"),
        ("filter[species]", "ficus"),
        ("limit", "10"),
        ("tags", "a b"),
        ("tags", "c"),
    ];
    let mut sent = query(&server);
    sent.sort();
    assert_eq!(
        sent,
        expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    assert_eq!(header(&server, "cookie"), "session=x; theme=dark");
    assert_eq!(header(&server, "x-trace"), "t");
}

#[tokio::test]
async fn a_parameter_of_the_path_gives_way_to_one_of_the_query() {
    let server = Server::answering(204, &[], "").await;
    let client = positional::Client::new_with_client(&server.url(), http());
    client.remove_plant(7, Some("order-1")).await.unwrap();
    let request = server.only_request();
    let sent = request.uri().path_and_query().unwrap().to_string();
    assert_eq!(sent, "/plants/7?id=order-1");
}

#[tokio::test]
async fn text_and_bytes_have_the_media_type_of_the_document() {
    let server = Server::answering(204, &[], "").await;
    let client = positional::Client::new_with_client(&server.url(), http());
    let csv = positional::types::ImportPlantsContentType::TextCsv;
    client
        .import_plants(csv, "name\nfig\n".to_owned())
        .await
        .unwrap();
    assert_eq!(header(&server, "content-type"), "text/csv");
    assert_eq!(server.only_request().body().as_ref(), b"name\nfig\n");

    let server = Server::answering(204, &[], "").await;
    let client = positional::Client::new_with_client(&server.url(), http());
    let multipart = "multipart/form-data; boundary=b";
    client.set_photo(7, multipart, "--b--\r\n").await.unwrap();
    assert_eq!(header(&server, "content-type"), multipart);
}

#[tokio::test]
async fn a_media_type_of_a_response_is_asked_for() {
    let server = accepting(&json!({ "total": 3 })).await;
    let client = positional::Client::new_with_client(&server.url(), http());
    let accept = positional::types::GetReportAccept::ApplicationVndApiJson;
    let report = client.get_report(accept).await.unwrap();
    assert_eq!(report.total, Some(3));
    assert_eq!(header(&server, "accept"), "application/vnd.api+json");
}

#[tokio::test]
async fn variants_are_told_apart_by_their_discriminator() {
    use builder::types::Event;

    let events = json!([
        { "kind": "repotted", "liters": 1.5, "pot": "clay" },
        { "kind": "watered", "liters": 2.0 },
        { "kind": "pruned", "by": "hand" },
    ]);
    let server = accepting(&events).await;
    let client = builder::Client::new_with_client(&server.url(), http());
    let read = client.list_events().send().await.unwrap().into_inner();
    let is_right = matches!(
        &read[..],
        [Event::Repotted(_), Event::Watered(_), Event::Json(_)]
    );
    assert!(is_right, "{read:?}");
    assert_eq!(json!(read), events);
}

#[tokio::test]
async fn a_variant_is_sent_with_its_discriminator() {
    use builder::types::{EventRequest, RepottedRequest, RepottedRequestKind};

    let server = accepting(&json!({ "kind": "repotted" })).await;
    let client = builder::Client::new_with_client(&server.url(), http());
    let event = RepottedRequest::builder()
        .kind(RepottedRequestKind::Repotted)
        .pot("clay".to_owned());
    let event: RepottedRequest = event.try_into().unwrap();
    client
        .record_event()
        .body(EventRequest::from(event))
        .send()
        .await
        .unwrap();
    assert_eq!(body(&server), json!({ "kind": "repotted", "pot": "clay" }));
}

#[tokio::test]
async fn readings_that_serde_would_mistake_stay_as_they_came() {
    let readings = json!([1.5, "n/a", { "value": 2.0, "unit": "cm" }, { "error": "broken" }]);
    let server = accepting(&readings).await;
    let client = builder::Client::new_with_client(&server.url(), http());
    let read = client.list_readings().send().await.unwrap().into_inner();
    assert_eq!(json!(read), readings);
}

#[tokio::test]
async fn properties_without_a_name_are_sent_beside_the_others() {
    use builder::types::SetLabelsBodyLanguage::De;

    let server = Server::answering(204, &[], "").await;
    let client = builder::Client::new_with_client(&server.url(), http());
    let extra = [("fig".to_owned(), "Feige".to_owned())];
    let labels = client.set_labels();
    let labels = labels.body_map(|body| {
        body.language(De).extra(
            extra
                .into_iter()
                .collect::<std::collections::HashMap<_, _>>(),
        )
    });
    labels.send().await.unwrap();
    assert_eq!(body(&server), json!({ "language": "de", "fig": "Feige" }));
}

#[tokio::test]
async fn a_form_is_written_as_one() {
    let server = accepting(&json!({ "token": "t" })).await;
    let client = builder::Client::new_with_client(&server.url(), http());
    let log_in = client.log_in().body_map(|body| body.user("a&b".to_owned()));
    let token = log_in.send().await.unwrap();
    assert_eq!(token.token.as_deref(), Some("t"));
    assert_eq!(server.only_request().body().as_ref(), b"user=a%26b");
}

#[tokio::test]
async fn an_answer_without_a_type_is_handed_out_with_its_status() {
    for (status, text) in [(204, ""), (503, "closed until spring")] {
        let server = Server::answering(status, &[("content-type", "text/plain")], text).await;
        let client = positional::Client::new_with_client(&server.url(), http());
        let error = client.get_plant(7).await.unwrap_err();
        let positional::Error::UnexpectedResponse(response) = error else {
            panic!("{error}")
        };
        assert_eq!(response.status(), status);
        assert_eq!(response.text().await.unwrap(), text);
    }
}

#[tokio::test]
async fn a_documented_error_has_its_type() {
    let problem = json!({ "title": "no such plant", "status": 404 });
    let server = Server::answering_json(404, &problem).await;
    let client = positional::Client::new_with_client(&server.url(), http());
    let error = client.get_plant(7).await.unwrap_err();
    let positional::Error::ErrorResponse(response) = error else {
        panic!("{error}")
    };
    assert_eq!(response.title.as_deref(), Some("no such plant"));
}

#[tokio::test]
async fn a_status_inside_a_range_is_read_like_the_others() {
    for status in [409, 418] {
        let server = Server::answering_json(status, &json!({ "why": "taken" })).await;
        let client = boats::Client::new_with_client(&server.url(), http());
        let refused = client.add_boat().body_map(|boat| boat).send().await;
        let Err(progenitor_client::Error::ErrorResponse(refused)) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(refused.status(), status);
        assert_eq!(refused.why.as_deref(), Some("taken"));
    }
}

#[tokio::test]
async fn what_leads_back_to_its_own_type_is_left_out_where_it_is_not_set() {
    let server = Server::answering(204, &[], "").await;
    let client = boats::Client::new_with_client(&server.url(), http());
    let parent = boats::types::Owner::builder().name("p".to_owned());
    let parent: boats::types::Owner = parent.try_into().unwrap();
    let owner = boats::types::Owner::builder().parent(Some(Box::new(parent).into()));
    let owner: boats::types::Owner = owner.try_into().unwrap();
    let task = boats::types::Task::builder().try_into().unwrap();
    let boat = client
        .add_boat()
        .body_map(|boat| boat.owner(Some(owner)).task(Some(task)));
    boat.send().await.unwrap();
    assert_eq!(
        body(&server),
        json!({ "owner": { "parent": { "name": "p" } }, "task": {} })
    );
}

#[tokio::test]
async fn formats_checks_and_defaults_are_types_where_the_settings_say_so() {
    let answer = json!({
        "to": "67e55044-10b1-426f-9247-bb680e5fe0c8", "label": "not in capitals", "weight": u64::MAX,
        "at": "2026-11-27T09:00:00+02:00", "route": { "first": ["a", "b"] },
    });
    let server = Server::answering_json(200, &answer).await;
    let client = typed::Client::new_with_client(&server.url(), http());
    let id = uuid::Uuid::from_u128(7);
    assert!(typed::types::LabelRequest::try_from("lower").is_err());
    let sent = client.plan_delivery().id(id).body_map(|delivery| {
        delivery
            .to(id)
            .boxes(9)
            .gate(std::net::Ipv4Addr::LOCALHOST)
            .label(typed::types::LabelRequest::try_from("UP").ok())
            .stops(2)
    });
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 27).unwrap();
    let planned = sent.day(day).code("ab").send().await.unwrap();
    assert_eq!(
        server.only_request().uri().path(),
        format!("/deliveries/{id}")
    );
    assert_eq!(
        query(&server),
        [
            ("code".into(), "ab".into()),
            ("day".into(), "2026-11-27".into())
        ]
    );
    let expected = json!({
        "to": id, "boxes": 9, "gate": "127.0.0.1", "label": "UP", "stops": 2,
        "speed": "slow", "fragile": true, "greeting": "hello",
    });
    assert_eq!(body(&server), expected);
    assert_eq!(planned.to.to_string(), answer["to"]);
    assert_eq!(planned.label.as_deref(), Some("not in capitals"));
    assert_eq!(planned.weight, Some(u64::MAX));
    assert_eq!(
        planned.at.unwrap().to_rfc3339(),
        "2026-11-27T07:00:00+00:00"
    );
    assert_eq!(planned.route.as_ref().unwrap()["first"], ["a", "b"]);
    assert_eq!(planned.fragile, None);
}

#[tokio::test]
async fn what_dropshot_marks_is_a_stream_and_a_connection_where_the_settings_say_so() {
    use futures::TryStreamExt;

    let server = Server::answering_json(200, &json!({ "items": ["a", "b"] })).await;
    let client = typed::Client::new_with_client(&server.url(), http());
    let items: Vec<String> = client
        .list_deliveries()
        .stream()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(items, ["a", "b"]);

    let server = Server::answering(400, &[], "").await;
    let client = typed::Client::new_with_client(&server.url(), http());
    assert!(client.watch_deliveries().send().await.is_err());
    assert_eq!(header(&server, "upgrade"), "websocket");
}
