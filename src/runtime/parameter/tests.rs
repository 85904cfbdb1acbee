use std::collections::BTreeMap;

use serde_json::json;

use super::*;

type Result<T> = std::result::Result<T, Error>;

fn in_query(value: &impl Serialize, style: Style, explode: bool) -> String {
    let written: Result<Vec<String>> = query("a", value, style, explode);
    written.unwrap().join("&")
}

fn in_path(value: &impl Serialize, style: Style, explode: bool) -> String {
    let written: Result<String> = path_parameter("a", value, style, explode);
    written.unwrap()
}

#[test]
fn an_array_in_a_query_is_written_in_its_style() {
    let array = ["1", "b,c", ""];
    assert_eq!(in_query(&array, Style::Form, true), "a=1&a=b%2Cc&a=");
    assert_eq!(in_query(&array, Style::Form, false), "a=1,b%2Cc,");
    assert_eq!(
        in_query(&array, Style::SpaceDelimited, false),
        "a=1%20b%2Cc%20"
    );
    assert_eq!(
        in_query(&array, Style::PipeDelimited, false),
        "a=1%7Cb%2Cc%7C"
    );
    assert_eq!(
        in_query(&array, Style::DeepObject, true),
        "a%5B%5D=1&a%5B%5D=b%2Cc&a%5B%5D="
    );
    assert_eq!(
        in_query(&array, Style::Json, true),
        "a=%5B%221%22%2C%22b%2Cc%22%2C%22%22%5D"
    );
    let none: [&str; 0] = [];
    assert_eq!(in_query(&none, Style::Form, false), "");
}

#[test]
fn an_object_in_a_query_is_written_in_its_style() {
    let object = json!({ "b": 1, "c": "x&y" });
    assert_eq!(in_query(&object, Style::Form, true), "b=1&c=x%26y");
    assert_eq!(in_query(&object, Style::Form, false), "a=b,1,c,x%26y");
    assert_eq!(
        in_query(&object, Style::DeepObject, true),
        "a%5Bb%5D=1&a%5Bc%5D=x%26y"
    );
    let deep = json!({ "b": { "c": { "d": true } }, "e": null });
    assert_eq!(
        in_query(&deep, Style::DeepObject, true),
        "a%5Bb%5D%5Bc%5D%5Bd%5D=true"
    );
    let listed = json!({ "b": [1, 2] });
    assert_eq!(in_query(&listed, Style::Form, true), "b=1&b=2");
}

#[test]
fn a_scalar_is_written_as_it_is() {
    for (value, written) in [
        (json!("a b+ü&="), "a=a%20b%2B%C3%BC%26%3D"),
        (json!(""), "a="),
        (json!(true), "a=true"),
        (json!(1.0), "a=1.0"),
        (json!(null), ""),
    ] {
        assert_eq!(in_query(&value, Style::Form, true), written);
    }
    assert_eq!(
        in_query(&i128::MAX, Style::Form, true),
        format!("a={}", i128::MAX)
    );
    assert_eq!(in_query(&None::<i64>, Style::Json, true), "");
    assert_eq!(in_query(&json!(null), Style::Json, true), "a=null");
}

#[test]
fn a_path_has_the_prefixes_of_its_style() {
    let array = ["b", "c d"];
    assert_eq!(in_path(&array, Style::Simple, false), "b,c%20d");
    assert_eq!(in_path(&array, Style::Label, false), ".b,c%20d");
    assert_eq!(in_path(&array, Style::Label, true), ".b.c%20d");
    assert_eq!(in_path(&array, Style::Matrix, false), ";a=b,c%20d");
    assert_eq!(in_path(&array, Style::Matrix, true), ";a=b;a=c%20d");
    let object = BTreeMap::from([("b", 1), ("c", 2)]);
    assert_eq!(in_path(&object, Style::Simple, false), "b,1,c,2");
    assert_eq!(in_path(&object, Style::Simple, true), "b=1,c=2");
    assert_eq!(in_path(&object, Style::Label, true), ".b=1.c=2");
    assert_eq!(in_path(&object, Style::Matrix, true), ";b=1;c=2");
    assert_eq!(in_path(&object, Style::Matrix, false), ";a=b,1,c,2");
    assert_eq!(in_path(&"x/y", Style::Label, false), ".x%2Fy");
    assert_eq!(in_path(&"", Style::Matrix, false), ";a");
}

#[test]
fn what_a_parser_would_remove_from_a_path_is_not_a_segment() {
    for value in ["", ".", ".."] {
        assert_eq!(in_path(&value, Style::Simple, false), NOT_A_SEGMENT);
    }
    for value in ["...", ".a", "a/..", "%2e", "\\", "a\tb", NOT_A_SEGMENT] {
        let written = in_path(&value, Style::Simple, false);
        assert!(!written.contains(NOT_A_SEGMENT), "{written}");
        let url = url::Url::parse(&format!("http://localhost/a/{written}/b")).unwrap();
        assert_eq!(url.path(), format!("/a/{written}/b"));
    }
}

#[test]
fn a_header_is_written_without_encoding_and_refuses_what_it_cannot_separate() {
    let mut headers = HeaderMap::new();
    let mut add = |value: &serde_json::Value, explode| -> Result<()> {
        header_parameter(&mut headers, "x-a", value, Style::Simple, explode)
    };
    add(&json!("a b,c"), false).unwrap();
    add(&json!([1, "b c"]), false).unwrap();
    add(&json!({ "b": 1, "c": 2 }), true).unwrap();
    add(&json!({ "b": 1 }), false).unwrap();
    add(&json!(null), false).unwrap();
    // As in a query, a list of nothing is not there (RFC 6570, section 2.3).
    add(&json!([]), false).unwrap();
    add(&json!({}), true).unwrap();
    add(&json!([null]), false).unwrap();
    let error = add(&json!(["a,b"]), false).unwrap_err();
    assert!(error.to_string().contains("comma"), "{error}");
    let sent: Vec<_> = headers.get_all("x-a").iter().collect();
    assert_eq!(sent, ["a b,c", "1,b c", "b=1,c=2", "b,1"]);
}

#[test]
fn all_cookies_are_in_one_header() {
    let mut headers = HeaderMap::new();
    let mut add = |name: &str, value: &serde_json::Value, explode| -> Result<()> {
        cookie_parameter(&mut headers, name, value, Style::Form, explode)
    };
    add("a", &json!("x; y"), true).unwrap();
    add("b", &json!([1, 2]), false).unwrap();
    add("c", &json!([1, 2]), true).unwrap();
    let cookies: Vec<_> = headers.get_all(COOKIE).iter().collect();
    assert_eq!(cookies, ["a=x%3B%20y; b=1,2; c=1; c=2"]);
}

#[test]
fn an_array_inside_an_array_is_an_error_in_words() {
    let nested = json!([[1], [2]]);
    let written: Result<Vec<String>> = query("a", &nested, Style::Form, true);
    let error = written.unwrap_err().to_string();
    assert!(
        error.contains("`a` has an array or an object inside another one"),
        "{error}"
    );
}
