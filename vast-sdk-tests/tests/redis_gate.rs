//! The example `redis_gate` against a real Redis: programs on several machines share one rate limit.

#![cfg(unix)]

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::Duration,
};

use tempfile::TempDir;
use vast_sdk_tests::{
    KEY,
    servers::{Limit, RateLimitedServer},
};

/// Listens on a socket in its folder, and keeps nothing.
struct Redis {
    process: Child,
    folder: TempDir,
}

impl Redis {
    /// None if it is not installed. The continuous integration installs it.
    fn start() -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let mut command = Command::new("redis-server");
        command
            .args(["--port", "0", "--save", "", "--unixsocket"])
            .arg(folder.path().join("socket"))
            .stdout(Stdio::piped());
        match command.spawn() {
            Ok(mut process) => {
                let output = BufReader::new(process.stdout.take().unwrap());
                let mut lines = output.lines().map(Result::unwrap);
                assert!(lines.any(|line| line.contains("ready to accept connections")));
                // It goes on writing.
                thread::spawn(|| lines.for_each(drop));
                Some(Self { process, folder })
            }
            Err(error) if std::env::var_os("CI").is_some() => panic!("redis-server: {error}"),
            Err(_) => {
                println!("skipped: redis-server is not installed");
                None
            }
        }
    }

    fn url(&self) -> String {
        format!("redis+unix://{}/socket", self.folder.path().display())
    }

    fn stop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn limited() -> RateLimitedServer {
    let limit = Limit {
        interval: Duration::from_millis(40),
        tells: true,
        counts_rejected: true,
    };
    RateLimitedServer::start(limit).await
}

/// `cargo test --workspace` builds it, and `cargo build -p vast-sdk --examples`.
fn example() -> PathBuf {
    let this = std::env::current_exe().unwrap();
    let target: &Path = this.ancestors().nth(2).unwrap();
    target.join("examples").join("redis_gate")
}

fn program(redis: &str, server: &RateLimitedServer, ids: &[u32]) -> thread::JoinHandle<Output> {
    let mut command = Command::new(example());
    command
        .arg(redis)
        .args(ids.iter().map(u32::to_string))
        .env("VAST_API_KEY", KEY)
        .env("VAST_URL", server.url());
    thread::spawn(move || command.output().expect("the example redis_gate is built"))
}

fn assert_all_are_canceled(programs: Vec<thread::JoinHandle<Output>>) -> Vec<String> {
    let ended = programs.into_iter().map(|program| {
        let output = program.join().unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{errors}");
        assert!(!errors.contains(KEY), "{errors}");
        errors
    });
    ended.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_of_several_machines_keep_the_limit_together() {
    let Some(redis) = Redis::start() else {
        return;
    };
    let server = limited().await;
    let single = (1..=20).map(|id| vec![id]);
    let lists = [100, 200, 300, 400].map(|first| (first..first + 5).collect());
    let programs = single.chain(lists);
    let programs = programs.map(|ids| program(&redis.url(), &server, &ids));
    for errors in assert_all_are_canceled(programs.collect()) {
        assert_eq!(errors, "");
    }
    let counts = server.counts();
    assert_eq!(counts.accepted, 40);
    // Each by itself, it would be more than two for each that is accepted.
    assert!(counts.rejected <= 20, "{counts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_redis_each_program_keeps_its_own_pace_and_says_so_once() {
    let Some(mut redis) = Redis::start() else {
        return;
    };
    let server = limited().await;
    let url = redis.url();
    let run = || {
        [
            program(&url, &server, &[1, 2, 3]),
            program(&url, &server, &[4, 5, 6]),
        ]
    };
    assert_all_are_canceled(run().into());
    redis.stop();
    for errors in assert_all_are_canceled(run().into()) {
        assert_eq!(
            errors.matches("the rate limit is not shared").count(),
            1,
            "{errors}"
        );
    }
    assert_eq!(server.counts().accepted, 12);
}
