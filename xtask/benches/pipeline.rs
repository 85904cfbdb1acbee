//! How the pipeline's time grows with the document, and who takes it: `cargo bench -p
//! xtask --bench pipeline`. Normalizing should cost less than generating, and ten times
//! the operations about ten times as much.

#![allow(missing_docs, reason = "Criterion's macros write what is public here")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use openapi_codegen::{Paths, generate, normalize};
use vast_sdk_tests::judge::fidelity;
use xtask::bench::documents::{all, times};

fn pipeline_stages(criterion: &mut Criterion) {
    let (_, largest) = all().pop().expect("the vendored document");
    let mut group = criterion.benchmark_group("pipeline");
    group.sample_size(10);
    for count in [1, 10] {
        let document = times(&largest, count);
        let normalized = normalize(&document).expect("an OpenAPI document");
        let operations = fidelity::operations(&document);
        group.throughput(Throughput::Elements(operations as u64));
        group.bench_with_input(
            BenchmarkId::new("normalize", operations),
            &document,
            |bencher, document| bencher.iter(|| normalize(document)),
        );
        group.bench_with_input(
            BenchmarkId::new("generate", operations),
            &normalized.document,
            |bencher, document| bencher.iter(|| generate(document, &Paths::default()).map(drop)),
        );
    }
    group.finish();
}

criterion_group!(benches, pipeline_stages);
criterion_main!(benches);
