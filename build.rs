//! Generates the client from the vendored document, or from the one that `VAST_OPENAPI` names, with all operations, or those that
//! `VAST_OPERATIONS` names.

use std::process::ExitCode;

use openapi_codegen::{
    Error, Paths, RequiredOperation, build_script, generate, load, normalize, overlay,
    require_operations, select,
};

/// The operation that the facade, `vast-sdk`, calls.
const REQUIRED: RequiredOperation = RequiredOperation {
    id: "cancel_sync",
    place: "DELETE /api/v0/commands/rclone/",
};

fn main() -> ExitCode {
    build_script::run(|| -> Result<(), Error> {
        let paths = Paths {
            schemars: build_script::has_feature("schemars").then_some("schemars"),
            ..Paths::default()
        };
        let published = load(&build_script::document("VAST_OPENAPI", "openapi.json"))?;
        let overlaid = overlay(&published.document, &build_script::file("overlay.json"))?;
        let normalized = normalize(&overlaid.document)?;
        require_operations(&normalized.document, &[REQUIRED])?;
        let operations = build_script::patterns("VAST_OPERATIONS");
        let normalized = select(normalized, &operations, &[REQUIRED])?;
        let generated = generate(&normalized.document, &paths)?;
        build_script::write_client(&published, &overlaid, &normalized, &generated, &paths)
    })
}
