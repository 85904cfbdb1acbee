use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use openapi_normalize::{Runtime, Settings};
use serde_json::Value;

use crate::{
    Error, Interface, Overlaid, Paths, build_script, generate, generate_stock, load, overlay,
};

/// From a document to a client, as a build script does it.
///
/// ```no_run
/// // build.rs
/// fn main() -> std::process::ExitCode {
///     openapi_codegen::Codegen::new("openapi.yaml").run()
/// }
/// ```
///
/// The client is in `client.rs`, in the folder `OUT_DIR`: see [`build_script::write_client`] for the other files there.
#[derive(Clone, Debug)]
pub struct Codegen {
    document: PathBuf,
    variable: Option<String>,
    overlay: Option<PathBuf>,
    settings: Settings,
    interface: Interface,
    paths: Option<Paths>,
}

impl Codegen {
    /// A client of the document at a path, relative to the crate's folder, that runs on `progenitor_client`.
    #[must_use]
    pub fn new(document: impl Into<PathBuf>) -> Self {
        Self {
            document: document.into(),
            variable: None,
            overlay: None,
            settings: Settings::new(),
            interface: Interface::default(),
            paths: None,
        }
    }

    /// The name of an environment variable that names another document.
    #[must_use]
    pub fn variable(mut self, name: impl Into<String>) -> Self {
        self.variable = Some(name.into());
        self
    }

    /// An `OpenAPI` Overlay to apply to the document.
    #[must_use]
    pub fn overlay(mut self, path: impl Into<PathBuf>) -> Self {
        self.overlay = Some(path.into());
        self
    }

    /// How the document is normalized. The runtime is set by [`Self::paths`] alone.
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Which functions a client on `progenitor_client` has.
    #[must_use]
    pub fn interface(mut self, interface: Interface) -> Self {
        self.interface = interface;
        self
    }

    /// Lets the client run on a module of the crate in place of `progenitor_client`: see [`generate`].
    #[must_use]
    pub fn paths(mut self, paths: Paths) -> Self {
        self.paths = Some(paths);
        self
    }

    /// Generates the client, and writes it. What is lost becomes a warning each, and a failure an error of the build.
    #[must_use]
    pub fn run(&self) -> ExitCode {
        build_script::run(|| self.generate())
    }

    /// Generates the client, and writes it.
    ///
    /// # Errors
    ///
    /// Those of [`load`], [`overlay`], [`Settings::normalize`] and [`generate`], and [`Error::Write`].
    pub fn generate(&self) -> Result<(), Error> {
        let document = match &self.variable {
            Some(variable) => build_script::document(variable, &self.document),
            None => build_script::file(&self.document),
        };
        let published = load(&document)?;
        let overlaid = self.overlaid(&published.document)?;
        let runtime = match self.paths {
            Some(_) => Runtime::Extended,
            None => Runtime::Stock,
        };
        let settings = self.settings.clone().runtime(runtime);
        let normalized = settings.normalize(&overlaid.document)?;
        if let Some(paths) = &self.paths {
            let generated = generate(&normalized.document, paths)?;
            build_script::write_client(&published, &overlaid, &normalized, &generated, paths)
        } else {
            let generated = generate_stock(&normalized.document, self.interface)?;
            build_script::write_stock_client(&published, &overlaid, &normalized, &generated)
        }
    }

    fn overlaid(&self, document: &Value) -> Result<Overlaid, Error> {
        match &self.overlay {
            Some(path) => overlay(document, Path::new(&build_script::file(path))),
            None => Ok(Overlaid {
                document: document.clone(),
                unmatched: Vec::new(),
            }),
        }
    }
}
