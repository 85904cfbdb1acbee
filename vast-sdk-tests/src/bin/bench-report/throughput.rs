//! `cancel_syncs` against a loop over reqwest that is written by hand, in turns.

use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use vast_sdk_tests::client_builder;

use crate::{
    by_hand::ByHand,
    pairs::{median, ratio},
    server_process::ServerProcess,
};

const CALLS: i64 = 20_000;
const ROUNDS: usize = 15;
const IN_FLIGHT: usize = 8;

pub async fn report() {
    let server = ServerProcess::start();
    let client = client_builder(&server.url).build().expect("a client");
    let by_hand = ByHand::new(&server.url);
    let mut rounds = Vec::new();
    // The first round warms up.
    for _ in 0..=ROUNDS {
        let start = Instant::now();
        let mut answers = client.cancel_syncs(0..CALLS).max_in_flight(IN_FLIGHT);
        while let Some((_, result)) = answers.next().await {
            result.expect("a success");
        }
        let sdk = start.elapsed();
        let start = Instant::now();
        let calls = stream::iter(0..CALLS).map(|id| by_hand.cancel(id));
        let mut calls = calls.buffer_unordered(IN_FLIGHT);
        while let Some(envelope) = calls.next().await {
            assert_eq!(envelope.success, Some(true));
        }
        rounds.push((sdk, start.elapsed()));
    }
    rounds.remove(0);
    let [sdk, by_hand]: [Vec<Duration>; 2] = [
        rounds.iter().map(|(sdk, _)| *sdk).collect(),
        rounds.iter().map(|(_, by_hand)| *by_hand).collect(),
    ];
    println!("{ROUNDS} rounds of {CALLS} cancels, {IN_FLIGHT} in flight");
    println!("cancel_syncs  {:.0} a second", per_second(&sdk));
    println!("by hand       {:.0} a second", per_second(&by_hand));
    println!("ratio         {}", ratio(&by_hand, &sdk));
}

fn per_second(times: &[Duration]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let calls = CALLS as f64;
    calls / median(times).as_secs_f64()
}
