//! `vast completions`. The script calls the command again with the words of the line.

mod shells;

use std::{collections::BTreeSet, env, ffi::OsStr};

use clap::CommandFactory;
use clap_complete::{
    CompletionCandidate, PathCompleter, Shell,
    engine::ValueCompleter,
    env::{CompleteEnv, Elvish, Fish, Powershell, Shells},
};

use crate::{
    api::operation::{Argument, Document},
    arguments::Arguments,
    exit_status::{ExitStatus, Failure},
    output,
};

/// Has the name of the shell if a script asks for completions.
const VARIABLE: &str = "VAST_COMPLETE";

const SHELLS: Shells<'_> = Shells(&[&shells::Bash, &Elvish, &Fish, &Powershell, &shells::Zsh]);

/// Answers the script of a shell and ends the process, if one asks.
pub fn answer_shell() {
    if env::var_os(VARIABLE).is_some() {
        let completions = CompleteEnv::with_factory(Arguments::command);
        completions.var(VARIABLE).shells(SHELLS).complete();
    }
}

/// `vast completions SHELL`
pub fn run(shell: Shell) -> Result<ExitStatus, Failure> {
    let mut script = Vec::new();
    if let Some(shell) = SHELLS.completer(&shell.to_string()) {
        let written = shell.write_registration(VARIABLE, "vast", "vast", "vast", &mut script);
        written.map_err(output::unwritable)?;
    }
    output::results(&script)
}

/// Operations, or what shows them.
pub fn operation(current: &OsStr) -> Vec<CompletionCandidate> {
    let others = [
        ("list", "List the operations"),
        ("describe", "Show what an operation takes"),
    ];
    let document = Document::of_this_build();
    let all = others.into_iter().chain(operations(&document));
    candidates(all, &current.to_string_lossy())
}

/// Names of an operation's arguments, and their values where the document lists them.
pub fn argument(current: &OsStr) -> Vec<CompletionCandidate> {
    let words = shells::words();
    let mut words = words.iter().map(String::as_str);
    words.find(|word| *word == "api");
    let words: Vec<&str> = words.collect();
    // The last word is the one that is completed.
    let before = &words[..words.len().saturating_sub(1)];
    let current = current.to_string_lossy();
    argument_of(&Document::of_this_build(), before, &current)
}

/// After the words between `api` and the one that is completed.
fn argument_of(document: &Document, before: &[&str], current: &str) -> Vec<CompletionCandidate> {
    let is_name = |word: &&str| *word == "describe" || document.operation(word).is_ok();
    let Some(place) = before.iter().position(is_name) else {
        return Vec::new();
    };
    let (name, before) = (before[place], &before[place + 1..]);
    let Ok(operation) = document.operation(name) else {
        return candidates(operations(document), current);
    };
    let arguments = operation.arguments();
    let values_of = |name: &str, prefix: &str, start: &str| {
        let argument = arguments.iter().find(|argument| argument.key == name);
        argument.map_or_else(Vec::new, |argument| values(argument, prefix, start))
    };
    if let Some((name, start)) = current.split_once('=') {
        return values_of(name, &format!("{name}="), start);
    }
    let given: BTreeSet<_> = before.iter().map(|word| word.split('=').next()).collect();
    let open = arguments.iter().filter(|argument| {
        let may_be_repeated = argument.schema["type"] == "array";
        let is_open = may_be_repeated || !given.contains(&Some(&*argument.key));
        is_open && argument.key.starts_with(current)
    });
    let candidates = open.map(|argument| {
        let description = argument.description.lines().next().unwrap_or_default();
        let help = format!("{} {description}", operation.type_of(argument.schema));
        let candidate = CompletionCandidate::new(format!("{}=", argument.key));
        candidate.help(Some(help.trim_end().to_owned().into()))
    });
    candidates.collect()
}

/// The commands that have a manual.
pub fn command(current: &OsStr) -> Vec<CompletionCandidate> {
    let all = Arguments::command();
    let names = all
        .get_subcommands()
        .map(|command| (command.get_name(), ""));
    candidates(names, &current.to_string_lossy())
}

/// `@` and a file.
pub fn content(current: &OsStr) -> Vec<CompletionCandidate> {
    let path = current.to_str().and_then(|text| text.strip_prefix('@'));
    let paths = path.map(|path| PathCompleter::file().complete(OsStr::new(path)));
    let paths = paths.unwrap_or_default().into_iter();
    paths.map(|path| path.add_prefix("@")).collect()
}

fn values(argument: &Argument<'_>, prefix: &str, current: &str) -> Vec<CompletionCandidate> {
    let schema = argument.schema;
    let listed = schema["enum"].as_array().into_iter().flatten();
    let mut values: Vec<String> = listed
        .map(|value| value.as_str().map_or(value.to_string(), str::to_owned))
        .collect();
    if schema["type"] == "boolean" {
        values = ["true", "false"].map(str::to_owned).to_vec();
    }
    let matching = values
        .into_iter()
        .filter(|value| value.starts_with(current));
    let candidates = matching.map(CompletionCandidate::new);
    let candidates = candidates.chain(content(OsStr::new(current)));
    candidates.map(|it| it.add_prefix(prefix)).collect()
}

/// Their names and summaries.
fn operations(document: &Document) -> impl Iterator<Item = (&str, &str)> {
    let operations = document.operations();
    operations.map(|operation| (operation.name, operation.summary()))
}

fn candidates<'a>(
    all: impl Iterator<Item = (&'a str, &'a str)>,
    start: &str,
) -> Vec<CompletionCandidate> {
    let matching = all.filter(|(name, _)| name.starts_with(start));
    let candidates = matching
        .map(|(name, help)| CompletionCandidate::new(name).help(Some(help.to_owned().into())));
    candidates.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn completed(before: &[&str], current: &str) -> Vec<String> {
        let parameter = |name: &str, schema: serde_json::Value| json!({ "name": name, "in": "query", "schema": schema });
        let document = Document::of(json!({ "paths": { "/things": { "get": {
            "operationId": "list_things",
            "parameters": [
                parameter("kind", json!({ "type": "string", "enum": ["large", "little", "odd"] })),
                parameter("known", json!({ "type": "boolean" })),
                parameter("tags", json!({ "type": "array", "items": { "type": "string" } })),
            ],
        } } } }));
        let candidates = argument_of(&document, before, current);
        let values = candidates.iter().map(|it| it.get_value().to_string_lossy());
        values.map(std::borrow::Cow::into_owned).collect()
    }

    #[test]
    fn names_are_completed_until_they_are_given() {
        assert_eq!(completed(&["list_things"], "k"), ["kind=", "known="]);
        let before = ["list_things", "kind=odd", "tags=a"];
        assert_eq!(completed(&before, ""), ["known=", "tags="]);
        assert_eq!(completed(&["--raw", "list_things"], "t"), ["tags="]);
        assert_eq!(completed(&["list_things"], "x"), [""; 0]);
        assert_eq!(completed(&["no_such_thing"], ""), [""; 0]);
    }

    #[test]
    fn values_are_completed_where_the_document_lists_them() {
        let before = ["list_things"];
        assert_eq!(completed(&before, "kind=l"), ["kind=large", "kind=little"]);
        assert_eq!(completed(&before, "known="), ["known=true", "known=false"]);
        assert_eq!(completed(&before, "tags="), [""; 0]);
    }

    #[test]
    fn an_operation_is_completed_after_describe() {
        assert_eq!(completed(&["describe"], "l"), ["list_things"]);
    }
}
