//! 200 cancels against a server with a least interval between two requests.

use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use vast_sdk::reqwest::StatusCode;
use vast_sdk_tests::{
    client_builder,
    servers::{Counts, Limit as RateLimit, RateLimitedServer},
};

use super::{
    call::official_loop,
    measured::{Limit, Measured, Rounds, Row, Spread},
};
use crate::baseline::WithReqwest;

const CANCELS: u32 = 200;
pub const INTERVAL: Duration = Duration::from_millis(50);
/// The pause of the hand-written loop after a 429.
const BACK_OFF: Duration = Duration::from_millis(100);

pub fn limit(tells: bool) -> RateLimit {
    RateLimit {
        interval: INTERVAL,
        tells,
        counts_rejected: false,
    }
}

pub fn measure(rounds: Rounds) -> Measured {
    let runtime = Runtime::new().expect("a runtime");
    // From the first request to the last.
    let least = (INTERVAL * (CANCELS - 1)).as_secs_f64();
    let with_sdk = |tells| {
        let (succeeded, counts) = runtime.block_on(with_sdk(limit(tells)));
        assert_eq!(succeeded, CANCELS);
        counts.time().as_secs_f64()
    };
    let (mut told, mut untold) = (Vec::new(), Vec::new());
    let (mut baseline, mut official) = (Vec::new(), Vec::new());
    let mut lost = Vec::new();
    let mut notes = Vec::new();
    for _ in 0..rounds.of(Rounds::FEW) {
        let ours = with_sdk(true);
        told.push([ours, least]);
        untold.push([with_sdk(false), least]);
        baseline.push([ours, runtime.block_on(with_a_fixed_back_off(limit(true)))]);
        let server = runtime.block_on(RateLimitedServer::start(limit(true)));
        match official_loop(&server.url(), &CANCELS.to_string()) {
            Ok([seconds, failed]) => {
                official.push([ours, seconds]);
                lost.push(failed);
            }
            Err(why) => notes = vec![format!("no official client at the rate limit: {why}")],
        }
    }
    let what = format!("{CANCELS} cancels at one each {INTERVAL:?}");
    let of_the_limit = |what: String, pairs| {
        let row = Row::new(&*what, "the limit itself", "s", pairs).held_to(Limit::Ratio(1.05));
        row.drawn(what, "vast-sdk")
    };
    let a_loop = format!("a loop that waits {BACK_OFF:?} after a 429");
    let mut rows = vec![
        of_the_limit(format!("{what}, told in the 429"), told),
        of_the_limit(format!("{what}, not told"), untold),
        Row::new(&*what, a_loop, "s", baseline)
            .drawn(&*what, "vast-sdk")
            .at_a_glance(),
    ];
    if !official.is_empty() {
        let row = Row::new(&*what, "`VastAI.cancel_sync` in a loop", "s", official);
        rows.push(row.drawn(what, "vast-sdk"));
        let Spread { least, most, .. } = Spread::of(lost);
        notes.push(format!(
            "of {CANCELS} cancels at the rate limit, `vast-sdk` lost none in any run, and \
             `VastAI.cancel_sync` {most} at most, and {least} at least"
        ));
    }
    Measured {
        rows,
        notes,
        ..Measured::default()
    }
}

async fn with_sdk(limit: RateLimit) -> (u32, Counts) {
    let server = RateLimitedServer::start(limit).await;
    let client = client_builder(server.url()).build().expect("a client");
    let mut answers = client.cancel_many(0..CANCELS);
    let mut succeeded = 0;
    while let Some((_, result)) = answers.next().await {
        succeeded += u32::from(result.is_ok());
    }
    (succeeded, server.counts())
}

/// The seconds of a hand-written loop.
async fn with_a_fixed_back_off(limit: RateLimit) -> f64 {
    let server = RateLimitedServer::start(limit).await;
    let client = WithReqwest::new(&server.url());
    let start = Instant::now();
    for instance in 0..CANCELS {
        while client.status(instance).await == StatusCode::TOO_MANY_REQUESTS {
            tokio::time::sleep(BACK_OFF).await;
        }
    }
    start.elapsed().as_secs_f64()
}

/// A run for each kind of rate limit.
pub fn print_each_limit(rounds: Rounds) -> Measured {
    let runtime = Runtime::new().expect("a runtime");
    println!(
        "| interval | told in the 429 | counted from the last | succeeded | time / {CANCELS} intervals | rejected |"
    );
    println!("| --- | --- | --- | --- | --- | --- |");
    for interval in [50, 500].map(Duration::from_millis) {
        for (tells, counts_rejected) in [(true, false), (true, true), (false, false), (false, true)]
        {
            let limit = RateLimit {
                interval,
                tells,
                counts_rejected,
            };
            let (succeeded, counts) = runtime.block_on(with_sdk(limit));
            let ratio = counts.time().as_secs_f64() / (interval * CANCELS).as_secs_f64();
            let (rejected, requests) = (counts.rejected, counts.accepted + counts.rejected);
            let percent = 100.0 * f64::from(rejected) / f64::from(requests);
            let tells = if tells { "yes" } else { "no" };
            let counted = if counts_rejected {
                "request"
            } else {
                "accepted request"
            };
            println!(
                "| {interval:?} | {tells} | {counted} | {succeeded} | {ratio:.3} | {rejected} of {requests} ({percent:.1} %) |"
            );
        }
        if rounds.quick {
            break;
        }
    }
    Measured::default()
}
