//! Integers of any size are `i128`: progenitor knows no type that holds more than 64 bits.

use serde_json::Value;
use syn::{
    File, GenericArgument, LitStr, PathArguments, Type, TypePath, parse_quote,
    visit_mut::{self, VisitMut},
};

use super::changed;
use crate::{Error, generate::lowered::mark_integers};

pub(super) fn apply(file: &mut File, document: &Value) -> Result<(), Error> {
    let found = widen(file);
    let expected = mark_integers(&mut document.clone()) > 0;
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

    /// The error of a setter names the type: "conversion to `u64` for limit failed".
    fn visit_lit_str_mut(&mut self, literal: &mut LitStr) {
        let text = literal.value();
        if text.starts_with("conversion to `")
            && let Some((ty, rest)) = text.split_once("` for ")
        {
            let ty = ty.split_inclusive([' ', '`']).map(|word| {
                let end = word.trim_start_matches("u64");
                if end.len() + 3 == word.len() && (end.is_empty() || end == " ") {
                    format!("i128{end}")
                } else {
                    word.to_owned()
                }
            });
            *literal = LitStr::new(
                &format!("{}` for {rest}", ty.collect::<String>()),
                literal.span(),
            );
        }
    }
}

/// Whether a type is an integer or a container of integers.
pub(crate) fn is_made_of_integers(ty: &Type) -> bool {
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
    fn the_error_of_a_setter_names_the_type_that_it_takes() {
        let mut file: File = parse_quote! {
            const A: &str = "conversion to `u64` for u64 failed";
            const B: &str = "conversion to `:: std :: vec :: Vec < u64 >` for ids failed";
            const C: &str = "conversion to `types :: Mu64` for u64 failed";
        };
        widen(&mut file);
        let client = prettyplease::unparse(&file);
        for text in [
            "`i128` for u64 ",
            "Vec < i128 >` for ids",
            "`types :: Mu64` for u64 ",
        ] {
            assert!(client.contains(text), "{text} is not in {client}");
        }
    }

    #[test]
    fn an_output_without_the_type_for_them_is_an_error_in_words() {
        let mut file: File = parse_quote!(
            pub struct Size(pub i64);
        );
        let schemas = serde_json::json!({ "Size": { "type": "integer" } });
        let document = serde_json::json!({ "components": { "schemas": schemas } });
        let error = apply(&mut file, &document).unwrap_err().to_string();
        assert!(
            error.starts_with("cannot read integers of any size"),
            "{error}"
        );
    }
}
