//! `cancel_syncs` against a loop over reqwest that is written by hand, in turns.

use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use vast_sdk_tests::client_builder;

use crate::{by_hand::ByHand, server_process::ServerProcess};

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
    let mut ratios: Vec<f64> = rounds
        .iter()
        .map(|(sdk, by_hand)| by_hand.as_secs_f64() / sdk.as_secs_f64())
        .collect();
    ratios.sort_by(f64::total_cmp);
    println!("{ROUNDS} rounds of {CALLS} cancels, {IN_FLIGHT} in flight");
    println!(
        "cancel_syncs  {:.0} a second",
        per_second(rounds.iter().map(|(sdk, _)| *sdk))
    );
    println!(
        "by hand       {:.0} a second",
        per_second(rounds.iter().map(|(_, hand)| *hand))
    );
    println!(
        "ratio         {:.3} (median; from {:.3} to {:.3})",
        ratios[ROUNDS / 2],
        ratios[0],
        ratios[ROUNDS - 1]
    );
}

fn per_second(times: impl Iterator<Item = Duration>) -> f64 {
    let mut times: Vec<Duration> = times.collect();
    times.sort();
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let calls = CALLS as f64;
    calls / times[ROUNDS / 2].as_secs_f64()
}
