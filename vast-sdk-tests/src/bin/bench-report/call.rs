//! One call of `cancel_sync` on a connection that is open: instructions, allocations, latency.

use std::{
    process::{Command, Stdio},
    time::Instant,
};

use tokio::runtime::{Builder, Runtime};
use vast_sdk::Client;
use vast_sdk_tests::{
    baseline::{WithHyper, WithReqwest},
    client_builder,
};

use crate::{
    measured::{FEW_ROUNDS, Measured, Row, Spread, Target, in_turns},
    server_process::ServerProcess,
};

/// Of one run under valgrind, and of the run that is taken away from it, so that nothing but calls
/// counts.
const MANY: u64 = 1_100;
const FEW: u64 = 100;
/// Of one measurement of the latency.
const CALLS: i64 = 2_000;
const LATENCY_ROUNDS: usize = 30;

const ONE_CALL: &str = "one `cancel_sync` call, warm connection";
const REQWEST: &str = "`reqwest`, by hand";
const HYPER: &str = "`hyper`, by hand";

pub fn measure() -> Measured {
    let server = ServerProcess::start();
    let mut measured = latency(&server);
    if Command::new("valgrind").arg("--version").output().is_err() {
        let why = "instructions and allocations of a call: there is no valgrind";
        measured.notes.push(why.to_owned());
        return measured;
    }
    for (theirs, against) in [("reqwest", REQWEST), ("hyper", HYPER)] {
        let count = |client: &'static str, count: fn(&str, &str, u64) -> u64| {
            let url = server.url.clone();
            move || {
                let [few, many] = [FEW, MANY].map(|calls| count(client, &url, calls));
                #[expect(clippy::cast_precision_loss, reason = "not that many")]
                let each = (many - few) as f64 / (MANY - FEW) as f64;
                each
            }
        };
        let row = |what: &str, unit, counted: fn(&str, &str, u64) -> u64, target| {
            let pairs = in_turns(FEW_ROUNDS, count("sdk", counted), count(theirs, counted));
            let target = if against == REQWEST {
                target
            } else {
                Target::None
            };
            Row::new(&format!("{ONE_CALL}: {what}"), against, unit, pairs).at_most(target)
        };
        measured
            .rows
            .push(row("instructions", "", instructions, Target::Ratio(1.05)));
        measured
            .rows
            .push(row("allocations", "", allocations, Target::More(10.0)));
    }
    measured
}

/// In turns within one process; the client by hand runs twice in each turn, to see the noise.
fn latency(server: &ServerProcess) -> Measured {
    let runtime = one_thread();
    let clients = runtime.block_on(async {
        let one = Clients::new("sdk", &server.url).await;
        let other = Clients::new("reqwest", &server.url).await;
        [one, other, Clients::new("hyper", &server.url).await]
    });
    let [mut sdk, mut reqwest, mut hyper] = clients;
    let mut rounds = Vec::new();
    for round in 0..=LATENCY_ROUNDS {
        let median = |client: &mut Clients| runtime.block_on(client.median_latency());
        // In the other order every other time: whoever comes later may be better off.
        rounds.push(if round % 2 == 0 {
            let [sdk, one] = [&mut sdk, &mut reqwest].map(median);
            let other = median(&mut reqwest);
            [sdk, one, other, median(&mut hyper)]
        } else {
            let [hyper, other] = [&mut hyper, &mut reqwest].map(median);
            let one = median(&mut reqwest);
            [median(&mut sdk), one, other, hyper]
        });
    }
    rounds.remove(0);
    let pairs = |ours: usize, theirs: usize| {
        let pairs = rounds.iter().map(|round| [round[ours], round[theirs]]);
        pairs.collect::<Vec<_>>()
    };
    // Without the outliers of a busy machine, which would excuse anything.
    let noise = percentile_95(
        pairs(1, 2)
            .into_iter()
            .flat_map(|[one, other]| [one / other, other / one]),
    );
    let what = format!("{ONE_CALL}: median latency");
    let row = |against: &str, theirs| Row::new(&what, against, "µs", pairs(0, theirs));
    Measured {
        rows: vec![
            row(REQWEST, 1).at_most(Target::Ratio(noise)),
            row(HYPER, 3),
            Row::new(
                "the same, to see the noise: `reqwest`, by hand",
                REQWEST,
                "µs",
                pairs(1, 2),
            ),
        ],
        ..Measured::default()
    }
}

fn percentile_95(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures[figures.len() * 95 / 100]
}

fn instructions(client: &str, url: &str, calls: u64) -> u64 {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let out = format!("--callgrind-out-file={}", file.path().display());
    under_valgrind(&["--tool=callgrind", &out], client, url, calls);
    let profile = std::fs::read_to_string(file.path()).expect("a profile");
    let total = profile
        .lines()
        .find_map(|line| line.strip_prefix("totals: "))
        .and_then(|line| line.trim().parse().ok());
    total.expect("the total")
}

fn allocations(client: &str, url: &str, calls: u64) -> u64 {
    let said = under_valgrind(&["--tool=memcheck", "--leak-check=no"], client, url, calls);
    let total = said
        .lines()
        .find_map(|line| line.split_once("total heap usage: "))
        .and_then(|(_, line)| line.split(' ').next())
        .and_then(|count| count.replace(',', "").parse().ok());
    total.unwrap_or_else(|| panic!("no total in {said}"))
}

fn under_valgrind(tool: &[&str], client: &str, url: &str, calls: u64) -> String {
    let program = std::env::current_exe().expect("this program has a path");
    let output = Command::new("valgrind")
        .args(tool)
        .arg(program)
        .args(["cancel-each", client, url, &calls.to_string()])
        .stdout(Stdio::null())
        .output()
        .expect("valgrind starts");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// In a process of its own; prints its seconds.
pub fn cancel_each(client: &str, url: &str, calls: &str) {
    let calls: i64 = calls.parse().expect("a number");
    one_thread().block_on(async {
        let mut client = Clients::new(client, url).await;
        let start = Instant::now();
        for instance in 0..calls {
            client.cancel(instance).await;
        }
        println!("{}", start.elapsed().as_secs_f64());
    });
}

fn one_thread() -> Runtime {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime")
}

enum Clients {
    Sdk(Client),
    Reqwest(WithReqwest),
    Hyper(WithHyper),
}

impl Clients {
    async fn new(name: &str, url: &str) -> Self {
        match name {
            "sdk" => Self::Sdk(client_builder(url).build().expect("a client")),
            "reqwest" => Self::Reqwest(WithReqwest::new(url)),
            _ => Self::Hyper(WithHyper::new(url).await),
        }
    }

    async fn cancel(&mut self, instance: i64) {
        match self {
            Self::Sdk(client) => {
                client.cancel_sync(instance).await.expect("a success");
            }
            Self::Reqwest(client) => assert_eq!(client.cancel(instance).await.success, Some(true)),
            Self::Hyper(client) => assert_eq!(client.cancel(instance).await.success, Some(true)),
        }
    }

    /// In microseconds.
    async fn median_latency(&mut self) -> f64 {
        let mut times = Vec::new();
        for instance in 0..CALLS {
            let start = Instant::now();
            self.cancel(instance).await;
            times.push(start.elapsed().as_secs_f64() * 1e6);
        }
        Spread::of(times).median
    }
}
