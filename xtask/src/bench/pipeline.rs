//! From a document to the source of its client, by the number of operations.

use std::time::Instant;

use serde_json::Value;

use super::{
    documents::{self, times},
    measured::{Limit, Line, Measured, Rounds, Row, Spread, in_turns},
};
use crate::pipeline;

/// With ten times the operations, an operation may take this much longer.
const LINEAR: f64 = 1.2;

struct Document {
    operations: f64,
    overlaid: Value,
    normalized: Value,
}

impl Document {
    fn new((operations, published): (usize, Value)) -> Self {
        let overlaid = pipeline::overlay(&published).expect("an overlay");
        let normalized = pipeline::normalize(&overlaid).expect("a document").document;
        #[expect(clippy::cast_precision_loss, reason = "some thousands")]
        let operations = operations as f64;
        Self {
            operations,
            overlaid,
            normalized,
        }
    }

    fn normalize(&self) -> f64 {
        milliseconds(|| pipeline::normalize(&self.overlaid).is_ok())
    }

    fn generate(&self) -> f64 {
        milliseconds(|| pipeline::generate(&self.normalized).is_ok())
    }

    fn progenitor(&self) -> f64 {
        milliseconds(|| pipeline::tokens(&self.normalized).is_ok())
    }
}

fn milliseconds(stage: impl FnOnce() -> bool) -> f64 {
    let start = Instant::now();
    assert!(stage(), "no client can be generated from this document");
    start.elapsed().as_secs_f64() * 1e3
}

pub fn measure(rounds: Rounds) -> Measured {
    let count = rounds.of(Rounds::FEW);
    let mut documents = documents::all();
    let mut measured = Measured::default();
    if documents.len() == 1 {
        let note = "the pipeline: no published revisions beside the vendored one";
        measured.notes.push(note.to_owned());
    }
    if let Some((operations, largest)) = documents.last() {
        documents.push((operations * 10, times(largest, 10)));
    }
    let documents: Vec<Document> = documents.into_iter().map(Document::new).collect();
    let names = ["normalize", "generate", "of that, progenitor's own share"];
    measured.lines = names
        .map(|name| Line::new(name, "milliseconds", "operations"))
        .into();
    for document in &documents {
        let what = |stage| format!("pipeline, {} operations: {stage}", document.operations);
        let pairs = in_turns(count, || document.normalize(), || document.generate());
        let normalize = Row::new(what("normalize"), "generate", "ms", pairs);
        let all = || document.normalize() + document.generate();
        let pairs = in_turns(count, all, || document.progenitor());
        let all = Row::new(what("all"), "progenitor's own share", "ms", pairs);
        for (line, Spread { median, .. }) in
            (measured.lines.iter_mut()).zip([normalize.ours(), normalize.theirs(), all.theirs()])
        {
            line.points.push((document.operations, median));
        }
        measured
            .rows
            .extend([normalize.held_to(Limit::Ratio(1.0)), all]);
    }
    let [.., small, large] = &documents[..] else {
        return measured;
    };
    for (what, time, limit) in [
        (
            "normalize",
            Document::normalize as fn(&Document) -> f64,
            Some(Limit::Ratio(LINEAR)),
        ),
        ("generate", Document::generate, Some(Limit::Ratio(LINEAR))),
        ("progenitor's own share", Document::progenitor, None),
    ] {
        let each = |document: &Document| time(document) / document.operations;
        let what = format!(
            "{what}, time per operation, {} operations",
            large.operations
        );
        let pairs = in_turns(count, || each(large), || each(small));
        let mut row = Row::new(
            what,
            format!("{} operations", small.operations),
            "ms",
            pairs,
        );
        row.limit = limit;
        measured.rows.push(row);
    }
    measured
}
