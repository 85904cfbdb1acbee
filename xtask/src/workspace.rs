//! Where the repository is, and how to run cargo in it.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// The folder of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    folder.parent().unwrap_or(folder).to_owned()
}

/// The target folder of the developer's own builds.
#[must_use]
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Cargo in the workspace, without the settings of the cargo that has started this program.
pub fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    for variable in [
        "VAST_OPENAPI",
        "VAST_OPERATIONS",
        "CARGO_TARGET_DIR",
        "CARGO_ENCODED_RUSTFLAGS",
        "RUSTFLAGS",
        "RUSTC_WRAPPER",
    ] {
        cargo.env_remove(variable);
    }
    cargo
}
