//! From a document to the source of its client, by the number of operations.

use std::time::Instant;

use openapi_codegen::Paths;
use serde_json::Value;
use vast_sdk_tests::published::{self, times};

use crate::measured::{FEW_ROUNDS, Line, Measured, Row, Spread, Target, in_turns};

/// More than this for an operation of a document of ten times the size is not linear.
const LINEAR: f64 = 1.2;

struct Document {
    operations: usize,
    overlaid: Value,
    normalized: Value,
}

impl Document {
    fn new((operations, published): (usize, Value)) -> Self {
        let overlay = published::overlay();
        let overlaid = openapi_codegen::overlay(&published, &overlay)
            .expect("an overlay")
            .document;
        let normalized = openapi_codegen::normalize(&overlaid)
            .expect("a document")
            .document;
        Self {
            operations,
            overlaid,
            normalized,
        }
    }

    /// Each stage in milliseconds.
    fn normalize(&self) -> f64 {
        milliseconds(|| {
            openapi_codegen::normalize(&self.overlaid)
                .map(drop)
                .map_err(drop)
        })
    }

    fn generate(&self) -> f64 {
        milliseconds(|| {
            openapi_codegen::generate(&self.normalized, &Paths::default())
                .map(drop)
                .map_err(drop)
        })
    }

    fn progenitor(&self) -> f64 {
        milliseconds(|| {
            openapi_codegen::tokens(&self.normalized, &Paths::default())
                .map(drop)
                .map_err(drop)
        })
    }

    fn each(&self, time: f64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "not that many")]
        let operations = self.operations as f64;
        time / operations
    }
}

fn milliseconds(stage: impl FnOnce() -> Result<(), ()>) -> f64 {
    let start = Instant::now();
    stage().expect("a document that can be generated from");
    start.elapsed().as_secs_f64() * 1e3
}

pub fn measure() -> Measured {
    let mut documents = published::all();
    let mut notes = Vec::new();
    if documents.len() == 1 {
        notes.push("the pipeline: no published revisions beside the vendored one".to_owned());
    }
    let Some((operations, largest)) = documents.last() else {
        return Measured::default();
    };
    documents.push((operations * 10, times(largest, 10)));
    let documents: Vec<Document> = documents.into_iter().map(Document::new).collect();

    let mut rows = Vec::new();
    let mut lines = ["normalize", "generate", "of that, progenitor's own share"].map(|name| Line {
        picture: "pipeline".to_owned(),
        name: name.to_owned(),
        points: Vec::new(),
    });
    for document in &documents {
        let what = |stage| format!("pipeline, {} operations: {stage}", document.operations);
        let pairs = in_turns(FEW_ROUNDS, || document.normalize(), || document.generate());
        let normalize = Row::new(&what("normalize"), "generate", "ms", pairs);
        let progenitor = Spread::of((0..FEW_ROUNDS).map(|_| document.progenitor())).median;
        let medians = [
            normalize.ours().median,
            normalize.theirs().median,
            progenitor,
        ];
        for (line, median) in lines.iter_mut().zip(medians) {
            #[expect(clippy::cast_precision_loss, reason = "not that many")]
            line.points.push([document.operations as f64, median]);
        }
        rows.push(normalize.at_most(Target::Ratio(1.0)));
        let pairs = in_turns(
            FEW_ROUNDS,
            || document.normalize() + document.generate(),
            || document.progenitor(),
        );
        rows.push(Row::new(
            &what("all"),
            "progenitor's own share",
            "ms",
            pairs,
        ));
    }
    if let [.., small, large] = &documents[..] {
        let mut linear = |what: &str, time: fn(&Document) -> f64, target| {
            let what = format!(
                "{what}, time per operation, {} operations",
                large.operations
            );
            let pairs = in_turns(
                FEW_ROUNDS,
                || large.each(time(large)),
                || small.each(time(small)),
            );
            let row = Row::new(
                &what,
                &format!("{} operations", small.operations),
                "ms",
                pairs,
            );
            rows.push(row.at_most(target));
        };
        linear("normalize", Document::normalize, Target::Ratio(LINEAR));
        linear("generate", Document::generate, Target::Ratio(LINEAR));
        linear("progenitor's own share", Document::progenitor, Target::None);
    }
    Measured {
        rows,
        lines: lines.into(),
        notes,
    }
}
