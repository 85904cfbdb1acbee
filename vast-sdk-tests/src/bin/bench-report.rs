//! Measures what the README says: `cargo run --release -p vast-sdk-tests --bin bench-report -- WHAT`.

#[path = "bench-report/by_hand.rs"]
mod by_hand;
#[path = "bench-report/command.rs"]
mod command;
#[path = "bench-report/instructions.rs"]
mod instructions;
#[path = "bench-report/memory.rs"]
mod memory;
#[path = "bench-report/pairs.rs"]
mod pairs;
#[path = "bench-report/rate_limit.rs"]
mod rate_limit;
#[path = "bench-report/server_process.rs"]
mod server_process;
#[path = "bench-report/throughput.rs"]
mod throughput;

use std::process::ExitCode;

use tokio::runtime::{Builder, Runtime};

const USAGE: &str = "usage: bench-report command | rate-limit | throughput | memory | instructions
  command       vast cancel sync against curl and vastai; run it by vast-cli/bench/compare
  rate-limit    200 cancels against a server with a least interval of 50 and 500 ms; 7 minutes
  throughput    cancel_syncs against a loop over reqwest, written by hand, on an unlimited server
  memory        the peak of 1,000 and of 1,000,000 cancels
  instructions  of one call, against one of reqwest, written by hand; needs valgrind";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let several_threads = Runtime::new();
    let one_thread = Builder::new_current_thread().enable_all().build();
    let (several_threads, one_thread) = several_threads
        .and_then(|several| Ok((several, one_thread?)))
        .expect("two runtimes");
    match *arguments {
        ["command"] => several_threads.block_on(command::report()),
        ["rate-limit"] => several_threads.block_on(rate_limit::report()),
        ["throughput"] => {
            println!("on the default runtime of tokio");
            several_threads.block_on(throughput::report());
            println!("\non one thread");
            one_thread.block_on(throughput::report());
        }
        ["memory"] => memory::report(),
        ["instructions"] => instructions::report(),
        // The processes that the reports above start.
        ["serve"] => one_thread.block_on(server_process::serve()),
        ["serve-tls", ca_cert] => one_thread.block_on(server_process::serve_tls(ca_cert)),
        ["peak-of", program, ref arguments @ ..] => command::print_peak_of(program, arguments),
        ["cancel-many", url, count] => several_threads.block_on(memory::cancel_many(url, count)),
        ["cancel-each", client, url, count] => {
            one_thread.block_on(instructions::cancel_each(client, url, count));
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
