//! `cargo xtask bench`
//!
//! Each row compares two things that are measured in turns, in the same run: a noisy machine slows down
//! both. The result is the median of the ratios of all pairs. Tools such as hyperfine and Criterion
//! measure one thing after the other, so they cannot pair.

mod any_client;
mod builds;
mod call;
pub mod documents;
mod fleet;
mod growth;
mod measured;
mod pipeline;
mod plots;
mod processes;
mod programs;
mod rate_limit;
mod report;
mod throughput;

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::workspace::{cargo, root};
use measured::{Measured, Rounds};
pub use processes::BenchProcess;
use report::{Question, Results};

/// Measure the SDK side by side with the alternatives
///
/// Prints the results and keeps them in `target/bench`. Once every section is there, writes the page
/// `docs/benchmarks` and its pictures.
#[derive(Args)]
pub struct Bench {
    /// What to measure; everything on the page if left out
    #[arg(value_enum, value_name = "SECTION")]
    sections: Vec<Section>,
    /// Measure each pair once and keep nothing: shows that the sections work
    #[arg(long)]
    quick: bool,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Section {
    /// Instructions, allocations and latency of one call; needs valgrind
    Call,
    /// The `vast` command, against curl, the official client and reqwest
    Command,
    /// A loop of 500 cancels, against the official client
    InProcess,
    /// 200 cancels at a rate limit; 12 minutes
    RateLimit,
    /// 20 processes that share a rate limit; 2 minutes
    Fleet,
    /// Many cancels, against a loop over reqwest
    Throughput,
    /// From 1 to 1,000,000 ids; 6 minutes
    Growth,
    /// From a document to its client, from 1 to 3,210 operations
    Pipeline,
    /// Building a program that depends on vast-sdk; 20 minutes
    Builds,
    /// The size of the `vast` command as it is given to people
    Size,
    /// Not on the page: a run for each kind of rate limit, as a table; 7 minutes
    Limits,
}

impl Section {
    /// The page: each question, the name of its picture, and what is measured for it.
    const ON_THE_PAGE: [(&str, &str, &[Self]); 6] = [
        ("The command", "command", &[Self::Command, Self::Size]),
        (
            "One call, and many",
            "calls",
            &[Self::Call, Self::InProcess, Self::Throughput],
        ),
        ("At a rate limit", "limits", &[Self::RateLimit, Self::Fleet]),
        ("By the number of ids", "growth", &[Self::Growth]),
        (
            "From a document to its client",
            "pipeline",
            &[Self::Pipeline],
        ),
        ("Building a program", "builds", &[Self::Builds]),
    ];

    fn questions() -> Vec<Question> {
        let questions = Self::ON_THE_PAGE.iter();
        let questions = questions.map(|&(title, picture, sections)| Question {
            title,
            picture,
            sections: sections.iter().map(|section| section.name()).collect(),
        });
        questions.collect()
    }

    fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }

    fn measure(self, rounds: Rounds) -> Measured {
        match self {
            Self::Call => call::measure(rounds),
            Self::Command => programs::measure(rounds),
            Self::InProcess => call::measure_loop(rounds),
            Self::RateLimit => rate_limit::measure(rounds),
            Self::Fleet => fleet::measure(rounds),
            Self::Throughput => throughput::measure(rounds),
            Self::Growth => growth::measure(rounds),
            Self::Pipeline => pipeline::measure(rounds),
            Self::Builds => builds::measure(rounds),
            Self::Size => programs::size(),
            Self::Limits => rate_limit::print_each_limit(rounds),
        }
    }
}

impl Bench {
    pub(crate) fn run(self) -> ExitCode {
        if cfg!(debug_assertions) && !self.quick {
            return again_in_release();
        }
        let rounds = Rounds { quick: self.quick };
        let mut results = Results::read();
        let mut sections = self.sections;
        if sections.is_empty() {
            let all = Section::ON_THE_PAGE.iter();
            sections.extend(all.flat_map(|(_, _, sections)| *sections));
        }
        for section in sections {
            eprintln!("{} …", section.name());
            let measured = section.measure(rounds);
            print!("{}", report::table(&measured.rows));
            if !self.quick && section != Section::Limits {
                results.keep(&section.name(), measured);
            }
        }
        if !self.quick {
            let folder = root().join("docs/benchmarks");
            match results.write_page(&folder, &Section::questions()) {
                Ok(()) => eprintln!("docs/benchmarks is written anew"),
                Err(error) => eprintln!("docs/benchmarks stays as it is: {error}"),
            }
        }
        ExitCode::SUCCESS
    }
}

/// The figures of a debug build would mean nothing.
fn again_in_release() -> ExitCode {
    let mut release = cargo();
    release.args(["run", "--quiet", "--release", "--package", "xtask", "--"]);
    let status = release.args(std::env::args_os().skip(1)).status();
    let success = status.expect("cargo starts").success();
    ExitCode::from(u8::from(!success))
}
