//! Compares what is generated from the vendored document with reviewed snapshots.

use std::path::Path;

use openapi_codegen::{Paths, generate, load, mock, normalize, overlay};
use snapbox::{Assert, Data, data::DataFormat};

const ACCEPT: &str = "If this is meant: SNAPSHOTS=overwrite cargo test -p vast-sdk-tests --test conformance snapshot";

/// Runs the pipeline on the vendored document, even if the client was built from another one.
#[test]
fn the_vendored_document_becomes_the_reviewed_snapshot() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let published = load(&root.join("openapi.json")).unwrap().document;
    let overlaid = overlay(&published, &root.join("overlay.json")).unwrap();
    let normalized = normalize(&overlaid.document).unwrap();
    let generated = generate(&normalized.document, &Paths::default()).unwrap();

    let document = serde_json::to_string_pretty(&generated.document).unwrap() + "\n";
    let snapshots = [
        ("normalized.json", document),
        ("report.txt", normalized.report.to_string()),
        ("client.rs", generated.client),
        (
            "mock.rs",
            mock(&generated.document, &Paths::default()).unwrap(),
        ),
    ];
    let assert = Assert::new().action_env("SNAPSHOTS");
    let differences = snapshots.map(|(name, actual)| {
        let path = root.join("vast-sdk-tests/snapshots").join(name);
        let reviewed = Data::read_from(&path, Some(DataFormat::Text)).raw();
        let compared = assert.try_eq(Some(&name), Data::text(actual).raw(), reviewed);
        compared.err().map(|error| error.to_string())
    });
    let differences: Vec<String> = differences.into_iter().flatten().collect();
    assert!(
        differences.is_empty(),
        "{}\n{ACCEPT}",
        differences.join("\n")
    );
}
