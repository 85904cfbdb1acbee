//! Generates the client: load the document, lay the overlay over it, normalize it, generate.

#[path = "build/cargo.rs"]
mod cargo;
#[path = "build/pipeline.rs"]
mod pipeline;

use std::process::ExitCode;

fn main() -> ExitCode {
    let document = cargo::document_path();
    cargo::rerun_if_changed(&[&document, "overlay.json".as_ref(), "build".as_ref()]);
    match build(&document) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            cargo::error(&error);
            ExitCode::FAILURE
        }
    }
}

fn build(path: &std::path::Path) -> Result<(), pipeline::Error> {
    let published = pipeline::load(path)?;
    let overlaid = pipeline::overlay(&published, "overlay.json".as_ref())?;
    let normalized = pipeline::normalize(&overlaid.document)?;
    pipeline::require_operation(&normalized.document)?;
    let generated = pipeline::generate(&normalized.document)?;

    cargo::warn(&overlaid.unmatched);
    cargo::warn(normalized.report.lossy());
    cargo::warn(&generated.left_out);
    cargo::write("openapi.json", &published.to_string())?;
    cargo::write("normalized.json", &generated.document.to_string())?;
    let report = normalized.report.to_string() + &generated.left_out.join("\n");
    cargo::write("report.txt", &report)?;
    cargo::write(
        "report.json",
        &serde_json::json!(normalized.report).to_string(),
    )?;
    cargo::write("client.rs", &generated.client)?;

    if cargo::has_feature("registry") {
        let registry = pipeline::registry(&generated.client, &generated.document)?;
        cargo::write("registry.rs", &registry)?;
    }
    if cargo::has_feature("httpmock") {
        cargo::write("mock.rs", &pipeline::mock(&generated.document)?)?;
    }
    Ok(())
}
