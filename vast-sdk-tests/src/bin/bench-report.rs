//! Measures the SDK side by side with what else there is, and writes `docs/benchmarks`:
//! `cargo run --release -p vast-sdk-tests --bin bench-report`.

#[path = "bench-report/builds.rs"]
mod builds;
#[path = "bench-report/call.rs"]
mod call;
#[path = "bench-report/command.rs"]
mod command;
#[path = "bench-report/growth.rs"]
mod growth;
#[path = "bench-report/in_process.rs"]
mod in_process;
#[path = "bench-report/machine.rs"]
mod machine;
#[path = "bench-report/measured.rs"]
mod measured;
#[path = "bench-report/pipeline.rs"]
mod pipeline;
#[path = "bench-report/plots.rs"]
mod plots;
#[path = "bench-report/programs.rs"]
mod programs;
#[path = "bench-report/rate_limit.rs"]
mod rate_limit;
#[path = "bench-report/results.rs"]
mod results;
#[path = "bench-report/server_process.rs"]
mod server_process;
#[path = "bench-report/table.rs"]
mod table;
#[path = "bench-report/throughput.rs"]
mod throughput;

use std::process::ExitCode;

use machine::Machine;
use measured::Measured;
use results::Results;
use tokio::runtime::Runtime;

const USAGE: &str = "usage: bench-report [SECTION…]
Measures these sections, or all of them, and writes docs/benchmarks.
  call        instructions, allocations and latency of one call
  command     the vast command, against curl, the official client and reqwest
  in-process  a loop of 500 cancels, against the official client
  rate-limit  200 cancels at a rate limit; 12 minutes
  throughput  cancel_syncs, against a loop over reqwest
  growth      from 1 to 1,000,000 ids; 6 minutes
  pipeline    from 1 to 3,210 operations
  builds      a program that depends on vast-sdk; 20 minutes
  size        the stripped vast command
  table       nothing: writes the page and the pictures anew
or: bench-report limits
  prints a run of 200 cancels for each kind of rate limit; 7 minutes";

type Section = (&'static str, fn() -> Measured);

const SECTIONS: [Section; 9] = [
    ("call", call::measure),
    ("command", command::measure),
    ("in-process", in_process::measure),
    ("rate-limit", rate_limit::measure),
    ("throughput", throughput::measure),
    ("growth", growth::measure),
    ("pipeline", pipeline::measure),
    ("builds", builds::measure),
    ("size", command::size),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = Runtime::new().expect("a runtime");
    match *arguments {
        ["limits"] => runtime.block_on(rate_limit::print_each_limit()),
        // The processes that the sections start.
        ["serve"] => runtime.block_on(server_process::serve()),
        ["serve-tls", ca_cert] => runtime.block_on(server_process::serve_tls(ca_cert)),
        ["peak-of", program, ref arguments @ ..] => programs::print_peak_of(program, arguments),
        ["cancel-many", url, count] => runtime.block_on(growth::cancel_many(url, count)),
        ["cancel-each", client, url, count] => call::cancel_each(client, url, count),
        ref sections => {
            let known = |name: &&str| *name == "table" || SECTIONS.iter().any(|(it, _)| it == name);
            if !sections.iter().all(known) {
                eprintln!("{USAGE}");
                return ExitCode::from(2);
            }
            report(sections);
        }
    }
    ExitCode::SUCCESS
}

fn report(sections: &[&str]) {
    let order = SECTIONS.map(|(name, _)| name);
    let mut results = Results::read().expect("docs/benchmarks can be read");
    for (name, measure) in SECTIONS {
        if sections.is_empty() || sections.contains(&name) {
            eprintln!("{name} …");
            let measured = measure();
            results.insert(name, Machine::here(), measured);
            // What comes later may fail.
            results
                .write(&order)
                .expect("docs/benchmarks can be written");
        }
    }
    let written = results.write(&order);
    println!("{}", written.expect("docs/benchmarks can be written"));
}
