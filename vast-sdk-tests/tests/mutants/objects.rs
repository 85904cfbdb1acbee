//! What becomes of the properties of an object: built with the builder and written, or read and written back.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::clients::objects::types::{
    Mutual, MutualRequest, Node, NodeRequest, Typed, TypedRequest,
};

/// A request with what has to be set.
fn request() -> crate::clients::objects::types::builder::NodeRequest {
    NodeRequest::builder().id(1).must(None).req_any(Value::Null)
}

fn sent<T: TryInto<NodeRequest, Error: std::fmt::Debug>>(builder: T) -> Value {
    serde_json::to_value(builder.try_into().unwrap()).unwrap()
}

/// Reads a value and writes it back.
fn read_and_written<T: DeserializeOwned + Serialize>(text: &str) -> String {
    let read: T = serde_json::from_str(text).unwrap();
    serde_json::to_string(&read).unwrap()
}

#[test]
fn what_is_not_set_is_absent_and_what_is_set_to_none_is_null() {
    let null = json!({ "id": 1, "must": null, "req_any": null });
    assert_eq!(sent(request()), null);
    let mut some = null.clone();
    for name in ["nick", "count", "sizes", "prev"] {
        some[name] = Value::Null;
    }
    let builder = request()
        .nick(None::<String>)
        .count(None::<i128>)
        .sizes(None::<Vec<Option<i128>>>)
        .prev(None);
    assert_eq!(sent(builder), some);
    some["nick"] = json!("n");
    some["any"] = Value::Null;
    let builder = request()
        .nick("n".to_owned())
        .count(None)
        .sizes(None)
        .prev(None)
        .any(Some(Value::Null));
    assert_eq!(sent(builder), some);
}

#[test]
fn what_is_not_set_is_absent_in_schemas_that_contain_themselves() {
    let node: NodeRequest = request().try_into().unwrap();
    let inner = json!({ "id": 1, "must": null, "req_any": null });
    let mutual: MutualRequest = MutualRequest::builder()
        .node(node.clone())
        .try_into()
        .unwrap();
    let builder = request()
        .next(Box::new(node.clone()))
        .kids(vec![node.clone()])
        .map(std::collections::HashMap::from([("a".to_owned(), node)]))
        .other(Box::new(mutual));
    let mut outer = inner.clone();
    outer["next"] = inner.clone();
    outer["kids"] = json!([inner]);
    outer["map"] = json!({ "a": inner });
    outer["other"] = json!({ "node": inner });
    assert_eq!(sent(builder), outer);
}

#[test]
fn null_and_absent_are_told_apart_in_responses_and_written_back() {
    for text in [
        "{}",
        r#"{"nick":null,"must":null,"any":null,"next":null,"id":null,"unknown":null,"extra":null}"#,
        r#"{"nick":"n","next":{"prev":null},"kids":[{"count":null}],"map":{"a":{"any":null}}}"#,
    ] {
        let written: Value = serde_json::from_str(&read_and_written::<Node>(text)).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(text).unwrap());
    }
    let node: Node = serde_json::from_str(r#"{"nick":null,"any":null}"#).unwrap();
    assert_eq!((node.nick, node.any), (None, Some(Value::Null)));
    assert_eq!(Value::Object(node.extra), json!({ "nick": null }));
}

#[test]
fn null_and_absent_are_told_apart_beside_properties_of_one_type() {
    for text in [
        r#"{"a":null,"n":null,"x":18446744073709551616}"#,
        "{}",
        r#"{"a":"a","n":1}"#,
    ] {
        assert_eq!(read_and_written::<Typed>(text), text);
        assert_eq!(read_and_written::<TypedRequest>(text), text);
    }
    let typed: TypedRequest = TypedRequest::builder()
        .a(None::<String>)
        .extra(std::collections::HashMap::from([("x".to_owned(), 1 << 64)]))
        .try_into()
        .unwrap();
    let written = serde_json::to_string(&typed).unwrap();
    assert_eq!(written, r#"{"a":null,"x":18446744073709551616}"#);
}

#[test]
fn integers_of_any_size_are_read_and_written_as_integers() {
    let text = r#"{"count":18446744073709551615,"counts":{"a":1e3},"id":1.0,"size":-18446744073709551617,"sizes":[100000000000000000001,null,2.0],"either":1.0,"+1":9223372036854775808}"#;
    let written = read_and_written::<Node>(text);
    for property in [
        r#""count":18446744073709551615"#,
        r#""counts":{"a":1000}"#,
        r#""id":1,"#,
        r#""size":-18446744073709551617"#,
        r#""sizes":[100000000000000000001,null,2]"#,
        r#""either":1,"#,
        r#""+1":9223372036854775808"#,
    ] {
        assert!(written.contains(property), "{property} is not in {written}");
    }
}

#[test]
fn properties_whose_names_differ_in_punctuation_only_have_a_field_each() {
    let text = r#"{"":"1","+1":2,"-1":3,"extra":"4","foo_bar":5,"fooBar":"6","type":"7","type_":"8","名":"9"}"#;
    let node: Node = serde_json::from_str(text).unwrap();
    assert!(node.extra.is_empty());
    let written = serde_json::to_value(&node).unwrap();
    assert_eq!(written, serde_json::from_str::<Value>(text).unwrap());
    let builder = request()
        .foo_bar(5)
        .foo_bar_2("6".to_owned())
        .extra_2("4".to_owned())
        .type_2("8".to_owned());
    let sent = sent(builder);
    for name in ["foo_bar", "fooBar", "extra", "type_"] {
        assert_eq!(sent[name], written[name], "{name}");
    }
}

#[test]
fn values_whose_names_differ_in_punctuation_only_have_a_variant_each() {
    for mode in ["a-b", "a b", "A_B", "x", "unknown"] {
        let text = json!({ "mode": mode }).to_string();
        assert_eq!(read_and_written::<Node>(&text), text);
    }
}

#[test]
fn what_is_read_only_is_not_asked_of_the_caller() {
    // `created` is required, but the builder does not know it.
    let written = r#"{"created":"today","secret":"kept"}"#;
    assert_eq!(read_and_written::<Node>(written), written);
    let node: Node = serde_json::from_str(written).unwrap();
    assert_eq!(node.created.as_deref(), Some("today"));
    assert!(node.extra.contains_key("secret"));
    let mutual: Mutual = serde_json::from_str("{}").unwrap();
    assert!(mutual.node.is_none());
}
