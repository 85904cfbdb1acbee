use std::collections::BTreeSet;

use serde_json::Value;
use vast_sdk_tests::judge::fidelity;

use crate::pipeline;

/// A revision of the document, and what the pipeline makes of it.
pub struct Revision {
    pub published: Value,
    pub overlaid: Value,
    /// What the client is generated from.
    pub generated: Value,
    /// What the client cannot do, in words.
    pub lossy: BTreeSet<String>,
}

impl Revision {
    /// # Errors
    ///
    /// If no client can be generated from it.
    pub fn of(published: &Value) -> Result<Self, String> {
        let overlaid = pipeline::overlay(published).map_err(|error| error.to_string())?;
        let normalized = pipeline::normalize(&overlaid).map_err(|error| error.to_string())?;
        let generated = pipeline::generate(&normalized.document);
        let generated = generated.map_err(|error| error.to_string())?;
        let left_out = generated.left_out.entries().iter().map(ToString::to_string);
        let lossy = normalized.report.lossy().map(ToString::to_string);
        Ok(Self {
            published: published.clone(),
            lossy: lossy.chain(left_out).collect(),
            overlaid,
            generated: generated.document,
        })
    }

    pub fn operations(&self) -> usize {
        fidelity::operations(&self.generated)
    }

    /// As its authors call it.
    pub fn version(&self) -> String {
        let version = self.published["info"]["version"].as_str();
        version.unwrap_or("none").to_owned()
    }
}
