//! Reports the outcome for each instance, and the totals.

use std::{
    collections::HashSet,
    fmt::Write,
    future::{Future, ready},
    io::{self, IsTerminal},
    pin::Pin,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use vast_sdk::{Canceled, Client, Error, ErrorKind, InstanceId};

use crate::{
    connection::which_key,
    exit_status::ExitStatus,
    output::{self, Notes},
};

/// The same as the official tool prints.
const CANCELED: &str =
    "Remote copy canceled - check instance status bar for progress updates (~30 seconds delayed).";

pub type Writing = Pin<Box<dyn Future<Output = io::Result<()>>>>;

pub struct Report<'a> {
    client: &'a Client,
    notes: &'a Notes,
    raw: bool,
    is_one: bool,
    /// Whether each success gets a line.
    lines: bool,
    /// Hidden if it is not wanted, or if standard error is not a terminal.
    bar: ProgressBar,
    canceled: Vec<InstanceId>,
    failed: Vec<InstanceId>,
    /// Stopped before they were sent.
    stopped: HashSet<InstanceId>,
}

impl<'a> Report<'a> {
    pub fn new(client: &'a Client, count: usize, raw: bool, notes: &'a Notes) -> Self {
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
            raw,
            is_one,
            lines: !notes.quiet && !bar_instead,
            bar,
            canceled: Vec::new(),
            failed: Vec::new(),
            stopped: HashSet::new(),
        }
    }

    /// Records an answer, and returns a future that writes its line, if it gets one.
    pub fn answer(
        &mut self,
        instance: InstanceId,
        result: &Result<Canceled, Error>,
    ) -> Option<Writing> {
        match result {
            Ok(_) => self.canceled.push(instance),
            Err(error) if error.kind() == ErrorKind::Stopped => {
                self.stopped.insert(instance);
                return None;
            }
            Err(error) => {
                self.failed.push(instance);
                let text = self.explained(error);
                self.bar.suspend(|| output::error(text));
                let failed = self.failed.len();
                self.bar.set_message(format!(", {failed} failed"));
            }
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

    fn line(&self, instance: InstanceId, result: &Result<Canceled, Error>) -> Option<String> {
        if self.raw {
            Some(json(result))
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
        instances: &[InstanceId],
        taken: usize,
        status: ExitStatus,
        written: &io::Result<()>,
    ) {
        self.bar.finish_and_clear();
        let (taken, rest) = instances.split_at(taken);
        let answered: HashSet<_> = self.canceled.iter().chain(&self.failed).collect();
        let without_answer = taken.iter().filter(|it| !answered.contains(it));
        let (stopped, unknown): (Vec<_>, Vec<_>) =
            without_answer.partition(|instance| self.stopped.contains(instance));
        let not_sent = [&stopped[..], rest].concat();

        if !self.notes.quiet && !self.is_one {
            let mut summary = format!("canceled {} of {}", self.canceled.len(), instances.len());
            for (count, what) in [
                (self.failed.len(), "failed"),
                (unknown.len(), "without an answer"),
                (not_sent.len(), "not sent"),
            ] {
                if count > 0 {
                    let _ = write!(summary, ", {count} {what}");
                }
            }
            output::aside(summary);
        }
        let is_cut_short = status == ExitStatus::Interrupted || !not_sent.is_empty();
        for (of_interest, what, which) in [
            (
                is_cut_short || written.is_err(),
                "canceled",
                &self.canceled[..],
            ),
            (is_cut_short || !self.is_one, "failed", &self.failed),
            (
                true,
                "sent, but without an answer (perhaps canceled)",
                &unknown,
            ),
            (true, "not sent", &not_sent),
        ] {
            if of_interest && !which.is_empty() {
                let which: Vec<_> = which.iter().map(ToString::to_string).collect();
                output::aside(format_args!("{what}: {}", which.join(" ")));
            }
        }
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
