//! The `vast` command as a whole process, against other programs that cancel one sync.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::LazyLock,
    time::Instant,
};

use tempfile::TempDir;
use vast_sdk_tests::{KEY, judge::cancel_sync::CancelSync};

use super::{
    measured::{Limit, Measured, Rounds, Row, in_turns},
    processes::{ServerProcess, figures, succeed, this_program},
};
use crate::{root, workspace::cargo};

const OFFICIAL: &str = "vastai==1.9.1";
const WHAT: &str = "`vast cancel sync`, whole process";

/// A package of `xtask/peers`, with the dependencies in the versions of this workspace.
pub fn peer(name: &str) -> PathBuf {
    let folder = root().join("xtask/peers").join(name);
    std::fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
    folder
}

static VAST: LazyLock<PathBuf> =
    LazyLock::new(|| release(&root(), "target", &["--package", "vast-cli"]).join("vast"));
static BASELINE: LazyLock<PathBuf> =
    LazyLock::new(|| release(&peer("baseline"), "target/peers/tls", &[]).join("baseline"));
static BASELINE_WITHOUT_TLS: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = peer("baseline");
    release(&folder, "target/peers/no-tls", &["--no-default-features"]).join("baseline")
});

fn release(folder: &Path, target: &str, arguments: &[&str]) -> PathBuf {
    let target = root().join(target);
    let mut build = cargo();
    build
        .args(["build", "--quiet", "--release", "--target-dir"])
        .arg(&target);
    succeed(build.args(arguments).current_dir(folder));
    target.join("release")
}

/// The programs of the official client, or why there are none.
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

/// The official client keeps files in the home folder.
static HOME: LazyLock<TempDir> = LazyLock::new(|| TempDir::new().expect("a folder"));

/// A command line that cancels one sync.
struct Cancel {
    name: &'static str,
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

    fn with_ca_cert(mut self, option: &[&str], server: &ServerProcess) -> Self {
        if let Some(path) = server.ca_cert() {
            let arguments = option.iter().chain([&path]);
            self.arguments.extend(arguments.map(ToString::to_string));
        }
        self
    }

    fn vast(server: &ServerProcess) -> Self {
        let arguments = ["cancel", "sync", "--dst_id", "12371", "--url", &server.url];
        Self::new("vast", &*VAST, &arguments).with_ca_cert(&["--ca-cert"], server)
    }

    fn curl(server: &ServerProcess) -> Self {
        let authorization = format!("Authorization: Bearer {KEY}");
        let mut arguments = vec!["-s", "-X", "DELETE", "-d", r#"{"dst_id":12371}"#];
        let (accept, json) = ("accept: application/json", "content-type: application/json");
        arguments.extend(["-H", &*authorization, "-H", accept, "-H", json]);
        let url = cancel_url(server);
        arguments.push(&url);
        Self::new("curl", "curl", &arguments).with_ca_cert(&["--cacert"], server)
    }

    fn baseline(name: &'static str, program: &Path, server: &ServerProcess) -> Self {
        Self::new(name, program, &[&cancel_url(server), "12371"]).with_ca_cert(&[], server)
    }

    fn vastai(program: &Path, server: &ServerProcess) -> Self {
        let arguments = ["cancel", "sync", "12371", "--url", &server.url];
        Self::new("vastai", program.join("vastai"), &arguments)
    }

    /// From its start to its end.
    fn milliseconds(&self) -> f64 {
        let mut program = Command::new(&self.program);
        program.args(&self.arguments).env("VAST_API_KEY", KEY);
        program.env("HOME", HOME.path()).stdout(Stdio::null());
        let start = Instant::now();
        succeed(&mut program);
        start.elapsed().as_secs_f64() * 1e3
    }

    fn peak_kib(&self) -> f64 {
        let mut program = this_program("peak-of");
        program.arg(&self.program).args(&self.arguments);
        let [peak] = figures(program.env("VAST_API_KEY", KEY).env("HOME", HOME.path()));
        peak
    }
}

fn cancel_url(server: &ServerProcess) -> String {
    server.url.clone() + &CancelSync::published().path()
}

pub fn measure(rounds: Rounds) -> Measured {
    let (http, https) = (ServerProcess::start(), ServerProcess::start_tls());
    let time = |what: &str, count, ours: &Cancel, theirs: &Cancel, most| {
        let pairs = in_turns(
            rounds.of(count),
            || ours.milliseconds(),
            || theirs.milliseconds(),
        );
        let against = format!("`{}`", theirs.name);
        Row::new(format!("{WHAT}, {what}"), against, "ms", pairs).held_to(Limit::Ratio(most))
    };
    let (vast, vast_tls) = (Cancel::vast(&http), Cancel::vast(&https));
    let baseline = Cancel::baseline("baseline", &BASELINE, &http);
    let baseline_tls = Cancel::baseline("baseline", &BASELINE, &https);
    let without_tls = Cancel::baseline("baseline without TLS", &BASELINE_WITHOUT_TLS, &http);
    let many = 2 * Rounds::USUAL;
    let mut measured = Measured::from(vec![
        time("http", many, &vast, &Cancel::curl(&http), 0.4),
        time("https", many, &vast_tls, &Cancel::curl(&https), 1.0),
        time("http", many, &vast, &baseline, 1.3),
        time("http", many, &vast, &without_tls, 1.3),
        time("https", many, &vast_tls, &baseline_tls, 1.3),
    ]);
    match &*VASTAI {
        Ok(program) => {
            let vastai = Cancel::vastai(program, &http);
            let row = time("http", Rounds::FEW, &vast, &vastai, 1.0 / 150.0);
            measured.rows.push(row);
            let count = rounds.of(Rounds::FEW);
            let pairs = in_turns(count, || vast.peak_kib(), || vastai.peak_kib());
            let row = Row::new(format!("{WHAT}: peak memory"), "`vastai`", "KiB", pairs);
            measured.rows.push(row.held_to(Limit::Ratio(0.2)));
        }
        Err(why) => measured.notes.push(format!("the official client: {why}")),
    }
    measured
}

/// The size of the stripped release builds.
pub fn size() -> Measured {
    let megabytes = |program: &Path| {
        let stripped = tempfile::NamedTempFile::new().expect("a file");
        succeed(
            Command::new("strip")
                .arg("-o")
                .arg(stripped.path())
                .arg(program),
        );
        #[expect(clippy::cast_precision_loss, reason = "a small file")]
        let bytes = std::fs::metadata(stripped.path()).expect("a file").len() as f64;
        bytes / 1e6
    };
    let pairs = vec![[megabytes(&VAST), megabytes(&BASELINE)]];
    let row = Row::new(
        "size of the stripped release `vast`",
        "`baseline`",
        "MB",
        pairs,
    );
    vec![row.held_to(Limit::Ratio(1.4))].into()
}
