use crate::vast::vast;

#[test]
fn every_command_explains_itself_with_examples() {
    for (line, name) in [
        ("--help", "help.txt"),
        ("cancel --help", "help-cancel.txt"),
        ("cancel sync --help", "help-cancel-sync.txt"),
        ("api --help", "help-api.txt"),
        ("auth --help", "help-auth.txt"),
        ("completions --help", "help-completions.txt"),
        ("schema --help", "help-schema.txt"),
        ("man --help", "help-man.txt"),
    ] {
        let ended = vast(line).run();
        ended.is_as_in(name);
        assert!(ended.stdout.contains("Examples:"), "{line}");
    }
}

#[test]
fn a_command_that_is_not_complete_explains_itself_and_fails() {
    for line in ["", "cancel"] {
        let ended = vast(line).run();
        assert_eq!(ended.status, 2, "{line}");
        assert!(ended.stderr.contains("Usage: vast"), "{}", ended.stderr);
    }
}

#[test]
fn the_version_is_that_of_the_crate() {
    let ended = vast("--version").run();
    assert_eq!(
        ended.stdout,
        concat!("vast ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    vast("man cancel sync")
        .run()
        .is_as_in("man-cancel-sync.txt");
    for line in ["man", "man cancel", "man completions", "man man"] {
        let ended = vast(line).run();
        assert_eq!(ended.status, 0, "{line}");
        assert!(ended.stdout.contains(".SH NAME"), "{line}");
    }
    vast("man cancel all").run().is_as_in("man-of-nothing.txt");
}

/// The options of a command, as its help names them.
fn options_of(command: &str) -> Vec<String> {
    let help = vast(&format!("{command} --help")).run().stdout;
    let lines = help.lines().map(str::trim_start);
    let lines = lines.filter(|line| line.starts_with('-'));
    let options = lines.filter_map(|line| {
        let start = line.find("--")?;
        let is_in_name = |character: char| character.is_alphanumeric() || "-_".contains(character);
        line[start..]
            .split(|character| !is_in_name(character))
            .next()
    });
    options.map(str::to_owned).collect()
}

#[test]
fn every_option_is_in_the_manual_the_completions_and_a_test() {
    let tests = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli")).unwrap();
    let tests = tests.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let tests: String = tests.collect();
    for command in ["cancel sync", "api"] {
        let options = options_of(command);
        assert!(options.len() > 20, "{options:?}");
        let manual = vast(&format!("man {command}"))
            .run()
            .stdout
            .replace('\\', "");
        let completed = vast(&format!("-- vast {command} --")).env("VAST_COMPLETE", "fish");
        let completed = completed.run().stdout;
        for option in options {
            assert!(
                manual.contains(&option),
                "{option} in the manual of {command}"
            );
            let mut words = completed.lines().filter_map(|line| line.split('\t').next());
            assert!(
                words.any(|word| word == option),
                "{option} in the completions"
            );
            let is_used = |end: char| tests.contains(&format!("{option}{end}"));
            assert!(
                [' ', '"', '='].into_iter().any(is_used),
                "{option} in a test"
            );
        }
    }
}

#[test]
fn colors_are_for_terminals_that_want_them() {
    let colored = |ended: crate::vast::Ended| ended.stderr.contains('\u{1b}');
    let line = "cancel sync x";
    assert!(!colored(vast(line).run()));
    assert!(colored(vast(line).env("CLICOLOR_FORCE", "1").run()));
    let not_wanted = format!("{line} --no-color");
    assert!(!colored(vast(&not_wanted).env("CLICOLOR_FORCE", "1").run()));
}
