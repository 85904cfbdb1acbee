//! What files are read as: documents in JSON, in YAML and in pages, and what is said of others.

#![cfg(feature = "yaml")]

use openapi_codegen::{Loaded, load};
use serde_json::json;
use tempfile::TempDir;

/// What loading a file with this content says. The folder is cut out of errors.
fn load_text(name: &str, content: impl AsRef<[u8]>) -> Result<Loaded, String> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    let cut = |text: String| text.replace(&format!("{}/", folder.path().display()), "");
    let mut loaded = load(&path).map_err(|error| cut(error.to_string()))?;
    loaded.warnings = loaded.warnings.into_iter().map(cut).collect();
    Ok(loaded)
}

fn load_error(name: &str, content: impl AsRef<[u8]>) -> String {
    load_text(name, content).unwrap_err()
}

/// Documents, and what is wrong with them.
fn errors(documents: &[(&str, &str)]) {
    for (content, expected) in documents {
        assert_eq!(load_error("d", content), *expected, "{content}");
    }
}

#[test]
fn a_document_that_does_not_exist_is_named() {
    let error = load("no/such/openapi.json".as_ref()).unwrap_err();
    assert!(
        error.to_string().contains("no/such/openapi.json"),
        "{error}"
    );
}

#[test]
fn broken_json_is_an_error_with_file_line_and_column() {
    let error = load_error("openapi.json", "{\n  \"openapi\": \"3.1.0\",\n  oops\n}");
    assert!(error.starts_with("openapi.json:3:3: "), "{error}");
}

#[test]
fn broken_yaml_is_an_error_with_file_line_and_column() {
    let error = load_error("openapi.yaml", "openapi: 3.1.0\npaths: [1\n");
    assert!(error.starts_with("openapi.yaml:2:8: "), "{error}");
    assert_eq!(error.lines().count(), 1, "{error}");
}

#[test]
fn what_is_neither_is_an_error_with_file_line_and_column() {
    for content in ["", "hello", "[]", "<html>\n"] {
        let error = load_error("openapi.json", content.as_bytes());
        assert!(error.starts_with("openapi.json:1:"), "{content:?}: {error}");
    }
    let error = load_error("openapi.json", b"{\n \"a\": \"\xff\"}");
    assert!(error.starts_with("openapi.json:2:8: "), "{error}");
}

#[test]
fn yaml_and_json_are_told_apart_by_their_content() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("document.json");
    for content in [
        "{\"openapi\": \"3.1.0\"}",
        "openapi: 3.1.0\n",
        "\u{feff}{\"openapi\": \"3.1.0\"}",
    ] {
        std::fs::write(&path, content).unwrap();
        assert_eq!(load(&path).unwrap().document, json!({ "openapi": "3.1.0" }));
    }
}

#[test]
fn yaml_is_read_by_the_rules_of_yaml_1_2() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("document.yaml");
    let yaml = "\
openapi: 3.1.0
switch: OFF
norway: no
time: 18:00
small: 1e-08
stamp: 2026-01-02T03:04:05Z
thousand: 1_000
version: 1.0.0
octal: 0o17
nothing: ~
quoted: '5'
200: ok
true: yes
";
    std::fs::write(&path, yaml).unwrap();
    let expected = json!({
        "openapi": "3.1.0", "switch": "OFF", "norway": "no", "time": "18:00", "small": 1e-8,
        "stamp": "2026-01-02T03:04:05Z", "thousand": "1_000", "version": "1.0.0", "octal": 15,
        "nothing": null, "quoted": "5", "200": "ok", "true": "yes",
    });
    assert_eq!(load(&path).unwrap().document, expected);
}

#[test]
fn whatever_the_bytes_a_document_or_an_error_comes_out() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("openapi");
    proptest::proptest!(|(bytes: Vec<u8>)| {
        std::fs::write(&path, &bytes).unwrap();
        let _ = load(&path);
    });
    proptest::proptest!(|(text in "[-a-z:{}\\[\\]\"'&*!|>%@ \n,#?0-9.]{0,60}")| {
        std::fs::write(&path, &text).unwrap();
        let _ = load(&path);
    });
}

#[test]
fn a_syntax_error_in_json_is_one_sentence_with_its_place() {
    errors(&[
        (
            "{\"openapi\": \"3",
            "d:1:14: the document ends inside a string",
        ),
        (
            "{\"openapi\": [1,",
            "d:1:15: the document ends where a value is expected",
        ),
        (
            "{\"openapi\": [1",
            "d:1:14: the document ends inside an array",
        ),
        (
            "{\"é\": 1, \"a\"",
            "d:1:12: the document ends inside an object",
        ),
        (
            "{\"a\": 1,}",
            "d:1:9: a comma stands before the closing bracket",
        ),
        ("{\"a\": 1 \"b\": 2}", "d:1:9: expected `,` or `}`"),
        ("{\"é\" 1}", "d:1:6: expected `:`"),
        (
            "{\"a\": 1}\n}",
            "d:2:1: something follows the end of the document",
        ),
        ("{\"a\": 01}", "d:1:8: the number is malformed"),
        ("{\"a\": 1e999}", "d:1:11: the number is too large"),
        (
            "{\"a\": \"\\x\"}",
            "d:1:9: the backslash begins no escape: it is written as two",
        ),
        (
            "{\"a\": \"\\ud800\"}",
            "d:1:14: the escape is not a Unicode character",
        ),
        (
            "{\"a\": \"\n\"}",
            "d:2:1: a string has a line break or another control character that is not escaped",
        ),
        (
            "{\"a\": nul}",
            "d:1:10: expected a value: an object, an array, a string in quotes, a number, true, false or null",
        ),
    ]);
    let deep = format!("{{\"a\": {}", "[".repeat(200));
    let error = load_error("d", deep);
    assert!(error.ends_with("nested in more than 127 levels"), "{error}");
}

#[test]
fn a_syntax_error_in_yaml_is_one_sentence_with_its_place() {
    errors(&[
        ("openapi: [1", "d:1:10: the `[` is not closed"),
        ("openapi: {a: 1", "d:1:10: the `{` is not closed"),
        ("openapi: [1}", "d:1:10: a `[` is closed by `}`"),
        ("openapi: \"a", "d:1:10: the quote is not closed"),
        (
            "openapi: \"a\" b",
            "d:1:14: something follows the closing quote",
        ),
        (
            "openapi: \"\\q\"",
            "d:1:10: the backslash begins no escape: in double quotes it is written as two",
        ),
        (
            "openapi: 3.0.0\n\tinfo: x",
            "d:2:1: a tab stands where only spaces can",
        ),
        (
            "openapi: 3.0.0\n info: x",
            "d:2:6: a `:` cannot stand here: the indentation does not fit the lines before, or a value needs quotes",
        ),
        ("openapi: 3.0.0\ninfo", "d:2:1: expected `:` after the key"),
        (
            "openapi:\n  a: 1\n b: 2",
            "d:3:2: expected a key: the indentation does not fit the lines before, or a value needs quotes",
        ),
        (
            "openapi: 3.0.0\ndescription: see: this",
            "d:2:17: a `:` cannot stand here: the indentation does not fit the lines before, or a value needs quotes",
        ),
        (
            "openapi: @a",
            "d:1:10: '@' cannot stand here: text that begins so needs quotes",
        ),
        (
            "openapi: *a",
            "d:1:10: the alias names no anchor that stands before it",
        ),
        (
            "openapi: &a [*a]",
            "d:1:14: the alias stands inside the value that it names",
        ),
        (
            "openapi: !<a",
            "d:1:10: the tag after `!` is malformed; text that begins so needs quotes",
        ),
        (
            "openapi: !!int x",
            "d:1:16: `x` is not what its tag `!!int` says",
        ),
        (
            "openapi: |x\n  a",
            "d:1:10: after `|` or `>`, the text begins on the next line",
        ),
        (
            "openapi: 3.0.0\n---\nopenapi: 3.0.0",
            "d:2:1: a second document begins here, and only one is read",
        ),
        ("%a\nopenapi: 3.0.0", "d:2:1: expected the line `---`"),
        ("? [a]\n: 1", "d:1:3: a key has to be text"),
        (
            "openapi: 3.0.0\n<<: 1",
            "d:2:5: `<<` takes a mapping or a sequence of mappings",
        ),
        ("openapi: - a", "d:1:10: a `-` cannot begin an element here"),
        (
            "openapi: [a]b: c",
            "d:1:13: expected a key: the indentation does not fit the lines before, or a value needs quotes",
        ),
        (
            "openapi: 'a\n---\nb'",
            "d:1:10: the quote is not closed before the line `---` or `...`",
        ),
    ]);
    for open in ["[", "{a: ", "- "] {
        let error = load_error("d", format!("openapi:\n- {}1", open.repeat(200)));
        assert!(!error.contains("limit"), "{error}");
    }
    let error = load_error("d", format!("openapi:\n- {}1", "- ".repeat(200)));
    assert!(error.ends_with("nested in more than 127 levels"), "{error}");
}

/// The warnings of a document, and the document.
fn warned(content: &str) -> (Vec<String>, serde_json::Value) {
    let loaded = load_text("d", content).unwrap();
    (loaded.warnings, loaded.document)
}

#[test]
fn a_key_that_stands_twice_is_a_warning_with_both_places_and_the_last_counts() {
    for (content, document, warning) in [
        (
            "openapi: 3.0.0\npaths:\n  /a: {}\n  /a: 1\n",
            json!({ "openapi": "3.0.0", "paths": { "/a": 1 } }),
            "d:4:3: the key `/a` stands twice; d:3:3 has another value, and the last one counts",
        ),
        (
            "{\"openapi\": \"3.0.0\",\n \"paths\": {\"/a\": {},\n  \"/a\": 1 }}",
            json!({ "openapi": "3.0.0", "paths": { "/a": 1 } }),
            "d:3:3: the key `/a` stands twice; d:2:12 has another value, and the last one counts",
        ),
        (
            "openapi: x\nopenapi: y\nopenapi: x\n",
            json!({ "openapi": "x" }),
            "d:3:1: the key `openapi` stands 3 times; d:1:1 has the same value, d:2:1 has another value, \
             and the last one counts",
        ),
        (
            "{\"openapi\": [{}, {\"é\": 1, \"\\u00e9\": 1.0, \"b\": [\"}\\\"\"]}]}",
            json!({ "openapi": [{}, { "é": 1.0, "b": ["}\""] }] }),
            "d:1:27: the key `é` stands twice; d:1:19 has another value, and the last one counts",
        ),
        (
            "openapi:\n- {a: 1}\n- 200: {b: [1]}\n  '200': {b: [1]}\n",
            json!({ "openapi": [{ "a": 1 }, { "200": { "b": [1] } }] }),
            "d:4:3: the key `200` stands twice; d:3:3 has the same value, and the last one counts",
        ),
    ] {
        assert_eq!(
            warned(content),
            (vec![warning.to_owned()], document),
            "{content}"
        );
    }
}

#[test]
fn a_key_that_stands_twice_twice_has_a_warning_for_each_in_their_order() {
    for content in [
        "openapi:\n z: 1\n z: 1\n a: {b: 1, b: 1}\n a: 1\n",
        "{\"openapi\": {\n\"z\": 1,\n\"z\": 1, \"a\": {\"b\": 1, \"b\": 1},\n\"a\": 1 }}",
    ] {
        let (warnings, _) = warned(content);
        let keys = warnings
            .iter()
            .map(|warning| warning.split('`').nth(1).unwrap());
        assert_eq!(keys.collect::<Vec<_>>(), ["z", "b", "a"], "{warnings:?}");
    }
}

#[test]
fn equal_keys_of_different_objects_are_no_duplicates() {
    for content in [
        "openapi: {a: {a: 1}, b: [{a: 1}, {a: 1}]}",
        "{\"openapi\": {\"a\": {\"a\": \"a\"}, \"b\": [{\"a\": 1}, {\"a\": 1}], \"\": {}, \" \": [] }}",
    ] {
        assert_eq!(warned(content).0, Vec::<String>::new(), "{content}");
    }
}

#[test]
fn what_a_merge_key_brings_gives_way_to_the_keys_of_the_mapping_without_a_warning() {
    let (warnings, document) = warned(
        "openapi: 3.0.0\nbase: &base {a: 1, b: 1}\nother: &other {b: 2, c: 2}\n\
         one: {b: 9, <<: *base}\nmany: {<<: [*base, *other], a: 8}\ntwo:\n  <<: *base\n  <<: *other\nquoted: {'<<': 1}\n",
    );
    assert_eq!(warnings, Vec::<String>::new());
    assert_eq!(document["one"], json!({ "a": 1, "b": 9 }));
    assert_eq!(document["many"], json!({ "a": 8, "b": 1, "c": 2 }));
    assert_eq!(document["two"], json!({ "a": 1, "b": 2, "c": 2 }));
    assert_eq!(document["quoted"], json!({ "<<": 1 }));
}

#[test]
fn anchors_are_copied_and_cannot_explode() {
    let (_, document) = warned("openapi: &v 3.0.0\n&k key: [*v]\nagain: {*k : &v 2}\nlast: *v\n");
    let expected =
        json!({ "openapi": "3.0.0", "key": ["3.0.0"], "again": { "key": 2 }, "last": 2 });
    assert_eq!(document, expected);

    let mut bomb = "openapi: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let inner = format!("*a{}", level - 1);
        let inner = vec![inner; 10].join(", ");
        bomb = format!("{bomb}a{level}: &a{level} [{inner}]\n");
    }
    let error = load_error("d", bomb);
    assert!(
        error.ends_with("make more than a million values"),
        "{error}"
    );
}

#[test]
fn scalars_keep_their_style_tag_and_lines() {
    let (_, document) = warned(
        "--- # comment\nopenapi: '3.0'\nliteral: |\n  a: \"b\"\n  ```\nfolded: >-\n  a\n  b\ntagged: !!str 1\nown: !Ref 1\nflow: {a, b: }\n...\n",
    );
    let expected = json!({
        "openapi": "3.0", "literal": "a: \"b\"\n```\n", "folded": "a b", "tagged": "1", "own": 1,
        "flow": { "a": null, "b": null },
    });
    assert_eq!(document, expected);
}

#[test]
fn another_kind_of_file_is_named_in_one_sentence() {
    let is = "an OpenAPI document is an object with the key `openapi`";
    errors(&[
        ("", "d:1:1: the file is empty"),
        (" \n", "d:1:1: the file is empty"),
        ("\u{feff}", "d:1:1: the file is empty"),
        (
            "<!doctype html>",
            "d:1:1: the file is HTML or XML; a document is in JSON or YAML, or in a page in Markdown",
        ),
        ("{\"a\": \"\0\"}", "d:1:8: the file is not text"),
        ("[]", &format!("d:1:1: the file is an array; {is}")),
        ("- a", &format!("d:1:1: the file is an array; {is}")),
        ("hello", &format!("d:1:1: the file is text; {is}")),
        (
            "# Title",
            &format!("d:1:1: the file is a single value; {is}"),
        ),
        ("{}", &format!("d:1:1: the file is an empty object; {is}")),
        (
            "asyncapi: 3.0.0\ninfo: {}",
            &format!("d:1:1: the file has the keys `asyncapi`, `info`; {is}"),
        ),
        (
            "{\"info\": {\"schema\": \"https://schema.getpostman.com/json/collection/v2.1.0/\"}, \"item\": []}",
            &format!("d:1:1: the file is a Postman collection; {is}"),
        ),
    ]);
    for (bytes, expected) in [
        (
            &b"\xff\xfe{\0}\0"[..],
            "d:1:1: the file is in UTF-16; save it in UTF-8",
        ),
        (b"\x1f\x8b\x08", "d:1:2: the file is not text in UTF-8"),
    ] {
        assert_eq!(load_error("d", bytes), expected);
    }
}

/// A page around a block: its fence opens in line 5.
fn page(open: &str, block: &str, close: &str) -> String {
    format!("# copy\n\n> Copies.\n\n{open}\n{block}\n{close}\n\nMore text: here.\n")
}

const BLOCK: &str = "openapi: 3.1.0\npaths:\n  /a: {}";

#[test]
fn a_page_with_a_fenced_document_is_that_document() {
    let expected = json!({ "openapi": "3.1.0", "paths": { "/a": {} } });
    let json = "{\"openapi\": \"3.1.0\",\n  \"paths\": {\"/a\": {}}}";
    for content in [
        page("````yaml /openapi.json delete /a/", BLOCK, "````"),
        page("```", BLOCK, "```"),
        page("~~~ yaml", BLOCK, "~~~~~  "),
        page("```json openapi", json, "```"),
        page(
            "1. ```yaml\n   ```\n\n  ```yml",
            &format!("  {}", BLOCK.replace('\n', "\n  ")),
            "  ```",
        ),
        page(
            "    ```yaml",
            &format!("    {}", BLOCK.replace('\n', "\n    ")),
            "    ```",
        ),
        page("```yaml", BLOCK, "```").replace('\n', "\r\n"),
        format!("\u{feff}{}", page("```yaml", BLOCK, "```")),
        page(
            "```bash\ncurl -d '{\"openapi\": 1}'\n```\n```json\n{\"a\": 1}\n```\n```yaml",
            BLOCK,
            "```",
        ),
        page("```yaml", &format!("# a comment\n---\n{BLOCK}"), "```"),
        page("```yaml\nopenapi: 3.0.0\n```\n```yaml", BLOCK, "```"),
        page("````yaml", &format!("{BLOCK}\n# a\n#```"), "````"),
        page(
            "> ```yaml",
            &format!("> {}", BLOCK.replace('\n', "\n> ")),
            "> ```",
        ),
        page(
            "- ```yaml",
            &format!("  {}", BLOCK.replace('\n', "\n  ")),
            "  ```",
        ),
    ] {
        let loaded = load_text("d", &content).unwrap_or_else(|error| panic!("{content}: {error}"));
        assert_eq!(loaded.document, expected, "{content}");
    }
}

#[test]
fn places_in_a_page_are_those_of_the_page() {
    let error = load_error("d", page("```yaml", "openapi: 3.1.0\npaths: [1}", "```"));
    assert_eq!(error, "d:7:8: a `[` is closed by `}`");
    let error = load_error(
        "d",
        page("  ```", "  {\n   \"openapi\": 1,\n  \"info\": x}", "  ```"),
    );
    assert!(error.starts_with("d:8:11: expected a value"), "{error}");
    let (warnings, _) = warned(&page("  ```", "  openapi: 1\n  openapi: 1", "  ```"));
    assert_eq!(
        warnings,
        [
            "d:7:3: the key `openapi` stands twice; d:6:3 has the same value, and the last one counts"
        ]
    );
}

#[test]
fn a_page_without_one_whole_document_is_an_error_that_says_so() {
    let none = page("```bash", "curl", "```");
    assert_eq!(
        load_error("d", none),
        "d:1:1: no fenced block of the page is an OpenAPI document"
    );
    for cut in [
        page("````yaml", BLOCK, "```"),
        page("```json", "{\"openapi\": \"3.1.0\", \"info\": {", ""),
    ] {
        assert_eq!(
            load_error("d", cut),
            "d:5:1: the fenced block with the OpenAPI document is not closed: the page is cut off"
        );
    }
    let two = page("```yaml", &format!("{BLOCK}\n```\n```yaml\n{BLOCK}"), "```");
    assert_eq!(
        load_error("d", two),
        "d:10:1: several fenced blocks of the page are OpenAPI documents, in the lines 5, 10: \
         put the one to read in a file of its own"
    );
}

#[test]
fn yaml_with_fences_in_its_descriptions_is_no_page() {
    let content = "components: {}\ninfo:\n  description: |\n    ```yaml\n    openapi: 1\n    ```\n    and\n    ```\nopenapi: 3.1.0\n";
    let (_, document) = warned(content);
    assert_eq!(document["openapi"], "3.1.0");
}

#[test]
fn yaml_in_braces_is_yaml() {
    let (_, document) = warned("{openapi: 3.1.0, 'info': {}}");
    assert_eq!(document, json!({ "openapi": "3.1.0", "info": {} }));
}
