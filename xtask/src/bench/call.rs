//! One call of `cancel_sync` on an open connection, and a loop of them.

use std::process::{Command, Stdio};

use vast_sdk_tests::KEY;

use super::{
    any_client::AnyClient,
    measured::{Limit, Measured, Pair, Rounds, Row, in_turns},
    processes::{CancelServer, figures, one_thread, this_path, this_program},
    programs::VASTAI,
};

/// A short run under valgrind is subtracted from a long one, so that only calls count.
const MANY: u32 = 1_100;
const FEW: u32 = 100;
const LATENCY_ROUNDS: usize = 30;
const ONE_CALL: &str = "one `cancel_sync` call, warm connection";
const SDK: &str = "vast-sdk";
const REQWEST: &str = "`reqwest`, by hand";
const HYPER: &str = "`hyper`, by hand";
const LOOP: &str = "500";

pub fn measure(rounds: Rounds) -> Measured {
    let server = CancelServer::start();
    let mut measured = Measured::from(latency(&server, rounds));
    if Command::new("valgrind").arg("--version").output().is_err() {
        let why = "instructions and allocations of a call: valgrind is not installed";
        measured.notes.push(why.to_owned());
        return measured;
    }
    for (theirs, against) in [("reqwest", REQWEST), ("hyper", HYPER)] {
        for (what, total, limit) in [
            ("instructions", instructions as Total, Limit::Ratio(1.05)),
            ("allocations", allocations, Limit::Difference(10.0)),
        ] {
            let each = |client: &'static str| {
                let url = &server.url;
                move || {
                    let [few, many] = [FEW, MANY].map(|calls| total(client, url, calls));
                    (many - few) / f64::from(MANY - FEW)
                }
            };
            let pairs = in_turns(rounds.of(Rounds::FEW), each("sdk"), each(theirs));
            let mut row = Row::new(format!("{ONE_CALL}: {what}"), against, "", pairs);
            row.limit = (against == REQWEST).then_some(limit);
            row = row.drawn(format!("One call, {what}"), SDK);
            measured.rows.push(row);
        }
    }
    measured
}

/// `reqwest` runs twice in each round: against itself it shows the noise.
fn latency(server: &CancelServer, rounds: Rounds) -> Vec<Row> {
    const ORDER: [usize; 4] = [0, 1, 2, 3];
    let runtime = one_thread();
    let mut clients = ["sdk", "reqwest", "reqwest", "hyper"]
        .map(|name| runtime.block_on(AnyClient::new(name, &server.url)));
    let mut medians: Vec<[f64; 4]> = Vec::new();
    for round in 0..=rounds.of(LATENCY_ROUNDS) {
        let mut order = ORDER;
        if round % 2 == 1 {
            // Whoever comes later may be better off.
            order.reverse();
        }
        let mut figures = [0.0; 4];
        for index in order {
            figures[index] = runtime.block_on(clients[index].median_latency());
        }
        medians.push(figures);
    }
    medians.remove(0);
    let pairs = |ours: usize, theirs: usize| -> Vec<Pair> {
        medians
            .iter()
            .map(|round| [round[ours], round[theirs]])
            .collect()
    };
    // The outliers of a busy machine would excuse anything.
    let noise = pairs(1, 2)
        .into_iter()
        .flat_map(|[one, other]| [one / other, other / one]);
    let mut noise: Vec<f64> = noise.collect();
    noise.sort_by(f64::total_cmp);
    let noise = noise[noise.len() * 95 / 100];
    let what = format!("{ONE_CALL}: median latency");
    let to_see_the_noise = format!("the same, to see the noise: {REQWEST}");
    vec![
        Row::new(&*what, REQWEST, "µs", pairs(0, 1))
            .drawn("One call on an open connection", SDK)
            .at_a_glance()
            .held_to(Limit::Ratio(noise)),
        Row::new(&*what, HYPER, "µs", pairs(0, 3)).drawn("One call on an open connection", SDK),
        Row::new(to_see_the_noise, REQWEST, "µs", pairs(1, 2)),
    ]
}

/// Of a client that calls the server at a URL this often.
type Total = fn(&str, &str, u32) -> f64;

fn instructions(client: &str, url: &str, calls: u32) -> f64 {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let out = format!("--callgrind-out-file={}", file.path().display());
    under_valgrind(&["--tool=callgrind", &out], client, url, calls);
    let profile = std::fs::read_to_string(file.path()).expect("a profile");
    after(&profile, "totals: ")
}

fn allocations(client: &str, url: &str, calls: u32) -> f64 {
    let tool = ["--tool=memcheck", "--leak-check=no"];
    after(
        &under_valgrind(&tool, client, url, calls),
        "total heap usage: ",
    )
}

fn after(text: &str, words: &str) -> f64 {
    let figure = text.lines().find_map(|line| {
        let (_, rest) = line.split_once(words)?;
        rest.split_whitespace()
            .next()?
            .replace(',', "")
            .parse()
            .ok()
    });
    figure.unwrap_or_else(|| panic!("no {words} in {text}"))
}

fn under_valgrind(tool: &[&str], client: &str, url: &str, calls: u32) -> String {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(tool).arg(this_path());
    valgrind.args([
        "bench-process",
        "cancel-each",
        client,
        url,
        &calls.to_string(),
    ]);
    let output = valgrind.stdout(Stdio::null()).output().expect("a process");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Of the official client: prints the seconds and the failures of a loop of cancels.
const OFFICIAL_LOOP: &str = "
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

/// The seconds and the failures of a loop of the official client, or why there is none.
pub fn official_loop(url: &str, cancels: &str) -> Result<[f64; 2], String> {
    let mut python = Command::new(VASTAI.clone()?.join("python"));
    Ok(figures(python.args([
        "-c",
        OFFICIAL_LOOP,
        url,
        KEY,
        cancels,
    ])))
}

/// A loop of cancels within one process, against the official client as a library.
pub fn measure_loop(rounds: Rounds) -> Measured {
    if let Err(why) = &*VASTAI {
        let mut measured = Measured::default();
        measured
            .notes
            .push(format!("a loop of the official client: {why}"));
        return measured;
    }
    let server = CancelServer::start();
    let ours = || {
        let mut program = this_program("cancel-each");
        let [seconds] = figures(program.args(["sdk", &server.url, LOOP]));
        seconds
    };
    let theirs = || {
        let [seconds, failed] = official_loop(&server.url, LOOP).expect("the official client");
        assert!(failed == 0.0, "{failed} failed");
        seconds
    };
    let pairs = in_turns(rounds.of(Rounds::FEW), ours, theirs);
    let what = format!("a loop of {LOOP} cancels in process");
    let row = Row::new(&*what, "`VastAI.cancel_sync`", "s", pairs);
    let row = row.drawn(format!("A loop of {LOOP} cancels in one process"), SDK);
    vec![row.held_to(Limit::Ratio(1.0 / 20.0))].into()
}
