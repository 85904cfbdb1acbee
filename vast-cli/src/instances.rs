//! The instances that are named on the command line and in files.

use std::{
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

/// Instances in order and without duplicates. There may be millions of them: each takes 12 bytes.
#[derive(Debug, Default)]
pub struct Instances {
    ids: Vec<InstanceId>,
    /// The places in `ids`, by id.
    places: Vec<u32>,
}

impl Instances {
    fn of(mut ids: Vec<InstanceId>) -> Self {
        let mut places = places_of(&ids);
        let before = places.len();
        // The first of the equal ones stays.
        places.dedup_by_key(|place| ids[*place as usize]);
        if places.len() < before {
            let mut kept = places.clone();
            kept.sort_unstable();
            for (to, from) in kept.iter().enumerate() {
                ids[to] = ids[*from as usize];
            }
            ids.truncate(kept.len());
            places = places_of(&ids);
        }
        Self { ids, places }
    }

    pub fn len(&self) -> usize {
        self.ids.len()
    }

    pub fn as_slice(&self) -> &[InstanceId] {
        &self.ids
    }

    /// Where an instance is.
    pub fn place(&self, instance: InstanceId) -> Option<usize> {
        let found = self
            .places
            .binary_search_by_key(&instance, |place| self.ids[*place as usize]);
        found.ok().map(|at| self.places[at] as usize)
    }
}

fn places_of(ids: &[InstanceId]) -> Vec<u32> {
    let count = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    let mut places: Vec<u32> = (0..count).collect();
    places.sort_unstable_by(|one, other| {
        let by_id = ids[*one as usize].cmp(&ids[*other as usize]);
        by_id.then_with(|| one.cmp(other))
    });
    places
}

/// What was read, and how many of them had a path.
#[derive(Default)]
struct Named {
    ids: Vec<InstanceId>,
    with_path: usize,
    first_with_path: Option<String>,
}

impl Named {
    fn add(&mut self, destination: &Destination) {
        self.ids.push(destination.instance());
        if destination.has_path() {
            self.with_path += 1;
            self.first_with_path
                .get_or_insert_with(|| destination.text().to_owned());
        }
    }
}

/// The instances named on the command line and in its files, without those that an earlier run has canceled.
pub fn instances(arguments: &CancelSync, notes: &Notes) -> Result<Instances, Failure> {
    let mut named = Named::default();
    for destination in arguments.dst_id.iter().chain(&arguments.dst) {
        named.add(destination);
    }
    for path in &arguments.from_file {
        if path == Path::new("-") {
            parse_list("standard input", io::stdin().lock(), &mut named)?;
        } else {
            let file = open(path).map_err(|error| Failure::unreadable(path.display(), &error))?;
            parse_list(path.display(), BufReader::new(file), &mut named)?;
        }
    }
    if named.ids.is_empty() && !arguments.allow_empty {
        let reason = if arguments.from_file.is_empty() {
            "no instance is named; try: vast cancel sync --dst_id 12371"
        } else {
            "the list has no instance in it; with --allow-empty, that is no error"
        };
        return Err(ExitStatus::Usage.failure(reason));
    }
    if let Some(first) = &named.first_with_path {
        let others = match named.with_path - 1 {
            0 => String::new(),
            others => format!(" (and {others} more)"),
        };
        notes.note(format_args!(
            "the path of {}{others} is ignored: all syncs into the instance are canceled",
            first.escape_debug()
        ));
    }
    let before = named.ids.len();
    let mut instances = Instances::of(named.ids);
    note_skipped(
        notes,
        before - instances.len(),
        before,
        "duplicates, and are canceled once",
    );
    if !arguments.resume.is_empty() {
        let canceled = resume::canceled(&arguments.resume, notes)?;
        let before = instances.len();
        let mut ids = instances.ids;
        ids.retain(|id| canceled.binary_search(&id.get()).is_err());
        instances = Instances::of(ids);
        note_skipped(
            notes,
            before - instances.len(),
            before,
            "canceled by an earlier run, and are skipped",
        );
    }
    Ok(instances)
}

fn note_skipped(notes: &Notes, skipped: usize, of: usize, why: &str) {
    if skipped > 0 {
        notes.note(format_args!("{skipped} of {of} were {why}"));
    }
}

fn open(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok(file)
}

/// Reads a destination a line; blank lines and what follows a `#` are skipped.
fn parse_list(
    name: impl Display,
    mut lines: impl BufRead,
    named: &mut Named,
) -> Result<(), Failure> {
    let mut errors = Vec::new();
    let mut more = 0;
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let mut bounded = (&mut lines).take(MAX_LINE_LENGTH as u64 + 1);
        let read = bounded.read_until(b'\n', &mut line);
        if read.map_err(|error| Failure::unreadable(&name, &error))? == 0 {
            break;
        }
        if number == 1 && (line.starts_with(b"\xff\xfe") || line.starts_with(b"\xfe\xff")) {
            errors.push(format!("{name} is UTF-16: save it as UTF-8"));
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
            Ok(destination) => named.add(&destination),
            Err(error) if errors.len() < MAX_ERRORS => {
                errors.push(format!("{name}:{number}: {error}"));
            }
            Err(_) => more += 1,
        }
    }
    if errors.is_empty() {
        return Ok(());
    }
    if more > 0 {
        errors.push(format!("and {more} more"));
    }
    errors.push("nothing was sent".to_owned());
    Err(ExitStatus::Usage.failure(errors.join("\n")))
}

/// Instances for people: ranges of numbers that follow each other, at most a screen of them.
pub fn listed(instances: impl Iterator<Item = InstanceId>) -> String {
    const LONGEST: usize = 2000;

    let mut text = String::new();
    let mut instances = instances.peekable();
    while let Some(first) = instances.next() {
        let mut last = first;
        let mut length: usize = 1;
        while let Some(next) =
            instances.next_if(|next| last.get().checked_add(1) == Some(next.get()))
        {
            last = next;
            length += 1;
        }
        let range = match length {
            1 => format!("{first}"),
            2 => format!("{first} {last}"),
            _ => format!("{first}-{last}"),
        };
        if text.len() + range.len() > LONGEST {
            return format!("{text} and {} more", length + instances.count());
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text += &range;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &[u8]) -> Result<Named, String> {
        let mut named = Named::default();
        match parse_list("ids.txt", text, &mut named) {
            Ok(()) => Ok(named),
            Err(failure) => Err(failure.reason),
        }
    }

    fn numbers(text: &str) -> Vec<i64> {
        let named = parsed(text.as_bytes()).unwrap();
        named.ids.iter().map(|id| id.get()).collect()
    }

    fn error(text: &[u8]) -> String {
        parsed(text).err().unwrap()
    }

    fn ids(numbers: impl IntoIterator<Item = u32>) -> Vec<InstanceId> {
        numbers.into_iter().map(InstanceId::from).collect()
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

    #[test]
    fn a_file_in_utf_16_is_named_as_such() {
        for text in [&b"\xff\xfe1\0\n\0"[..], b"\xfe\xff\x001\0\n"] {
            assert!(error(text).contains("UTF-16"), "{}", error(text));
        }
    }

    #[test]
    fn of_duplicates_the_first_stays() {
        let instances = Instances::of(ids([7, 3, 7, 9, 3, 1]));
        assert_eq!(instances.as_slice(), ids([7, 3, 9, 1]));
        let places = [7, 3, 9, 1, 2].map(|id: u32| instances.place(id.into()));
        assert_eq!(places, [Some(0), Some(1), Some(2), Some(3), None]);
    }

    #[test]
    fn numbers_that_follow_each_other_are_listed_as_ranges() {
        assert_eq!(listed(ids([5]).into_iter()), "5");
        assert_eq!(
            listed(ids([1, 2, 3, 7, 9, 10, 4]).into_iter()),
            "1-3 7 9 10 4"
        );
        assert_eq!(listed(ids(0..1_000_000).into_iter()), "0-999999");
        assert_eq!(listed(std::iter::empty()), "");
    }

    #[test]
    fn a_list_has_at_most_a_screen() {
        let text = listed(ids((0..1_000_000).map(|n| 2 * n)).into_iter());
        assert!(text.len() < 2100, "{text}");
        assert!(text.starts_with("0 2 4 "), "{text}");
        assert!(text.ends_with(" more"), "{text}");
    }
}
