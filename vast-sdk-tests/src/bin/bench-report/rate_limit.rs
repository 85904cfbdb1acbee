//! 200 cancels against a server with a least interval.

use std::{ffi::OsString, process::Command, time::Duration};

use vast_sdk_tests::{
    KEY, client_builder,
    rate_limited::{Limit, RateLimitedServer},
};

const CANCELS: u32 = 200;

pub async fn report() {
    println!("{CANCELS} cancels with cancel_syncs\n");
    println!(
        "| interval | told in the 429 | counted from the last | succeeded | time / {CANCELS} intervals | rejected |"
    );
    println!("| --- | --- | --- | --- | --- | --- |");
    for interval in [50, 500].map(Duration::from_millis) {
        for tells in [true, false] {
            for counts_rejected in [false, true] {
                row(Limit {
                    interval,
                    tells,
                    counts_rejected,
                })
                .await;
            }
        }
    }
    match std::env::var_os("VASTAI_PYTHON") {
        Some(python) => official_client(python).await,
        None => {
            println!(
                "\nWith VASTAI_PYTHON, a Python that has vastai, its client is measured, too."
            );
        }
    }
}

/// The official client in a loop, at 500 ms.
async fn official_client(python: OsString) {
    const CANCELS: u32 = 40;
    let limit = Limit {
        interval: Duration::from_millis(500),
        tells: false,
        counts_rejected: false,
    };
    let server = RateLimitedServer::start(limit).await;
    let (url, program) = (
        server.url(),
        PROGRAM.replace("CANCELS", &CANCELS.to_string()),
    );
    let run = move || {
        let mut python = Command::new(python);
        python.args(["-c", &program, &url, KEY]).output()
    };
    let output = tokio::task::spawn_blocking(run).await;
    let output = output.expect("no panic").expect("Python starts");
    let failed = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let counts = server.counts();
    println!("\nvastai in a loop, {CANCELS} cancels at 500 ms, not told: {failed} failed;");
    println!(
        "{} of {} requests rejected",
        counts.rejected,
        counts.accepted + counts.rejected
    );
}

const PROGRAM: &str = "
import sys
from vastai import VastAI
client = VastAI(api_key=sys.argv[2], server_url=sys.argv[1])
failed = 0
for instance in range(CANCELS):
    try:
        client.cancel_sync(dst_id=instance)
    except Exception:
        failed += 1
sys.stdout.write(str(failed))
";

async fn row(limit: Limit) {
    let server = RateLimitedServer::start(limit).await;
    let client = client_builder(server.url()).build().expect("a client");
    let mut answers = client.cancel_syncs(0..i64::from(CANCELS));
    let mut succeeded = 0;
    while let Some((_, result)) = answers.next().await {
        succeeded += u32::from(result.is_ok());
    }
    let counts = server.counts();
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
