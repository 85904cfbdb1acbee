//! Prints what an operation answers.

use serde_json::Value;
use vast_sdk::api::registry::Answer;

use super::{jq::Filter, table};
use crate::{
    arguments::Format,
    exit_status::{ExitStatus, Failure},
    output::{self, Notes},
};

/// How an answer is printed.
pub struct Printer {
    pub format: Format,
    pub filter: Option<Filter>,
    pub notes: Notes,
}

impl Printer {
    pub fn print(&self, answer: &Answer) -> Result<ExitStatus, Failure> {
        let streamed = answer.streamed.as_deref();
        let Some(filter) = &self.filter else {
            return match streamed {
                Some(bytes) => output::results(bytes),
                None => output::results(self.text(&answer.value).as_bytes()),
            };
        };
        let text = answer.value.to_string();
        let mut is_first = true;
        filter.run(streamed.unwrap_or(text.as_bytes()), |result| {
            let separator = if self.format == Format::Yaml && !is_first {
                "---\n"
            } else {
                ""
            };
            is_first = false;
            let text = match result.json() {
                Some(value) if self.format != Format::Text => self.text(&value).into_bytes(),
                _ => [&*result.text(), b"\n"].concat(),
            };
            output::results(&[separator.as_bytes(), &text].concat()).map(drop)
        })?;
        Ok(ExitStatus::Success)
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
