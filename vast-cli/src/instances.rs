use std::{
    collections::HashSet,
    fmt::Display,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
    str::FromStr,
};

use vast_sdk::InstanceId;

use crate::{Failure, arguments::CancelSync, exit_status::ExitStatus, output::Notes, resume};

/// In bytes. What is longer is no list of instances.
const LONGEST_LINE: usize = 4096;
/// More of them help nobody.
const MOST_ERRORS: usize = 10;

/// An instance in the form of the official tool: `12371`, `C.12371` or `12371:/path`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    text: String,
    instance: InstanceId,
}

impl FromStr for Destination {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (instance, _) = text.split_once(':').unwrap_or((text, ""));
        let number = instance.strip_prefix("C.").unwrap_or(instance);
        let instance = number.parse().map_err(|_| {
            let start: String = text.chars().take(60).collect();
            format!("{start:?} is no instance: expected 12371, C.12371 or 12371:/path")
        })?;
        Ok(Self {
            text: text.to_owned(),
            instance,
        })
    }
}

impl Destination {
    fn has_path(&self) -> bool {
        let path = self.text.split_once(':');
        path.is_some_and(|(_, path)| !path.is_empty())
    }
}

/// The instances that the command line and its files name, each of them once, in their order.
pub fn instances(arguments: &CancelSync, notes: &Notes) -> Result<Vec<InstanceId>, Failure> {
    let mut destinations = [&arguments.dst_id[..], &arguments.dst].concat();
    for path in &arguments.from_file {
        let found = if path == Path::new("-") {
            listed("standard input", io::stdin().lock())
        } else {
            let file = open(path).map_err(|error| unreadable(path.display(), &error))?;
            listed(path.display(), BufReader::new(file))
        };
        destinations.extend(found?);
    }
    if destinations.is_empty() && arguments.from_file.is_empty() {
        let message = "no instance is named; try: vast cancel sync --dst_id 12371";
        return Err(ExitStatus::Usage.failure(message));
    }
    note_paths(&destinations, notes);

    let mut seen = HashSet::new();
    let mut instances: Vec<InstanceId> = destinations.iter().map(|it| it.instance).collect();
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
        "named before, and are canceled once",
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
            "the path of {}{others} does not narrow the cancel: all syncs into the instance are canceled",
            first.text.escape_debug()
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

pub fn unreadable(name: impl Display, error: &io::Error) -> Failure {
    ExitStatus::Usage.failure(format!("{name} cannot be read: {error}"))
}

/// A destination a line; blank lines and what follows a `#` are skipped.
fn listed(name: impl Display, mut lines: impl BufRead) -> Result<Vec<Destination>, Failure> {
    let mut destinations = Vec::new();
    let mut errors = Vec::new();
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let mut bounded = (&mut lines).take(LONGEST_LINE as u64 + 1);
        let read = bounded.read_until(b'\n', &mut line);
        if read.map_err(|error| unreadable(&name, &error))? == 0 {
            break;
        }
        if line.len() > LONGEST_LINE {
            errors.push(format!("{name}:{number}: longer than {LONGEST_LINE} bytes"));
            break;
        }
        let text = String::from_utf8_lossy(&line);
        // Editors of Windows begin a file with a mark.
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
    let more = errors.len().saturating_sub(MOST_ERRORS);
    errors.truncate(MOST_ERRORS);
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
        let found = listed("ids.txt", text.as_bytes());
        let found = found.unwrap_or_else(|failure| panic!("{}", failure.message));
        found.iter().map(|it| it.instance.get()).collect()
    }

    fn error(text: &[u8]) -> String {
        listed("ids.txt", text)
            .map_err(|it| it.message)
            .unwrap_err()
    }

    #[test]
    fn a_destination_is_an_instance_in_any_of_the_official_forms() {
        for text in ["12371", "C.12371", "12371:/path", "C.12371:/a:b", "12371:"] {
            let destination: Destination = text.parse().unwrap();
            assert_eq!(destination.instance, InstanceId::from(12371), "{text}");
            assert_eq!(destination.has_path(), text.contains('/'), "{text}");
        }
        for text in [
            "",
            "C.",
            "V.12371",
            "local:/path",
            ":/path",
            "-1",
            "1e3",
            "12371/path",
        ] {
            let error = text.parse::<Destination>().unwrap_err();
            assert!(error.contains(&format!("{text:?}")), "{error}");
        }
    }

    #[test]
    fn a_list_may_have_comments_blank_lines_and_the_line_ends_of_any_system() {
        let text = "\u{feff}12371\r\n\n  # all of them\nC.12372 # the second\n\t12373:/data";
        assert_eq!(numbers(text), [12371, 12372, 12373]);
        assert!(numbers("").is_empty());
    }

    #[test]
    fn every_line_that_is_no_instance_is_named_with_its_number() {
        let error = error(b"1\nabc\n2\n\xff\n");
        assert!(
            error.contains("ids.txt:2: \"abc\" is no instance"),
            "{error}"
        );
        assert!(error.contains("ids.txt:4: "), "{error}");
        assert!(error.ends_with("nothing was sent"), "{error}");
    }

    #[test]
    fn a_file_that_is_no_list_makes_a_short_error() {
        assert!(error(&b"x\n".repeat(10_000)).contains("and 9990 more"));
        let error = error(&vec![b'1'; 10_000_000]);
        assert!(
            error.contains("ids.txt:1: longer than 4096 bytes"),
            "{error}"
        );
    }
}
