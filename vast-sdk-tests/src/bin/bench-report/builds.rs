//! What a program costs to build that depends on `vast-sdk`, against the same over `reqwest`.

use std::{collections::HashSet, path::PathBuf, process::Stdio};

use nix::sys::resource::{Usage, UsageWho, getrusage};
use serde_json::Value;

use crate::{
    measured::{FEW_ROUNDS, Measured, Row, Target, alternately},
    programs::{cargo, peer, root},
};

struct Build {
    /// Of a package in `vast-sdk-tests/peers`.
    folder: PathBuf,
    target: PathBuf,
}

impl Build {
    fn of(name: &str) -> Self {
        Self {
            folder: peer(name),
            target: root().join("target/peers/cold").join(name),
        }
    }

    /// The seconds of CPU of a build with nothing to start from, and how many packages it compiles.
    fn cold(&self) -> (f64, usize) {
        let _ = std::fs::remove_dir_all(&self.target);
        self.build()
    }

    /// The seconds of CPU of a build after a change of the program.
    fn warm(&self) -> f64 {
        let main = std::fs::File::options()
            .append(true)
            .open(self.folder.join("src/main.rs"));
        let touched = main.and_then(|file| file.set_modified(std::time::SystemTime::now()));
        touched.expect("a file");
        self.build().0
    }

    fn build(&self) -> (f64, usize) {
        let before = seconds();
        let mut cargo = cargo();
        cargo.args([
            "build",
            "--quiet",
            "--message-format",
            "json",
            "--target-dir",
        ]);
        let output = cargo
            .arg(&self.target)
            .current_dir(&self.folder)
            .stderr(Stdio::inherit());
        let output = output.output().expect("cargo starts");
        assert!(output.status.success(), "{}", self.folder.display());
        let messages = String::from_utf8_lossy(&output.stdout).into_owned();
        let messages = messages
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let compiled = messages.filter(|message| message["fresh"] == false);
        let packages: HashSet<String> = compiled
            .map(|message| message["package_id"].to_string())
            .collect();
        (seconds() - before, packages.len())
    }
}

/// Of CPU, of all children so far.
fn seconds() -> f64 {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the usage of resources");
    let times = [Usage::user_time, Usage::system_time].map(|time| time(&usage));
    #[expect(clippy::cast_precision_loss, reason = "microseconds of minutes")]
    let seconds =
        |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    times.map(seconds).iter().sum()
}

pub fn measure() -> Measured {
    let (ours, theirs) = (Build::of("with-sdk"), Build::of("by-hand"));
    let mut packages = [0, 0];
    let cold = alternately(
        FEW_ROUNDS,
        || {
            let (seconds, compiled) = ours.cold();
            packages[0] = compiled;
            seconds
        },
        || theirs.cold().0,
    );
    packages[1] = theirs.cold().1;
    let warm = alternately(FEW_ROUNDS, || ours.warm(), || theirs.warm());
    let row = |what: &str, unit, pairs| {
        let what = format!("`cargo build` of a program with `vast-sdk`: {what}");
        Row::new(&what, "the same over `reqwest`", unit, pairs)
    };
    #[expect(clippy::cast_precision_loss, reason = "not that many")]
    let packages = vec![packages.map(|count| count as f64)];
    Measured {
        rows: vec![
            row("cold, CPU", "s", cold).at_most(Target::Ratio(1.5)),
            row("after a change of the program, CPU", "s", warm).at_most(Target::Ratio(1.5)),
            row("crates compiled", "", packages),
        ],
        ..Measured::default()
    }
}
