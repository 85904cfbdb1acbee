//! What becomes of each instance, and of all of them.

use std::{
    collections::HashSet,
    fmt::Write,
    io::{self, IsTerminal},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use vast_sdk::{Canceled, Client, Error, ErrorKind, InstanceId};

use crate::{
    connection::which_key,
    output::{self, Notes},
    raw::Raw,
};

/// What the official tool prints.
const CANCELED: &str =
    "Remote copy canceled - check instance status bar for progress updates (~30 seconds delayed).";

pub struct Report<'a> {
    client: &'a Client,
    notes: &'a Notes,
    raw: bool,
    is_one: bool,
    /// Whether each success has a line of its own.
    lines: bool,
    /// Hidden where it is not wanted, or where standard error is no terminal.
    bar: ProgressBar,
    canceled: Vec<InstanceId>,
    failed: Vec<InstanceId>,
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
        }
    }

    /// Fails if the results cannot be written.
    pub fn answer(
        &mut self,
        instance: InstanceId,
        result: &Result<Canceled, Error>,
    ) -> io::Result<()> {
        match result {
            Ok(_) => self.canceled.push(instance),
            Err(_) => self.failed.push(instance),
        }
        let written = self.bar.suspend(|| self.print(instance, result));
        match self.failed.len() {
            0 => {}
            failed => self.bar.set_message(format!(", {failed} failed")),
        }
        self.bar.inc(1);
        written
    }

    fn print(&self, instance: InstanceId, result: &Result<Canceled, Error>) -> io::Result<()> {
        if let Err(error) = result {
            output::error(self.explained(error));
        }
        if self.raw {
            let object = serde_json::to_string(&Raw::of(instance, result, self.client))?;
            output::result(object)
        } else if result.is_err() || !self.lines {
            Ok(())
        } else if self.is_one {
            output::result(CANCELED)
        } else {
            output::result(format_args!("{instance}: canceled"))
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

    /// After the first Ctrl-C.
    pub fn stopping(&self, sent: usize) {
        let in_flight = sent - self.canceled.len() - self.failed.len();
        self.bar.suspend(|| {
            self.notes.note(format_args!(
                "stopping after the {in_flight} in flight; Ctrl-C stops at once"
            ));
        });
    }

    /// Of these instances, the first `sent` were sent.
    pub fn end(&self, instances: &[InstanceId], sent: usize, interrupted: bool) {
        self.bar.finish_and_clear();
        let (sent, not_sent) = instances.split_at(sent);
        let answered: HashSet<_> = self.canceled.iter().chain(&self.failed).collect();
        let unknown = sent.iter().filter(|instance| !answered.contains(instance));
        let unknown: Vec<_> = unknown.copied().collect();

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
        let is_cut_short = interrupted || !not_sent.is_empty();
        for (of_interest, what, which) in [
            (is_cut_short, "canceled", &self.canceled[..]),
            (is_cut_short || !self.is_one, "failed", &self.failed),
            (
                true,
                "sent, but without an answer (perhaps canceled)",
                &unknown,
            ),
            (true, "not sent", not_sent),
        ] {
            if of_interest && !which.is_empty() {
                let which: Vec<_> = which.iter().map(ToString::to_string).collect();
                output::aside(format_args!("{what}: {}", which.join(" ")));
            }
        }
    }
}

fn progress_bar(count: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(count as u64), ProgressDrawTarget::stderr());
    let template = "{bar:30} {pos}/{len}{msg}, {per_sec}, {eta} left";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.tick();
    bar
}
