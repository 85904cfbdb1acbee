//! The state of a limit in a file, for all processes of a machine.

use std::{
    fs::{DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::pacer::Pacer;

/// Another format gets another number.
const VERSION: u32 = 1;
/// The size of each file: one write replaces it all, padded with spaces.
const SIZE: usize = 2048;
/// As much is read, to see whether it is another format.
const LARGEST: u64 = 64 * 1024;

#[derive(Debug)]
pub(super) struct SharedFile {
    path: PathBuf,
    /// Opened when it is first used.
    file: Option<File>,
}

#[derive(Serialize, Deserialize)]
struct Content {
    version: u32,
    #[serde(flatten)]
    rest: serde_json::Value,
}

impl SharedFile {
    pub fn new(folder: &Path, name: &str) -> Self {
        Self {
            path: folder.join(format!("{name}.json")),
            file: None,
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Changes the state in the file, and leaves a copy of it in `pacer`. Returns nothing if another process has
    /// it locked; such a lock ends with the process at the latest.
    ///
    /// # Errors
    ///
    /// If the file cannot be used. The state in `pacer` is then as it was.
    pub fn update<T>(
        &mut self,
        pacer: &mut Pacer,
        clock: impl FnOnce() -> f64,
        change: impl FnOnce(&mut Pacer, f64) -> T,
    ) -> io::Result<Option<T>> {
        let result = self.try_update(pacer, clock, change);
        if result.is_err() {
            // Whatever was wrong may be mended by then.
            self.file = None;
        }
        result
    }

    fn try_update<T>(
        &mut self,
        pacer: &mut Pacer,
        clock: impl FnOnce() -> f64,
        change: impl FnOnce(&mut Pacer, f64) -> T,
    ) -> io::Result<Option<T>> {
        if self.file.as_ref().is_some_and(is_deleted) {
            self.file = None;
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(open(&self.path)?),
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let changed = read(file).and_then(|stored| {
            let before = stored.clone();
            let now = clock();
            let mut stored = stored.unwrap_or_default().at(now);
            let result = change(&mut stored, now);
            if before.as_ref() != Some(&stored) {
                write(file, &stored)?;
            }
            *pacer = stored;
            Ok(Some(result))
        });
        let unlocked = file.unlock();
        changed.and_then(|result| unlocked.map(|()| result))
    }
}

/// Only for this user: others could set the pace.
fn open(path: &Path) -> io::Result<File> {
    let mut folders = DirBuilder::new();
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        std::os::unix::fs::DirBuilderExt::mode(&mut folders, 0o700);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    if let Some(folder) = path.parent() {
        folders.recursive(true).create(folder)?;
    }
    options.read(true).write(true).create(true).truncate(false);
    let strange = || io::Error::other("it is no regular file");
    // Reading from a pipe would wait for somebody to write to it, and a link may lead to any file of this user.
    if path
        .symlink_metadata()
        .is_ok_and(|metadata| !metadata.is_file())
    {
        return Err(strange());
    }
    let file = options.open(path)?;
    if !file.metadata()?.is_file() || !is_the_only_name(&file, path)? {
        return Err(strange());
    }
    Ok(file)
}

/// Whether the path itself is this file, which has no other name and which only its owner can write to.
#[cfg(unix)]
fn is_the_only_name(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;

    let (file, path) = (file.metadata()?, path.symlink_metadata()?);
    let is_same = (file.dev(), file.ino()) == (path.dev(), path.ino());
    Ok(is_same && file.nlink() == 1 && file.mode() & 0o022 == 0)
}

#[cfg(not(unix))]
fn is_the_only_name(_: &File, path: &Path) -> io::Result<bool> {
    Ok(path.symlink_metadata()?.is_file())
}

/// Others would no longer find it.
#[cfg(unix)]
fn is_deleted(file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;

    file.metadata().is_ok_and(|metadata| metadata.nlink() == 0)
}

#[cfg(not(unix))]
fn is_deleted(_: &File) -> bool {
    false
}

/// What is stored; nothing if there is nothing yet, or if what there is makes no sense: a machine that lost its power may
/// leave that.
fn read(file: &mut File) -> io::Result<Option<Pacer>> {
    let mut bytes = Vec::with_capacity(SIZE);
    file.seek(SeekFrom::Start(0))?;
    file.take(LARGEST).read_to_end(&mut bytes)?;
    parsed(&bytes)
}

fn parsed(bytes: &[u8]) -> io::Result<Option<Pacer>> {
    let Ok(content) = serde_json::from_slice::<Content>(bytes) else {
        return Ok(None);
    };
    if content.version != VERSION {
        let version = content.version;
        return Err(io::Error::other(format!(
            "it has version {version} of its format, and this program reads version {VERSION}"
        )));
    }
    Ok(serde_json::from_value(content.rest).ok())
}

/// Uses what may stand in the file: for the fuzz targets.
#[cfg(fuzzing)]
pub fn for_fuzzing(bytes: &[u8]) {
    const NOW: f64 = 2e9;
    let Ok(Some(pacer)) = parsed(bytes) else {
        return;
    };
    let mut pacer = pacer.at(NOW);
    for _ in 0..3 {
        let wait = pacer.wait(NOW, 1);
        assert!(wait.as_secs() < 24 * 60 * 60, "{wait:?}: {pacer:?}");
        let ticket = pacer.issue(NOW);
        let _ = (pacer.next(NOW), pacer.awaits(&ticket));
        pacer.abandoned(&ticket);
    }
}

fn write(file: &mut File, pacer: &Pacer) -> io::Result<()> {
    let content = Content {
        version: VERSION,
        rest: serde_json::to_value(pacer)?,
    };
    let mut bytes = serde_json::to_vec(&content)?;
    bytes.resize(SIZE.max(bytes.len()), b' ');
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&bytes)?;
    file.set_len(bytes.len() as u64)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;
    use crate::transport::rate_limit::{Answer, pacer::Next};

    const NOW: f64 = 2e9;
    const INTERVAL: f64 = 5.0;

    fn file(folder: &TempDir) -> SharedFile {
        SharedFile::new(&folder.path().join("limits"), "name")
    }

    fn next(file: &mut SharedFile, now: f64) -> io::Result<Option<Next>> {
        file.update(&mut Pacer::default(), || now, Pacer::next)
    }

    /// Sends a request, which is rejected.
    fn learn(file: &mut SharedFile, now: f64) {
        let learned = file.update(
            &mut Pacer::default(),
            || now,
            |pacer, now| {
                let ticket = pacer.issue(now);
                let interval = Some(std::time::Duration::from_secs_f64(INTERVAL));
                let rejected = Answer::Rejected {
                    interval,
                    retry_after: None,
                };
                pacer.answered(&ticket, now, rejected, None, 0.0);
            },
        );
        learned.unwrap().unwrap();
    }

    /// How long the next request waits.
    fn wait(file: &mut SharedFile, now: f64) -> f64 {
        match next(file, now).unwrap().unwrap() {
            Next::Go(_) => 0.0,
            Next::WaitUntil(until) | Next::WaitForAnswer(until) => until - now,
        }
    }

    #[test]
    fn what_one_learns_holds_for_all() {
        let folder = TempDir::new().unwrap();
        let (mut one, mut another) = (file(&folder), file(&folder));
        learn(&mut one, NOW);
        assert!((wait(&mut another, NOW) / INTERVAL - 1.0).abs() < 0.1);
        assert!(wait(&mut another, NOW + 2.0 * INTERVAL) < 0.1);
        assert!((wait(&mut one, NOW + 2.0 * INTERVAL) / INTERVAL - 1.0).abs() < 2.1);
    }

    #[test]
    fn after_an_hour_nothing_is_known() {
        let folder = TempDir::new().unwrap();
        let mut file = file(&folder);
        learn(&mut file, NOW);
        for _ in 0..2 {
            assert!(wait(&mut file, NOW + 3700.0) <= 1.0);
        }
    }

    #[test]
    fn a_clock_that_is_set_back_or_forth_keeps_nobody_waiting() {
        let folder = TempDir::new().unwrap();
        let mut file = file(&folder);
        for now in [NOW, NOW - 1e6, NOW + 1e6, 1e6, NOW] {
            learn(&mut file, now);
            assert!(wait(&mut file, now - 3000.0) < 2.0 * INTERVAL);
            assert!(wait(&mut file, now + 3000.0) < 2.0 * INTERVAL);
        }
    }

    #[test]
    fn while_another_has_it_there_is_no_waiting_and_no_error() {
        let folder = TempDir::new().unwrap();
        let (mut one, mut another) = (file(&folder), file(&folder));
        let nested = one.update(
            &mut Pacer::default(),
            || NOW,
            |_, _| next(&mut another, NOW),
        );
        assert!(nested.unwrap().unwrap().unwrap().is_none());
        assert!(next(&mut another, NOW).unwrap().is_some());
    }

    #[test]
    fn content_that_makes_no_sense_is_replaced() {
        let folder = TempDir::new().unwrap();
        let mut file = file(&folder);
        learn(&mut file, NOW);
        let path = file.path().to_owned();
        let good = fs::read(&path).unwrap();
        let (none, some) = (vec![], vec![0; 5000]);
        let (half, long) = (good[..300].to_vec(), [&good[..], &good[..]].concat());
        let strange = r#"{"version": 1, "enough": 1e300, "next_at": 1e300, "crowd": -5}"#;
        for content in [none, some, half, long, strange.into()] {
            fs::write(&path, content).unwrap();
            assert!(wait(&mut file, NOW) < 1.1);
            learn(&mut file, NOW);
            assert!(wait(&mut file, NOW) > 1.1);
        }
    }

    #[test]
    fn absurd_numbers_keep_nobody_waiting_for_long() {
        let folder = TempDir::new().unwrap();
        let mut file = file(&folder);
        learn(&mut file, NOW);
        let good = fs::read_to_string(file.path()).unwrap();
        let mut content: serde_json::Value = serde_json::from_str(&good).unwrap();
        for (_, value) in content.as_object_mut().unwrap() {
            if value.is_f64() {
                *value = 1e300.into();
            }
        }
        fs::write(file.path(), content.to_string()).unwrap();
        assert!(wait(&mut file, NOW) <= 1.0);
    }

    #[test]
    fn the_content_of_another_version_is_an_error_and_stays() {
        let folder = TempDir::new().unwrap();
        let mut file = file(&folder);
        learn(&mut file, NOW);
        for length in [0, 5000] {
            let content = format!(r#"{{"version": 2, "more": "{}"}}"#, "x".repeat(length));
            fs::write(file.path(), &content).unwrap();
            let error = next(&mut file, NOW).unwrap_err();
            assert!(error.to_string().contains("version 2"), "{error}");
            assert_eq!(fs::read_to_string(file.path()).unwrap(), content);
        }
    }

    #[test]
    fn a_file_that_is_deleted_is_made_anew() {
        let folder = TempDir::new().unwrap();
        let mut file = file(&folder);
        learn(&mut file, NOW);
        fs::remove_dir_all(file.path().parent().unwrap()).unwrap();
        learn(&mut file, NOW);
        assert!(file.path().exists());
    }

    #[cfg(unix)]
    #[test]
    fn another_file_of_the_user_is_never_written_to() {
        let folder = TempDir::new().unwrap();
        let mut file = file(&folder);
        let precious = folder.path().join("precious");
        fs::create_dir_all(file.path().parent().unwrap()).unwrap();
        for is_symbolic in [true, false] {
            fs::write(&precious, "precious").unwrap();
            if is_symbolic {
                std::os::unix::fs::symlink(&precious, file.path()).unwrap();
            } else {
                fs::hard_link(&precious, file.path()).unwrap();
            }
            next(&mut file, NOW).unwrap_err();
            assert_eq!(fs::read(&precious).unwrap(), b"precious");
            fs::remove_file(file.path()).unwrap();
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_write_to_is_not_used() {
        use std::os::unix::fs::PermissionsExt;

        let folder = TempDir::new().unwrap();
        let mut one = file(&folder);
        learn(&mut one, NOW);
        fs::set_permissions(one.path(), fs::Permissions::from_mode(0o666)).unwrap();
        next(&mut file(&folder), NOW).unwrap_err();
    }

    #[test]
    fn a_place_that_cannot_be_written_to_is_an_error() {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("limits"), "a file").unwrap();
        next(&mut file(&folder), NOW).unwrap_err();
        let folder = TempDir::new().unwrap();
        fs::create_dir_all(file(&folder).path()).unwrap();
        next(&mut file(&folder), NOW).unwrap_err();
    }

    #[cfg(unix)]
    #[test]
    fn only_this_user_can_read_it() {
        use std::os::unix::fs::PermissionsExt;

        let folder = TempDir::new().unwrap();
        let mut file = file(&folder);
        learn(&mut file, NOW);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(file.path()), 0o600);
        assert_eq!(mode(file.path().parent().unwrap()), 0o700);
    }
}
