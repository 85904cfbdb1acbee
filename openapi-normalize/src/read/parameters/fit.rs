//! Makes the parameters fit the path template and the generated builder.

use std::collections::BTreeSet;

use crate::{
    identifiers::field_name,
    pointer::Pointer,
    read::schemas::Reader,
    report::{Change, OperationProblem, ParameterProblem},
    tree::{Kind, Location, Parameter, Schema},
};

/// Methods and variables of the generated builder, which a parameter of the same name would shadow.
const RESERVED_NAMES: [&str; 5] = ["body_map", "header_map", "info", "new", "send"];

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
        fitting.push(parameter);
    }
    for name in undeclared {
        reader.report.push(
            at.clone(),
            Change::PathParameterUndeclared { name: name.clone() },
        );
        fitting.push(Parameter {
            name,
            location: Location::Path,
            required: true,
            schema: Schema::new(Kind::Text, at),
            description: None,
            at: at.clone(),
        });
    }
    // Path parameters get their Rust names first, as they cannot be left out.
    fitting.sort_by_key(|parameter| parameter.location);
    let mut unique = Vec::new();
    for parameter in fitting {
        if names.insert(field_name(&parameter.name)) {
            unique.push(parameter);
        } else if parameter.required {
            return Err(OperationProblem::RequiredParameterCollides {
                name: parameter.name,
            });
        } else {
            reader.report.push(
                parameter.at.clone(),
                Change::ParameterLeftOut {
                    name: parameter.name,
                    reason: ParameterProblem::NameCollides,
                },
            );
        }
    }
    Ok(unique)
}
