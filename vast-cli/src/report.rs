//! Reports the outcome for each instance, and the totals.

use std::{
    fmt::Write,
    future::{Future, ready},
    io::{self, IsTerminal},
    pin::Pin,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use vast_sdk::{Canceled, Client, Error, ErrorKind, InstanceId};

use crate::{
    arguments::Format,
    connection::which_key,
    exit_status::ExitStatus,
    instances::{Instances, listed},
    output::{self, Notes},
    resume,
};

/// The same as the official tool prints.
const CANCELED: &str =
    "Remote copy canceled - check instance status bar for progress updates (~30 seconds delayed).";

/// More instances than a person types again.
const MANY: usize = 100;

pub type Writing = Pin<Box<dyn Future<Output = io::Result<()>>>>;

pub struct Report<'a> {
    client: &'a Client,
    notes: &'a Notes,
    format: Format,
    /// How many results were printed.
    printed: usize,
    is_one: bool,
    /// Whether each success gets a line.
    lines: bool,
    /// Hidden if it is not wanted, or if standard error is not a terminal.
    bar: ProgressBar,
    instances: &'a Instances,
    /// Of the instance at the same place.
    outcomes: Vec<Outcome>,
    failed: usize,
}

/// What is known of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    NoAnswer,
    Canceled,
    Failed,
    /// Stopped before it was sent.
    Stopped,
}

impl<'a> Report<'a> {
    pub fn new(
        client: &'a Client,
        instances: &'a Instances,
        format: Format,
        notes: &'a Notes,
    ) -> Self {
        let count = instances.len();
        let is_one = count == 1;
        let bar = if is_one || notes.quiet {
            ProgressBar::hidden()
        } else {
            progress_bar(count)
        };
        let bar_instead = !bar.is_hidden() && io::stdout().is_terminal();
        Self {
            client,
            notes,
            format,
            printed: 0,
            is_one,
            lines: !notes.quiet && !bar_instead,
            bar,
            instances,
            outcomes: vec![Outcome::NoAnswer; count],
            failed: 0,
        }
    }

    /// Records an answer, and returns a future that writes its line, if it gets one.
    pub fn answer(
        &mut self,
        instance: InstanceId,
        result: &Result<Canceled, Error>,
    ) -> Option<Writing> {
        let outcome = match result {
            Ok(_) => Outcome::Canceled,
            Err(error) if error.kind() == ErrorKind::Stopped => Outcome::Stopped,
            Err(error) => {
                self.failed += 1;
                let text = self.explained(error);
                self.bar.suspend(|| output::error(text));
                self.bar.set_message(format!(", {} failed", self.failed));
                Outcome::Failed
            }
        };
        if let Some(place) = self.instances.place(instance) {
            self.outcomes[place] = outcome;
        }
        if outcome == Outcome::Stopped {
            return None;
        }
        if self.bar.position() == 0 {
            self.bar.set_style(style(WITH_RATE));
        }
        self.bar.inc(1);
        let line = self.line(instance, result)?;
        Some(if self.is_one {
            // Starting a thread for it would take as long as the call.
            Box::pin(ready(output::result(line)))
        } else {
            Box::pin(output::result_without_blocking(line, self.bar.clone()))
        })
    }

    /// How many instances have failed.
    pub fn failed(&self) -> usize {
        self.failed
    }

    /// Those that are not known to be canceled.
    pub fn not_canceled(&self) -> impl Iterator<Item = InstanceId> {
        let all = self.instances.as_slice().iter().zip(&self.outcomes);
        let those = all.filter(|(_, outcome)| **outcome != Outcome::Canceled);
        those.map(|(instance, _)| *instance)
    }

    fn line(&mut self, instance: InstanceId, result: &Result<Canceled, Error>) -> Option<String> {
        self.printed += 1;
        if self.format == Format::Jsonl {
            Some(json(result))
        } else if self.format == Format::Json {
            let start = if self.printed == 1 { "[" } else { "," };
            Some(format!("{start}{}", json(result)))
        } else if self.format == Format::Yaml {
            Some(yaml(result))
        } else if result.is_err() || !self.lines {
            None
        } else if self.is_one {
            Some(CANCELED.to_owned())
        } else {
            Some(format!("{instance}: canceled"))
        }
    }

    fn explained(&self, error: &Error) -> String {
        match error.kind() {
            ErrorKind::Unauthorized | ErrorKind::Forbidden => {
                format!("{error}; the key is {}", which_key(self.client))
            }
            _ => error.to_string(),
        }
    }

    /// Says why nothing happens.
    pub fn paused(&self, error: &Error, longest: Duration) {
        let longest = humantime::format_duration(longest);
        self.bar.suspend(|| {
            self.notes.note(format_args!(
                "the server fails ({error}); waiting for up to {longest} until it is there again"
            ));
        });
    }

    /// Says what the first Ctrl-C does.
    pub fn stopping(&self) {
        self.bar.suspend(|| {
            self.notes.note(
                "nothing more is sent; waiting for what is in flight (Ctrl-C again stops at once)",
            );
        });
    }

    /// Prints the totals. The first `taken` of the instances were taken from the list.
    pub fn end(
        &self,
        taken: usize,
        status: ExitStatus,
        mut written: io::Result<()>,
    ) -> io::Result<()> {
        self.bar.finish_and_clear();
        let end = match (self.format, self.printed) {
            (Format::Json | Format::Yaml, 0) => Some("[]"),
            (Format::Json, _) => Some("]"),
            _ => None,
        };
        if let Some(end) = end {
            written = written.and_then(|()| output::result(end));
        }
        let (ids, total) = (self.instances.as_slice(), self.instances.len());
        let of = |wanted: Outcome| {
            let all = ids.iter().zip(&self.outcomes).enumerate();
            let those = all.filter(move |(_, (_, outcome))| **outcome == wanted);
            those.map(|(place, (id, _))| (place, *id))
        };
        let which = |wanted| of(wanted).map(|(_, id)| id);
        let without_answer = |is_sent: bool| {
            let those = of(Outcome::NoAnswer).filter(move |(place, _)| (*place < taken) == is_sent);
            those.map(|(_, id)| id)
        };
        let not_sent = || which(Outcome::Stopped).chain(without_answer(false));
        let unknown = without_answer(true).count();
        let not_sent_count = not_sent().count();
        let canceled = which(Outcome::Canceled).count();

        if !self.notes.quiet && !self.is_one {
            let mut summary = format!("canceled {canceled} of {total}");
            for (count, what) in [
                (self.failed, "failed"),
                (unknown, "without an answer"),
                (not_sent_count, "not sent"),
            ] {
                if count > 0 {
                    let _ = write!(summary, ", {count} {what}");
                }
            }
            output::aside(summary);
        }
        let is_cut_short = status == ExitStatus::Interrupted || not_sent_count > 0;
        if is_cut_short || written.is_err() {
            print("canceled", which(Outcome::Canceled));
        }
        if is_cut_short || !self.is_one {
            print("failed", which(Outcome::Failed));
        }
        print(
            "sent, but without an answer (perhaps canceled)",
            without_answer(true),
        );
        print("not sent", not_sent());
        if is_cut_short && self.format == Format::Jsonl && !self.is_one {
            self.notes.note(resume::line());
        } else if not_sent_count > MANY {
            let note = "a run with --raw can be continued with --resume";
            self.notes.note(note);
        }
        written
    }
}

fn print(what: &str, which: impl Iterator<Item = InstanceId>) {
    let list = listed(which);
    if !list.is_empty() {
        output::aside(format_args!("{what}: {list}"));
    }
}

/// A line of `--raw`: everything that the server said, without the key.
fn json(result: &Result<Canceled, Error>) -> String {
    let json = match result {
        Ok(canceled) => serde_json::to_string(canceled),
        Err(error) => serde_json::to_string(error),
    };
    // Strings, numbers and booleans always encode.
    json.unwrap_or_default()
}

/// The same as an item of a list.
fn yaml(result: &Result<Canceled, Error>) -> String {
    let item = match result {
        Ok(canceled) => output::yaml(&[canceled]),
        Err(error) => output::yaml(&[error]),
    };
    item.trim_end().to_owned()
}

/// Until the first answer, there is no rate.
const WITHOUT_RATE: &str = "{bar:30} {pos}/{len}{msg}, {elapsed}";
const WITH_RATE: &str = "{bar:30} {pos}/{len}{msg}, {rate}/s, {eta} left";

fn progress_bar(count: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(count as u64), ProgressDrawTarget::stderr());
    bar.set_style(style(WITHOUT_RATE));
    if !bar.is_hidden() {
        bar.enable_steady_tick(Duration::from_millis(500));
    }
    bar.tick();
    bar
}

fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template);
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    style.with_key("rate", |state: &ProgressState, text: &mut dyn Write| {
        let _ = write!(text, "{:.1}", state.per_sec());
    })
}
