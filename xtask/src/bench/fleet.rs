//! Processes that share a rate limit.

use std::process::{Child, Command, Stdio};

use tempfile::TempDir;
use tokio::runtime::Runtime;
use vast_sdk_tests::{KEY, servers::RateLimitedServer};

use super::{
    measured::{Limit, Measured, Rounds, Row},
    programs::VAST,
    rate_limit::{INTERVAL, limit},
};

const PROCESSES: u32 = 20;
const IDS_OF_EACH: u32 = 10;

pub fn measure(rounds: Rounds) -> Measured {
    let runtime = Runtime::new().expect("a runtime");
    let requests = PROCESSES * IDS_OF_EACH;
    let least = (INTERVAL * (requests - 1)).as_secs_f64();
    let mut rejected = Vec::new();
    let pairs = (0..rounds.of(Rounds::FEW)).map(|_| {
        let server = runtime.block_on(RateLimitedServer::start(limit(true)));
        // Together they learn the limit anew.
        let state = TempDir::new().expect("a folder");
        let start = |process| start(&server.url(), &state, process);
        let running: Vec<Child> = (0..PROCESSES).map(start).collect();
        for mut process in running {
            assert!(process.wait().is_ok_and(|status| status.success()));
        }
        let counts = server.counts();
        assert_eq!(counts.accepted, requests);
        rejected.push(counts.rejected);
        [counts.time().as_secs_f64(), least]
    });
    let pairs = pairs.collect();
    let what =
        format!("{PROCESSES} processes with {IDS_OF_EACH} cancels each at one each {INTERVAL:?}");
    let most = rejected.iter().max().copied().unwrap_or_default();
    let row = Row::new(&*what, "the limit itself", "s", pairs).held_to(Limit::Ratio(1.1));
    Measured {
        rows: vec![row.drawn(&*what, "vast").at_a_glance()],
        notes: vec![format!(
            "{what}: none failed, and the server rejected {most} requests at most"
        )],
        ..Measured::default()
    }
}

fn start(url: &str, state: &TempDir, process: u32) -> Child {
    let first = process * IDS_OF_EACH + 1;
    let ids = (first..first + IDS_OF_EACH).map(|id| id.to_string());
    let mut vast = Command::new(&*VAST);
    vast.args(["cancel", "sync", "--quiet", "--url", url])
        .args(ids);
    vast.env("VAST_API_KEY", KEY)
        .env("VAST_STATE_DIR", state.path());
    vast.stdout(Stdio::null()).spawn().expect("a process")
}
