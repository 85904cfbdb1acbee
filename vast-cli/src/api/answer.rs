//! Prints what an operation answers.

use serde_json::Value;
use vast_sdk::api::{ApiKey, registry::Answer};

use super::{jq::Filter, table};
use crate::{
    arguments::{Format, Global},
    exit_status::{ExitStatus, Failure},
    output::{self, Notes},
};

/// How an answer is printed.
pub struct Printer {
    format: Format,
    filter: Option<Filter>,
    notes: Notes,
}

impl Printer {
    /// # Errors
    ///
    /// If the filter is not one.
    pub fn new(global: &Global, filter: Option<&str>, notes: &Notes) -> Result<Self, Failure> {
        Ok(Self {
            format: global.format(),
            filter: filter.map(Filter::new).transpose()?,
            notes: notes.clone(),
        })
    }

    /// A server may send the key back.
    pub fn print(&self, answer: &Answer, key: &ApiKey) -> Result<ExitStatus, Failure> {
        let hide = |text: &str| key.redact(text);
        match (&answer.streamed, &self.filter) {
            (Some(bytes), None) => output::results(bytes),
            (Some(bytes), Some(filter)) => self.print_filtered(filter, bytes, hide),
            (None, Some(filter)) => {
                self.print_filtered(filter, answer.value.to_string().as_bytes(), hide)
            }
            (None, None) => output::results(hide(&self.text(&answer.value)).as_bytes()),
        }
    }

    /// A text for people, or JSON if that is wanted.
    pub fn print_either(
        &self,
        text: impl Fn() -> String,
        json: impl Fn() -> Value,
    ) -> Result<ExitStatus, Failure> {
        match &self.filter {
            Some(filter) => {
                self.print_filtered(filter, json().to_string().as_bytes(), str::to_owned)
            }
            None if self.format == Format::Text => output::results(text().as_bytes()),
            None => output::results(self.text(&json()).as_bytes()),
        }
    }

    fn print_filtered(
        &self,
        filter: &Filter,
        json: &[u8],
        hide: impl Fn(&str) -> String,
    ) -> Result<ExitStatus, Failure> {
        let mut rows = Vec::new();
        let mut is_first = true;
        filter.run(json, |result| {
            let json = result.json().filter(|_| self.format != Format::Text);
            let text = match json {
                // The results of a filter are the rows of one table.
                Some(value) if self.format == Format::Table => {
                    rows.push(value);
                    return Ok(());
                }
                Some(value) => self.text(&value),
                None => result.text() + "\n",
            };
            let separator = if self.format == Format::Yaml && !is_first {
                "---\n"
            } else {
                ""
            };
            is_first = false;
            output::results(hide(&format!("{separator}{text}")).as_bytes()).map(drop)
        })?;
        match (self.format, rows.len()) {
            (Format::Table, 1) => output::results(hide(&self.text(&rows[0])).as_bytes()),
            (Format::Table, _) => output::results(hide(&self.text(&rows.into())).as_bytes()),
            _ => Ok(ExitStatus::Success),
        }
    }

    fn text(&self, value: &Value) -> String {
        let json = || format!("{value:#}\n");
        match (self.format, value) {
            (Format::Table, _) => table::of(value).unwrap_or_else(|| {
                let warning = "the answer is no list of objects, so it makes no table";
                self.notes.warning(warning);
                json()
            }),
            (Format::Yaml, _) => output::yaml(value),
            (Format::Jsonl, Value::Array(items)) => {
                let lines = items.iter().map(|item| item.to_string() + "\n");
                lines.collect::<Vec<_>>().concat()
            }
            (Format::Jsonl, _) => format!("{value}\n"),
            (Format::Text | Format::Json, _) => json(),
        }
    }
}
