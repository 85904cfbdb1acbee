use clap::CommandFactory;
use clap_mangen::Man;

use crate::{
    arguments::Arguments,
    exit_status::{ExitStatus, Failure},
    output,
};

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
    let title = page.get_bin_name().unwrap_or("vast").replace(' ', "-");
    let mut text = Vec::new();
    let rendered = Man::new(page)
        .title(title)
        .source(concat!("vast ", env!("CARGO_PKG_VERSION")))
        .render(&mut text);
    rendered.map_err(|error| ExitStatus::Output.failure(error.to_string()))?;
    output::results(&text)
}
