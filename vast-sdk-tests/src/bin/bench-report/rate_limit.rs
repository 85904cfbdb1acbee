//! 200 cancels against a server with a least interval between two requests.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use tokio::runtime::Runtime;
use vast_sdk::reqwest::StatusCode;
use vast_sdk_tests::{
    KEY,
    baseline::WithReqwest,
    client_builder,
    servers::{Counts, Limit, RateLimitedServer},
};

use crate::{
    in_process::{OFFICIAL_LOOP, figures},
    measured::{FEW_ROUNDS, Measured, Row, Spread, Target},
    programs::VASTAI,
};

const CANCELS: u32 = 200;
const INTERVAL: Duration = Duration::from_millis(50);
/// After a 429, by the loop that is written by hand.
const BACK_OFF: Duration = Duration::from_millis(100);

pub fn measure() -> Measured {
    let runtime = Runtime::new().expect("a runtime");
    let limit = |tells| Limit {
        interval: INTERVAL,
        tells,
        counts_rejected: false,
    };
    // From the first request to the last.
    let least = (INTERVAL * (CANCELS - 1)).as_secs_f64();
    let (mut told, mut untold) = (Vec::new(), Vec::new());
    let (mut by_hand, mut official, mut lost) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..FEW_ROUNDS {
        let [ours, without_being_told] = [true, false].map(|tells| {
            let (succeeded, counts) = runtime.block_on(with_sdk(limit(tells)));
            assert_eq!(succeeded, CANCELS);
            counts.time().as_secs_f64()
        });
        told.push([ours, least]);
        untold.push([without_being_told, least]);
        by_hand.push([ours, runtime.block_on(with_a_fixed_back_off(limit(true)))]);
        if let Ok(folder) = &*VASTAI {
            let server = runtime.block_on(RateLimitedServer::start(limit(true)));
            let mut python = Command::new(folder.join("python"));
            python.args([
                "-c",
                OFFICIAL_LOOP,
                &server.url(),
                KEY,
                &CANCELS.to_string(),
            ]);
            let [seconds, failed] = figures(&mut python)[..] else {
                panic!("no figures")
            };
            official.push([ours, seconds]);
            lost.push(failed);
        }
    }
    let what = format!("{CANCELS} cancels at one each {INTERVAL:?}");
    let within = |what: String, pairs| {
        Row::new(&what, "the limit itself", "s", pairs).at_most(Target::Ratio(1.05))
    };
    let mut measured = Measured {
        rows: vec![
            within(format!("{what}, told in the 429"), told),
            within(format!("{what}, not told"), untold),
            Row::new(
                &what,
                &format!("a loop that waits {BACK_OFF:?} after a 429"),
                "s",
                by_hand,
            ),
        ],
        ..Measured::default()
    };
    match &*VASTAI {
        Ok(_) => {
            measured.rows.push(Row::new(
                &what,
                "`VastAI.cancel_sync` in a loop",
                "s",
                official,
            ));
            let Spread { least, most, .. } = Spread::of(lost);
            measured.notes.push(format!(
                "of {CANCELS} cancels at the rate limit, `vast-sdk` lost none in any run, and \
                 `VastAI.cancel_sync` {most} at most, and {least} at least"
            ));
        }
        Err(why) => measured
            .notes
            .push(format!("no official client at the rate limit: {why}")),
    }
    measured
}

async fn with_sdk(limit: Limit) -> (u32, Counts) {
    let server = RateLimitedServer::start(limit).await;
    let client = client_builder(server.url()).build().expect("a client");
    let mut answers = client.cancel_syncs(0..i64::from(CANCELS));
    let mut succeeded = 0;
    while let Some((_, result)) = answers.next().await {
        succeeded += u32::from(result.is_ok());
    }
    (succeeded, server.counts())
}

/// The seconds of a loop that is written by hand.
async fn with_a_fixed_back_off(limit: Limit) -> f64 {
    let server = RateLimitedServer::start(limit).await;
    let by_hand = WithReqwest::new(&server.url());
    let start = Instant::now();
    for instance in 0..i64::from(CANCELS) {
        while by_hand.status(instance).await == StatusCode::TOO_MANY_REQUESTS {
            tokio::time::sleep(BACK_OFF).await;
        }
    }
    start.elapsed().as_secs_f64()
}

/// A run for each kind of limit: more of them than a report can repeat.
pub async fn print_each_limit() {
    println!("{CANCELS} cancels with cancel_syncs\n");
    println!(
        "| interval | told in the 429 | counted from the last | succeeded | time / {CANCELS} intervals | rejected |"
    );
    println!("| --- | --- | --- | --- | --- | --- |");
    for interval in [50, 500].map(Duration::from_millis) {
        for tells in [true, false] {
            for counts_rejected in [false, true] {
                print_row(Limit {
                    interval,
                    tells,
                    counts_rejected,
                })
                .await;
            }
        }
    }
}

async fn print_row(limit: Limit) {
    let (succeeded, counts) = with_sdk(limit).await;
    let ratio = counts.time().as_secs_f64() / (limit.interval * CANCELS).as_secs_f64();
    let requests = counts.accepted + counts.rejected;
    let rejected = 100.0 * f64::from(counts.rejected) / f64::from(requests);
    println!(
        "| {:?} | {} | {} | {succeeded} | {ratio:.3} | {} of {requests} ({rejected:.1} %) |",
        limit.interval,
        if limit.tells { "yes" } else { "no" },
        if limit.counts_rejected {
            "request"
        } else {
            "accepted request"
        },
        counts.rejected,
    );
}
