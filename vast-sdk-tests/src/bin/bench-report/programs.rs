//! The programs that are measured: ours, those that they are measured against, and how they are made.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::LazyLock,
    time::Instant,
};

use nix::sys::resource::{UsageWho, getrusage};
use tempfile::TempDir;
use vast_sdk_tests::{KEY, judge::cancel_sync::CancelSync};

use crate::server_process::{ServerProcess, this_program};

const OFFICIAL: &str = "vastai==1.9.1";

/// The folder of `Cargo.lock`.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A package of `vast-sdk-tests/peers`, with the dependencies in the versions of this workspace.
pub fn peer(name: &str) -> PathBuf {
    let folder = root().join("vast-sdk-tests/peers").join(name);
    std::fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
    folder
}

/// The same cargo, without what this run of it has been told.
pub fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for variable in [
        "VAST_OPENAPI",
        "CARGO_TARGET_DIR",
        "CARGO_ENCODED_RUSTFLAGS",
        "RUSTFLAGS",
        "RUSTC_WRAPPER",
    ] {
        cargo.env_remove(variable);
    }
    cargo
}

pub fn succeed(command: &mut Command) {
    let status = command.status();
    assert!(status.is_ok_and(|status| status.success()), "{command:?}");
}

/// The `vast` command, built for release.
pub static VAST: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = root().join("target");
    let mut build = cargo();
    build.args([
        "build",
        "--quiet",
        "--release",
        "-p",
        "vast-cli",
        "--target-dir",
    ]);
    succeed(build.arg(&folder).current_dir(root()));
    folder.join("release/vast")
});

/// The same over `reqwest` alone, built for release, with and without TLS.
pub static BY_HAND: LazyLock<PathBuf> = LazyLock::new(|| by_hand("target/peers/tls", &[]));
pub static BY_HAND_WITHOUT_TLS: LazyLock<PathBuf> =
    LazyLock::new(|| by_hand("target/peers/no-tls", &["--no-default-features"]));

fn by_hand(target: &str, arguments: &[&str]) -> PathBuf {
    let target = root().join(target);
    let mut build = cargo();
    build
        .args(["build", "--quiet", "--release", "--target-dir"])
        .arg(&target);
    succeed(build.args(arguments).current_dir(peer("by-hand")));
    target.join("release/by-hand")
}

/// A virtual environment with the official client; none, with the reason, where it cannot be made.
pub static VASTAI: LazyLock<Result<PathBuf, String>> = LazyLock::new(|| {
    let folder = root().join("target/vastai");
    let run = |program: &Path, arguments: &[&str]| {
        let status = Command::new(program)
            .args(arguments)
            .stdout(Stdio::null())
            .status();
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("{}: {status}", program.display())),
            Err(error) => Err(format!("{}: {error}", program.display())),
        }
    };
    if !folder.join("bin/vastai").exists() {
        run(
            "python3".as_ref(),
            &["-m", "venv", &folder.display().to_string()],
        )?;
        run(&folder.join("bin/pip"), &["install", "--quiet", OFFICIAL])?;
    }
    Ok(folder.join("bin"))
});

/// A home of its own: the official client keeps notes in it.
static HOME: LazyLock<TempDir> = LazyLock::new(|| TempDir::new().expect("a folder"));

/// A command line that cancels one sync.
#[derive(Clone)]
pub struct Cancel {
    pub name: &'static str,
    program: PathBuf,
    arguments: Vec<String>,
}

impl Cancel {
    fn new(name: &'static str, program: impl Into<PathBuf>, arguments: &[&str]) -> Self {
        Self {
            name,
            program: program.into(),
            arguments: arguments.iter().map(ToString::to_string).collect(),
        }
    }

    pub fn vast(server: &ServerProcess) -> Self {
        let mut arguments = vec!["cancel", "sync", "--dst_id", "12371", "--url", &server.url];
        arguments.extend(
            server
                .ca_cert()
                .into_iter()
                .flat_map(|path| ["--ca-cert", path]),
        );
        Self::new("vast", &*VAST, &arguments)
    }

    pub fn curl(server: &ServerProcess) -> Self {
        let authorization = format!("Authorization: Bearer {KEY}");
        let url = server.url.clone() + &CancelSync::published().path();
        let body = r#"{"dst_id":12371}"#;
        let mut arguments = vec!["-s", "-X", "DELETE", "-H", &authorization, "-d", body, &url];
        arguments.extend(["-H", "accept: application/json"]);
        arguments.extend(["-H", "content-type: application/json"]);
        arguments.extend(
            server
                .ca_cert()
                .into_iter()
                .flat_map(|path| ["--cacert", path]),
        );
        Self::new("curl", "curl", &arguments)
    }

    pub fn by_hand(name: &'static str, program: &Path, server: &ServerProcess) -> Self {
        let url = server.url.clone() + &CancelSync::published().path();
        let mut arguments = vec![&*url, "12371"];
        arguments.extend(server.ca_cert());
        Self::new(name, program, &arguments)
    }

    pub fn vastai(program: &Path, server: &ServerProcess) -> Self {
        let arguments = ["cancel", "sync", "12371", "--url", &server.url];
        Self::new("vastai", program.join("vastai"), &arguments)
    }

    /// From its start to its end, in milliseconds.
    pub fn milliseconds(&self) -> f64 {
        let mut program = Command::new(&self.program);
        program.args(&self.arguments).env("VAST_API_KEY", KEY);
        program.env("HOME", HOME.path()).stdout(Stdio::null());
        let start = Instant::now();
        succeed(&mut program);
        let time = start.elapsed();
        time.as_secs_f64() * 1e3
    }

    /// The most memory that it has at a time, in KiB.
    pub fn peak(&self) -> f64 {
        let mut program = this_program();
        program
            .arg("peak-of")
            .arg(&self.program)
            .args(&self.arguments);
        program.env("VAST_API_KEY", KEY).env("HOME", HOME.path());
        let output = program.output().expect("an output");
        let text = String::from_utf8_lossy(&output.stdout);
        text.trim().parse().expect("the peak")
    }
}

/// In a process of its own, which has had no other child.
pub fn print_peak_of(program: &str, arguments: &[&str]) {
    succeed(Command::new(program).args(arguments).stdout(Stdio::null()));
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the usage of resources");
    println!("{}", usage.max_rss());
}
