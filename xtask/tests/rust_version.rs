//! The compiler that the published crates need, `rust-version`, is what their dependencies need. For the standard library,
//! clippy says it (`incompatible_msrv`).

use std::{collections::BTreeMap, process::Command};

use serde_json::Value;

const PUBLISHED: [&str; 6] = [
    "openapi-codegen",
    "openapi-diff",
    "openapi-normalize",
    "vast-api",
    "vast-cli",
    "vast-sdk",
];

fn metadata() -> Value {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--all-features"]);
    let output = cargo
        .current_dir(xtask::root())
        .output()
        .expect("cargo starts");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn version(text: &str) -> Vec<u32> {
    let mut numbers: Vec<u32> = text.split('.').map(|part| part.parse().unwrap()).collect();
    numbers.resize(3, 0);
    numbers
}

#[test]
fn no_dependency_of_what_is_published_needs_a_newer_compiler() {
    let metadata = metadata();
    let items = |list: &'static str| metadata[list].as_array().unwrap().iter();
    let packages: BTreeMap<&str, &Value> = items("packages")
        .map(|package| (package["id"].as_str().unwrap(), package))
        .collect();
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let nodes: BTreeMap<&str, &Value> = nodes
        .iter()
        .map(|node| (node["id"].as_str().unwrap(), node))
        .collect();
    let published = packages.iter().filter(|(_, package)| {
        package["source"].is_null() && PUBLISHED.contains(&package["name"].as_str().unwrap())
    });
    let mut open: Vec<&str> = published.map(|(id, _)| *id).collect();
    assert_eq!(open.len(), PUBLISHED.len());
    let ours = version(packages[open[0]]["rust_version"].as_str().unwrap());
    let mut seen = Vec::new();
    while let Some(id) = open.pop() {
        if seen.contains(&id) {
            continue;
        }
        seen.push(id);
        if let Some(needs) = packages[id]["rust_version"].as_str() {
            let name = &packages[id]["name"];
            assert!(version(needs) <= ours, "{name} needs Rust {needs}");
        }
        for dependency in nodes[id]["deps"].as_array().unwrap() {
            let kinds = dependency["dep_kinds"].as_array().unwrap();
            if kinds.iter().any(|kind| kind["kind"] != "dev") {
                open.push(dependency["pkg"].as_str().unwrap());
            }
        }
    }
}
