//! Many cancels with several in flight, against a loop over `reqwest`.

use std::time::Instant;

use futures_util::{StreamExt, stream};
use tokio::runtime::Runtime;
use vast_sdk_tests::client_builder;

use super::{
    measured::{Measured, Rounds, Row, in_turns},
    processes::{CancelServer, one_thread},
};
use crate::baseline::WithReqwest;

const CALLS: u32 = 20_000;
const IN_FLIGHT: usize = 8;

pub fn measure(rounds: Rounds) -> Measured {
    let default = Runtime::new().expect("a runtime");
    vec![
        on("default runtime of tokio", &default, rounds),
        on("one thread", &one_thread(), rounds),
    ]
    .into()
}

fn on(name: &str, runtime: &Runtime, rounds: Rounds) -> Row {
    let server = CancelServer::start();
    let client = client_builder(&server.url).build().expect("a client");
    let baseline = WithReqwest::new(&server.url);
    let ids = || 0..CALLS;
    let ours = async || {
        let mut answers = client.cancel_many(ids()).max_in_flight(IN_FLIGHT);
        while let Some((_, result)) = answers.next().await {
            result.expect("a success");
        }
    };
    let theirs = async || {
        let calls = stream::iter(ids()).map(|id| baseline.cancel(id));
        let mut calls = calls.buffer_unordered(IN_FLIGHT);
        while let Some(envelope) = calls.next().await {
            assert_eq!(envelope.success, Some(true));
        }
    };
    let pairs = in_turns(
        rounds.of(Rounds::USUAL),
        || runtime.block_on(microseconds_each(&ours)),
        || runtime.block_on(microseconds_each(&theirs)),
    );
    let what = format!("{CALLS} cancels, {IN_FLIGHT} in flight, {name}: time of each");
    let caption = format!("{CALLS} cancels, {IN_FLIGHT} in flight, {name}: each");
    Row::new(what, "`reqwest`, by hand", "µs", pairs).drawn(caption, "vast-sdk")
}

async fn microseconds_each(calls: impl AsyncFn()) -> f64 {
    let start = Instant::now();
    calls().await;
    start.elapsed().as_secs_f64() * 1e6 / f64::from(CALLS)
}
