//! Reads what an earlier run printed with `--raw`.

mod records;

use std::{fs::File, io::BufReader, path::Path};

use crate::{
    exit_status::{ExitStatus, Failure},
    output::Notes,
    preview::quoted,
};
use records::Unreadable;

/// The instances that the files say are canceled, sorted.
pub fn canceled(paths: &[impl AsRef<Path>], notes: &Notes) -> Result<Vec<i64>, Failure> {
    let mut canceled = Vec::new();
    for path in paths {
        let path = path.as_ref();
        let failed = |error| Failure::unreadable(path.display(), &error);
        let file = File::open(path).map_err(failed)?;
        let records = records::read(BufReader::new(file)).map_err(|error| match error {
            Unreadable::File(error) => failed(error),
            Unreadable::Json(error) => {
                let path = path.display();
                ExitStatus::Usage.failure(format!(
                    "{path} is neither the output of --raw nor JSON with what that prints: {error}; nothing was sent"
                ))
            }
        })?;
        canceled.extend(records.canceled);
        let (path, broken) = (path.display(), records.broken);
        if broken > 0 && records.understood == 0 {
            let reason = format!("{path} is not the output of --raw; nothing was sent");
            return Err(ExitStatus::Usage.failure(reason));
        }
        if broken > 0 {
            notes.warning(format_args!(
                "{path}: skipped lines that are not complete output of --raw: {broken}"
            ));
        }
    }
    canceled.sort_unstable();
    canceled.dedup();
    Ok(canceled)
}

/// Says how to continue this run.
pub fn line() -> String {
    let arguments = std::env::args_os().map(|argument| quoted(&argument.to_string_lossy()));
    let line = arguments.collect::<Vec<_>>().join(" ");
    let output = output_file();
    let (file, where_is) = match &output {
        Some(path) => (quoted(path), ""),
        None => ("FILE".into(), ", where FILE has the output of this run"),
    };
    let option = if line.contains("--resume") && line.contains(&file) {
        String::new()
    } else {
        format!(" --resume {file}")
    };
    format!("to continue: {line}{option} >> {file}{where_is}")
}

/// The file that standard output goes to, if the system says.
fn output_file() -> Option<String> {
    let path = std::fs::read_link("/proc/self/fd/1").ok()?;
    let is_file = path.metadata().is_ok_and(|metadata| metadata.is_file());
    is_file.then(|| path.to_str().map(str::to_owned))?
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
        assert_eq!(found, [1, 4]);
    }

    fn found(text: &str) -> Result<Vec<i64>, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        canceled(&[file.path()], &Notes { quiet: true }).map_err(|failure| failure.reason)
    }

    #[test]
    fn an_array_and_objects_on_several_lines_are_read_too() {
        let (one, two) = (
            r#"{"dst_id": 1, "success": true}"#,
            r#"{"dst_id": 2, "success": false}"#,
        );
        let three = "{\n  \"dst_id\": 3,\n  \"success\": true\n}";
        assert_eq!(found(&format!("[{one},{two},\n{three}]")).unwrap(), [1, 3]);
        assert_eq!(found(&format!("\n{three}\n{one}")).unwrap(), [1, 3]);
    }

    #[test]
    fn a_document_that_is_cut_off_or_something_else_is_refused() {
        for text in [
            "[{\"dst_id\": 1, \"success\": true}",
            "[1, 2]",
            "- dst_id: 1\n  success: true\n",
            "1: canceled\n",
            "{\n\"a\": 1\n}",
        ] {
            let reason = found(text).unwrap_err();
            assert!(reason.contains("nothing was sent"), "{reason}");
        }
    }
}
