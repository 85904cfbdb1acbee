#![allow(
    clippy::doc_markdown,
    rustdoc::bare_urls,
    reason = "the documentation is the help, which is not Markdown"
)]

use std::{ffi::OsString, num::NonZeroUsize, path::PathBuf, time::Duration};

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueHint};
use clap_complete::{ArgValueCompleter, Shell};

use crate::{completions, destination::Destination, exit_status::ExitStatus, output, secrets};

/// Parses the command line. If it is invalid or asks for help, that is printed, and what remains is the exit status.
pub fn parse() -> Result<Arguments, ExitStatus> {
    // Before parsing, because its errors are colored too.
    if std::env::args_os().any(|argument| argument == "--no-color") {
        anstream::ColorChoice::Never.write_global();
    }
    if let Some(arguments) = cancel_sync_alone() {
        return Ok(arguments);
    }
    let matches = Arguments::command().try_get_matches();
    let arguments = matches.and_then(|matches| Arguments::from_arg_matches(&matches));
    arguments.map_err(|error| {
        let text = secrets::hidden_arguments(&error.render().ansi().to_string());
        if error.use_stderr() {
            output::aside(text.trim_end());
            return ExitStatus::Usage;
        }
        match output::styled(&text) {
            Ok(status) => status,
            Err(failure) => {
                output::error(failure.reason);
                failure.status
            }
        }
    })
}

/// What is run most. To build the other commands beside it takes a third of its time, and is needed only to explain
/// what is wrong.
fn cancel_sync_alone() -> Option<Arguments> {
    #[derive(Parser)]
    struct Alone {
        #[command(flatten)]
        global: Global,
        #[command(flatten)]
        sync: CancelSync,
    }
    let mut arguments = std::env::args_os();
    let name = arguments.next()?;
    if [arguments.next()?, arguments.next()?] != ["cancel", "sync"] {
        return None;
    }
    let alone = Alone::try_parse_from(std::iter::once(name).chain(arguments)).ok()?;
    let what = Cancel::Sync(alone.sync);
    Some(Arguments {
        global: alone.global,
        command: Command::Cancel { what },
    })
}

/// Cancels cloud syncs into Vast.ai instances.
// No Debug: it would show the key.
#[derive(Parser)]
#[command(
    name = "vast",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    after_help = after_help("vast cancel sync --dst_id 12371\n  vast help cancel sync"),
)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Args)]
#[command(next_help_heading = "Global options")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch")]
pub struct Global {
    /// The server [default: the environment variable VAST_URL, else https://console.vast.ai].
    #[arg(long, global = true)]
    pub url: Option<String>,

    /// The API key. Everybody on this machine can see it in the list of processes: prefer
    /// --api-key-file or the environment variable VAST_API_KEY.
    #[arg(
        long,
        global = true,
        value_name = "KEY",
        conflicts_with = "api_key_file"
    )]
    pub api_key: Option<String>,

    /// A file with the API key [default: VAST_API_KEY, else ~/.config/vastai/vast_api_key, else
    /// ~/.vast_api_key].
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub api_key_file: Option<PathBuf>,

    /// Make at most N attempts per request; it is sent again only if that is safe. Those that the rate limit
    /// rejects do not count. 1 means no retries at all [default: 5].
    #[arg(long, global = true, value_name = "N")]
    pub retry: Option<u32>,

    /// How long each attempt may take: 10, 10s, 500ms, 2m; a number without a unit is in seconds
    /// [default: 30s].
    #[arg(long, global = true, value_name = "TIME", value_parser = time)]
    pub timeout: Option<Duration>,

    /// How long each instance may take, including all attempts and all waiting; with several instances, from when the rate
    /// limit lets the first attempt go [default: 5m].
    #[arg(long, global = true, value_name = "TIME", value_parser = time)]
    pub deadline: Option<Duration>,

    /// How long to wait for a server that fails, with several instances: then the rest is left, to be continued
    /// with --resume. 0 means not to wait.
    #[arg(long, global = true, alias = "max_outage", value_name = "TIME", value_parser = time_or_none, default_value = "10m")]
    pub max_outage: Duration,

    /// How many calls may be in flight at the same time. The server's rate limit still holds.
    #[arg(long, global = true, value_name = "N", default_value = "8")]
    pub max_in_flight: NonZeroUsize,

    /// The folder in which the processes of this machine share the server's rate limit; an empty name means that each
    /// process keeps a pace of its own [default: VAST_STATE_DIR, else ~/.local/state/vast].
    #[arg(long, global = true, alias = "state_dir", value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub state_dir: Option<OsString>,

    /// Send at most one request in this time, from the first one on; without it, the pace is found once the server
    /// says that requests come too often. At most a minute.
    #[arg(long, global = true, value_name = "TIME", value_parser = interval)]
    pub interval: Option<Duration>,

    /// How to print the results: text for people, jsonl as --raw, json and yaml as one list of the same objects
    /// [default: text].
    #[arg(
        long,
        short,
        global = true,
        value_name = "FORMAT",
        conflicts_with = "raw"
    )]
    pub output: Option<Format>,

    /// Print JSON for programs: one line with an object for each instance, as it completes. The command vast schema
    /// prints what is in it; later versions may add fields, and take none away.
    #[arg(long, global = true)]
    pub raw: bool,

    /// Print what would be sent, without the key, and send nothing.
    #[arg(long, global = true, alias = "dry_run")]
    pub dry_run: bool,

    /// Print what will be sent, with the key masked, and send it.
    #[arg(long, global = true)]
    pub explain: bool,

    /// Print the equivalent curl command, with $VAST_API_KEY in place of the key, and send nothing.
    #[arg(long, global = true)]
    pub curl: bool,

    /// Print only errors, the instances that are left, and what --raw prints.
    #[arg(long, short, global = true)]
    pub quiet: bool,

    /// Print each attempt, each wait and its reason, and the proxy. The environment variable VAST_LOG does the same
    /// with a level: off, error, warn, info, debug or trace.
    #[arg(long, short, global = true)]
    pub verbose: bool,

    /// Print without colors. The environment variable NO_COLOR does the same.
    #[arg(long, global = true)]
    pub no_color: bool,

    /// Trust only the root certificates in this PEM file, instead of the system's.
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub ca_cert: Option<PathBuf>,

    /// Allow plain http to another machine, which sends the key unencrypted.
    #[arg(long, global = true, alias = "allow_plain_http")]
    pub allow_plain_http: bool,
}

impl Global {
    pub fn format(&self) -> Format {
        let raw = self.raw.then_some(Format::Jsonl);
        raw.or(self.output).unwrap_or(Format::Text)
    }
}

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    Text,
    Json,
    Jsonl,
    Yaml,
    /// Only for lists that vast api gets.
    Table,
}

#[derive(Subcommand)]
pub enum Command {
    /// Cancel something that is running.
    #[command(
        arg_required_else_help = true,
        after_help = after_help("vast cancel sync --dst_id 12371"),
    )]
    Cancel {
        #[command(subcommand)]
        what: Cancel,
    },
    /// Call any operation of the API's document.
    Api(Api),
    /// Store the API key, or see which one is used.
    #[command(
        arg_required_else_help = true,
        after_help = after_help("vast auth login < key.txt\n  vast auth status"),
    )]
    Auth {
        #[command(subcommand)]
        what: Auth,
    },
    /// Print completions for a shell.
    #[command(
        visible_alias = "completion",
        after_help = "\
Examples:
  vast completions bash > ~/.local/share/bash-completion/completions/vast
  vast completions zsh > \"${fpath[1]}/_vast\"
  vast completions fish > ~/.config/fish/completions/vast.fish"
    )]
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the JSON Schema of what --raw prints for each instance.
    #[command(after_help = "\
Examples:
  vast schema > vast.schema.json")]
    Schema,
    /// Print the version.
    #[command(after_help = "\
Examples:
  vast version")]
    Version,
    /// Print a manual page.
    #[command(after_help = "\
Examples:
  vast man cancel sync | man -l -
  vast man > ~/.local/share/man/man1/vast.1")]
    Man {
        /// The command to explain [default: vast itself].
        #[arg(add = ArgValueCompleter::new(completions::command))]
        command: Vec<String>,
    },
}

#[derive(Subcommand)]
pub enum Auth {
    /// Show where the API key comes from, its last four characters, the server, and whether it accepts the key if the
    /// document has an operation that says so.
    #[command(after_help = after_help("vast auth status"))]
    Status,
    /// Store the API key where the official tool looks for it, readable for you only. It is read from standard input,
    /// or asked for.
    #[command(after_help = after_help("vast auth login < key.txt"))]
    Login,
    /// Remove the stored API key. It stays valid: revoke it in the console.
    #[command(after_help = after_help("vast auth logout"))]
    Logout,
}

#[derive(Subcommand)]
pub enum Cancel {
    Sync(CancelSync),
}

/// Call any operation of the API's document.
///
/// The document is the one that the command was built from. Values are typed and checked as it says, before
/// anything is sent.
#[derive(Args)]
#[command(after_help = after_help("\
vast api list sync
  vast api describe cancel_sync
  vast api cancel_sync dst_id=12371
  vast api cancel_sync --body '{\"dst_id\": 12371}'
  vast api cancel_sync --body @body.json --dry-run
  vast api cancel_sync dst_id=12371 --jq .msg"))]
pub struct Api {
    /// The operation; or list and perhaps a word, which shows all; or describe and its name.
    #[arg(add = ArgValueCompleter::new(completions::operation))]
    pub operation: String,

    /// A parameter, or a property of the body; @ and a file name in place of a value is its content, and - standard input.
    #[arg(value_name = "NAME=VALUE", add = ArgValueCompleter::new(completions::argument))]
    pub arguments: Vec<String>,

    /// The body in JSON; @ and a file name, or - for standard input.
    #[arg(long, value_name = "JSON", add = ArgValueCompleter::new(completions::content))]
    pub body: Option<String>,

    /// Print what this filter in the language of jq makes of the answer: strings as they are, other values as JSON, or
    /// each in the format of --output.
    #[arg(long, value_name = "FILTER")]
    pub jq: Option<String>,
}

/// Cancel every cloud sync that copies into an instance.
///
/// A canceled sync cannot be resumed, only started again. The status of the instance shows the effect
/// about 30 seconds later.
#[derive(Args, Clone)]
#[command(after_help = after_help("\
vast cancel sync --dst_id 12371
  vast cancel sync 12371 C.12372
  vast cancel sync --from-file ids.txt --raw > done.jsonl

  # Continue with the instances that an earlier run has not canceled:
  vast cancel sync --from-file ids.txt --raw --resume done.jsonl >> done.jsonl

  # Stop at the tenth failure, and keep what is left:
  vast cancel sync --from-file ids.txt --max-failures 10 --failed-to again.txt

Fields of --raw:
  dst_id             the instance
  success            whether its syncs are canceled
  kind               what kind of error it is; null for a success
  status             the HTTP status, if the server answered
  error, msg         the API's code for the error, and its message
  explanation        what went wrong and what to do, in a sentence
  attempts           how many were made
  may_have_executed  whether the server may have acted
  retry_after        seconds to wait before the next request
  body               of the answer, as far as it came"))]
pub struct CancelSync {
    /// The instance whose incoming syncs to cancel; may be repeated.
    #[arg(
        long = "dst_id",
        visible_alias = "dst-id",
        value_name = "ID",
        allow_hyphen_values = true
    )]
    pub dst_id: Vec<Destination>,

    /// The same, written as in the official tool: 12371, C.12371 or 12371:/path. The path is ignored: all
    /// syncs into the instance are canceled.
    #[arg(value_name = "DST")]
    pub dst: Vec<Destination>,

    /// A file with one instance per line, or - for standard input. Blank lines and comments after # are
    /// skipped. Nothing is sent until the whole file has been read without an error.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub from_file: Vec<PathBuf>,

    /// A list without an instance is no error.
    #[arg(long, alias = "allow_empty")]
    pub allow_empty: bool,

    /// The output of an earlier run with --raw: instances that it canceled are skipped.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub resume: Vec<PathBuf>,

    /// Send nothing more once this many instances have failed.
    #[arg(long, alias = "max_failures", value_name = "N")]
    pub max_failures: Option<NonZeroUsize>,

    /// Write the instances that are not known to be canceled to this file at the end, for --from-file.
    #[arg(long, alias = "failed_to", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub failed_to: Option<PathBuf>,
}

fn after_help(examples: &str) -> String {
    format!("Examples:\n  {examples}\n\n{}", ExitStatus::EXPLAINED)
}

fn time_or_none(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(seconds) => Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string()),
        // Its error would repeat a part of the text, which may be a key.
        Err(_) => humantime::parse_duration(text)
            .map_err(|_| "expected a time such as 10, 10s, 500ms or 2m".to_owned()),
    }
}

fn time(text: &str) -> Result<Duration, String> {
    let time = time_or_none(text)?;
    if time.is_zero() {
        return Err("expected more than no time".to_owned());
    }
    Ok(time)
}

fn interval(text: &str) -> Result<Duration, String> {
    let interval = time(text)?;
    if interval > Duration::from_secs(60) {
        return Err("expected at most a minute".to_owned());
    }
    Ok(interval)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_time_has_a_unit_or_is_in_seconds() {
        for (text, milliseconds) in [("2", 2000), ("0.5", 500), ("500ms", 500), ("1m 1s", 61_000)] {
            assert_eq!(
                time(text),
                Ok(Duration::from_millis(milliseconds)),
                "{text}"
            );
        }
        for text in [
            "",
            "-1",
            "0",
            "0s",
            "NaN",
            "inf",
            "1e300",
            "ten",
            "10 parsecs",
        ] {
            assert!(time(text).is_err(), "{text}");
        }
    }
}
