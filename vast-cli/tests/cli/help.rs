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

#[test]
fn colors_are_for_terminals_that_want_them() {
    let colored = |ended: crate::vast::Ended| ended.stderr.contains('\u{1b}');
    let line = "cancel sync x";
    assert!(!colored(vast(line).run()));
    assert!(colored(vast(line).env("CLICOLOR_FORCE", "1").run()));
    let not_wanted = format!("{line} --no-color");
    assert!(!colored(vast(&not_wanted).env("CLICOLOR_FORCE", "1").run()));
}
