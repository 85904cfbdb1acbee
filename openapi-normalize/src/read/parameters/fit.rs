//! Makes the parameters fit the path template and the generated builder.

use std::collections::BTreeSet;

use unicode_ident::is_xid_start;

use crate::{
    identifiers::field_name,
    pointer::Pointer,
    read::{nulls, schemas::Reader},
    report::{Change, OperationProblem, ParameterProblem},
    tree::{Kind, Location, Parameter, Schema},
};

/// Methods and variables of the generated builder and of the mock, which a parameter of the same name would shadow.
const RESERVED_NAMES: [&str; 6] = [
    "body_map",
    "header_map",
    "info",
    "into_inner",
    "new",
    "send",
];

/// A function that progenitor calls by its name alone.
const ENCODE_PATH: &str = "encode_path";

/// Makes the parameters agree with the path template, and their Rust names unique.
pub(crate) fn fit(
    parameters: Vec<Parameter>,
    template: &BTreeSet<String>,
    has_body: bool,
    at: &Pointer,
    reader: &mut Reader<'_>,
) -> Result<Vec<Parameter>, OperationProblem> {
    let mut fitting: Vec<Parameter> = Vec::new();
    let mut names: BTreeSet<String> = RESERVED_NAMES.iter().map(ToString::to_string).collect();
    if has_body {
        names.insert("body".to_owned());
    }
    let mut undeclared = template.clone();
    for parameter in parameters {
        if parameter.location == Location::Path && !undeclared.remove(&parameter.name) {
            reader.report.push(
                parameter.at.clone(),
                Change::ParameterLeftOut {
                    name: parameter.name,
                    reason: ParameterProblem::NotInPath,
                },
            );
            continue;
        }
        if parameter.style.name != "json" {
            nulls::note(&parameter.schema, &parameter.at, reader);
        }
        fitting.push(parameter);
    }
    for name in undeclared {
        reader.report.push(
            at.clone(),
            Change::PathParameterUndeclared { name: name.clone() },
        );
        fitting.push(Parameter {
            unique_name: name.clone(),
            name,
            location: Location::Path,
            style: Location::Path.usual_style(),
            required: true,
            schema: Schema::new(Kind::Text, at),
            description: None,
            at: at.clone(),
        });
    }
    if reader.is_stock() {
        names.insert(ENCODE_PATH.to_owned());
        return with_own_names(fitting, &mut names, reader);
    }
    // Path parameters get their Rust names first, so that those keep the names of the template.
    fitting.sort_by_key(|parameter| parameter.location);
    for parameter in &mut fitting {
        name_uniquely(parameter, &mut names, reader);
    }
    Ok(fitting)
}

/// The parameters whose Rust names progenitor can tell apart. It sends a parameter under the name that it has in the document, so
/// that only one in the path, whose name is not sent, can get another one.
fn with_own_names(
    mut parameters: Vec<Parameter>,
    names: &mut BTreeSet<String>,
    reader: &mut Reader<'_>,
) -> Result<Vec<Parameter>, OperationProblem> {
    parameters.sort_by_key(|parameter| (parameter.location == Location::Path, !parameter.required));
    let mut kept = Vec::new();
    for mut parameter in parameters {
        if parameter.location == Location::Path {
            name_uniquely(&mut parameter, names, reader);
        } else if !names.insert(field_name(&parameter.name)) {
            let name = parameter.name;
            if parameter.required {
                return Err(OperationProblem::ParameterNameTaken { name });
            }
            let reason = ParameterProblem::NameTaken;
            let change = Change::ParameterLeftOut { name, reason };
            reader.report.push(parameter.at, change);
            continue;
        }
        kept.push(parameter);
    }
    Ok(kept)
}

/// Gives a parameter whose Rust name is taken another one, which says where it is sent.
fn name_uniquely(parameter: &mut Parameter, names: &mut BTreeSet<String>, reader: &mut Reader<'_>) {
    let rust = field_name(&parameter.name);
    if names.insert(rust.clone()) {
        // What progenitor puts before a digit is not what stands there in a field.
        if !parameter.name.starts_with(is_xid_start) {
            parameter.unique_name = rust;
        }
        return;
    }
    let base = format!("{rust}_{}", parameter.location.name());
    let numbered = (2..).map(|number| format!("{base}_{number}"));
    let mut free = std::iter::once(base.clone()).chain(numbered);
    let free = free.find(|name| names.insert(field_name(name)));
    parameter.unique_name = free.unwrap_or(base);
    reader.report.push(
        parameter.at.clone(),
        Change::ParameterRenamed {
            name: parameter.name.clone(),
            rust: parameter.unique_name.clone(),
        },
    );
}
