//! Runs the pipeline of the build script over documents and says what became of each:
//! `cargo run -p vast-sdk-tests --bin replay -- FILE-or-FOLDER…`

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use vast_sdk_tests::pipeline::{self, Error};

fn main() -> ExitCode {
    let documents = documents(std::env::args_os().skip(1).map(PathBuf::from));
    if documents.is_empty() {
        eprintln!("usage: replay FILE-or-FOLDER…");
        return ExitCode::from(2);
    }
    println!("   load overlay normal. generate    total  operations  lossy  document");
    let mut failed = 0;
    for path in &documents {
        let mut times = Times::default();
        match replay(path, &mut times) {
            Ok((operations, lossy)) => {
                println!("{times}  {operations:>10}  {lossy:>5}  {}", path.display());
            }
            Err(error) => {
                failed += 1;
                println!("{times}  FAILED: {error}");
            }
        }
    }
    println!(
        "{} documents, {failed} failed; times in milliseconds",
        documents.len()
    );
    ExitCode::from(u8::from(failed > 0))
}

/// The files, and the JSON and YAML files in the folders.
fn documents(paths: impl Iterator<Item = PathBuf>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in paths {
        let Ok(entries) = std::fs::read_dir(&path) else {
            found.push(path);
            continue;
        };
        let entries = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let mut entries: Vec<PathBuf> = entries
            .filter(|path| {
                let extension = path.extension().and_then(|extension| extension.to_str());
                matches!(extension, Some("json" | "yaml" | "yml"))
            })
            .collect();
        entries.sort();
        found.append(&mut entries);
    }
    found
}

/// Returns the number of operations and of lossy lines.
fn replay(path: &Path, times: &mut Times) -> Result<(usize, usize), Error> {
    let overlay = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../overlay.json"));
    let published = times.of(|| pipeline::load(path))?;
    let overlaid = times.of(|| pipeline::overlay(&published, overlay))?;
    let normalized = times.of(|| pipeline::normalize(&overlaid.document))?;
    let client = times.of(|| pipeline::generate(&normalized.document))?;
    let operations = client.matches("pub async fn send(").count();
    Ok((operations, normalized.report.lossy().count()))
}

/// How long the stages took that have run.
#[derive(Default)]
struct Times(Vec<Duration>);

impl Times {
    fn of<T>(&mut self, stage: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = stage();
        self.0.push(start.elapsed());
        result
    }
}

impl std::fmt::Display for Times {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for stage in 0..4 {
            match self.0.get(stage) {
                Some(time) => write!(f, "{:>7.1} ", time.as_secs_f64() * 1000.0)?,
                None => write!(f, "      – ")?,
            }
        }
        let total: Duration = self.0.iter().sum();
        write!(f, "{:>8.1}", total.as_secs_f64() * 1000.0)
    }
}
