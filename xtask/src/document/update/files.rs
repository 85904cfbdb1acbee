use std::{
    cell::Cell,
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

/// Files and folders that a new document changes.
const CHANGED: [&str; 5] = [
    "openapi.json",
    "CHANGELOG.md",
    "vast-cli/tests/snapshots",
    "vast-sdk-tests/snapshots",
    "xtask/tests/commands/snapshots",
];

/// The files as they were: they are restored unless the new ones are accepted.
pub struct Files {
    root: PathBuf,
    before: BTreeMap<PathBuf, Vec<u8>>,
    is_accepted: Cell<bool>,
}

impl Files {
    /// # Errors
    ///
    /// If one cannot be read.
    pub fn keep(root: &Path) -> Result<Self, String> {
        let mut before = BTreeMap::new();
        for path in CHANGED.iter().flat_map(|path| files(&root.join(path))) {
            let content = fs::read(&path).map_err(|error| failed(&path, &error))?;
            before.insert(path, content);
        }
        Ok(Self {
            root: root.to_owned(),
            before,
            is_accepted: Cell::new(false),
        })
    }

    /// # Errors
    ///
    /// If it cannot be read.
    pub fn text(&self, name: &str) -> Result<String, String> {
        let path = self.root.join(name);
        fs::read_to_string(&path).map_err(|error| failed(&path, &error))
    }

    /// # Errors
    ///
    /// If it cannot be written.
    pub fn write(&self, name: &str, text: &str) -> Result<(), String> {
        let path = self.root.join(name);
        fs::write(&path, text).map_err(|error| failed(&path, &error))
    }

    /// Keeps the new ones.
    pub fn accept(&self) {
        self.is_accepted.set(true);
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        if self.is_accepted.get() {
            return;
        }
        for path in CHANGED.iter().flat_map(|path| files(&self.root.join(path))) {
            if !self.before.contains_key(&path) {
                let _ = fs::remove_file(path);
            }
        }
        for (path, content) in &self.before {
            let is_same = fs::read(path).is_ok_and(|now| now == *content);
            if !is_same && let Err(error) = fs::write(path, content) {
                eprintln!("{} cannot be restored: {error}", path.display());
            }
        }
    }
}

/// The file, or the files in the folder.
fn files(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(path) else {
        return vec![path.to_owned()];
    };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    paths.filter(|path| path.is_file()).collect()
}

fn failed(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project() -> tempfile::TempDir {
        let root = tempfile::TempDir::new().unwrap();
        for folder in &CHANGED[2..] {
            fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        for file in [
            "openapi.json",
            "CHANGELOG.md",
            "xtask/tests/commands/snapshots/a",
        ] {
            fs::write(root.path().join(file), "before").unwrap();
        }
        root
    }

    #[test]
    fn files_are_restored_unless_they_are_accepted() {
        for accepts in [false, true] {
            let root = project();
            let files = Files::keep(root.path()).unwrap();
            files.write("openapi.json", "after").unwrap();
            files
                .write("xtask/tests/commands/snapshots/b", "after")
                .unwrap();
            fs::remove_file(root.path().join("xtask/tests/commands/snapshots/a")).unwrap();
            if accepts {
                files.accept();
            }
            drop(files);
            let text = fs::read_to_string(root.path().join("openapi.json")).unwrap();
            assert_eq!(text, if accepts { "after" } else { "before" });
            let is_there = |name: &str| {
                root.path()
                    .join("xtask/tests/commands/snapshots")
                    .join(name)
                    .exists()
            };
            assert_eq!((is_there("a"), is_there("b")), (!accepts, accepts));
        }
    }
}
