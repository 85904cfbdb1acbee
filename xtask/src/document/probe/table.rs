//! What was found, as text for a bug report.

use std::fmt::{self, Write};

use bytes::Bytes;
use serde_json::Value;
use sha2::{Digest, Sha256};
use vast_sdk::api::ApiKey;

/// An answer to a request.
#[derive(PartialEq)]
pub struct Row {
    pub operation: String,
    pub purpose: &'static str,
    /// None if there was no answer.
    pub status: Option<u16>,
    /// What is not as documented.
    pub findings: Vec<String>,
}

impl Row {
    fn request(&self) -> String {
        let purpose = if self.purpose.is_empty() { "" } else { " " };
        format!("{}{purpose}{}", code(&self.operation), self.purpose)
    }

    fn status(&self) -> String {
        self.status
            .map_or("none".to_owned(), |status| status.to_string())
    }
}

/// For the terminal, while the others are still asked.
impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.findings.len() {
            0 => "as documented",
            _ => "NOT as documented",
        };
        write!(f, "{}: {}, {verdict}", self.request(), self.status())
    }
}

/// All answers of a server.
pub struct Table {
    title: String,
    version: String,
    hash: String,
    server: String,
    left_out: Vec<String>,
    /// It is in no output, wherever it was put.
    key: ApiKey,
    rows: Vec<Row>,
}

impl Table {
    pub fn new(
        document: &Value,
        bytes: &[u8],
        server: &str,
        left_out: Vec<String>,
        key: ApiKey,
    ) -> Self {
        let info = |key: &str| plain(document["info"][key].as_str().unwrap_or("(none)"));
        Self {
            title: info("title"),
            version: info("version"),
            hash: format!("{:x}", Bytes::copy_from_slice(&Sha256::digest(bytes))),
            server: server.to_owned(),
            left_out,
            key,
            rows: Vec::new(),
        }
    }

    /// Adds an answer, unless it is the same as the one before.
    pub fn push(&mut self, row: Row) {
        if self.rows.last() != Some(&row) {
            self.rows.push(row);
        }
    }

    /// Whether nothing came but rejections by the rate limit.
    pub fn is_without_answers(&self) -> bool {
        self.rows
            .iter()
            .all(|row| matches!(row.status, None | Some(429)))
    }

    pub fn is_as_documented(&self) -> bool {
        self.rows.iter().all(|row| row.findings.is_empty())
    }

    fn text(&self) -> String {
        let Self {
            title,
            version,
            hash,
            server,
            rows,
            ..
        } = self;
        let wrong: Vec<&Row> = rows.iter().filter(|row| !row.findings.is_empty()).collect();
        let (count, all) = (wrong.len(), rows.len());
        let mut text = format!("{count} of {all} answers of {server} are not as documented.\n\n");
        let rejected = rows.iter().filter(|row| row.status == Some(429)).count();
        if rejected > 0 {
            let _ = writeln!(text, "Rejected by the rate limit (429): {rejected}.\n");
        }
        let _ = writeln!(
            text,
            "The document: {title}, version {version}, SHA-256 `{hash}`."
        );
        if !self.left_out.is_empty() {
            let list: Vec<String> = self.left_out.iter().map(|it| code(it)).collect();
            let list = list.join(", ");
            let _ = writeln!(
                text,
                "\nNot asked, since they may do more than to read: {list}."
            );
        }
        if !wrong.is_empty() {
            text += "\n| request | status | what is not as documented |\n| --- | --- | --- |\n";
        }
        for row in wrong {
            let findings: Vec<String> = row.findings.iter().map(|finding| cell(finding)).collect();
            let (request, status) = (cell(&row.request()), row.status());
            let _ = writeln!(text, "| {request} | {status} | {} |", findings.join("<br>"));
        }
        text
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key.redact(&self.text()))
    }
}

/// In a table, a line would end it, and a bar the cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\r', '\n'], " ")
}

fn code(text: &str) -> String {
    format!("`{}`", text.replace(['`', '\r', '\n'], "'"))
}

/// A title without what Markdown or a terminal would act on.
fn plain(text: &str) -> String {
    let plain = text.chars().map(|char| {
        let is_plain = char.is_alphanumeric() || " .,:;-+()/'".contains(char);
        if is_plain { char } else { ' ' }
    });
    plain.take(80).collect::<String>().trim().to_owned()
}
