//! Writes parameters in their styles, under their names on the wire.

use std::collections::BTreeMap;

use openapi_normalize::WireParameter;
use quote::format_ident;
use serde_json::Value;
use syn::{
    Expr, ExprCall, ExprMacro, ExprMethodCall, ImplItemFn, Macro, Path, Token, parse_quote,
    punctuated::Punctuated,
    visit_mut::{self, VisitMut},
};

use super::{ends_in, text};
use crate::{Error, generate::changed};

/// The parameters of an operation, by their names in the normalized document.
pub(super) struct Parameters<'d> {
    declared: BTreeMap<&'d str, WireParameter<'d>>,
    /// Those of the path, in the order of the template.
    in_path: Vec<WireParameter<'d>>,
    runtime: &'d Path,
    found: usize,
}

impl<'d> Parameters<'d> {
    pub(super) fn of(path: &'d str, operation: &'d Value, runtime: &'d Path) -> Self {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let declared: BTreeMap<_, _> = parameters
            .filter_map(|parameter| {
                Some((parameter["name"].as_str()?, WireParameter::of(parameter)?))
            })
            .collect();
        let names = path
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split('}').next());
        let in_path = names
            .filter_map(|name| declared.get(name).copied())
            .collect();
        Self {
            declared,
            in_path,
            runtime,
            found: 0,
        }
    }

    pub(super) fn rewrite(&mut self, method: &mut ImplItemFn) -> Result<(), Error> {
        let elsewhere = self.declared.values().filter(|one| one.location != "path");
        let expected = elsewhere.count() + self.in_path.len();
        self.visit_impl_item_fn_mut(method);
        changed("write parameters in their styles", expected, self.found)
    }

    /// The arguments of the runtime's function for a parameter.
    fn arguments(&self, parameter: WireParameter<'_>, value: &Expr) -> Punctuated<Expr, Token![,]> {
        let (runtime, name, explode) = (self.runtime, parameter.name, parameter.explode);
        let style = match parameter.style {
            "form" => "Form",
            "spaceDelimited" => "SpaceDelimited",
            "pipeDelimited" => "PipeDelimited",
            "deepObject" => "DeepObject",
            "label" => "Label",
            "matrix" => "Matrix",
            "json" => "Json",
            _ => "Simple",
        };
        let style = format_ident!("{style}");
        parse_quote!(#name, #value, #runtime::Style::#style, #explode)
    }

    /// `.query(&QueryParam::new("name", &value))`
    fn query(&mut self, call: &ExprMethodCall) -> Option<Expr> {
        let Expr::Reference(argument) = call.args.first().filter(|_| call.method == "query")?
        else {
            return None;
        };
        let Expr::Call(ExprCall { func, args, .. }) = &*argument.expr else {
            return None;
        };
        let name = text(args.first().filter(|_| ends_in(func, "new"))?)?;
        let arguments = self.arguments(*self.declared.get(name.as_str())?, args.get(1)?);
        let receiver = &call.receiver;
        self.found += 1;
        Some(parse_quote!(#receiver.query_parameter(#arguments)?))
    }

    /// `header_map.append("name", value.to_string().try_into()?)`
    fn header(&mut self, call: &ExprMethodCall) -> Option<Expr> {
        if call.method != "append" || !ends_in(&call.receiver, "header_map") {
            return None;
        }
        let parameter = *self.declared.get(text(call.args.first()?)?.as_str())?;
        let value = printed(call.args.get(1)?)?;
        let arguments = self.arguments(parameter, &parse_quote!(&#value));
        let function = format_ident!("{}_parameter", parameter.location);
        let runtime = self.runtime;
        self.found += 1;
        Some(parse_quote!(#runtime::#function(&mut header_map, #arguments)?))
    }

    /// `format!("{}/a/{}", client.baseurl, encode_path(&value.to_string()))`
    fn path(&mut self, node: &mut Macro) {
        let arguments = node.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
        let Some(mut arguments) = arguments.ok().filter(|_| node.path.is_ident("format")) else {
            return;
        };
        let mut names = self.in_path.clone().into_iter();
        for argument in &mut arguments {
            let Expr::Call(call) = &*argument else {
                continue;
            };
            let value = call
                .args
                .first()
                .filter(|_| ends_in(&call.func, "encode_path"));
            let (Some(value), Some(parameter)) = (value.and_then(printed), names.next()) else {
                continue;
            };
            let arguments = self.arguments(parameter, &parse_quote!(&#value));
            let runtime = self.runtime;
            self.found += 1;
            *argument = parse_quote!(#runtime::path_parameter(#arguments)?);
        }
        node.tokens = quote::quote!(#arguments);
    }
}

impl VisitMut for Parameters<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::MethodCall(call) = expr
            && let Some(written) = self.query(call).or_else(|| self.header(call))
        {
            *expr = written;
        }
    }

    fn visit_expr_macro_mut(&mut self, node: &mut ExprMacro) {
        self.path(&mut node.mac);
    }
}

/// The `value` in `&value.to_string()` and `value.to_string().try_into()?`.
fn printed(expr: &Expr) -> Option<Expr> {
    match expr {
        Expr::Reference(reference) => printed(&reference.expr),
        Expr::Try(tried) => printed(&tried.expr),
        Expr::MethodCall(call) if call.method == "try_into" => printed(&call.receiver),
        Expr::MethodCall(call) if call.method == "to_string" => Some(Expr::clone(&call.receiver)),
        _ => None,
    }
}
