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

struct Build {
    folder: PathBuf,
    target: PathBuf,
}

impl Build {
    fn of(peer_name: &str) -> Self {
        Self {
            folder: peer(peer_name),
            target: root().join("target/peers/cold").join(peer_name),
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
    let count = rounds.of(Rounds::FEW);
    let mut packages = [0, 0];
    let mut cold = |build: &Build, index: usize| {
        let (seconds, compiled) = build.cold();
        packages[index] = compiled;
        seconds
    };
    let cold = (0..count)
        .map(|_| [cold(&ours, 0), cold(&theirs, 1)])
        .collect();
    let warm = in_turns(count, || ours.warm(), || theirs.warm());
    #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
    let packages = vec![packages.map(|count| count as f64)];
    let row = |what: &str, unit, pairs| {
        let what = format!("`cargo build` of a program with `vast-sdk`: {what}");
        Row::new(what, "the same over `reqwest`", unit, pairs)
    };
    vec![
        row("cold, CPU", "s", cold).held_to(Limit::Ratio(1.5)),
        row("after a change of the program, CPU", "s", warm).held_to(Limit::Ratio(1.5)),
        row("crates compiled", "", packages),
    ]
    .into()
}
