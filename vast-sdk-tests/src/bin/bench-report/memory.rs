//! The peak memory of a run, by its number of ids.

use vast_sdk_tests::client_builder;

use crate::server_process::{ServerProcess, this_program};

pub fn report() {
    let server = ServerProcess::start();
    let [few, many] = [1_000, 1_000_000].map(|count| {
        let output = this_program()
            .args(["cancel-many", &server.url, &count.to_string()])
            .output()
            .expect("this program starts");
        let text = String::from_utf8_lossy(&output.stdout);
        let peak: u64 = text.trim().parse().expect("the peak");
        println!("{count:>9} ids: {peak} KiB");
        peak
    });
    println!("difference: {} KiB", many.abs_diff(few));
}

/// In a process of its own; prints its peak in KiB.
pub async fn cancel_many(url: &str, count: &str) {
    let count: i64 = count.parse().expect("a number");
    let client = client_builder(url).build().expect("a client");
    let mut answers = client.cancel_syncs(0..count);
    while let Some((_, result)) = answers.next().await {
        result.expect("a success");
    }
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|line| line.split_whitespace().next());
    println!("{}", peak.expect("the peak"));
}
