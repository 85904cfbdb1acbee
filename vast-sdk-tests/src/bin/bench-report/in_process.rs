//! A loop of cancels within one process, against the official client as a library.

use std::process::Command;

use vast_sdk_tests::KEY;

use crate::{
    measured::{FEW_ROUNDS, Measured, Row, Target, in_turns},
    programs::VASTAI,
    server_process::{ServerProcess, this_program},
};

const CANCELS: &str = "500";

/// Prints the seconds of so many cancels; the arguments are the URL, the key and the number.
pub const OFFICIAL_LOOP: &str = "
import sys, time
from vastai import VastAI
url, key, cancels = sys.argv[1:]
client = VastAI(api_key=key, server_url=url)
failed = 0
start = time.perf_counter()
for instance in range(int(cancels)):
    try:
        client.cancel_sync(dst_id=instance)
    except Exception:
        failed += 1
sys.stdout.write(f'{time.perf_counter() - start} {failed}')
";

pub fn measure() -> Measured {
    let server = ServerProcess::start();
    match &*VASTAI {
        Err(why) => Measured {
            notes: vec![format!("a loop of the official client: {why}")],
            ..Measured::default()
        },
        Ok(folder) => {
            let ours = || {
                let mut program = this_program();
                program.args(["cancel-each", "sdk", &server.url, CANCELS]);
                let [seconds, ..] = figures(&mut program)[..] else {
                    panic!("no time")
                };
                seconds
            };
            let theirs = || {
                let mut python = Command::new(folder.join("python"));
                python.args(["-c", OFFICIAL_LOOP, &server.url, KEY, CANCELS]);
                let [seconds, failed] = figures(&mut python)[..] else {
                    panic!("no time")
                };
                assert!(failed == 0.0, "{failed} failed");
                seconds
            };
            let pairs = in_turns(FEW_ROUNDS, ours, theirs);
            let what = format!("a loop of {CANCELS} cancels in process");
            let row = Row::new(&what, "`VastAI.cancel_sync`", "s", pairs);
            Measured {
                rows: vec![row.at_most(Target::Ratio(1.0 / 20.0))],
                ..Measured::default()
            }
        }
    }
}

/// What a program prints.
pub fn figures(program: &mut Command) -> Vec<f64> {
    let output = program.output().expect("it starts");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    let figures = text.split_whitespace().map(str::parse);
    figures
        .collect::<Result<_, _>>()
        .unwrap_or_else(|_| panic!("{text}"))
}
