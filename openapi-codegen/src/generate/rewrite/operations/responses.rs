//! Reads answers that are text or nothing, where progenitor expects JSON, and those that are made of integers, which may be
//! written as `1.0`.

use std::collections::BTreeMap;

use openapi_normalize::{NO_CONTENT, RESPONSE_BODY, TEXT};
use quote::format_ident;
use serde_json::Value;
use syn::{
    Arm, Expr, ExprCall, ExprMatch, GenericArgument, ImplItemFn, Lit, Pat, PathArguments,
    ReturnType, Type,
    visit_mut::{self, VisitMut},
};

use super::ends_in;
use crate::{
    Error,
    generate::{changed, rewrite::integers::is_made_of_integers},
};

/// The statuses of an operation that are read in another way than as JSON, each with the function that reads it.
pub(super) struct Responses<'d> {
    readers: BTreeMap<&'d str, &'static str>,
    /// The function for the arm that is being visited.
    reader: Option<&'static str>,
    /// Whether a success, and an error, is made of integers.
    integers: [bool; 2],
    is_error: bool,
    found: usize,
}

impl<'d> Responses<'d> {
    pub(super) fn of(operation: &'d Value) -> Self {
        let responses = operation["responses"].as_object().into_iter().flatten();
        let readers = responses.filter_map(|(status, response)| {
            let reader = match response[RESPONSE_BODY].as_str()? {
                TEXT => "from_text",
                NO_CONTENT => "from_no_content",
                _ => return None,
            };
            Some((status.as_str(), reader))
        });
        Self {
            readers: readers.collect(),
            reader: None,
            integers: [false; 2],
            is_error: false,
            found: 0,
        }
    }

    pub(super) fn rewrite(&mut self, method: &mut ImplItemFn) -> Result<(), Error> {
        let expected = self.readers.len();
        self.integers = made_of_integers(&method.sig.output);
        self.visit_impl_item_fn_mut(method);
        changed("read answers that are not JSON", expected, self.found)
    }
}

impl VisitMut for Responses<'_> {
    /// A range that stands before one of its statuses would hide it.
    fn visit_expr_match_mut(&mut self, node: &mut ExprMatch) {
        node.arms.sort_by_key(|arm| match arm.pat {
            Pat::Lit(_) => 0,
            Pat::Range(_) => 1,
            _ => 2,
        });
        visit_mut::visit_expr_match_mut(self, node);
    }

    fn visit_arm_mut(&mut self, arm: &mut Arm) {
        let status = status(&arm.pat);
        self.reader = status.and_then(|status| self.readers.get(status.as_str()).copied());
        visit_mut::visit_arm_mut(self, arm);
        self.reader = None;
    }

    fn visit_expr_call_mut(&mut self, call: &mut ExprCall) {
        if ends_in(&call.func, "from_response")
            && let Expr::Path(function) = &mut *call.func
            && let Some(last) = function.path.segments.last_mut()
        {
            if let Some(reader) = self.reader {
                last.ident = format_ident!("{reader}");
                self.found += 1;
            }
            if self.integers[usize::from(self.is_error)] && last.ident != "from_text" {
                last.ident = format_ident!("integers_{}", last.ident);
            }
        }
        let outside = self.is_error;
        self.is_error |= ends_in(&call.func, "Err");
        visit_mut::visit_expr_call_mut(self, call);
        self.is_error = outside;
    }
}

/// Whether the success, and the error, of a `Result` is made of integers.
fn made_of_integers(output: &ReturnType) -> [bool; 2] {
    let mut found = [false; 2];
    if let ReturnType::Type(_, ty) = output
        && let Type::Path(result) = &**ty
        && let Some(last) = result.path.segments.last()
        && let PathArguments::AngleBracketed(arguments) = &last.arguments
    {
        for (found, argument) in found.iter_mut().zip(&arguments.args) {
            *found = matches!(argument, GenericArgument::Type(ty) if is_made_of_integers(ty));
        }
    }
    found
}

/// The status or range that the pattern of an arm stands for: `404u16` or `400u16..=499u16`.
fn status(pattern: &Pat) -> Option<String> {
    let number = |expr: &Expr| match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => Some(number.base10_digits().to_owned()),
            _ => None,
        },
        _ => None,
    };
    match pattern {
        Pat::Lit(literal) => number(&Expr::Lit(literal.clone())),
        Pat::Range(range) => {
            let first = number(range.start.as_ref()?)?;
            Some(format!("{}XX", first.get(..1)?))
        }
        _ => None,
    }
}
