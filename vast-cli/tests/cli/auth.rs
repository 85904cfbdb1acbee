//! The API key of the user.

use std::{fs, path::Path};

use vast_sdk_tests::KEY;

use crate::vast::{Vast, api, vast};

/// A command line whose home is this folder, without a key in the environment.
fn at(home: &Path, line: &str) -> Vast {
    let command = vast(line).without_env("VAST_API_KEY");
    command.env("HOME", home.to_str().unwrap())
}

#[test]
fn a_key_is_stored_used_and_removed() {
    let (home, api) = (tempfile::TempDir::new().unwrap(), api());
    let path = home.path().join(".config/vastai/vast_api_key");
    let cancel = || at(home.path(), "cancel sync 1").on(api.base_url()).run();
    assert_eq!(cancel().status, 3);
    let forms = [format!("{KEY}\n"), format!("export VAST_API_KEY=\"{KEY}\"")];
    for form in forms {
        let stored = at(home.path(), "auth login").with_input(&form).run();
        assert_eq!((stored.status, &*stored.stderr), (0, ""));
        assert_eq!(fs::read_to_string(&path).unwrap().trim(), KEY);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    }
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    let ended = cancel();
    assert_eq!((ended.status, &*ended.stderr), (0, ""));
    for says in ["is removed", "There is no key"] {
        let ended = at(home.path(), "auth logout").run();
        assert_eq!(ended.status, 0);
        assert!(ended.stdout.contains(says), "{}", ended.stdout);
    }
    assert_eq!(cancel().status, 3);
}

#[test]
fn what_cannot_be_a_key_is_not_stored() {
    for text in ["", "\n", "two words", "two\nlines"] {
        let home = tempfile::TempDir::new().unwrap();
        let ended = at(home.path(), "auth login").with_input(text).run();
        assert_eq!(ended.status, 3, "{text:?}: {}", ended.stderr);
        assert!(!home.path().join(".config").exists());
    }
}

#[test]
fn the_status_says_which_key_and_which_server() {
    // The document may have an operation that says whose key it is, and nobody answers there.
    let ended = vast("auth status --retry 1").on("http://127.0.0.1:1").run();
    let asks = !ended.stdout.contains("The document has no operation");
    assert_eq!(ended.status, if asks { 6 } else { 0 }, "{}", ended.stderr);
    for says in ["VAST_API_KEY", &KEY[KEY.len() - 4..], "http://127.0.0.1:1/"] {
        assert!(ended.stdout.contains(says), "{}", ended.stdout);
    }
    let home = tempfile::TempDir::new().unwrap();
    let ended = at(home.path(), "auth status").run();
    assert_eq!(ended.status, 3, "{}", ended.stderr);
}

#[cfg(unix)]
#[test]
fn a_key_file_that_others_can_read_is_warned_about() {
    use std::os::unix::fs::PermissionsExt;

    let (home, api) = (tempfile::TempDir::new().unwrap(), api());
    let path = home.path().join("key");
    fs::write(&path, KEY).unwrap();
    for (mode, warns) in [(0o644, true), (0o640, true), (0o600, false)] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let line = format!("cancel sync 1 --api-key-file {}", path.display());
        let ended = vast(&line).on(api.base_url()).run();
        assert_eq!(ended.status, 0);
        assert_eq!(
            ended.stderr.contains("chmod 600"),
            warns,
            "{mode:o}: {}",
            ended.stderr
        );
    }
}
