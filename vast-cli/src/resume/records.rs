//! The records that `--raw` prints, as an earlier run or another tool left them.

use std::io::{self, BufRead, Read};

use serde::Deserialize;

/// How every object of `--raw` begins. Inside of a string, the quotation marks would be escaped.
const START: &str = "{\"dst_id\":";

#[derive(Deserialize)]
struct Record {
    dst_id: i64,
    success: bool,
}

/// What stands in a file.
#[derive(Default)]
pub struct Records {
    /// The instances that are canceled, in the order of the file.
    pub canceled: Vec<i64>,
    /// How many records were read.
    pub understood: usize,
    /// How many lines have none.
    pub broken: usize,
}

impl Records {
    fn add(&mut self, record: Record) {
        self.understood += 1;
        if record.success {
            self.canceled.push(record.dst_id);
        }
    }
}

/// Why there is nothing to be read.
#[derive(Debug)]
pub enum Unreadable {
    File(io::Error),
    Json(serde_json::Error),
}

/// Reads a record from each line, or one JSON document after the other if a tool has rewritten them.
pub fn read(mut text: impl BufRead) -> Result<Records, Unreadable> {
    let mut records = Records::default();
    if is_one_document(&mut text).map_err(Unreadable::File)? {
        read_document(text, &mut records).map_err(Unreadable::Json)?;
        return Ok(records);
    }
    for line in text.split(b'\n') {
        let line = line.map_err(Unreadable::File)?;
        let line = String::from_utf8_lossy(&line);
        match read_line(&line) {
            Some(record) => records.add(record),
            None if line.trim().is_empty() => {}
            None => records.broken += 1,
        }
    }
    Ok(records)
}

/// Whether a tool has made an array of the lines, or spread the objects over several lines.
fn is_one_document(lines: &mut impl BufRead) -> io::Result<bool> {
    let start = lines.fill_buf()?.trim_ascii_start();
    let first = start.split(|byte| *byte == b'\n').next();
    let first = first.unwrap_or_default().trim_ascii_end();
    Ok(first == b"{" || first.starts_with(b"["))
}

/// Reads objects, and arrays of objects, one after the other.
fn read_document(text: impl Read, records: &mut Records) -> serde_json::Result<()> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Some {
        Many(Vec<Record>),
        One(Record),
    }

    for some in serde_json::Deserializer::from_reader(text).into_iter() {
        match some? {
            Some::Many(many) => many.into_iter().for_each(|one| records.add(one)),
            Some::One(one) => records.add(one),
        }
    }
    Ok(())
}

/// Reads a line. If a run was killed in the middle of an object, the next object follows on the same
/// line.
fn read_line(line: &str) -> Option<Record> {
    let whole = serde_json::from_str(line).ok();
    whole.or_else(|| serde_json::from_str(&line[line.rfind(START)?..]).ok())
}
