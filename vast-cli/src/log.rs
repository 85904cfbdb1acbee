//! What `--verbose` and `VAST_LOG` print: attempts, waits, and why.

use std::{io, str::FromStr};

use tracing_subscriber::{
    Layer,
    filter::{LevelFilter, Targets},
    fmt,
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use crate::{
    arguments::Global,
    exit_status::{ExitStatus, Failure},
};

const VARIABLE: &str = "VAST_LOG";

/// Starts to print, if that is wanted.
pub fn start(global: &Global) -> Result<(), Failure> {
    let level = std::env::var(VARIABLE)
        .ok()
        .filter(|level| !level.is_empty());
    let level = match (level, global.verbose) {
        (Some(level), _) => LevelFilter::from_str(&level).map_err(|_| {
            let reason = format!("{VARIABLE} is none of off, error, warn, info, debug and trace");
            ExitStatus::Usage.failure(reason)
        })?,
        (None, true) => LevelFilter::DEBUG,
        (None, false) => return Ok(()),
    };
    // Only what this project prints: it never prints a key, and others may.
    let ours = Targets::new().with_target("vast_api", level);
    let layer = fmt::layer()
        .with_writer(io::stderr)
        .with_target(false)
        .compact();
    tracing_subscriber::registry()
        .with(layer.with_filter(ours))
        .init();
    Ok(())
}
