//! The scripts of the shells that need more than the usual one.

use std::{
    env,
    ffi::OsString,
    io::{self, Write},
    path::Path,
    sync::OnceLock,
};

use clap::Command;
use clap_complete::{
    engine,
    env::{EnvCompleter, Zsh as UsualZsh},
};

/// What the shell takes for the end of the line.
const CURRENT: &str = "VAST_COMPLETE_CURRENT";

/// The words of a line that was given as a whole.
static WORDS: OnceLock<Vec<String>> = OnceLock::new();

/// The words of the line that is completed, up to the one in question.
pub fn words() -> Vec<String> {
    WORDS.get().cloned().unwrap_or_else(|| {
        let arguments = env::args_os().skip_while(|word| word != "--").skip(1);
        arguments
            .map(|word| word.to_string_lossy().into_owned())
            .collect()
    })
}

/// bash splits words at `=`, `:` and `@`, so it passes the line, which is split here.
pub struct Bash;

impl EnvCompleter for Bash {
    fn name(&self) -> &'static str {
        "bash"
    }

    fn is(&self, name: &str) -> bool {
        name == self.name()
    }

    fn write_registration(
        &self,
        variable: &str,
        _: &str,
        command: &str,
        program: &str,
        script: &mut dyn Write,
    ) -> io::Result<()> {
        writeln!(
            script,
            r#"_{command}() {{
    local line=${{COMP_LINE:0:COMP_POINT}}
    COMPREPLY=()
    IFS=$'\n' read -r -d '' -a COMPREPLY < <({variable}=bash {CURRENT}="$2" {program} -- "$line" 2>/dev/null)
    [[ ${{COMPREPLY[0]-}} == *[=/] ]] && compopt -o nospace 2>/dev/null
    return 0
}}
complete -o nosort -F _{command} {command} 2>/dev/null || complete -F _{command} {command}"#
        )
    }

    fn write_complete(
        &self,
        command: &mut Command,
        arguments: Vec<OsString>,
        folder: Option<&Path>,
        candidates: &mut dyn Write,
    ) -> io::Result<()> {
        let line = arguments.first().map(|line| line.to_string_lossy());
        let words = split(&line.unwrap_or_default(), command.get_name());
        let _ = WORDS.set(words.clone());
        let (count, last) = (words.len(), words.last().cloned().unwrap_or_default());
        // What bash leaves as it is.
        let current = env::var(CURRENT).unwrap_or_default();
        let kept = last.strip_suffix(&current).unwrap_or_default();
        let words = words.into_iter().map(OsString::from).collect();
        for candidate in engine::complete(command, words, count.saturating_sub(1), folder)? {
            let text = candidate.get_value().to_string_lossy();
            let text = text.strip_prefix(kept).unwrap_or(&text);
            writeln!(candidates, "{text}")?;
        }
        Ok(())
    }
}

/// The words of a line, from the name of the command on; the last is empty after white space.
fn split(line: &str, command: &str) -> Vec<String> {
    // A quotation mark may still be open.
    let mut marks = ["", "'", "\""].into_iter();
    let words = marks.find_map(|mark| shlex::split(&format!("{line}{mark}")));
    let mut words = words.unwrap_or_default();
    if line.ends_with(char::is_whitespace) {
        words.push(String::new());
    }
    let is_command = |word: &String| word.rsplit('/').next() == Some(command);
    let start = words.iter().position(is_command).unwrap_or(0);
    words.split_off(start)
}

/// Without a space after the name of an argument, whose value follows.
pub struct Zsh;

impl EnvCompleter for Zsh {
    fn name(&self) -> &'static str {
        UsualZsh.name()
    }

    fn is(&self, name: &str) -> bool {
        UsualZsh.is(name)
    }

    fn write_registration(
        &self,
        variable: &str,
        _: &str,
        command: &str,
        program: &str,
        script: &mut dyn Write,
    ) -> io::Result<()> {
        writeln!(
            script,
            r#"#compdef {command}
_{command}() {{
    local line answer
    local -a names others
    answer=$({variable}=zsh _CLAP_IFS=$'\n' _CLAP_COMPLETE_INDEX=$((CURRENT - 1)) {program} -- "${{words[@]}}" 2>/dev/null)
    for line in ${{(f)answer}}; do
        if [[ ${{line%%:*}} == *[=/] ]]; then names+=("$line"); else others+=("$line"); fi
    done
    (( $#names )) && _describe -V arguments names -S ''
    (( $#others )) && _describe -V values others
    return 0
}}
# In a folder of fpath, this file is the function itself.
if [[ $funcstack[1] == _{command} ]]; then _{command} "$@"; else compdef _{command} {command}; fi"#
        )
    }

    fn write_complete(
        &self,
        command: &mut Command,
        arguments: Vec<OsString>,
        folder: Option<&Path>,
        candidates: &mut dyn Write,
    ) -> io::Result<()> {
        UsualZsh.write_complete(command, arguments, folder, candidates)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_split_as_the_shell_does_it() {
        for (line, words) in [
            ("vast api x a=", &["vast", "api", "x", "a="][..]),
            ("vast api x ", &["vast", "api", "x", ""]),
            ("vast api x a='b c", &["vast", "api", "x", "a=b c"]),
            ("A=b /bin/vast --body @b", &["/bin/vast", "--body", "@b"]),
            ("", &[]),
        ] {
            assert_eq!(split(line, "vast"), words, "{line}");
        }
    }
}
