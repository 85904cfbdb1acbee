//! Lets a body that is optional be left out. progenitor always sends one, and asks for it.

use openapi_normalize::{OPTIONAL_BODY, operations};
use serde_json::Value;
use syn::{
    Expr, ExprMethodCall, ExprTry, FieldValue, Fields, File, Ident, ImplItem, Item, ItemImpl,
    ItemStruct, Local, Member, Pat, parse_quote,
    visit_mut::{self, VisitMut},
};

use super::{builders::Builders, changed, operations::is_header};
use crate::Error;

/// How many places there are for each body: the field, its start, the setter, and two in `send`.
const PLACES: usize = 5;

/// Changes the builders of the operations whose body may be left out.
pub(in crate::generate) fn rewrite(file: &mut File, document: &Value) -> Result<(), Error> {
    let optional = operations(document).filter(|(.., operation)| operation[OPTIONAL_BODY] == true);
    let ids: Vec<&str> = optional
        .filter_map(|(.., operation)| operation["operationId"].as_str())
        .collect();
    let builders = Builders::of(file);
    let mut found = 0;
    for id in &ids {
        builders.change(file, id, &mut |item| {
            found += match item {
                Item::Struct(item) => field(item),
                Item::Impl(block) => methods(block),
                _ => 0,
            };
        });
    }
    changed("let a body be left out", PLACES * ids.len(), found)
}

/// `body: Option<Result<…>>`
fn field(item: &mut ItemStruct) -> usize {
    let Fields::Named(fields) = &mut item.fields else {
        return 0;
    };
    let bodies = fields.named.iter_mut();
    let mut bodies = bodies.filter(|field| field.ident.as_ref().is_some_and(is_body));
    bodies.next().map_or(0, |field| {
        let ty = &field.ty;
        field.ty = parse_quote!(::std::option::Option<#ty>);
        1
    })
}

fn is_body(ident: &Ident) -> bool {
    ident == "body"
}

fn methods(block: &mut ItemImpl) -> usize {
    let mut bodies = Bodies(0);
    for item in &mut block.items {
        let ImplItem::Fn(method) = item else { continue };
        let name = method.sig.ident.to_string();
        match name.as_str() {
            "new" | "body" | "send" => bodies.visit_impl_item_fn_mut(method),
            "body_map" => {
                method.block = parse_quote!({
                    let body = self
                        .body
                        .unwrap_or_else(|| Ok(::std::default::Default::default()));
                    self.body = Some(body.map(f));
                    self
                });
            }
            _ => {}
        }
    }
    bodies.0
}

struct Bodies(usize);

impl VisitMut for Bodies {
    /// In `new`: nothing is set.
    fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
        if field.colon_token.is_some()
            && matches!(&field.member, Member::Named(name) if is_body(name))
        {
            field.expr = parse_quote!(None);
            self.0 += 1;
        }
    }

    /// In the setter: `self.body = …`.
    fn visit_expr_assign_mut(&mut self, assign: &mut syn::ExprAssign) {
        if matches!(&*assign.left, Expr::Field(field)
            if matches!(&field.member, Member::Named(name) if is_body(name)))
        {
            let value = &assign.right;
            assign.right = parse_quote!(Some(#value));
            self.0 += 1;
        }
    }

    /// In `send`: `let body = ….map_err(Error::InvalidRequest)?`.
    fn visit_local_mut(&mut self, local: &mut Local) {
        let named = matches!(&local.pat, Pat::Ident(pattern) if is_body(&pattern.ident));
        if let Some(init) = local.init.as_mut().filter(|_| named)
            && let Expr::Try(ExprTry { expr, .. }) = &*init.expr
        {
            init.expr = parse_quote!(body.map(|body| #expr).transpose()?);
            self.0 += 1;
            return;
        }
        visit_mut::visit_local_mut(self, local);
    }

    /// In `send`: the calls that set the body and its media type.
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let written = match expr {
            Expr::Try(tried) => match &*tried.expr {
                Expr::MethodCall(call) if call.method == "form_urlencoded" => {
                    Some(optional(call, true))
                }
                _ => None,
            },
            Expr::MethodCall(call) if sets_body(call) => Some(optional(call, false)),
            _ => None,
        };
        if let Some(written) = written {
            *expr = written;
            self.0 += 1;
            return;
        }
        visit_mut::visit_expr_mut(self, expr);
    }
}

fn sets_body(call: &ExprMethodCall) -> bool {
    let argument = match call.args.first() {
        Some(Expr::Reference(reference)) => &*reference.expr,
        Some(argument) => argument,
        None => return false,
    };
    ["json", "body"].iter().any(|name| call.method == name)
        && matches!(argument, Expr::Path(path) if path.path.is_ident("body"))
}

/// The calls that set the body, for a body that may be missing.
fn optional(call: &ExprMethodCall, fails: bool) -> Expr {
    let mut chain = call.clone();
    let request = take_request(&mut chain);
    let set: Expr = if fails {
        parse_quote!(#chain)
    } else {
        parse_quote!(Ok(#chain))
    };
    parse_quote!(#request.optional_body(body, |request, body| #set)?)
}

/// Puts `request` in the place of what the calls that set the body and its media type are made on.
fn take_request(call: &mut ExprMethodCall) -> Expr {
    match &mut *call.receiver {
        Expr::MethodCall(inner) if is_header(inner, "CONTENT_TYPE") => take_request(inner),
        receiver => std::mem::replace(receiver, parse_quote!(request)),
    }
}
