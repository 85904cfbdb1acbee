//! Integers of any size are `i128`: progenitor knows no type that holds more than 64 bits.

use serde_json::Value;
use syn::{
    File, GenericArgument, PathArguments, Type, TypePath, parse_quote,
    visit_mut::{self, VisitMut},
};

use super::changed;
use crate::{
    Error,
    generate::lowered::{is_any_integer, is_extension},
};

pub(super) fn apply(file: &mut File, document: &Value) -> Result<(), Error> {
    let found = widen(file);
    let expected = has_any_integer(&document["components"]) || has_any_integer(&document["paths"]);
    changed(
        "read integers of any size",
        usize::from(expected),
        found.min(1),
    )
}

/// Makes `i128` of every `u64`; returns how many there were.
pub(crate) fn widen(file: &mut File) -> usize {
    let mut wide = Wide(0);
    wide.visit_file_mut(file);
    wide.0
}

struct Wide(usize);

impl VisitMut for Wide {
    fn visit_type_path_mut(&mut self, ty: &mut TypePath) {
        if ty.path.is_ident("u64") {
            self.0 += 1;
            ty.path = parse_quote!(i128);
        }
        visit_mut::visit_type_path_mut(self, ty);
    }
}

fn has_any_integer(value: &Value) -> bool {
    match value {
        Value::Object(map) => {
            let mut parts = map.iter().filter(|(key, _)| !is_extension(key));
            is_any_integer(map) || parts.any(|(_, value)| has_any_integer(value))
        }
        Value::Array(list) => list.iter().any(has_any_integer),
        _ => false,
    }
}

/// Whether a type is an integer or a container of integers.
pub(super) fn is_made_of_integers(ty: &Type) -> bool {
    let Type::Path(ty) = ty else { return false };
    let Some(last) = ty.path.segments.last() else {
        return false;
    };
    match &last.arguments {
        PathArguments::None => ty.path.is_ident("i64") || ty.path.is_ident("i128"),
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().any(
            |argument| matches!(argument, GenericArgument::Type(ty) if is_made_of_integers(ty)),
        ),
        PathArguments::Parenthesized(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_found_inside_of_containers() {
        for (ty, found) in [
            (parse_quote!(i64), true),
            (
                parse_quote!(::std::option::Option<::std::vec::Vec<i128>>),
                true,
            ),
            (
                parse_quote!(::std::collections::HashMap<::std::string::String, i64>),
                true,
            ),
            (parse_quote!(::std::option::Option<f64>), false),
            (parse_quote!(types::I64), false),
        ] {
            assert_eq!(is_made_of_integers(&ty), found);
        }
    }

    #[test]
    fn an_output_without_the_type_for_them_is_an_error_in_words() {
        let mut file: File = parse_quote!(
            pub struct Size(pub i64);
        );
        let document = serde_json::json!({ "paths": [{ "type": "integer" }] });
        let error = apply(&mut file, &document).unwrap_err().to_string();
        assert!(
            error.starts_with("cannot read integers of any size"),
            "{error}"
        );
    }
}
