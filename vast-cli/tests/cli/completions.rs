//! `vast completions`: what a shell is told.

use crate::vast::vast;

/// What can be in the place of the last word.
fn completed(line: &str) -> Vec<String> {
    let ended = vast(&format!("-- {line}"))
        .env("VAST_COMPLETE", "fish")
        .run();
    assert_eq!((ended.status, &*ended.stderr), (0, ""), "{line}");
    let names = ended.stdout.lines().map(|line| line.split('\t').next());
    names.map(|name| name.unwrap().to_owned()).collect()
}

#[test]
fn there_is_a_script_for_every_shell_that_is_named() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ended = vast(&format!("completions {shell}")).run();
        assert_eq!(ended.status, 0, "{shell}");
        assert!(ended.stdout.contains("VAST_COMPLETE"), "{shell}");
        assert_eq!(
            vast(&format!("completion {shell}")).run().stdout,
            ended.stdout
        );
    }
}

#[test]
fn commands_come_before_options() {
    let all = completed("vast ''");
    let place = |name: &str| all.iter().position(|it| it == name).unwrap();
    assert!(place("cancel") < place("--url"), "{all:?}");
    assert!(place("api") < place("--url"), "{all:?}");
}

#[test]
fn an_instance_is_not_completed_with_the_name_of_a_file() {
    for line in [
        "vast cancel sync --dst_id ''",
        "vast cancel sync --max-failures ''",
        "vast --url ''",
    ] {
        assert_eq!(completed(line), [""; 0], "{line}");
    }
    let all = completed("vast cancel sync ''");
    assert!(all.iter().all(|it| it.starts_with('-')), "{all:?}");
}

#[test]
fn a_file_is() {
    let ended = vast("-- vast cancel sync --from-file ''").env("VAST_COMPLETE", "fish");
    assert_eq!(ended.with_file("ids.txt", "1").run().stdout, "ids.txt\n");
    let ended = vast("-- vast api cancel_sync --body @").env("VAST_COMPLETE", "fish");
    assert_eq!(
        ended.with_file("body.json", "1").run().stdout,
        "@body.json\n"
    );
}

#[test]
fn operations_and_their_arguments_are_completed() {
    for line in ["vast api canc", "vast api describe canc"] {
        let all = completed(line);
        assert!(all.iter().any(|name| name == "cancel_sync"), "{all:?}");
        assert!(all.iter().all(|name| name.starts_with("canc")), "{all:?}");
    }
    assert_eq!(completed("vast --retry 2 api cancel_sync ds"), ["dst_id="]);
    assert_eq!(completed("vast --output js"), ["json", "jsonl"]);
}

#[cfg(unix)]
#[test]
fn bash_completes_with_the_script() {
    use std::{path::Path, process::Command};

    let folder = Path::new(env!("CARGO_BIN_EXE_vast")).parent().unwrap();
    // What bash takes for the last word follows its last `=`, `:` or `@`.
    let completed = |line: &str| {
        let current = line.rsplit([' ', '=', ':', '@']).next().unwrap();
        let script = format!(
            "source <(vast completions bash); COMP_LINE='{line}'; COMP_POINT=${{#COMP_LINE}}; \
             _vast vast '{current}'; printf '%s ' \"${{COMPREPLY[@]}}\""
        );
        let path = format!("{}:/usr/bin:/bin", folder.display());
        let mut bash = Command::new("bash");
        bash.args(["--norc", "-c", &script]).env("PATH", path);
        bash.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
        String::from_utf8(bash.output().unwrap().stdout).unwrap()
    };
    for (line, words) in [
        ("vast api cancel_s", "cancel_sync "),
        ("vast api cancel_sync ds", "dst_id= "),
        ("vast cancel sync --from-f", "--from-file "),
        ("vast cancel sync --from-file mai", "main.rs "),
        ("vast cancel sync --from-file=mai", "main.rs "),
        ("vast api cancel_sync --body @mai", "main.rs "),
        ("vast api cancel_sync dst_id=@mai", "main.rs "),
        ("vast --output=js", "json jsonl "),
        ("VAST_URL=x vast --output js", "json jsonl "),
        ("vast man canc", "cancel "),
    ] {
        assert_eq!(completed(line), words, "{line}");
    }
}
