//! The command `openapi-normalize`, of the feature `cli`.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, ValueEnum};
use openapi_normalize::{Entry, Enumerations, Keep, Report, Responses, Runtime, Settings};
use serde_json::Value;

/// Lower an OpenAPI 3.0, 3.1 or 3.2 document to what progenitor generates a client from
///
/// The normalized document goes to standard output, and the report to standard error. The exit status is 0 if nothing was lost,
/// 1 if the report has lossy lines, and 2 if there is no result.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The document, in JSON or YAML; - is standard input
    file: PathBuf,
    /// Write the normalized document to this file, and the report to standard output
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// How to print the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    report: Format,
    /// What the client will run on
    #[arg(long, value_enum, default_value_t = RuntimeName::Stock)]
    runtime: RuntimeName,
    /// Leave only these operations: ids, paths, or tags as tag:NAME, in which * stands for any text
    #[arg(long, value_name = "PATTERN", value_delimiter = ',')]
    operations: Vec<String>,
    /// Keep these keywords, so that the types of the client act on them
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    keep: Vec<KeepName>,
    /// Let the client fail on a response that is not as documented
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    strict: Vec<Strict>,
    /// Report only what is lost
    #[arg(long)]
    lossy: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A line for each change, by operation
    Text,
    /// An array with an object for each change
    Json,
    /// A table of each operation, and the number of changes of each kind
    Markdown,
}

#[derive(Clone, Copy, ValueEnum)]
enum RuntimeName {
    /// progenitor-client
    Stock,
    /// One that acts on the extensions of the normalized document
    Extended,
}

/// [`Keep`], with what the help says.
#[derive(Clone, Copy, ValueEnum)]
enum KeepName {
    /// Formats of strings, such as `uuid`: the types are of the crates uuid, chrono and std
    Formats,
    /// Formats of integers, such as `int32`
    IntegerFormats,
    /// Lengths and patterns of strings in requests; a pattern needs the crate regress
    Checks,
    /// Defaults, which are sent
    Defaults,
    /// `x-rust-type`, `x-dropshot-pagination` and `x-dropshot-websocket`
    Extensions,
}

impl From<KeepName> for Keep {
    fn from(name: KeepName) -> Self {
        match name {
            KeepName::Formats => Self::Formats,
            KeepName::IntegerFormats => Self::IntegerFormats,
            KeepName::Checks => Self::Checks,
            KeepName::Defaults => Self::Defaults,
            KeepName::Extensions => Self::Extensions,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum Strict {
    /// On a property that is missing, or a value that fits no variant
    Responses,
    /// On a value that an enumeration does not list
    Enumerations,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(lossless) => ExitCode::from(u8::from(!lossless)),
        Err(message) => {
            eprintln!("openapi-normalize: {message}");
            ExitCode::from(2)
        }
    }
}

/// Whether nothing was lost.
fn run(arguments: &Arguments) -> Result<bool, String> {
    let document = read(&arguments.file)?;
    let runtime = match arguments.runtime {
        RuntimeName::Stock => Runtime::Stock,
        RuntimeName::Extended => Runtime::Extended,
    };
    let settings = Settings::new().runtime(runtime);
    let mut settings = settings
        .operations(arguments.operations.iter().cloned())
        .keep(arguments.keep.iter().copied().map(Keep::from));
    for strict in &arguments.strict {
        settings = match strict {
            Strict::Responses => settings.responses(Responses::Strict),
            Strict::Enumerations => settings.enumerations(Enumerations::Closed),
        };
    }
    let normalized = settings
        .normalize(&document)
        .map_err(|error| error.to_string())?;
    let report = written(&normalized.report, arguments);
    let text = format!("{:#}\n", normalized.document);
    if let Some(path) = &arguments.output {
        fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
        print(&report)?;
    } else {
        eprint!("{report}");
        print(&text)?;
    }
    Ok(normalized.report.lossy().next().is_none())
}

/// Writes to standard output. That nobody reads to the end is no failure.
fn print(text: &str) -> Result<(), String> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("cannot write to standard output: {error}"))
        }
        _ => Ok(()),
    }
}

fn read(path: &Path) -> Result<Value, String> {
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = if path == Path::new("-") {
        let mut text = String::new();
        let read = io::stdin().read_to_string(&mut text);
        read.map(|_| text).map_err(|error| failed(&error))?
    } else {
        fs::read_to_string(path).map_err(|error| failed(&error))?
    };
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|error| failed(&error));
    }
    serde_saphyr::from_str(text).map_err(|error| failed(&error))
}

fn written(report: &Report, arguments: &Arguments) -> String {
    let shown = report.entries().iter();
    let shown: Vec<&Entry> = shown
        .filter(|it| !arguments.lossy || !it.is_lossless())
        .collect();
    match arguments.report {
        Format::Json => format!("{:#}\n", serde_json::json!(shown)),
        Format::Text => as_text(&shown),
        Format::Markdown => as_markdown(&shown),
    }
}

/// What a change belongs to: an operation, a named schema, or the document.
fn subject(entry: &Entry) -> String {
    let part = |text: &str| text.replace("~1", "/").replace("~0", "~");
    let parts: Vec<String> = entry
        .pointer
        .as_str()
        .split('/')
        .skip(1)
        .map(part)
        .collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match parts[..] {
        ["paths", path, "parameters", ..] | ["paths", path] => path.to_owned(),
        ["paths", path, method, ..] => format!("{} {path}", method.to_uppercase()),
        ["components", "schemas", name, ..] => format!("schema {name}"),
        ["components", kind, name, ..] => format!("{kind} {name}"),
        _ => "the document".to_owned(),
    }
}

/// The changes of each subject, the lossy ones first.
fn by_subject<'e>(entries: &[&'e Entry]) -> BTreeMap<String, Vec<&'e Entry>> {
    let mut subjects: BTreeMap<String, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        subjects.entry(subject(entry)).or_default().push(entry);
    }
    for entries in subjects.values_mut() {
        entries.sort_by_key(|entry| entry.is_lossless());
    }
    subjects
}

fn as_text(entries: &[&Entry]) -> String {
    let mut text = String::new();
    for (subject, entries) in by_subject(entries) {
        let _ = writeln!(text, "{subject}");
        for entry in entries {
            let _ = writeln!(text, "  {entry}");
        }
    }
    let lossy = entries.iter().filter(|entry| !entry.is_lossless()).count();
    let _ = writeln!(text, "{} changes, {lossy} of them lossy", entries.len());
    text
}

fn as_markdown(entries: &[&Entry]) -> String {
    let mut kinds: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for entry in entries {
        let [all, lossy] = kinds.entry(entry.rule().as_str()).or_default();
        *all += 1;
        *lossy += usize::from(!entry.is_lossless());
    }
    let mut text = "| kind | changes | lossy |\n| --- | ---: | ---: |\n".to_owned();
    for (kind, [all, lossy]) in kinds {
        let _ = writeln!(text, "| {kind} | {all} | {lossy} |");
    }
    for (subject, entries) in by_subject(entries) {
        let _ = write!(
            text,
            "\n## `{subject}`\n\n| | where | kind | what |\n| --- | --- | --- | --- |\n"
        );
        for entry in entries {
            let mark = if entry.is_lossless() { "" } else { "**lossy**" };
            let [place, change] = [entry.pointer.to_string(), entry.change.to_string()]
                .map(|cell| cell.replace('|', "\\|"));
            let _ = writeln!(text, "| {mark} | `{place}` | {} | {change} |", entry.rule());
        }
    }
    text
}
