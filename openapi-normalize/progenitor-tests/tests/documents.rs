//! progenitor takes every document, in both of its styles.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use openapi_normalize::{
    ACCEPT, MEDIA_TYPE, METHOD, NULL_APART, OPTIONAL_BODY, REFUSAL, RESPONSE_BODY, RUST_NAMES,
    UNION,
};
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::Value;

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
    for folder in ["vast-sdk-tests/documents", "../shared/specs"] {
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
fn problems(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let Ok(normalized) = openapi_normalize::normalize(&document) else {
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
        let problems = problems(&path);
        assert!(problems.is_empty(), "{}: {problems:#?}", path.display());
    }
}
