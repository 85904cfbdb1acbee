//! `cancel_syncs` against a loop over reqwest that is written by hand, with several calls in flight.

use std::time::Instant;

use futures_util::{StreamExt, stream};
use tokio::runtime::{Builder, Runtime};
use vast_sdk_tests::{baseline::WithReqwest, client_builder};

use crate::{
    measured::{Measured, ROUNDS, Row, in_turns},
    server_process::ServerProcess,
};

const CALLS: i64 = 20_000;
const IN_FLIGHT: usize = 8;

pub fn measure() -> Measured {
    let one_thread = Builder::new_current_thread().enable_all().build();
    let runtimes = [
        ("default runtime of tokio", Runtime::new()),
        ("one thread", one_thread),
    ];
    let rows = runtimes.map(|(name, runtime)| on(name, &runtime.expect("a runtime")));
    Measured {
        rows: rows.into(),
        ..Measured::default()
    }
}

fn on(name: &str, runtime: &Runtime) -> Row {
    let server = ServerProcess::start();
    let client = client_builder(&server.url).build().expect("a client");
    let by_hand = WithReqwest::new(&server.url);
    let ours = async || {
        let mut answers = client.cancel_syncs(0..CALLS).max_in_flight(IN_FLIGHT);
        while let Some((_, result)) = answers.next().await {
            result.expect("a success");
        }
    };
    let theirs = async || {
        let calls = stream::iter(0..CALLS).map(|id| by_hand.cancel(id));
        let mut calls = calls.buffer_unordered(IN_FLIGHT);
        while let Some(envelope) = calls.next().await {
            assert_eq!(envelope.success, Some(true));
        }
    };
    let pairs = in_turns(
        ROUNDS,
        || runtime.block_on(microseconds_each(&ours)),
        || runtime.block_on(microseconds_each(&theirs)),
    );
    let what = format!("{CALLS} cancels, {IN_FLIGHT} in flight, {name}: time of each");
    Row::new(&what, "`reqwest`, by hand", "µs", pairs)
}

async fn microseconds_each(calls: impl AsyncFn()) -> f64 {
    let start = Instant::now();
    calls().await;
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let calls = CALLS as f64;
    start.elapsed().as_secs_f64() * 1e6 / calls
}
