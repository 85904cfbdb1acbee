//! What was found, as text for a bug report.

use std::fmt;

use bytes::Bytes;
use serde_json::Value;
use sha2::{Digest, Sha256};
use vast_sdk::api::ApiKey;

/// An answer to a request.
pub struct Row {
    pub operation: String,
    pub purpose: &'static str,
    /// None if there was no answer.
    pub status: Option<u16>,
    /// What is not as documented.
    pub findings: Vec<String>,
}

impl Row {
    /// Without the key, which a server may have sent back.
    pub fn redacted(mut self, key: &ApiKey) -> Self {
        for finding in &mut self.findings {
            *finding = key.redact(finding);
        }
        self
    }

    fn request(&self) -> String {
        let purpose = if self.purpose.is_empty() { "" } else { " " };
        format!("`{}`{purpose}{}", self.operation, self.purpose)
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
    rows: Vec<Row>,
}

impl Table {
    pub fn new(document: &Value, bytes: &[u8], server: &str) -> Self {
        let info = |key: &str| {
            document["info"][key]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        Self {
            title: info("title"),
            version: info("version"),
            hash: format!("{:x}", Bytes::copy_from_slice(&Sha256::digest(bytes))),
            server: server.to_owned(),
            rows: Vec::new(),
        }
    }

    pub fn push(&mut self, row: Row) {
        self.rows.push(row);
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn is_as_documented(&self) -> bool {
        self.rows.iter().all(|row| row.findings.is_empty())
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            title,
            version,
            hash,
            server,
            rows,
        } = self;
        let wrong: Vec<&Row> = rows.iter().filter(|row| !row.findings.is_empty()).collect();
        writeln!(
            f,
            "{} of {} answers of {server} are not as documented.\n",
            wrong.len(),
            rows.len()
        )?;
        writeln!(f, "The document: {title} {version}, SHA-256 `{hash}`.")?;
        if wrong.is_empty() {
            return Ok(());
        }
        writeln!(f, "\n| request | status | what is not as documented |")?;
        writeln!(f, "| --- | --- | --- |")?;
        for row in wrong {
            let findings: Vec<String> = row.findings.iter().map(|finding| cell(finding)).collect();
            let request = cell(&row.request());
            writeln!(
                f,
                "| {request} | {} | {} |",
                row.status(),
                findings.join("<br>")
            )?;
        }
        Ok(())
    }
}

/// In a table, a line would end it, and a bar the cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\r', '\n'], " ")
}
