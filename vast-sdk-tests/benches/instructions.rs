//! The instructions and allocations of a hundred cancels on a connection that is open: `cargo bench
//! -p vast-sdk-tests --bench instructions`. Needs valgrind and `cargo install gungraun-runner
//! --version 0.20.0`.

#![allow(missing_docs, reason = "gungraun's macros write what is public here")]

use gungraun::{library_benchmark, library_benchmark_group, main};
use tokio::runtime::{Builder, Runtime};
use vast_sdk::Client;
use vast_sdk_tests::{
    baseline::WithReqwest,
    client_builder,
    servers::{Fault, FaultyServer},
};

const CALLS: i64 = 100;

/// A client on a runtime of one thread, and the server, elsewhere.
struct Ready<C> {
    client: C,
    runtime: Runtime,
    _server: FaultyServer,
    _elsewhere: Runtime,
}

impl<C> Ready<C> {
    fn new(client: impl FnOnce(&str) -> C) -> Self {
        let elsewhere = Runtime::new().expect("a runtime");
        let server = elsewhere.block_on(FaultyServer::start(Fault::none()));
        let runtime = Builder::new_current_thread().enable_all().build();
        Self {
            client: client(&server.url()),
            runtime: runtime.expect("a runtime"),
            _server: server,
            _elsewhere: elsewhere,
        }
    }
}

fn sdk() -> Ready<Client> {
    let ready = Ready::new(|url| client_builder(url).build().expect("a client"));
    with_sdk(ready)
}

fn reqwest() -> Ready<WithReqwest> {
    with_reqwest(Ready::new(WithReqwest::new))
}

fn with_sdk(ready: Ready<Client>) -> Ready<Client> {
    ready.runtime.block_on(async {
        for instance in 0..CALLS {
            let canceled = ready.client.cancel_sync(instance).await;
            canceled.expect("a success");
        }
    });
    ready
}

fn with_reqwest(ready: Ready<WithReqwest>) -> Ready<WithReqwest> {
    ready.runtime.block_on(async {
        for instance in 0..CALLS {
            assert_eq!(ready.client.cancel(instance).await.success, Some(true));
        }
    });
    ready
}

#[library_benchmark]
#[bench::warm(setup = sdk)]
fn sdk_calls(ready: Ready<Client>) -> Ready<Client> {
    with_sdk(ready)
}

#[library_benchmark]
#[bench::warm(setup = reqwest)]
fn by_hand_calls(ready: Ready<WithReqwest>) -> Ready<WithReqwest> {
    with_reqwest(ready)
}

library_benchmark_group!(name = cancels, benchmarks = [sdk_calls, by_hand_calls]);
main!(library_benchmark_groups = cancels);
