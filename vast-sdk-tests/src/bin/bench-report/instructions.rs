//! The instructions of one call, counted by callgrind: the difference of a run with many calls and one
//! with few, so that nothing but calls counts.

use std::process::Command;

use vast_sdk_tests::client_builder;

use crate::{by_hand::ByHand, server_process::ServerProcess};

const FEW: u64 = 200;
const MANY: u64 = 2_200;

pub fn report() {
    let server = ServerProcess::start();
    let [sdk, by_hand] = ["sdk", "by-hand"].map(|client| {
        let [few, many] = [FEW, MANY].map(|count| count_instructions(client, &server.url, count));
        let each = (many - few) / (MANY - FEW);
        println!("{client:>8}: {each} instructions a call");
        each
    });
    #[expect(clippy::cast_precision_loss, reason = "not that many instructions")]
    let ratio = sdk as f64 / by_hand as f64;
    println!("   ratio: {ratio:.3}");
}

fn count_instructions(client: &str, url: &str, calls: u64) -> u64 {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("callgrind.out");
    let program = std::env::current_exe().expect("this program has a path");
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(program)
        .args(["cancel-each", client, url, &calls.to_string()])
        .output()
        .expect("valgrind is installed");
    assert!(output.status.success(), "{output:?}");
    let profile = std::fs::read_to_string(file).expect("a profile");
    let total = profile
        .lines()
        .find_map(|line| line.strip_prefix("totals: "))
        .and_then(|line| line.trim().parse().ok());
    total.expect("the total")
}

/// In a process of its own.
pub async fn cancel_each(client: &str, url: &str, calls: &str) {
    let calls: i64 = calls.parse().expect("a number");
    if client == "sdk" {
        let client = client_builder(url).build().expect("a client");
        for id in 0..calls {
            client.cancel_sync(id).await.expect("a success");
        }
    } else {
        let by_hand = ByHand::new(url);
        for id in 0..calls {
            assert_eq!(by_hand.cancel(id).await.success, Some(true));
        }
    }
}
