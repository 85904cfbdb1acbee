//! Lets the methods of the client send and read what progenitor cannot express: more methods, media types and styles of
//! parameters, and answers that are text or nothing beside JSON.

mod parameters;
mod responses;

use std::collections::BTreeMap;

use openapi_normalize::{ACCEPT, MEDIA_TYPE, METHOD, operations};
use serde_json::Value;
use syn::{
    Expr, ExprLit, ExprMethodCall, ExprStruct, File, ImplItemFn, Lit, Member, Path, parse_quote,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use super::changed;
use crate::Error;
use parameters::Parameters;
use responses::Responses;

/// Changes the methods `send` of all operations of the normalized document.
pub(in crate::generate) fn rewrite(
    file: &mut File,
    document: &Value,
    runtime: &Path,
) -> Result<(), Error> {
    let operations = operations(document).filter_map(|(path, method, operation)| {
        let operation = Operation::new(path, method, operation, runtime);
        Some((operation.id?.to_owned(), operation))
    });
    let mut methods = Methods {
        operations: operations.collect(),
        failure: None,
    };
    let expected = methods.operations.len();
    methods.visit_file_mut(file);
    if let Some(failure) = methods.failure {
        return Err(failure);
    }
    let found = expected - methods.operations.len();
    changed("find the method of each operation", expected, found)
}

/// What differs in the method of an operation.
struct Operation<'d> {
    id: Option<&'d str>,
    /// The methods of `reqwest::Client` do not include these.
    method: Option<String>,
    accept: Option<&'d str>,
    media_type: Option<&'d str>,
    parameters: Parameters<'d>,
    responses: Responses<'d>,
    runtime: &'d Path,
}

impl<'d> Operation<'d> {
    fn new(path: &'d str, method: &'static str, operation: &'d Value, runtime: &'d Path) -> Self {
        Self {
            id: operation["operationId"].as_str(),
            method: match operation[METHOD].as_str() {
                Some(method) => Some(method.to_owned()),
                None if ["options", "trace"].contains(&method) => Some(method.to_uppercase()),
                None => None,
            },
            accept: operation[ACCEPT].as_str(),
            media_type: operation[MEDIA_TYPE].as_str(),
            parameters: Parameters::of(path, operation, runtime),
            responses: Responses::of(operation),
            runtime,
        }
    }

    fn rewrite(mut self, method: &mut ImplItemFn) -> Result<(), Error> {
        let mut request = Request {
            operation: &self,
            methods: 0,
            media_types: 0,
        };
        request.visit_impl_item_fn_mut(method);
        let (methods, media_types) = (request.methods, request.media_types);
        changed("send any method, and ask for any media type", 1, methods)?;
        let expected = usize::from(self.media_type.is_some());
        changed("send any media type", expected, media_types)?;
        self.parameters.rewrite(method)?;
        self.responses.rewrite(method)
    }
}

struct Methods<'d> {
    operations: BTreeMap<String, Operation<'d>>,
    failure: Option<Error>,
}

impl VisitMut for Methods<'_> {
    fn visit_impl_item_fn_mut(&mut self, method: &mut ImplItemFn) {
        if method.sig.ident != "send" {
            return;
        }
        let mut id = OperationId(None);
        id.visit_impl_item_fn(method);
        let operation = id.0.and_then(|id| self.operations.remove(&id));
        if let Some(Err(failure)) = operation.map(|operation| operation.rewrite(method)) {
            self.failure.get_or_insert(failure);
        }
    }
}

/// The `operation_id` of the `OperationInfo` in a method.
struct OperationId(Option<String>);

impl Visit<'_> for OperationId {
    fn visit_expr_struct(&mut self, node: &ExprStruct) {
        for field in &node.fields {
            if matches!(&field.member, Member::Named(name) if name == "operation_id") {
                self.0 = text(&field.expr);
            }
        }
        visit::visit_expr_struct(self, node);
    }
}

/// The text of a string literal.
fn text(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}

/// Whether a path expression ends in `name`.
fn ends_in(expr: &Expr, name: &str) -> bool {
    matches!(expr, Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == name))
}

/// Changes the chain of calls that builds the request.
struct Request<'o, 'd> {
    operation: &'o Operation<'d>,
    methods: usize,
    media_types: usize,
}

impl VisitMut for Request<'_, '_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        let Expr::MethodCall(call) = expr else {
            return;
        };
        self.send_media_type(call);
        if self.operation.accept.is_some() && is_header(call, "ACCEPT") {
            *expr = Expr::clone(&call.receiver);
        } else if let Some(with_accept) = self.start(call) {
            *expr = with_accept;
        }
    }
}

impl Request<'_, '_> {
    /// Changes `client.client.options(url)`, where a chain starts.
    fn start(&mut self, call: &mut ExprMethodCall) -> Option<Expr> {
        if !matches!(&*call.receiver, Expr::Field(field)
            if matches!(&field.member, Member::Named(name) if name == "client"))
        {
            return None;
        }
        self.methods += 1;
        if let Some(method) = &self.operation.method {
            let runtime = self.operation.runtime;
            let method: Expr = match method.as_str() {
                "OPTIONS" => parse_quote!(::reqwest::Method::OPTIONS),
                "TRACE" => parse_quote!(::reqwest::Method::TRACE),
                method => parse_quote!(#runtime::method(#method)),
            };
            call.method = quote::format_ident!("request");
            call.args.insert(0, method);
        }
        let accept = self.operation.accept?;
        Some(parse_quote! {
            #call.header(
                ::reqwest::header::ACCEPT,
                ::reqwest::header::HeaderValue::from_static(#accept),
            )
        })
    }

    /// Puts the media type of the body before `json`, which sets one only if there is none yet, or in the place of
    /// that of bytes or text.
    fn send_media_type(&mut self, call: &mut ExprMethodCall) {
        let Some(media_type) = self.operation.media_type else {
            return;
        };
        if call.method == "json" {
            self.media_types += 1;
            let receiver = &call.receiver;
            call.receiver = parse_quote! {
                #receiver.header(
                    ::reqwest::header::CONTENT_TYPE,
                    ::reqwest::header::HeaderValue::from_static(#media_type),
                )
            };
        } else if is_header(call, "CONTENT_TYPE") {
            self.media_types += 1;
            let runtime = self.operation.runtime;
            call.args[1] = if media_type.starts_with("multipart/") {
                parse_quote!(#runtime::multipart(#media_type, &body)?)
            } else {
                parse_quote!(::reqwest::header::HeaderValue::from_static(#media_type))
            };
        }
    }
}

pub(super) fn is_header(call: &ExprMethodCall, name: &str) -> bool {
    call.method == "header"
        && call
            .args
            .first()
            .is_some_and(|argument| ends_in(argument, name))
}
