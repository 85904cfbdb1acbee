//! The `vast` command as a whole process, from its start to its end, against `curl` with the same
//! request and against the official client, in turns.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use nix::sys::resource::{UsageWho, getrusage};
use vast_sdk_tests::{
    KEY,
    cancel_sync::CancelSync,
    faulty_server::{Fault, FaultyServer},
    rate_limited::ok,
};

use crate::{
    pairs::{median, ratio},
    server_process::{ServerProcess, this_program},
};

const ROUNDS: usize = 40;
/// Of the official client, which takes its time.
const SLOW_ROUNDS: usize = 15;

pub async fn report() {
    let folder = tempfile::tempdir().expect("a folder");
    let ca_cert = folder.path().join("ca.pem").display().to_string();
    let http = ServerProcess::start();
    let https = ServerProcess::start_tls(&ca_cert);
    let tls = Some(&*ca_cert);

    println!("over http, {ROUNDS} rounds");
    in_turns(ROUNDS, &[vast(&http.url, None), curl(&http.url, None)]);
    println!("\nover https with a private authority, {ROUNDS} rounds");
    in_turns(ROUNDS, &[vast(&https.url, tls), curl(&https.url, tls)]);

    let mut all = vec![vast(&http.url, None), curl(&http.url, None)];
    if let Some(vastai) = vastai(&http.url) {
        println!("\nthe official client over http, {SLOW_ROUNDS} rounds");
        in_turns(SLOW_ROUNDS, &[vast(&http.url, None), vastai.clone()]);
        all.push(vastai);
    } else {
        println!("\nWith VASTAI, the path of the official client, that is measured, too.");
    }

    println!("\npeak memory");
    for competitor in &all {
        println!("{:>8}: {} KiB", competitor.name, competitor.peak());
    }

    println!("\nrequests of one cancel");
    for competitor in all {
        let server = FaultyServer::start(Fault::send(ok()).and_read_again()).await;
        let competitor = competitor.on(&http.url, &server.url());
        competitor.run();
        println!("{:>8}: {}", competitor.name, server.requests());
    }
}

#[derive(Clone)]
struct Competitor {
    name: &'static str,
    program: PathBuf,
    arguments: Vec<String>,
}

impl Competitor {
    fn new(name: &'static str, program: impl Into<PathBuf>, arguments: &[&str]) -> Self {
        Self {
            name,
            program: program.into(),
            arguments: arguments.iter().map(ToString::to_string).collect(),
        }
    }

    fn on(mut self, url: &str, other: &str) -> Self {
        for argument in &mut self.arguments {
            *argument = argument.replace(url, other);
        }
        self
    }

    fn run(&self) -> Duration {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).env("VAST_API_KEY", KEY);
        command.stdout(Stdio::null());
        let start = Instant::now();
        let status = command.status();
        let time = start.elapsed();
        assert!(status.is_ok_and(|status| status.success()), "{}", self.name);
        time
    }

    /// In KiB.
    fn peak(&self) -> String {
        let mut command = this_program();
        command
            .arg("peak-of")
            .arg(&self.program)
            .args(&self.arguments);
        let output = command
            .env("VAST_API_KEY", KEY)
            .output()
            .expect("an output");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

/// In a process of its own, which has had no other child.
pub fn print_peak_of(program: &str, arguments: &[&str]) {
    let mut command = Command::new(program);
    let status = command.args(arguments).stdout(Stdio::null()).status();
    assert!(status.is_ok_and(|status| status.success()), "{program}");
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the usage of resources");
    println!("{}", usage.max_rss());
}

fn in_turns(rounds: usize, competitors: &[Competitor; 2]) {
    let mut times = [const { Vec::new() }; 2];
    // The first round warms up.
    for round in 0..=rounds {
        for (competitor, times) in competitors.iter().zip(&mut times) {
            let time = competitor.run();
            if round > 0 {
                times.push(time);
            }
        }
    }
    for (competitor, times) in competitors.iter().zip(&times) {
        let milliseconds = median(times).as_secs_f64() * 1e3;
        println!("{:>8}: {milliseconds:.2} ms", competitor.name);
    }
    println!("   ratio: {}", ratio(&times[0], &times[1]));
}

fn vast(url: &str, ca_cert: Option<&str>) -> Competitor {
    let this = std::env::current_exe().expect("this program has a path");
    let mut arguments = vec!["cancel", "sync", "--dst_id", "12371", "--url", url];
    arguments.extend(ca_cert.iter().flat_map(|path| ["--ca-cert", path]));
    Competitor::new("vast", this.with_file_name("vast"), &arguments)
}

fn curl(url: &str, ca_cert: Option<&str>) -> Competitor {
    let authorization = format!("Authorization: Bearer {KEY}");
    let url = url.to_owned() + &CancelSync::published().path();
    let body = r#"{"dst_id":12371}"#;
    let mut arguments = vec!["-s", "-X", "DELETE", "-H", &authorization, "-d", body, &url];
    arguments.extend(["-H", "accept: application/json"]);
    arguments.extend(["-H", "content-type: application/json"]);
    arguments.extend(ca_cert.iter().flat_map(|path| ["--cacert", path]));
    Competitor::new("curl", "curl", &arguments)
}

fn vastai(url: &str) -> Option<Competitor> {
    let program = std::env::var_os("VASTAI")?;
    let arguments = ["cancel", "sync", "12371", "--url", url];
    Some(Competitor::new("vastai", program, &arguments))
}
