//! The name of each operation: its `operationId`, else its summary, else method and path.
//!
//! A name depends on the operation alone, so it stays the same when other operations come and go.
//! Only if two operations want the same name, the one with the later path is named after its method
//! and path. A name that would not compile says that it is one of an operation.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToPascalCase, ToSnakeCase};

use crate::identifiers::USED_TYPES;

/// What an operation can be named after.
pub(crate) struct Candidate<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub operation_id: Option<&'a str>,
    pub summary: Option<&'a str>,
}

/// Names that the generated client uses itself. A method that takes the client by value, like `into`, is found before the operation.
const RESERVED: [&str; 19] = [
    "ApiVersion",
    "Baseurl",
    "ByteStream",
    "Client",
    "ClientHooks",
    "ClientInfo",
    "Clone",
    "Error",
    "Exec",
    "Inner",
    "Into",
    "New",
    "NewWithClient",
    "OperationInfo",
    "Post",
    "Pre",
    "RequestBuilderExt",
    "ResponseValue",
    "TryInto",
];

/// The keywords of Rust, of any edition.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// A name for each candidate, in their order.
pub(crate) fn assign(candidates: &[Candidate<'_>]) -> Vec<String> {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    // The `operationId`s go first: a derived name never takes one away.
    order.sort_by_key(|&index| {
        let candidate = &candidates[index];
        (
            own_name(candidate).is_none(),
            // An id that is not changed goes before one that becomes the same.
            own_name(candidate).as_deref() != candidate.operation_id,
            candidate.path,
            candidate.method,
        )
    });
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let mut names = BTreeMap::new();
    for index in order {
        let candidate = &candidates[index];
        let plain = own_name(candidate)
            .or_else(|| candidate.summary.and_then(snake))
            .filter(|name| !taken.contains(&name.to_pascal_case()));
        let name = plain.unwrap_or_else(|| {
            let base = from_path(candidate);
            let number = numbers.entry(base.clone()).or_insert(1);
            let mut name = base.clone();
            while taken.contains(&name.to_pascal_case()) {
                *number += 1;
                name = format!("{base}_variant_{number}");
            }
            name
        });
        taken.insert(name.to_pascal_case());
        names.insert(index, name);
    }
    names.into_values().collect()
}

fn own_name(candidate: &Candidate<'_>) -> Option<String> {
    candidate.operation_id.and_then(snake)
}

fn from_path(candidate: &Candidate<'_>) -> String {
    snake(&format!("{} {}", candidate.method, candidate.path))
        .unwrap_or_else(|| "operation".to_owned())
}

/// `text` as the name of an operation in snake case; `None` if it has no letters or digits.
fn snake(text: &str) -> Option<String> {
    let words: String = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    let name = words.to_snake_case();
    match name.chars().next()? {
        first if first.is_ascii_digit() => Some(format!("op_{name}")),
        _ if is_reserved(&name) => Some(format!("{name}_operation")),
        _ => Some(name),
    }
}

fn is_reserved(name: &str) -> bool {
    let builder = name.to_pascal_case();
    let mut types = RESERVED.iter().chain(&USED_TYPES);
    KEYWORDS.contains(&name) || types.any(|used| *used == builder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate<'a>(
        path: &'a str,
        id: Option<&'a str>,
        summary: Option<&'a str>,
    ) -> Candidate<'a> {
        Candidate {
            method: "get",
            path,
            operation_id: id,
            summary,
        }
    }

    #[test]
    fn the_own_id_wins_over_the_summary_and_the_summary_over_the_path() {
        let names = assign(&[
            candidate("/a", Some("listPets"), Some("all pets")),
            candidate("/b", None, Some("show a pet")),
            candidate("/c/{id}/", None, None),
        ]);
        assert_eq!(names, ["list_pets", "show_a_pet", "get_c_id"]);
    }

    #[test]
    fn names_do_not_depend_on_the_order_of_the_paths() {
        let one = assign(&[
            candidate("/b", None, Some("same")),
            candidate("/a", None, Some("same")),
        ]);
        let two = assign(&[
            candidate("/a", None, Some("same")),
            candidate("/b", None, Some("same")),
        ]);
        assert_eq!(one, ["get_b", "same"]);
        assert_eq!(two, ["same", "get_b"]);
    }

    #[test]
    fn a_summary_never_takes_the_own_id_of_another_operation() {
        let names = assign(&[
            candidate("/a", None, Some("list pets")),
            candidate("/b", Some("listPets"), None),
        ]);
        assert_eq!(names, ["get_a", "list_pets"]);
    }

    #[test]
    fn names_that_differ_in_snake_case_only_are_told_apart() {
        let names = assign(&[
            candidate("/a", Some("get_v_1"), None),
            candidate("/b", Some("getV1"), None),
        ]);
        assert_eq!(names, ["get_v_1", "get_b"]);
    }

    #[test]
    fn a_name_that_would_not_compile_says_that_it_is_an_operation() {
        for (id, name) in [
            ("error", "error_operation"),
            ("Result", "result_operation"),
            ("new-with client", "new_with_client_operation"),
            ("into", "into_operation"),
            ("move", "move_operation"),
            ("Self", "self_operation"),
            ("r#type", "r_type"),
            ("results", "results"),
            ("2fa", "op_2fa"),
        ] {
            assert_eq!(assign(&[candidate("/x", Some(id), None)]), [name]);
            assert_eq!(assign(&[candidate("/x", None, Some(id))]), [name]);
        }
    }

    #[test]
    fn a_name_that_is_made_of_a_keyword_is_not_taken_from_another_operation() {
        let names = assign(&[
            candidate("/a", Some("move"), None),
            candidate("/b", Some("move_operation"), None),
        ]);
        assert_eq!(names, ["get_a", "move_operation"]);
    }

    #[test]
    fn a_name_that_is_made_of_the_method_compiles() {
        for (method, name) in [
            ("post", "post_operation"),
            ("MOVE", "move_operation"),
            ("!", "operation"),
        ] {
            let candidate = Candidate {
                method,
                ..candidate("/", None, None)
            };
            assert_eq!(assign(&[candidate]), [name]);
        }
    }
}
