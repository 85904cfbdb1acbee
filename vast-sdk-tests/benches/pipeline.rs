//! How the pipeline's time grows with the document, and who takes it: `cargo bench -p
//! vast-sdk-tests --bench pipeline`. Normalizing should cost less than generating, and ten times
//! the operations about ten times as much.

#![allow(missing_docs, reason = "Criterion's macros write what is public here")]

use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use serde_json::{Value, json};
use vast_sdk_tests::{fidelity, pipeline};

/// The published document with the most operations, else the vendored one.
fn largest() -> Value {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let published = repository.join("../shared/specs/vast-2026-04-23.json");
    let vendored = repository.join("openapi.json");
    let path = if published.exists() {
        published
    } else {
        vendored
    };
    pipeline::load(&path).expect("a document")
}

/// The same operations several times over, each with a name of its own.
fn times(document: &Value, count: usize) -> Value {
    let mut repeated = document.clone();
    repeated["paths"] = json!({});
    for number in 0..count {
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            let mut item = item.clone();
            for operation in item
                .as_object_mut()
                .into_iter()
                .flat_map(|item| item.values_mut())
            {
                let summary = operation["summary"].as_str().unwrap_or_default();
                operation["summary"] = json!(format!("{summary} {number}"));
            }
            repeated["paths"][format!("/{number}{path}")] = item;
        }
    }
    repeated
}

fn pipeline_stages(criterion: &mut Criterion) {
    let largest = largest();
    let mut group = criterion.benchmark_group("pipeline");
    group.sample_size(10);
    for count in [1, 10] {
        let document = times(&largest, count);
        let normalized = pipeline::normalize(&document).expect("an OpenAPI document");
        let operations = fidelity::operations(&document);
        group.throughput(Throughput::Elements(operations as u64));
        group.bench_with_input(
            BenchmarkId::new("normalize", operations),
            &document,
            |bencher, document| bencher.iter(|| pipeline::normalize(document)),
        );
        group.bench_with_input(
            BenchmarkId::new("generate", operations),
            &normalized.document,
            |bencher, document| bencher.iter(|| pipeline::generate(document).map(drop)),
        );
    }
    group.finish();
}

criterion_group!(benches, pipeline_stages);
criterion_main!(benches);
