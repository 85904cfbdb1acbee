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
    processes::{CancelServer, figures, succeed, this_program},
};
use crate::{root, workspace::cargo};

const OFFICIAL: &str = "vastai==1.9.1";
const OF_VAST: &[&str] = &["--package", "vast-cli"];
/// Of `vast` as it is given to people.
const MOST_MEGABYTES: f64 = 6.0;
const WHAT: &str = "`vast cancel sync`, whole process";

/// A package of `xtask/peers`, with the dependencies in the versions of this workspace.
pub fn peer(name: &str) -> PathBuf {
    let folder = root().join("xtask/peers").join(name);
    std::fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
    folder
}

/// As it is given to people.
pub static VAST: LazyLock<PathBuf> = LazyLock::new(|| built(&root(), "target", "dist", OF_VAST));
/// By cargo's profile for releases, as `cargo install` does.
static INSTALLED_VAST: LazyLock<PathBuf> =
    LazyLock::new(|| built(&root(), "target", "release", OF_VAST));
static BASELINE: LazyLock<PathBuf> =
    LazyLock::new(|| built(&peer("baseline"), "target/peers/tls", "release", &[]));
static BASELINE_WITHOUT_TLS: LazyLock<PathBuf> = LazyLock::new(|| {
    let (folder, without) = (peer("baseline"), &["--no-default-features"]);
    built(&folder, "target/peers/no-tls", "release", without)
});

/// Builds the program of a package with a profile.
fn built(folder: &Path, target: &str, profile: &str, arguments: &[&str]) -> PathBuf {
    let target = root().join(target);
    let mut build = cargo();
    build
        .args(["build", "--quiet", "--profile", profile, "--target-dir"])
        .arg(&target);
    succeed(build.args(arguments).current_dir(folder));
    let name = if arguments == OF_VAST {
        "vast"
    } else {
        "baseline"
    };
    target.join(profile).join(name)
}

/// The folder of the official client's programs, or why there is none.
/// As it is given to people.
pub static VASTAI: LazyLock<Result<PathBuf, String>> = LazyLock::new(|| {
    let script = "test -x bin/vastai || { python3 -m venv . && bin/pip install --quiet $0; }";
    let folder = root().join("target/vastai");
    let made = std::fs::create_dir_all(&folder).and_then(|()| {
        let mut shell = Command::new("sh");
        shell
            .args(["-c", script, OFFICIAL])
            .current_dir(&folder)
            .output()
    });
    match made {
        Ok(output) if output.status.success() => Ok(folder.join("bin")),
        Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(error) => Err(error.to_string()),
    }
});

/// The official client keeps files in the home folder.
static HOME: LazyLock<TempDir> = LazyLock::new(|| TempDir::new().expect("a folder"));

/// A command line that cancels one sync.
struct Cancel {
    name: &'static str,
    command: Vec<String>,
}

impl Cancel {
    /// With these options before the certificate of the server's authority, if it has one.
    fn new(
        name: &'static str,
        program: &Path,
        arguments: &[&str],
        before_ca_cert: &[&str],
        server: &CancelServer,
    ) -> Self {
        let program = program.to_str().expect("a path in Unicode");
        let mut command = [&[program], arguments].concat();
        if let Some(path) = server.ca_cert() {
            command.extend(before_ca_cert);
            command.push(path);
        }
        let command = command.into_iter().map(str::to_owned).collect();
        Self { name, command }
    }

    fn vast(program: &Path, server: &CancelServer) -> Self {
        let arguments = ["cancel", "sync", "--dst_id", "12371", "--url", &server.url];
        Self::new("vast", program, &arguments, &["--ca-cert"], server)
    }

    fn vastai(folder: &Path, server: &CancelServer) -> Self {
        let arguments = ["cancel", "sync", "12371", "--url", &server.url];
        Self::new("vastai", &folder.join("vastai"), &arguments, &[], server)
    }

    fn baseline(name: &'static str, program: &Path, server: &CancelServer) -> Self {
        Self::new(name, program, &[&cancel_url(server), "12371"], &[], server)
    }

    fn curl(server: &CancelServer) -> Self {
        let authorization = format!("Authorization: Bearer {KEY}");
        let (accept, json) = ("accept: application/json", "content-type: application/json");
        let (url, body) = (cancel_url(server), r#"{"dst_id":12371}"#);
        let headers = ["-H", &authorization, "-H", accept, "-H", json];
        let arguments = [&["-s", "-X", "DELETE", "-d", body, &url], &headers[..]].concat();
        Self::new("curl", "curl".as_ref(), &arguments, &["--cacert"], server)
    }

    /// From its start to its end.
    fn milliseconds(&self) -> f64 {
        let mut program = Command::new(&self.command[0]);
        program.args(&self.command[1..]).stdout(Stdio::null());
        program.env("VAST_API_KEY", KEY).env("HOME", HOME.path());
        let start = Instant::now();
        succeed(&mut program);
        start.elapsed().as_secs_f64() * 1e3
    }

    fn peak_kib(&self) -> f64 {
        let mut program = this_program("peak-of");
        program.args(&self.command).env("VAST_API_KEY", KEY);
        let [peak] = figures(program.env("HOME", HOME.path()));
        peak
    }
}

fn cancel_url(server: &CancelServer) -> String {
    server.url.clone() + &CancelSync::published().path()
}

pub fn measure(rounds: Rounds) -> Measured {
    let (http, https) = (CancelServer::start(), CancelServer::start_tls());
    let time = |what: &str, count, ours: &Cancel, theirs: &Cancel, most| {
        let pairs = in_turns(
            rounds.of(count),
            || ours.milliseconds(),
            || theirs.milliseconds(),
        );
        let against = format!("`{}`", theirs.name);
        let caption = format!("Cancel one sync from a shell, {what}").replace('`', "");
        let row = Row::new(format!("{WHAT}, {what}"), against, "ms", pairs).drawn(caption, "vast");
        row.held_to(Limit::Ratio(most))
    };
    let (vast, vast_tls) = (Cancel::vast(&VAST, &http), Cancel::vast(&VAST, &https));
    let installed = Cancel::vast(&INSTALLED_VAST, &https);
    let baseline = Cancel::baseline("baseline", &BASELINE, &http);
    let baseline_tls = Cancel::baseline("baseline", &BASELINE, &https);
    let without_tls = Cancel::baseline("baseline without TLS", &BASELINE_WITHOUT_TLS, &http);
    let many = 2 * Rounds::USUAL;
    let mut measured = Measured::from(vec![
        time("http", many, &vast, &Cancel::curl(&http), 0.4),
        time("https", many, &vast_tls, &Cancel::curl(&https), 0.4).at_a_glance(),
        time(
            "https, as `cargo install` builds it",
            many,
            &installed,
            &Cancel::curl(&https),
            0.4,
        ),
        time("http", many, &vast, &baseline, 1.3),
        time("http", many, &vast, &without_tls, 1.3),
        time("https", many, &vast_tls, &baseline_tls, 1.3),
    ]);
    match &*VASTAI {
        Ok(program) => {
            let vastai = Cancel::vastai(program, &http);
            let row = time("http", Rounds::FEW, &vast, &vastai, 1.0 / 150.0);
            measured.rows.push(row.at_a_glance());
            let count = rounds.of(Rounds::FEW);
            let pairs = in_turns(count, || vast.peak_kib(), || vastai.peak_kib());
            let row = Row::new(format!("{WHAT}: peak memory"), "`vastai`", "KiB", pairs);
            let row = row.drawn("Cancel one sync from a shell: peak memory", "vast");
            measured.rows.push(row.held_to(Limit::Ratio(0.2)));
        }
        Err(why) => measured.notes.push(format!("the official client: {why}")),
    }
    measured
}

/// The size of `vast` as it is given to people.
pub fn size() -> Measured {
    let file = std::fs::metadata(&*VAST).expect("a file");
    #[expect(clippy::cast_precision_loss, reason = "a small file")]
    let megabytes = file.len() as f64 / 1e6;
    let most = format!("the {MOST_MEGABYTES} that are allowed");
    let pairs = vec![[megabytes, MOST_MEGABYTES]];
    let row = Row::new("size of `vast` as it is given to people", most, "MB", pairs);
    let row = row.drawn("Size of the program", "vast");
    vec![row.held_to(Limit::Ratio(1.0))].into()
}
