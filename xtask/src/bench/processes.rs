//! What a measurement starts: servers, and this program again for one job.

use std::{
    path::PathBuf,
    process::{Command, ExitCode, Stdio},
    time::Instant,
};

use clap::Subcommand;
use nix::sys::resource::{UsageWho, getrusage};
use tempfile::NamedTempFile;
use tokio::runtime::{Builder, Runtime};
use vast_sdk_tests::{
    client_builder,
    servers::{Authority, Fault, FaultyServer},
};

use super::any_client::AnyClient;

/// A job in a process of its own. Figures go to its standard output.
#[derive(Subcommand)]
pub enum BenchProcess {
    /// Prints the peak memory of a program, in KiB
    PeakOf {
        /// The program and its arguments
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, num_args = 1..)]
        command: Vec<String>,
    },
    /// Cancels one by one; prints the seconds
    CancelEach {
        /// sdk, reqwest or hyper
        client: String,
        /// Of the server
        url: String,
        /// How many
        count: u32,
    },
    /// Cancels many at a time; prints the seconds, and its own peak memory in KiB
    CancelMany {
        /// Of the server
        url: String,
        /// How many
        count: u32,
    },
}

impl BenchProcess {
    pub(crate) fn run(self) -> ExitCode {
        match self {
            Self::PeakOf { command } => {
                succeed(
                    Command::new(&command[0])
                        .args(&command[1..])
                        .stdout(Stdio::null()),
                );
                // This process has had no other child.
                let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the usage of resources");
                println!("{}", usage.max_rss());
            }
            Self::CancelEach { client, url, count } => one_thread().block_on(async {
                let mut client = AnyClient::new(&client, &url).await;
                let start = Instant::now();
                for instance in 0..count {
                    client.cancel(instance).await;
                }
                println!("{}", start.elapsed().as_secs_f64());
            }),
            Self::CancelMany { url, count } => {
                Runtime::new()
                    .expect("a runtime")
                    .block_on(cancel_many(&url, count));
            }
        }
        ExitCode::SUCCESS
    }
}

async fn cancel_many(url: &str, count: u32) {
    let client = client_builder(url).build().expect("a client");
    let start = Instant::now();
    let mut answers = client.cancel_many(0..count);
    while let Some((_, result)) = answers.next().await {
        result.expect("a success");
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{seconds} {}", own_peak_kib());
}

/// The system's count of resources begins with what the process was started from; this one does not.
fn own_peak_kib() -> u32 {
    let status = std::fs::read_to_string("/proc/self/status").expect("a file of Linux");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|peak| peak.trim().strip_suffix(" kB")?.parse().ok());
    peak.expect("the peak of the memory")
}

/// A server that accepts every cancel, on threads of its own.
pub struct CancelServer {
    pub url: String,
    ca_cert: Option<NamedTempFile>,
    _server: FaultyServer,
    _runtime: Runtime,
}

impl CancelServer {
    pub fn start() -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let server = runtime.block_on(FaultyServer::start(Fault::none()));
        Self::new(server, runtime, None)
    }

    pub fn start_tls() -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let authority = Authority::new();
        let ca_cert = NamedTempFile::new().expect("a file");
        std::fs::write(ca_cert.path(), authority.pem()).expect("a file");
        let tls = authority.server("127.0.0.1");
        let server = runtime.block_on(FaultyServer::start_tls(Fault::none(), tls));
        Self::new(server, runtime, Some(ca_cert))
    }

    fn new(server: FaultyServer, runtime: Runtime, ca_cert: Option<NamedTempFile>) -> Self {
        Self {
            url: server.url(),
            ca_cert,
            _server: server,
            _runtime: runtime,
        }
    }

    /// The file with the certificate of its authority.
    pub fn ca_cert(&self) -> Option<&str> {
        self.ca_cert.as_ref()?.path().to_str()
    }
}

/// This program, for a job.
pub fn this_program(job: &str) -> Command {
    let mut program = Command::new(this_path());
    program.args(["bench-process", job]);
    program
}

pub fn this_path() -> PathBuf {
    std::env::current_exe().expect("this program has a path")
}

pub fn one_thread() -> Runtime {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime")
}

pub fn succeed(command: &mut Command) {
    let status = command.status();
    assert!(status.is_ok_and(|status| status.success()), "{command:?}");
}

/// The figures that a program prints.
pub fn figures<const COUNT: usize>(program: &mut Command) -> [f64; COUNT] {
    let output = program.output().expect("a process");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    let figures: Vec<f64> = text.split_whitespace().flat_map(str::parse).collect();
    figures.try_into().unwrap_or_else(|_| panic!("{text}"))
}
