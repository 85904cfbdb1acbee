//! Reads answers that are text or nothing, where progenitor expects JSON.

use std::collections::BTreeMap;

use openapi_normalize::{NO_CONTENT, RESPONSE_BODY, TEXT};
use quote::format_ident;
use serde_json::Value;
use syn::{
    Arm, Expr, ExprCall, ExprMatch, ImplItemFn, Lit, Pat,
    visit_mut::{self, VisitMut},
};

use super::ends_in;
use crate::{Error, generate::changed};

/// The statuses of an operation that are read in another way than as JSON, each with the function that reads it.
pub(super) struct Responses<'d> {
    readers: BTreeMap<&'d str, &'static str>,
    /// The function for the arm that is being visited.
    reader: Option<&'static str>,
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
            found: 0,
        }
    }

    pub(super) fn rewrite(&mut self, method: &mut ImplItemFn) -> Result<(), Error> {
        let expected = self.readers.len();
        self.visit_impl_item_fn_mut(method);
        changed("read answers that are not JSON", expected, self.found)
    }
}

impl VisitMut for Responses<'_> {
    /// A range that stands before one of its statuses would hide it.
    fn visit_expr_match_mut(&mut self, node: &mut ExprMatch) {
        if !self.readers.is_empty() {
            node.arms.sort_by_key(|arm| match arm.pat {
                Pat::Lit(_) => 0,
                Pat::Range(_) => 1,
                _ => 2,
            });
        }
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
            && let (Some(reader), Expr::Path(function)) = (self.reader, &mut *call.func)
            && let Some(last) = function.path.segments.last_mut()
        {
            last.ident = format_ident!("{reader}");
            self.found += 1;
        }
        visit_mut::visit_expr_call_mut(self, call);
    }
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
