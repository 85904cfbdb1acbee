//! Where the processes of this machine share the rate limit.

use std::{ffi::OsString, path::PathBuf};

use vast_sdk::Pacing;

use crate::{arguments::Global, output::Notes};

/// The pace that all processes of this user keep together.
pub fn pacing(global: &Global, notes: &Notes) -> Pacing {
    let named = global.state_dir.clone();
    let named = named.or_else(|| std::env::var_os("VAST_STATE_DIR"));
    let folder = match named {
        Some(folder) if folder.is_empty() => None,
        Some(folder) => Some(PathBuf::from(folder)),
        None => state_dir(|name| std::env::var_os(name), std::env::home_dir()),
    };
    let Some(folder) = folder else {
        return with_interval(Pacing::own(), global);
    };
    let notes = notes.clone();
    let pacing = Pacing::shared(folder.join("limits")).on_fallback(move |why| {
        notes.warning(format_args!(
            "the rate limit is not shared with other processes of this machine: {why}; --state-dir names another folder"
        ));
    });
    with_interval(pacing, global)
}

fn with_interval(pacing: Pacing, global: &Global) -> Pacing {
    match global.interval {
        Some(interval) => pacing.least_interval(interval),
        None => pacing,
    }
}

/// As the XDG Base Directory Specification says, which says to ignore a relative path, too.
fn state_dir(
    variable: impl Fn(&str) -> Option<OsString>,
    home: Option<PathBuf>,
) -> Option<PathBuf> {
    let xdg = variable("XDG_STATE_HOME").map(PathBuf::from);
    let xdg = xdg.filter(|path| path.is_absolute());
    let home = home.filter(|home| home.is_absolute());
    let state = xdg.or_else(|| Some(home?.join(".local").join("state")));
    state.map(|state| state.join("vast"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_that_of_the_xdg_specification() {
        let folder = |xdg: Option<&str>, home: &str| {
            let xdg = xdg.map(OsString::from);
            let folder = state_dir(|_| xdg.clone(), Some(PathBuf::from(home)));
            folder.map(|folder| folder.display().to_string())
        };
        assert_eq!(folder(Some("/state"), "/home").unwrap(), "/state/vast");
        for no_absolute_path in [None, Some(""), Some("state")] {
            let there = folder(no_absolute_path, "/home").unwrap();
            assert_eq!(there, "/home/.local/state/vast");
        }
        assert_eq!(folder(None, ""), None);
    }
}
