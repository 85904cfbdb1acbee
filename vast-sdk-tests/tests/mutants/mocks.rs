//! The typed mock of an operation that has every kind of parameter.

use vast_api::{mock::httpmock::MockServer, registry::Arguments};
use vast_sdk_tests::{judge::conformance::runtime, transport};

use crate::clients::truthful::{mock::MockServerExt, registry::OPERATIONS, types};

#[test]
fn a_typed_mock_matches_path_query_and_header_as_they_are_sent() {
    let part: types::Part = types::Part::builder()
        .name("a.b/c d".to_owned())
        .try_into()
        .unwrap();
    let server = MockServer::start();
    let mock = server.get_part(|when, then| {
        when.id(7)
            .name("a.b/c d")
            .order_by(types::GetPartOrderBy::Size)
            .limit(5)
            .x_trace("t");
        then.ok(&part);
    });
    let runtime = runtime();
    let get = |name: &str| {
        let arguments = Arguments::new()
            .with_parameter("path", "id", 7.into())
            .with_parameter("path", "name", name.into())
            .with_parameter("query", "order by", "size".into())
            .with_parameter("query", "limit", 5.into())
            .with_parameter("header", "X-Trace", "t".into());
        let operation = OPERATIONS
            .iter()
            .find(|operation| operation.id == "get_part");
        runtime.block_on((operation.unwrap().call)(
            transport(server.base_url()),
            arguments,
        ))
    };
    assert_eq!(get("a.b/c d").unwrap().value["name"], "a.b/c d");
    // In a regular expression, the dot would match any character.
    assert!(get("a-b/c d").is_err());
    assert_eq!(mock.calls(), 1);
}
