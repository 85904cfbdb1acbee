//! Reads what an earlier run printed with `--raw`.

use std::{
    collections::HashSet,
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

use serde::Deserialize;

use crate::{exit_status::Failure, output::Notes};

/// How every object of `--raw` begins. Inside of a string, the quotation marks would be escaped.
const START: &str = "{\"dst_id\":";

#[derive(Deserialize)]
struct Done {
    dst_id: i64,
    success: bool,
}

/// The instances that the files say are canceled.
pub fn canceled(paths: &[impl AsRef<Path>], notes: &Notes) -> Result<HashSet<i64>, Failure> {
    let mut canceled = HashSet::new();
    for path in paths {
        let path = path.as_ref();
        let failed = |error| Failure::unreadable(path.display(), &error);
        let lines = BufReader::new(File::open(path).map_err(failed)?);
        let mut broken = 0;
        for line in lines.split(b'\n') {
            let line = line.map_err(failed)?;
            let line = String::from_utf8_lossy(&line);
            match read(&line) {
                Some(done) if done.success => drop(canceled.insert(done.dst_id)),
                Some(_) => {}
                None if line.trim().is_empty() => {}
                None => broken += 1,
            }
        }
        if broken > 0 {
            notes.warning(format_args!(
                "{}: skipped lines that are not complete output of --raw: {broken}",
                path.display()
            ));
        }
    }
    Ok(canceled)
}

/// Reads a line. If a run was killed in the middle of an object, the next object follows on the same
/// line.
fn read(line: &str) -> Option<Done> {
    let whole = serde_json::from_str(line).ok();
    whole.or_else(|| serde_json::from_str(&line[line.rfind(START)?..]).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_canceled_are_found_whatever_an_earlier_run_left() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let text = concat!(
            "{\"dst_id\":1,\"success\":true,\"body\":\"{\\\"dst_id\\\":9}\"}\r\n\n",
            "{\"dst_id\":2,\"success\":false}\n",
            "{\"dst_id\":3,\"succ{\"dst_id\":4,\"success\":true}\n",
            "\u{fffd}\n",
            "{\"dst_id\":5,\"success\":tr",
        );
        std::fs::write(file.path(), text).unwrap();
        let found = canceled(&[file.path()], &Notes { quiet: true });
        let found = found.unwrap_or_else(|failure| panic!("{}", failure.reason));
        assert_eq!(found, HashSet::from([1, 4]));
    }
}
