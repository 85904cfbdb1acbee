//! `cargo xtask document diff`

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use openapi_diff::{Change, Report, Verdict};

use crate::pipeline;

/// List what a new revision changes, on the wire and for users of the client
///
/// Compares two documents by meaning: first what breaks on the wire, then what breaks only Rust code that uses the client, then
/// everything else.
#[derive(Args)]
pub struct Diff {
    /// Print a JSON object with all changes and their counts
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// Print lists in Markdown, for a pull request
    #[arg(long)]
    markdown: bool,
    /// The revision that users have
    old: PathBuf,
    /// The revision that they would get
    new: PathBuf,
}

impl Diff {
    pub(crate) fn run(self) -> ExitCode {
        let report = match self.report() {
            Ok(report) => report,
            Err(errors) => {
                for error in errors {
                    eprintln!("{error}");
                }
                return ExitCode::FAILURE;
            }
        };
        if self.json {
            println!("{:#}", serde_json::json!(report));
        } else if self.markdown {
            print!("{}", markdown(&report));
        } else {
            println!("{report}");
        }
        ExitCode::SUCCESS
    }

    fn report(&self) -> Result<Report, Vec<String>> {
        let documents = [&self.old, &self.new].map(|path| pipeline::load_overlaid(path));
        let [Ok((old, old_warnings)), Ok((new, new_warnings))] = documents else {
            let errors = documents.into_iter().filter_map(Result::err);
            return Err(errors.map(|error| error.to_string()).collect());
        };
        for warning in old_warnings.iter().chain(&new_warnings) {
            eprintln!("warning: {warning}");
        }
        openapi_diff::compare(&old, &new).map_err(|error| vec![error.to_string()])
    }
}

/// The titles of the lists in Markdown, in the order of the report.
const SECTIONS: [&str; 3] = [
    "Breaks on the wire",
    "Breaks Rust code only",
    "Breaks nothing",
];

/// The number of the list that a change is in.
fn section(change: &Change) -> usize {
    match (change.wire, change.rust) {
        (Verdict::Breaking, _) => 0,
        (_, Verdict::Breaking) => 1,
        _ => 2,
    }
}

/// Lists in Markdown, for a pull request.
pub(super) fn markdown(report: &Report) -> String {
    let mut paragraphs = Vec::new();
    for (number, title) in SECTIONS.iter().enumerate() {
        let changes = report.changes.iter();
        let lines: Vec<String> = changes
            .filter(|change| section(change) == number)
            .map(|change| {
                let both = number == 0 && change.rust == Verdict::Breaking;
                let mark = if both { " **(and Rust code)**" } else { "" };
                format!("- {change}{mark}\n")
            })
            .collect();
        if !lines.is_empty() {
            paragraphs.push(format!("### {title}\n\n{}\n", lines.concat()));
        }
    }
    format!("{}{}\n", paragraphs.concat(), report.counts())
}
