//! Generates the clients that lie, for the test of the conformance tests: in the way of the real
//! client's build script, with one lie each.

#[path = "tests/conformance/mutants/table.rs"]
#[allow(dead_code, reason = "what catches a lie is for the test to know")]
mod mutants;
#[path = "../build/pipeline.rs"]
#[allow(unused_imports, dead_code, reason = "the real build uses more of it")]
mod pipeline;

use std::{
    env,
    error::Error,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use mutants::{Lie, MUTANTS};
use serde_json::Value;

const DOCUMENT: &str = "documents/every-kind.json";

fn main() -> Result<(), Box<dyn Error>> {
    for path in [
        DOCUMENT,
        "tests/conformance/mutants/table.rs",
        "../build",
        "../overlay.json",
    ] {
        println!("cargo::rerun-if-changed={path}");
    }
    let document = pipeline::load(DOCUMENT.as_ref())?;
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);

    let mut modules = String::new();
    let mut names = vec!["truthful"];
    write_client(&out, "truthful", &document, &Lie::Document(|_| {}))?;
    for mutant in MUTANTS {
        let mut honest = document.clone();
        if let (Some(path), Some(paths)) = (mutant.path, honest["paths"].as_object_mut()) {
            paths.retain(|other, _| other == path);
        }
        write_client(&out, mutant.name, &honest, &mutant.lie)?;
        names.push(mutant.name);
    }
    for name in &names {
        write!(
            modules,
            "pub mod {name} {{\n\
                 include!(concat!(env!(\"OUT_DIR\"), \"/{name}/client.rs\"));\n\
                 pub mod registry {{ include!(concat!(env!(\"OUT_DIR\"), \"/{name}/registry.rs\")); }}\n\
             }}\n"
        )?;
    }
    writeln!(
        modules,
        "pub fn all() -> Vec<(&'static str, Subject)> {{ vec!["
    )?;
    for name in &names {
        let file =
            |file: &str| format!("include_str!(concat!(env!(\"OUT_DIR\"), \"/{name}/{file}\"))");
        let (document, normalized) = (file("document.json"), file("normalized.json"));
        let report = file("report.txt");
        writeln!(
            modules,
            "({name:?}, Subject::new({document}, {normalized}, {report}, {name}::registry::OPERATIONS)),"
        )?;
    }
    writeln!(modules, "] }}")?;
    fs::write(out.join("mutants.rs"), modules)?;
    Ok(())
}

/// Writes a client in which the lie is told, to be judged by the honest document.
fn write_client(out: &Path, name: &str, honest: &Value, lie: &Lie) -> Result<(), Box<dyn Error>> {
    let mut published = honest.clone();
    if let Lie::Document(tell) = lie {
        tell(&mut published);
    }
    let overlaid = pipeline::overlay(&published, "../overlay.json".as_ref())?;
    let mut normalized = pipeline::normalize(&overlaid.document)?;
    if let Lie::Normalized(tell) = lie {
        tell(&mut normalized.document);
    }
    let generated = pipeline::generate(&normalized.document)?;
    let mut client = generated.client;
    if let Lie::Code(truth, lie) = lie {
        if !client.contains(truth) {
            return Err(format!("{name} is no lie: the client does not have {truth}").into());
        }
        client = client.replace(truth, lie);
    }
    let registry = pipeline::registry(&client, &generated.document)?;
    let folder = out.join(name);
    fs::create_dir_all(&folder)?;
    // The crate that the client would be in.
    let outside = |code: String| code.replace("crate::", "::vast_api::");
    fs::write(folder.join("client.rs"), outside(client))?;
    fs::write(folder.join("registry.rs"), outside(registry))?;
    fs::write(folder.join("document.json"), honest.to_string())?;
    fs::write(
        folder.join("normalized.json"),
        generated.document.to_string(),
    )?;
    fs::write(folder.join("report.txt"), normalized.report.to_string())?;
    Ok(())
}
