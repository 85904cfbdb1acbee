use std::io;

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use roff::{Roff, bold, roman};

use crate::{
    arguments::Arguments,
    exit_status::{ExitStatus, Failure},
    output,
};

const ENVIRONMENT: [(&str, &str); 10] = [
    ("VAST_API_KEY", "The API key."),
    ("VAST_URL", "The server, unless --url names one."),
    (
        "VAST_STATE_DIR",
        "The folder in which processes share the rate limit, unless --state-dir names one.",
    ),
    ("VAST_LOG", "What --verbose prints, with a level."),
    (
        "XDG_CONFIG_HOME, XDG_STATE_HOME",
        "In place of ~/.config and ~/.local/state.",
    ),
    (
        "https_proxy, http_proxy, all_proxy",
        "The proxy, in lower case or else in upper case, as with curl.",
    ),
    ("no_proxy", "The servers that are reached without a proxy."),
    (
        "SSL_CERT_FILE",
        "The root certificates, in place of the system's.",
    ),
    ("NO_COLOR", "No colors, if it is set."),
    (
        "CLICOLOR_FORCE",
        "Colors, also where no terminal reads them.",
    ),
];

const FILES: [(&str, &str); 2] = [
    (
        "~/.config/vastai/vast_api_key, ~/.vast_api_key",
        "The API key, where the official tool keeps it.",
    ),
    (
        "~/.local/state/vast/limits/",
        "A file for each rate limit that processes share, with the key only as a hash.",
    ),
];

/// `vast man [COMMAND…]`
pub fn run(command: &[String]) -> Result<ExitStatus, Failure> {
    let mut page = Arguments::command();
    // Adds the global options to each command.
    page.build();
    for name in command {
        let Some(found) = page.find_subcommand(name) else {
            let reason = format!(
                "there is no command {:?}; see vast --help",
                command.join(" ")
            );
            return Err(ExitStatus::Usage.failure(reason));
        };
        page = found.clone();
    }
    let mut text = Vec::new();
    let rendered = render(page, &mut text);
    rendered.map_err(|error| ExitStatus::Output.failure(error.to_string()))?;
    output::results(&text)
}

/// The sections that manual pages have, in their order: man-pages(7).
fn render(command: Command, text: &mut Vec<u8>) -> io::Result<()> {
    let name = command.get_bin_name().unwrap_or("vast").to_owned();
    let synopsis = synopsis(&command, &name);
    let help = command.get_after_help().map(ToString::to_string);
    let help = help.unwrap_or_default();
    let has_commands = command.has_subcommands();
    let man = Man::new(command)
        .title(name.replace(' ', "-"))
        .source(concat!("vast ", env!("CARGO_PKG_VERSION")));
    man.render_title(text)?;
    man.render_name_section(text)?;
    let mut roff = Roff::new();
    roff.control("SH", ["SYNOPSIS"]);
    roff.text([roman(synopsis)]);
    roff.to_writer(text)?;
    man.render_description_section(text)?;
    man.render_options_section(text)?;
    if has_commands {
        man.render_subcommands_section(text)?;
    }
    let (examples, status) = help.split_once("Exit status:").unwrap_or((&help, ""));
    let examples = examples.trim_start_matches("Examples:");
    let (examples, fields) = examples
        .split_once("Fields of --raw:")
        .unwrap_or((examples, ""));
    let mut roff = Roff::new();
    for (title, lines) in [
        ("OUTPUT OF --raw", fields),
        ("EXIT STATUS", status),
        ("EXAMPLES", examples),
    ] {
        verbatim(&mut roff, title, lines);
    }
    for (title, items) in [("ENVIRONMENT", &ENVIRONMENT[..]), ("FILES", &FILES)] {
        roff.control("SH", [title]);
        for (item, meaning) in items {
            roff.control("TP", []);
            roff.text([bold(*item)]);
            roff.text([roman(*meaning)]);
        }
    }
    roff.to_writer(text)
}

/// The command with its own options and their values.
fn synopsis(command: &Command, name: &str) -> String {
    let mut parts = vec![name.to_owned()];
    let mut last = Vec::new();
    for argument in command.get_arguments() {
        let value = argument.get_value_names().and_then(|names| names.first());
        let value = value.map(ToString::to_string).unwrap_or_default();
        let is_own = !argument.is_global_set() && !argument.is_hide_set();
        match argument.get_long() {
            _ if !is_own || ["help", "version"].contains(&argument.get_id().as_str()) => {}
            Some(long) if argument.get_action().takes_values() => {
                parts.push(format!("[--{long} {value}]"));
            }
            Some(long) => parts.push(format!("[--{long}]")),
            None => last.push(format!("[{value}]...")),
        }
    }
    if command.has_subcommands() {
        parts.push("COMMAND".to_owned());
    }
    parts.push("[GLOBAL OPTIONS]".to_owned());
    parts.extend(last);
    parts.join(" ")
}

fn verbatim(roff: &mut Roff, title: &str, lines: &str) {
    if lines.trim().is_empty() {
        return;
    }
    roff.control("SH", [title]);
    roff.control("nf", []);
    for line in lines.trim_matches('\n').lines() {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
}
