//! `cargo xtask fuzz`

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use clap::Args;

use crate::workspace::{cargo, root, target};

/// What libFuzzer needs to see which code an input reaches. These are options of the stable compiler.
const INSTRUMENTED: &str = "--cfg fuzzing -Cdebug-assertions -Ccodegen-units=1 -Cpasses=sancov-module \
     -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
     -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Give parsers random input, each for a while
///
/// Builds the fuzz targets in `fuzz` with the stable compiler; a C++ compiler is needed. Each starts from the inputs in `fuzz/corpus`, and keeps
/// what it finds in the target folder. An input on which one fails is printed with its path.
#[derive(Args)]
pub struct Fuzz {
    /// How long to run each target, in seconds
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// The targets; all if left out
    targets: Vec<String>,
}

impl Fuzz {
    pub(crate) fn run(self) -> ExitCode {
        let result = self.targets().and_then(|targets| {
            let programs = build(&targets)?;
            let mut failed = Vec::new();
            for name in &targets {
                eprintln!("{name}, for {} s", self.seconds);
                if !self.fuzz(&programs.join(name), name)? {
                    failed.push(name.as_str());
                }
            }
            match failed.as_slice() {
                [] => Ok(targets.len()),
                failed => Err(format!(
                    "found input on which these fail: {}",
                    failed.join(", ")
                )),
            }
        });
        match result {
            Ok(count) => {
                println!("{count} targets, and no input on which one fails");
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("error: {error}");
                ExitCode::FAILURE
            }
        }
    }

    fn targets(&self) -> Result<Vec<String>, String> {
        let folder = root().join("fuzz/fuzz_targets");
        let entries =
            fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let names = entries.filter_map(|entry| {
            let path = entry.ok()?.path();
            Some(path.file_stem()?.to_str()?.to_owned())
        });
        let mut known: Vec<String> = names.collect();
        known.sort();
        if let Some(unknown) = self.targets.iter().find(|name| !known.contains(name)) {
            return Err(format!(
                "there is no target {unknown}; there are {}",
                known.join(", ")
            ));
        }
        if self.targets.is_empty() {
            return Ok(known);
        }
        Ok(self.targets.clone())
    }

    /// Whether nothing was found.
    fn fuzz(&self, program: &Path, name: &str) -> Result<bool, String> {
        let failed = |error: std::io::Error| format!("{name} cannot be run: {error}");
        let found = target().join("fuzz/corpus").join(name);
        let failures = target().join("fuzz/failures").join(name);
        for folder in [&found, &failures] {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut command = Command::new(program);
        command.arg(format!("-max_total_time={}", self.seconds));
        command.arg(format!("-artifact_prefix={}/", failures.display()));
        command.args([
            "-timeout=20",
            "-rss_limit_mb=4096",
            "-verbosity=0",
            "-print_final_stats=1",
        ]);
        command.arg(found);
        let seeds = root().join("fuzz/corpus").join(name);
        command.args(seeds.is_dir().then_some(seeds));
        Ok(command.status().map_err(failed)?.success())
    }
}

/// Builds the targets, and returns the folder of the programs.
fn build(targets: &[String]) -> Result<PathBuf, String> {
    let triple = triple()?;
    let folder = target().join("fuzz");
    let mut build = cargo();
    build
        .current_dir(root().join("fuzz"))
        .env("RUSTFLAGS", INSTRUMENTED);
    // With a target, build scripts are not instrumented.
    build
        .args([
            "build",
            "--release",
            "--quiet",
            "--target",
            &triple,
            "--target-dir",
        ])
        .arg(&folder);
    for name in targets {
        build.args(["--bin", name]);
    }
    let status = build
        .status()
        .map_err(|error| format!("cargo cannot be run: {error}"))?;
    if !status.success() {
        return Err("the fuzz targets do not compile, as cargo says above".to_owned());
    }
    Ok(folder.join(triple).join("release"))
}

/// What the compiler compiles for.
fn triple() -> Result<String, String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).args(["--print", "host-tuple"]).output();
    let output = output.map_err(|error| format!("rustc cannot be run: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
