//! What a check found out about a document.

use std::{
    fmt,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use vast_sdk_tests::judge::fidelity::Fidelity;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stage {
    Load,
    Overlay,
    Normalize,
    Generate,
    Compile,
    Test,
}

impl Stage {
    const ALL: [Self; 6] = [
        Self::Load,
        Self::Overlay,
        Self::Normalize,
        Self::Generate,
        Self::Compile,
        Self::Test,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Overlay => "overlay",
            Self::Normalize => "normalize",
            Self::Generate => "generate",
            Self::Compile => "compile",
            Self::Test => "test",
        }
    }
}

/// What is known about a document after its check.
pub struct Verdict {
    document: PathBuf,
    times: Vec<(Stage, Duration)>,
    /// How many are in the document, and how many in the client.
    pub operations: Option<(usize, usize)>,
    pub lossy: Option<usize>,
    pub fidelity: Option<Fidelity>,
    /// What is doubtful in the document, such as a key that stands twice.
    pub warnings: Vec<String>,
    /// Why a build would fail, though every stage passed.
    pub note: Option<String>,
    pub failure: Option<String>,
}

impl Verdict {
    /// The names of the columns.
    pub fn header() -> String {
        let stages = Stage::ALL.map(|stage| format!("{:>9} ", stage.name()));
        stages.concat() + "operations    lossy  properties  document"
    }

    pub fn of(document: &Path) -> Self {
        Self {
            document: document.to_owned(),
            times: Vec::new(),
            operations: None,
            lossy: None,
            fidelity: None,
            warnings: Vec::new(),
            note: None,
            failure: None,
        }
    }

    /// Runs a stage and keeps its time.
    pub fn time<T>(&mut self, stage: Stage, run: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = run();
        self.times.push((stage, start.elapsed()));
        result
    }

    fn milliseconds(&self, stage: Stage) -> Option<f64> {
        let (_, time) = self.times.iter().find(|(known, _)| *known == stage)?;
        Some(time.as_secs_f64() * 1000.0)
    }

    pub fn json(&self) -> Value {
        let times: serde_json::Map<String, Value> = Stage::ALL
            .into_iter()
            .filter_map(|stage| Some((stage.name().to_owned(), json!(self.milliseconds(stage)?))))
            .collect();
        let operations = self.operations.unzip();
        json!({
            "document": self.document.display().to_string(),
            "milliseconds": times,
            "operations_in": operations.0,
            "operations_out": operations.1,
            "lossy": self.lossy,
            "properties_in": self.fidelity.as_ref().map(|fidelity| fidelity.total),
            "properties_missing": self.fidelity.as_ref().map(|fidelity| &fidelity.missing),
            "warnings": self.warnings,
            "note": self.note,
            "failure": self.failure,
        })
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for stage in Stage::ALL {
            match self.milliseconds(stage) {
                Some(time) => write!(f, "{time:>9.1} ")?,
                None => write!(f, "{:>9} ", "-")?,
            }
        }
        let operations = self
            .operations
            .map(|(found, kept)| format!("{kept}/{found}"));
        let lossy = self.lossy.map(|lossy| lossy.to_string());
        let properties = self.fidelity.as_ref().map(|fidelity| {
            format!(
                "{}/{}",
                fidelity.total - fidelity.missing.len(),
                fidelity.total
            )
        });
        for (column, width) in [(operations, 10), (lossy, 8), (properties, 11)] {
            write!(f, "{:>width$} ", column.as_deref().unwrap_or("-"))?;
        }
        write!(f, " {}", self.document.display())?;
        for warning in &self.warnings {
            write!(f, "\n  warning: {warning}")?;
        }
        match (&self.failure, &self.note) {
            (Some(failure), _) => write!(f, "\n  FAILED: {failure}"),
            (None, Some(note)) => write!(f, "\n  a build would fail: {note}"),
            (None, None) => Ok(()),
        }
    }
}
