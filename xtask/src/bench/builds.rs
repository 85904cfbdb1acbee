//! What it costs to build a program that depends on `vast-sdk`, against the same program over `reqwest`.

use std::{collections::HashSet, fs::File, path::PathBuf, process::Stdio, time::SystemTime};

use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeValLike,
};
use serde_json::Value;

use super::{
    measured::{Limit, Measured, Rounds, Row, in_turns},
    programs::peer,
};
use crate::{root, workspace::cargo};

/// Each takes three minutes.
const BUILDS: usize = 5;
/// Of a program with `vast-sdk`.
const MOST_PACKAGES: f64 = 140.0;

struct Build {
    folder: PathBuf,
    target: PathBuf,
    features: &'static [&'static str],
}

impl Build {
    fn of(peer_name: &str) -> Self {
        Self {
            folder: peer(peer_name),
            target: root().join("target/peers/cold").join(peer_name),
            features: &[],
        }
    }

    fn with_ring(peer_name: &str) -> Self {
        let folder = format!("{peer_name}-with-ring");
        Self {
            target: root().join("target/peers/cold").join(folder),
            features: &["--no-default-features", "--features", "tls-ring"],
            ..Self::of(peer_name)
        }
    }

    /// The seconds of CPU of a build from nothing, and how many packages it compiles.
    fn cold(&self) -> (f64, usize) {
        let _ = std::fs::remove_dir_all(&self.target);
        self.build()
    }

    /// The seconds of CPU of a build after a change of the program.
    fn warm(&self) -> f64 {
        let main = File::options()
            .append(true)
            .open(self.folder.join("src/main.rs"));
        let touched = main.and_then(|file| file.set_modified(SystemTime::now()));
        touched.expect("a file");
        self.build().0
    }

    fn build(&self) -> (f64, usize) {
        let before = cpu_seconds();
        let mut build = cargo();
        build.args([
            "build",
            "--quiet",
            "--message-format",
            "json",
            "--target-dir",
        ]);
        build
            .arg(&self.target)
            .args(self.features)
            .current_dir(&self.folder)
            .stderr(Stdio::inherit());
        let output = build.output().expect("cargo starts");
        assert!(output.status.success(), "{}", self.folder.display());
        let messages = String::from_utf8_lossy(&output.stdout).into_owned();
        let messages = messages.lines().flat_map(serde_json::from_str::<Value>);
        let compiled = messages.filter(|message| message["fresh"] == false);
        let packages: HashSet<String> = compiled
            .map(|message| message["package_id"].to_string())
            .collect();
        (cpu_seconds() - before, packages.len())
    }
}

/// Of all children so far.
fn cpu_seconds() -> f64 {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the usage of resources");
    let time = usage.user_time() + usage.system_time();
    #[expect(clippy::cast_precision_loss, reason = "microseconds of minutes")]
    let microseconds = time.num_microseconds() as f64;
    microseconds / 1e6
}

pub fn measure(rounds: Rounds) -> Measured {
    let (ours, theirs) = (Build::of("with-sdk"), Build::of("baseline"));
    let with_ring = Build::with_ring("baseline");
    let count = rounds.of(BUILDS);
    let mut packages = 0;
    let mut cold = Vec::new();
    let mut cold_with_ring = Vec::new();
    for _ in 0..count {
        let (seconds, compiled) = ours.cold();
        packages = compiled;
        cold.push([seconds, theirs.cold().0]);
        cold_with_ring.push([seconds, with_ring.cold().0]);
    }
    let warm = in_turns(count, || ours.warm(), || theirs.warm());
    let row = |what: &str, other: &str, unit, pairs| {
        let caption = format!("Build a program: {what}");
        let what = format!("`cargo build` of a program with `vast-sdk`: {what}");
        Row::new(what, other, unit, pairs).drawn(caption, "with vast-sdk")
    };
    #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
    let packages = vec![[packages as f64, MOST_PACKAGES]];
    let (reqwest, ring) = (
        "the same over `reqwest`",
        "the same over `reqwest` with ring",
    );
    let most = format!("the {MOST_PACKAGES} that are allowed");
    vec![
        row("cold, CPU", reqwest, "s", cold)
            .at_a_glance()
            .held_to(Limit::Ratio(1.15)),
        row("cold, CPU", ring, "s", cold_with_ring).held_to(Limit::Ratio(1.8)),
        row("after a change of the program, CPU", reqwest, "s", warm).held_to(Limit::Ratio(1.1)),
        row("packages compiled", &most, "", packages).held_to(Limit::Ratio(1.0)),
    ]
    .into()
}
