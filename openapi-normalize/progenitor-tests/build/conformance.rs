//! Clients of the documents that the clients of vast-api are judged by, each with a table of its operations.

use std::{env, error::Error, fs, path::Path};

use openapi_codegen::Paths;
use openapi_normalize::{Change, Normalized, Settings};
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use quote::quote;
use serde_json::{Value, json};

const CORPUS: &str = "../../vast-sdk-tests/documents/corpus";

pub fn generate(settings: &Settings) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={CORPUS}");
    let (mut modules, mut subjects) = (Vec::new(), Vec::new());
    for file in fs::read_dir(CORPUS)? {
        let path = file?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let name = name.replace('-', "_");
        let document = serde_json::from_str(&fs::read_to_string(&path)?)?;
        let (document, normalized) = sendable(document, settings)?;
        let (client, table) = client(&normalized.document)?;
        modules.push(format!(
            "pub mod {name} {{ {client} pub mod registry {{ {table} }} }}\n"
        ));
        let (document, report) = (
            document.to_string(),
            serde_json::to_string(&normalized.report)?,
        );
        let normalized = normalized.document.to_string();
        subjects.push(format!(
            "({name:?}, Subject::new({document:?}, {normalized:?}, {report:?}, {name}::registry::OPERATIONS)),\n"
        ));
    }
    let subjects = subjects.concat();
    let all = format!("pub fn all() -> Vec<(&'static str, Subject)> {{ vec![{subjects}] }}\n");
    let out = Path::new(&env::var("OUT_DIR")?).join("conformance.rs");
    fs::write(out, modules.concat() + &all)?;
    Ok(())
}

/// The client, and the table of its operations.
fn client(document: &Value) -> Result<(String, String), Box<dyn Error>> {
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_inner_type(quote!(::vast_api::Transport))
        .with_pre_hook(quote!(crate::with_key))
        .with_derive("schemars::JsonSchema");
    let spec = serde_json::from_value(document.clone())?;
    let tokens = Generator::new(&settings).generate_tokens(&spec)?;
    let client = prettyplease::unparse(&syn::parse2(tokens)?);
    let paths = Paths {
        registry: "crate::registry",
        ..Paths::default()
    };
    let table = openapi_codegen::registry(&client, document, &paths)?;
    // The builders of progenitor have to be given the properties without a name, even if there are none.
    let set_if_some = ">()?\n        {\n            self = self.extra(value);";
    let set = ">()?.or_else(|| Some(Default::default())) { self = self.extra(value);";
    Ok((client, table.replace(set_if_some, set)))
}

/// The document, with the values alone that such a client can send: its integers have 64 bits, `null` is no value of a property that
/// may be absent, and the parameters of a path have no backslash.
fn sendable(
    mut document: Value,
    settings: &Settings,
) -> Result<(Value, Normalized), Box<dyn Error>> {
    each_object(&mut document, &mut |object| {
        let is_integer = |of: &Value| of == "integer";
        let listed = object["type"].as_array().into_iter().flatten();
        if listed.chain([&object["type"]]).any(is_integer) {
            object["format"] = json!("int64");
            if let Some(values) = object.get_mut("enum").and_then(Value::as_array_mut) {
                values.retain(Value::is_i64);
            }
        }
        if object["in"] == "path" {
            each_object(object, &mut |schema| {
                if schema["type"] == "string" && schema["enum"].is_null() {
                    schema["pattern"] = json!(r"^[^\\]+$");
                }
            });
        }
    });
    loop {
        let normalized = settings.normalize(&document)?;
        let is_null = |change: &Change| matches!(change, Change::NullNotToldFromAbsent { .. });
        let lossy = normalized.report.lossy();
        let nulls = lossy.filter(|entry| is_null(&entry.change));
        let nulls: Vec<String> = nulls
            .map(|entry| entry.pointer.as_str().to_owned())
            .collect();
        let mut changed = false;
        for at in nulls {
            let schema = document.pointer(&at).ok_or("no such schema")?;
            let target = schema["$ref"]
                .as_str()
                .map(|it| it.trim_start_matches('#').to_owned());
            let schema = document.pointer_mut(&target.unwrap_or(at));
            changed |= schema.is_some_and(without_null);
        }
        if !changed {
            return Ok((document, normalized));
        }
    }
}

/// Whether the schema was changed.
fn without_null(schema: &mut Value) -> bool {
    let before = schema.clone();
    if let Some(object) = schema.as_object_mut() {
        object.remove("nullable");
    }
    for keyword in ["type", "anyOf", "oneOf", "enum"] {
        if let Some(list) = schema.get_mut(keyword).and_then(Value::as_array_mut) {
            list.retain(|it| !it.is_null() && it != "null" && it["type"] != "null");
        }
    }
    *schema != before
}

fn each_object(value: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    if value.is_object() {
        change(value);
    }
    match value {
        Value::Object(object) => object
            .values_mut()
            .for_each(|value| each_object(value, change)),
        Value::Array(list) => list.iter_mut().for_each(|value| each_object(value, change)),
        _ => {}
    }
}
