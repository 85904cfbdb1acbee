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
    fs,
    path::{Path, PathBuf},
};

use mutants::{Lie, MUTANTS};
use serde_json::Value;

const DOCUMENT: &str = "documents/every-kind.json";
const TRUTHFUL: &str = "truthful";

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

    let mut names = vec![TRUTHFUL];
    let normalized = write_client(&out, TRUTHFUL, &document, &Lie::Document(|_| {}))?;
    let mock = pipeline::mock(&normalized)?.replace("crate::generated::", "super::super::");
    fs::write(out.join(TRUTHFUL).join("mock.rs"), mock)?;
    for mutant in MUTANTS {
        let mut honest = document.clone();
        if let (Some(path), Some(paths)) = (mutant.path, honest["paths"].as_object_mut()) {
            paths.retain(|other, _| other == path);
        }
        write_client(&out, mutant.name, &honest, &mutant.lie)?;
        names.push(mutant.name);
    }
    fs::write(out.join("mutants.rs"), modules(&names))?;
    Ok(())
}

/// A module for each client, and a function that returns all of them with what judges them.
fn modules(names: &[&str]) -> String {
    let file = |name: &str, file: &str| format!("(concat!(env!(\"OUT_DIR\"), \"/{name}/{file}\"))");
    let include = |name: &str, source: &str| format!("include!{};", file(name, source));
    let modules = names.iter().map(|name| {
        let mock = match *name {
            TRUTHFUL => format!("pub mod mock {{ {} }}", include(name, "mock.rs")),
            _ => String::new(),
        };
        let (client, registry) = (include(name, "client.rs"), include(name, "registry.rs"));
        format!("pub mod {name} {{ {client} pub mod registry {{ {registry} }} {mock} }}\n")
    });
    let subjects = names.iter().map(|name| {
        let text = |text: &str| format!("include_str!{}", file(name, text));
        let (document, normalized) = (text("document.json"), text("normalized.json"));
        let report = text("report.txt");
        let operations = format!("{name}::registry::OPERATIONS");
        format!("({name:?}, Subject::new({document}, {normalized}, {report}, {operations})),\n")
    });
    let subjects: String = subjects.collect();
    let all = format!("pub fn all() -> Vec<(&'static str, Subject)> {{ vec![{subjects}] }}\n");
    modules.chain([all]).collect()
}

/// Writes a client in which the lie is told, to be judged by the honest document; returns the
/// normalized document that it is the client of.
fn write_client(
    out: &Path,
    name: &str,
    honest: &Value,
    lie: &Lie,
) -> Result<Value, Box<dyn Error>> {
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
    // Paths as seen from outside of the crate that the client would be in.
    let outside = |code: String| {
        code.replace("crate::runtime::", "::vast_api::registry::runtime::")
            .replace("crate::", "::vast_api::")
    };
    fs::write(folder.join("client.rs"), outside(client))?;
    fs::write(folder.join("registry.rs"), outside(registry))?;
    fs::write(folder.join("document.json"), honest.to_string())?;
    fs::write(
        folder.join("normalized.json"),
        generated.document.to_string(),
    )?;
    fs::write(folder.join("report.txt"), normalized.report.to_string())?;
    Ok(generated.document)
}
