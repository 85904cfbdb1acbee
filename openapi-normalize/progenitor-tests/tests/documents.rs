//! progenitor takes every document, in both of its styles.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use openapi_normalize::{
    ACCEPT, Keep, MEDIA_TYPE, METHOD, NULL_APART, OPTIONAL_BODY, REFUSAL, RESPONSE_BODY,
    RUST_NAMES, Settings, UNION,
};
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use proptest::{collection::vec, prelude::*};
use serde_json::{Map, Value, json};

/// What only another runtime acts on.
const EXTENSIONS: [&str; 9] = [
    ACCEPT,
    MEDIA_TYPE,
    METHOD,
    NULL_APART,
    OPTIONAL_BODY,
    REFUSAL,
    RESPONSE_BODY,
    RUST_NAMES,
    UNION,
];

fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut documents = vec![root.join("openapi.json")];
    for folder in [
        "vast-sdk-tests/documents",
        "../shared/specs",
        "../shared/cases",
    ] {
        let Ok(folder) = std::fs::read_dir(root.join(folder)) else {
            eprintln!("skipped: {folder} is not there");
            continue;
        };
        let files = folder.map(|file| file.unwrap().path());
        documents.extend(files.filter(|path| path.extension().is_some_and(|it| it == "json")));
    }
    documents
}

/// What is wrong with what progenitor is given, or with what it makes of it.
fn problems(path: &Path, settings: &Settings) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let Ok(normalized) = settings.normalize(&document) else {
        return vec!["not normalized".to_owned()];
    };
    let text = normalized.document.to_string();
    let extensions = EXTENSIONS
        .iter()
        .filter(|name| text.contains(&format!("\"{name}\":")));
    let mut problems: Vec<String> = extensions.map(ToString::to_string).collect();
    let spec = serde_json::from_value(normalized.document).unwrap();
    for style in [InterfaceStyle::Positional, InterfaceStyle::Builder] {
        let mut generator = Generator::new(GenerationSettings::default().with_interface(style));
        let generated = catch_unwind(AssertUnwindSafe(|| generator.generate_tokens(&spec)));
        match generated {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => problems.push(error.to_string()),
            Err(_) => problems.push("a panic".to_owned()),
        }
    }
    problems
}

#[test]
fn every_document_generates_without_an_extension() {
    for path in documents() {
        let problems = problems(&path, &Settings::new());
        assert!(problems.is_empty(), "{}: {problems:#?}", path.display());
    }
}

#[test]
fn every_document_generates_with_all_that_the_settings_can_keep() {
    let settings = Settings::new().keep(Keep::ALL.iter().copied());
    for path in documents() {
        let problems = problems(&path, &settings);
        assert!(problems.is_empty(), "{}: {problems:#?}", path.display());
    }
}

/// How a schema refers to another one.
#[derive(Clone, Copy, Debug)]
enum Link {
    None,
    Optional,
    Nullable,
    Required,
    Array,
}

fn links() -> impl Strategy<Value = Vec<Vec<Link>>> {
    let link = prop_oneof![
        4 => Just(Link::None),
        3 => Just(Link::Optional),
        1 => Just(Link::Nullable),
        1 => Just(Link::Required),
        1 => Just(Link::Array),
    ];
    (1_usize..6).prop_flat_map(move |size| vec(vec(link.clone(), size), size))
}

fn document_of(links: &[Vec<Link>]) -> Value {
    let name = |index: usize| format!("S{index}");
    let mut schemas = Map::new();
    for (index, links) in links.iter().enumerate() {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for (to, link) in links.iter().enumerate() {
            let schema = json!({ "$ref": format!("#/components/schemas/{}", name(to)) });
            let schema = match link {
                Link::None => continue,
                Link::Optional | Link::Required => schema,
                Link::Nullable => json!({ "anyOf": [schema, { "type": "null" }] }),
                Link::Array => json!({ "type": "array", "items": schema }),
            };
            let property = format!("to_{to}");
            if matches!(link, Link::Required) {
                required.push(property.clone());
            }
            properties.insert(property, schema);
        }
        properties.insert("own".to_owned(), json!({ "type": "string" }));
        let schema = json!({ "type": "object", "properties": properties, "required": required });
        schemas.insert(name(index), schema);
    }
    let bodies = (0..links.len()).map(|index| {
        let schema = json!({ "$ref": format!("#/components/schemas/{}", name(index)) });
        let operation = json!({
            "operationId": format!("send{index}"),
            "requestBody": { "required": true, "content": { "application/json": { "schema": schema } } },
            "responses": { "200": {
                "description": "d", "content": { "application/json": { "schema": schema } },
            } },
        });
        (format!("/{index}"), json!({ "post": operation }))
    });
    json!({
        "openapi": "3.1.0", "info": { "title": "t", "version": "1" },
        "paths": bodies.collect::<Map<_, _>>(), "components": { "schemas": schemas },
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_property_that_leads_back_to_its_own_type_can_be_left_out(links in links()) {
        let normalized = openapi_normalize::normalize(&document_of(&links)).unwrap();
        let spec = serde_json::from_value(normalized.document).unwrap();
        let generated = Generator::default().generate_tokens(&spec).unwrap().to_string();
        prop_assert!(!generated.contains("Box < :: std :: option :: Option"), "{generated}");
    }
}
