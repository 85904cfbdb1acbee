use std::{
    collections::HashSet,
    fmt::Display,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use vast_sdk::InstanceId;

use crate::{
    arguments::CancelSync,
    destination::Destination,
    exit_status::{ExitStatus, Failure},
    output::Notes,
    resume,
};

/// In bytes. A file with a longer line is not a list of instances.
const MAX_LINE_LENGTH: usize = 4096;
/// More of them would not help.
const MAX_ERRORS: usize = 10;

/// The instances named on the command line and in its files, in order and without duplicates.
pub fn instances(arguments: &CancelSync, notes: &Notes) -> Result<Vec<InstanceId>, Failure> {
    let mut destinations = [&arguments.dst_id[..], &arguments.dst].concat();
    for path in &arguments.from_file {
        let found = if path == Path::new("-") {
            parse_list("standard input", io::stdin().lock())
        } else {
            let file = open(path).map_err(|error| Failure::unreadable(path.display(), &error))?;
            parse_list(path.display(), BufReader::new(file))
        };
        destinations.extend(found?);
    }
    if destinations.is_empty() && arguments.from_file.is_empty() {
        let reason = "no instance is named; try: vast cancel sync --dst_id 12371";
        return Err(ExitStatus::Usage.failure(reason));
    }
    note_paths(&destinations, notes);

    let mut seen = HashSet::new();
    let mut instances: Vec<InstanceId> = destinations.iter().map(Destination::instance).collect();
    let mut keep = |wanted: &mut dyn FnMut(InstanceId) -> bool, why: &str| {
        let before = instances.len();
        instances.retain(|instance| wanted(*instance));
        let skipped = before - instances.len();
        if skipped > 0 {
            notes.note(format_args!("{skipped} of {before} were {why}"));
        }
    };
    keep(
        &mut |instance| seen.insert(instance),
        "duplicates, and are canceled once",
    );
    let canceled = resume::canceled(&arguments.resume, notes)?;
    keep(
        &mut |instance| !canceled.contains(&instance.get()),
        "canceled by an earlier run, and are skipped",
    );
    Ok(instances)
}

fn note_paths(destinations: &[Destination], notes: &Notes) {
    let mut with_path = destinations.iter().filter(|it| it.has_path());
    if let Some(first) = with_path.next() {
        let others = match with_path.count() {
            0 => String::new(),
            others => format!(" (and {others} more)"),
        };
        notes.note(format_args!(
            "the path of {}{others} is ignored: all syncs into the instance are canceled",
            first.text().escape_debug()
        ));
    }
}

fn open(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok(file)
}

/// A destination a line; blank lines and what follows a `#` are skipped.
fn parse_list(name: impl Display, mut lines: impl BufRead) -> Result<Vec<Destination>, Failure> {
    let mut destinations = Vec::new();
    let mut errors = Vec::new();
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let mut bounded = (&mut lines).take(MAX_LINE_LENGTH as u64 + 1);
        let read = bounded.read_until(b'\n', &mut line);
        if read.map_err(|error| Failure::unreadable(&name, &error))? == 0 {
            break;
        }
        if line.len() > MAX_LINE_LENGTH {
            errors.push(format!(
                "{name}:{number}: longer than {MAX_LINE_LENGTH} bytes"
            ));
            break;
        }
        let text = String::from_utf8_lossy(&line);
        // Editors on Windows may start a file with a byte order mark.
        let text = text.trim_start_matches('\u{feff}');
        let text = text.split('#').next().unwrap_or_default().trim();
        if text.is_empty() {
            continue;
        }
        match text.parse() {
            Ok(destination) => destinations.push(destination),
            Err(error) => errors.push(format!("{name}:{number}: {error}")),
        }
    }
    if errors.is_empty() {
        return Ok(destinations);
    }
    let more = errors.len().saturating_sub(MAX_ERRORS);
    errors.truncate(MAX_ERRORS);
    if more > 0 {
        errors.push(format!("and {more} more"));
    }
    errors.push("nothing was sent".to_owned());
    Err(ExitStatus::Usage.failure(errors.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<i64> {
        let found = parse_list("ids.txt", text.as_bytes());
        let found = found.unwrap_or_else(|failure| panic!("{}", failure.reason));
        found.iter().map(|it| it.instance().get()).collect()
    }

    fn error(text: &[u8]) -> String {
        parse_list("ids.txt", text)
            .map_err(|it| it.reason)
            .unwrap_err()
    }

    #[test]
    fn a_list_may_have_comments_blank_lines_and_the_line_ends_of_any_system() {
        let text = "\u{feff}12371\r\n\n  # all of them\nC.12372 # the second\n\t12373:/data";
        assert_eq!(numbers(text), [12371, 12372, 12373]);
        assert!(numbers("").is_empty());
    }

    #[test]
    fn every_invalid_line_is_named_with_its_number() {
        let error = error(b"1\nabc\n2\n\xff\n");
        assert!(
            error.contains("ids.txt:2: \"abc\" is not an instance"),
            "{error}"
        );
        assert!(error.contains("ids.txt:4: "), "{error}");
        assert!(error.ends_with("nothing was sent"), "{error}");
    }

    #[test]
    fn a_file_that_is_not_a_list_makes_a_short_error() {
        assert!(error(&b"x\n".repeat(10_000)).contains("and 9990 more"));
        let error = error(&vec![b'1'; 10_000_000]);
        assert!(
            error.contains("ids.txt:1: longer than 4096 bytes"),
            "{error}"
        );
    }
}
