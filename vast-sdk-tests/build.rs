//! Generates clients in the same way as the real client is generated: one for each document of the corpus,
//! which the test `corpus` checks, and clients that each tell one lie, of which the test `mutants` checks
//! that the conformance tests catch them.

#[path = "tests/mutants/table.rs"]
#[allow(dead_code, reason = "only the test reads what catches a lie")]
mod mutants;

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use mutants::{EVERY_KIND, Lie, MUTANTS};
use openapi_codegen::{
    Paths, build_script::write, generate, load, mock, normalize, overlay, registry,
};
use serde_json::Value;

const OBJECTS: &str = "documents/objects.json";
const TRUTHFUL: &str = "truthful";
/// The clients whose mocks are generated as well.
const MOCKED: [&str; 2] = [TRUTHFUL, "names"];
const CORPUS: &str = "documents/corpus";
/// More documents like those of the corpus, if they are there.
const CASES: &str = "../../shared/cases";
/// Operations that have their errors in common.
const SHARED_ERRORS: &str = "shared_errors";
const SHARED_ERRORS_DOCUMENT: &str = "documents/shared-errors.json";

/// Each client is a module of this crate and uses the runtime of `vast-api`.
const PATHS: Paths = Paths {
    runtime: "::vast_api::registry::runtime",
    transport: "::vast_api::Transport",
    registry: "::vast_api::registry",
    client: "super::super",
    schemars: Some("schemars"),
};

fn main() -> Result<(), Box<dyn Error>> {
    for path in [
        EVERY_KIND,
        CORPUS,
        SHARED_ERRORS_DOCUMENT,
        OBJECTS,
        "tests/mutants/table.rs",
        "../overlay.json",
    ] {
        println!("cargo::rerun-if-changed={path}");
    }
    let document = load(EVERY_KIND.as_ref())?.document;
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);

    let mut names = vec![TRUTHFUL, SHARED_ERRORS];
    let shared_errors = load(SHARED_ERRORS_DOCUMENT.as_ref())?.document;
    write_client(&out, SHARED_ERRORS, &shared_errors, &Lie::Document(|_| {}))?;
    write_client(&out, TRUTHFUL, &document, &Lie::Document(|_| {}))?;
    write_client(
        &out,
        "objects",
        &load(OBJECTS.as_ref())?.document,
        &Lie::Document(|_| {}),
    )?;
    names.push("objects");
    for mutant in MUTANTS {
        let mut honest = load(mutant.document.as_ref())?.document;
        if let (Some(path), Some(paths)) = (mutant.path, honest["paths"].as_object_mut()) {
            paths.retain(|other, _| other == path);
        }
        write_client(&out, mutant.name, &honest, &mutant.lie)?;
        names.push(mutant.name);
    }
    fs::write(out.join("mutants.rs"), modules(&names))?;
    fs::write(out.join("corpus.rs"), modules(&corpus(&out)?))?;
    Ok(())
}

/// Generates a client from each document of the corpus, and of the cases beside this project. Returns the names
/// of the clients.
fn corpus(out: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = clients(out, CORPUS, "")?;
    if Path::new(CASES).is_dir() {
        println!("cargo::rerun-if-changed={CASES}");
        names.extend(clients(out, CASES, "case_")?);
    }
    names.sort_unstable();
    Ok(names)
}

fn clients(out: &Path, folder: &str, prefix: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // The two versions of a change differ in one place, and have nothing else that the other documents lack.
        let no_client = [".md", ".old.json", ".new.json"];
        if no_client.iter().any(|end| name.ends_with(end)) {
            continue;
        }
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let name = format!("{prefix}{}", stem.replace(['-', '.'], "_").to_lowercase());
        let document = load(&path)
            .map_err(|error| format!("{}: {error}", path.display()))?
            .document;
        write_client(out, &name, &document, &Lie::Document(|_| {}))
            .map_err(|error| format!("{}: {error}", path.display()))?;
        names.push(name);
    }
    Ok(names)
}

/// A module for each client, and a function that returns all clients with what is needed to check them.
fn modules(names: &[impl AsRef<str>]) -> String {
    let names = names.iter().map(AsRef::as_ref);
    let file = |name: &str, file: &str| format!("(concat!(env!(\"OUT_DIR\"), \"/{name}/{file}\"))");
    let include = |name: &str, source: &str| format!("include!{};", file(name, source));
    let modules = names.clone().map(|name: &str| {
        let mock = if MOCKED.contains(&name) {
            format!("pub mod mock {{ {} }}", include(name, "mock.rs"))
        } else {
            String::new()
        };
        let (client, registry) = (include(name, "client.rs"), include(name, "registry.rs"));
        format!("pub mod {name} {{ {client} pub mod registry {{ {registry} }} {mock} }}\n")
    });
    let subjects = names.map(|name| {
        let text = |text: &str| format!("include_str!{}", file(name, text));
        let (document, normalized) = (text("document.json"), text("normalized.json"));
        let report = text("report.json");
        let operations = format!("{name}::registry::OPERATIONS");
        format!("({name:?}, Subject::new({document}, {normalized}, {report}, {operations})),\n")
    });
    let subjects: String = subjects.collect();
    let all = format!("pub fn all() -> Vec<(&'static str, Subject)> {{ vec![{subjects}] }}\n");
    modules.chain([all]).collect()
}

/// Writes a client that tells the lie, and the honest document to check it against.
fn write_client(out: &Path, name: &str, honest: &Value, lie: &Lie) -> Result<(), Box<dyn Error>> {
    let mut published = honest.clone();
    if let Lie::Document(tell) = lie {
        tell(&mut published);
    }
    let overlaid = overlay(&published, "../overlay.json".as_ref())?;
    let mut normalized = normalize(&overlaid.document)?;
    if let Lie::Normalized(tell) = lie {
        tell(&mut normalized.document);
    }
    let generated = generate(&normalized.document, &PATHS)?;
    let mut client = generated.client;
    if let Lie::Code(truth, lie) = lie {
        if !client.contains(truth) {
            return Err(format!("{name} is not a lie: the client does not have {truth}").into());
        }
        client = client.replace(truth, lie);
    }
    let registry = registry(&client, &generated.document, &PATHS)?;
    let folder = out.join(name);
    fs::create_dir_all(&folder)?;
    write(&folder, "client.rs", &client)?;
    write(&folder, "registry.rs", &registry)?;
    if MOCKED.contains(&name) {
        write(&folder, "mock.rs", &mock(&generated.document, &PATHS)?)?;
    }
    write(&folder, "document.json", &honest.to_string())?;
    write(&folder, "normalized.json", &generated.document.to_string())?;
    write(
        &folder,
        "report.json",
        &serde_json::to_string(&normalized.report)?,
    )?;
    Ok(())
}
