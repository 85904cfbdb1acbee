//! One cancel on a connection that is open: `cargo bench -p xtask --bench cancel_sync`.

#![allow(missing_docs, reason = "Criterion's macros write what is public here")]

use criterion::{Criterion, criterion_group, criterion_main};
use tokio::runtime::{Builder, Runtime};
use vast_sdk_tests::{
    client_builder,
    servers::{Fault, FaultyServer},
};
use xtask::baseline::{WithHyper, WithReqwest};

fn one_cancel(criterion: &mut Criterion) {
    let elsewhere = Runtime::new().expect("a runtime");
    let server = elsewhere.block_on(FaultyServer::start(Fault::none()));
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");

    let sdk = client_builder(server.url()).build().expect("a client");
    let reqwest = WithReqwest::new(&server.url());
    let mut hyper = runtime.block_on(WithHyper::new(&server.url()));

    let mut group = criterion.benchmark_group("one cancel");
    group.bench_function("vast-sdk", |bencher| {
        bencher.iter(|| {
            runtime
                .block_on(sdk.cancel_sync(12371).send())
                .expect("a success")
        });
    });
    group.bench_function("reqwest", |bencher| {
        bencher.iter(|| runtime.block_on(reqwest.cancel(12371)));
    });
    group.bench_function("hyper", |bencher| {
        bencher.iter(|| runtime.block_on(hyper.cancel(12371)));
    });
    group.finish();
}

criterion_group!(benches, one_cancel);
criterion_main!(benches);
