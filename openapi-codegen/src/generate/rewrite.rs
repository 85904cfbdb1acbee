//! Changes the syntax tree of progenitor's output where the client has to differ. Each change counts the places that it finds, so
//! that a new output of progenitor fails the build instead of changing what the client does.

mod builders;
mod fields;
pub(crate) mod integers;
pub(super) mod object_parameters;
mod objects;
pub(super) mod operations;
pub(super) mod optional_bodies;
mod unions;
mod values;

use std::collections::BTreeSet;

use proc_macro2::{Spacing, TokenStream, TokenTree};
use serde_json::Value;
use syn::{
    Block, Expr, ExprMethodCall, ExprStruct, Field, FieldValue, File, Item, ItemImpl, ItemUse, Lit,
    Member, Pat, Path, PathSegment, Stmt, Token, Type, UsePath, UseTree, parse_quote,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use crate::{Error, wire_name};

const PROGENITOR_CLIENT: &str = "progenitor_client";

/// Turns progenitor's output into the client.
pub(super) fn client(tokens: TokenStream, document: &Value, runtime: &Path) -> Result<File, Error> {
    let mentions = mentions(tokens.clone(), PROGENITOR_CLIENT);
    let mut file = parsed(tokens)?;

    let mut names = Runtime { runtime, found: 0 };
    names.visit_file_mut(&mut file);
    changed(
        "let the client run on another runtime",
        mentions.max(1),
        names.found,
    )?;

    let mut operations = Operations(0);
    operations.visit_file(&file);
    let mut version = ApiVersion(0);
    version.visit_file_mut(&mut file);
    changed("remove the header `api-version`", operations.0, version.0)?;

    let mut extra = Extra::of(&file);
    extra.visit_file_mut(&mut file);
    changed(
        "let undocumented properties be empty",
        extra.types.len(),
        extra.found,
    )?;
    integers::apply(&mut file, document)?;
    values::apply(&mut file, document)?;
    fields::apply(&mut file, document, runtime)?;
    objects::apply(&mut file, runtime);
    unions::rewrite(&mut file, document, runtime)?;
    Ok(file)
}

/// The syntax tree of progenitor's output.
pub(crate) fn parsed(tokens: TokenStream) -> Result<File, Error> {
    syn::parse2(tokens).map_err(|error| Error::Generate(error.to_string()))
}

/// Fails if a change did not find as many places as expected.
pub(crate) fn changed(change: &'static str, expected: usize, found: usize) -> Result<(), Error> {
    if found == expected {
        return Ok(());
    }
    Err(Error::UnknownOutput {
        change,
        expected,
        found,
    })
}

/// How many paths in the tokens start with `name`, including those in macros.
fn mentions(tokens: TokenStream, name: &str) -> usize {
    let mut trees = tokens.into_iter().peekable();
    let mut found = 0;
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Group(group) => found += mentions(group.stream(), name),
            // A parameter or a property of that name has no `::` behind it.
            TokenTree::Ident(ident) if ident == name => {
                let next = trees.peek();
                found += usize::from(matches!(next, Some(TokenTree::Punct(punct))
                    if punct.as_char() == ':' && punct.spacing() == Spacing::Joint));
            }
            _ => {}
        }
    }
    found
}

/// Replaces `progenitor_client` with another module that has the same items. `progenitor_client` loses the status of a body that
/// does not decode, and a transport cannot return errors of its own.
struct Runtime<'p> {
    runtime: &'p Path,
    found: usize,
}

impl VisitMut for Runtime<'_> {
    fn visit_path_mut(&mut self, path: &mut Path) {
        // A path of one segment is a variable that has its name from the document.
        let first = path.segments.first().filter(|_| path.segments.len() > 1);
        if first.is_some_and(|first| first.ident == PROGENITOR_CLIENT) {
            self.found += 1;
            let rest = path.segments.iter().skip(1);
            let segments = self.runtime.segments.iter().chain(rest).cloned();
            *path = Path {
                leading_colon: self.runtime.leading_colon,
                segments: segments.collect(),
            };
        }
        visit_mut::visit_path_mut(self, path);
    }

    fn visit_item_use_mut(&mut self, item: &mut ItemUse) {
        let UseTree::Path(path) = &item.tree else {
            return;
        };
        if path.ident != PROGENITOR_CLIENT {
            return;
        }
        self.found += 1;
        item.leading_colon = self.runtime.leading_colon;
        let names = UseTree::clone(&path.tree);
        let segments: Vec<&PathSegment> = self.runtime.segments.iter().collect();
        item.tree = segments.into_iter().rev().fold(names, |tree, segment| {
            UseTree::Path(UsePath {
                ident: segment.ident.clone(),
                colon2_token: Token![::](segment.ident.span()),
                tree: Box::new(tree),
            })
        });
    }
}

/// Counts the operations of a client. Each one builds an `OperationInfo` for the hooks.
struct Operations(usize);

impl Visit<'_> for Operations {
    fn visit_expr_struct(&mut self, node: &ExprStruct) {
        self.0 += usize::from(
            node.path
                .segments
                .last()
                .is_some_and(|last| last.ident == "OperationInfo"),
        );
        visit::visit_expr_struct(self, node);
    }
}

/// Removes the header with the document's version, which only Dropshot's servers know.
struct ApiVersion(usize);

impl VisitMut for ApiVersion {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let before = block.stmts.len();
        block
            .stmts
            .retain(|statement| !appends_api_version(statement));
        let removed = before - block.stmts.len();
        self.0 += removed;
        if removed > 0 {
            let mut headers = HeadersAppended(false);
            headers.visit_block(block);
            if !headers.0 {
                for statement in &mut block.stmts {
                    if declares_headers(statement) {
                        *statement = parse_quote! {
                            let header_map = ::reqwest::header::HeaderMap::new();
                        };
                    }
                }
            }
        }
        visit_mut::visit_block_mut(self, block);
    }
}

fn appends_api_version(statement: &Stmt) -> bool {
    let Stmt::Expr(Expr::MethodCall(call), _) = statement else {
        return false;
    };
    let Some(Expr::Call(name)) = call.args.first() else {
        return false;
    };
    is_append(call)
        && matches!(name.args.first(), Some(Expr::Lit(literal))
            if matches!(&literal.lit, Lit::Str(text) if text.value() == "api-version"))
}

fn declares_headers(statement: &Stmt) -> bool {
    matches!(statement, Stmt::Local(local)
        if matches!(&local.pat, Pat::Ident(pattern) if pattern.ident == "header_map"))
}

fn is_append(call: &ExprMethodCall) -> bool {
    call.method == "append"
        && matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("header_map"))
}

struct HeadersAppended(bool);

impl Visit<'_> for HeadersAppended {
    fn visit_expr_method_call(&mut self, call: &ExprMethodCall) {
        self.0 |= is_append(call);
        visit::visit_expr_method_call(self, call);
    }
}

/// Makes builders start without undocumented properties, so that callers do not have to say that there are none.
struct Extra {
    types: BTreeSet<String>,
    found: usize,
}

impl Extra {
    fn of(file: &File) -> Self {
        let structs = module(&file.items, "types")
            .iter()
            .filter_map(|item| match item {
                Item::Struct(item) => Some(item),
                _ => None,
            });
        let with_extra = structs.filter(|item| item.fields.iter().any(is_extra));
        Self {
            types: with_extra.map(|item| item.ident.to_string()).collect(),
            found: 0,
        }
    }
}

impl VisitMut for Extra {
    fn visit_item_impl_mut(&mut self, block: &mut ItemImpl) {
        let is_default = block.trait_.as_ref().is_some_and(|(path, _)| {
            path.segments
                .last()
                .is_some_and(|last| last.ident == "Default")
        });
        let of = match &*block.self_ty {
            Type::Path(ty) => ty.path.get_ident().map(ToString::to_string),
            _ => None,
        };
        if is_default && of.is_some_and(|name| self.types.contains(&name)) {
            visit_mut::visit_item_impl_mut(self, block);
        }
    }

    fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
        let is_missing = matches!(&field.expr, Expr::Call(call)
            if matches!(&*call.func, Expr::Path(path) if path.path.is_ident("Err")));
        if is_missing && matches!(&field.member, Member::Named(name) if name == "extra") {
            self.found += 1;
            field.expr = parse_quote!(Ok(::std::default::Default::default()));
        }
    }
}

fn is_extra(field: &Field) -> bool {
    field.ident.as_ref().is_some_and(|name| name == "extra") && wire_name(field).is_none()
}

/// The same, to be changed.
pub(super) fn module_mut<'f>(items: &'f mut [Item], name: &str) -> &'f mut [Item] {
    let found = items.iter_mut().find_map(|item| match item {
        Item::Mod(module) if module.ident == name => module.content.as_mut(),
        _ => None,
    });
    found.map_or(&mut [], |(_, items)| items)
}

/// The items of the module `name`, or none if there is no such module.
pub(crate) fn module<'f>(items: &'f [Item], name: &str) -> &'f [Item] {
    let found = items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == name => module.content.as_ref(),
        _ => None,
    });
    found.map_or(&[], |(_, items)| items)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    /// The parts of progenitor 0.15's output that are changed.
    fn output() -> TokenStream {
        quote! {
            pub use progenitor_client::{ByteStream, Error};
            pub mod types {
                pub struct Open {
                    #[serde(flatten)]
                    pub extra: Map,
                }
                pub struct Closed {
                    pub extra: String,
                }
                pub mod builder {
                    impl ::std::default::Default for Open {
                        fn default() -> Self {
                            Self { extra: Err("no value supplied for extra".to_string()) }
                        }
                    }
                    impl ::std::default::Default for Closed {
                        fn default() -> Self {
                            Self { extra: Err("no value supplied for extra".to_string()) }
                        }
                    }
                }
            }
            pub mod builder {
                fn send() {
                    let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
                    header_map.append(
                        ::reqwest::header::HeaderName::from_static("api-version"),
                        ::reqwest::header::HeaderValue::from_static(super::Client::api_version()),
                    );
                    let info = OperationInfo { operation_id: "send" };
                }
            }
        }
    }

    fn rewritten(tokens: TokenStream) -> Result<String, String> {
        let runtime = parse_quote!(::my_api::runtime);
        let file = client(tokens, &Value::Null, &runtime).map_err(|error| error.to_string())?;
        Ok(prettyplease::unparse(&file))
    }

    /// The error for an output that has `instead` in place of `lost`.
    fn error_without(lost: &str, instead: &str) -> String {
        let source = output().to_string();
        assert!(source.contains(lost), "{source}");
        rewritten(source.replace(lost, instead).parse().unwrap()).unwrap_err()
    }

    #[test]
    fn the_client_runs_on_the_given_runtime() {
        let client = rewritten(output()).unwrap();
        assert!(
            client.contains("pub use ::my_api::runtime::{ByteStream, Error};"),
            "{client}"
        );
        assert!(!client.contains("progenitor_client"), "{client}");
    }

    #[test]
    fn the_header_of_the_version_goes_and_leaves_no_mut_behind() {
        let client = rewritten(output()).unwrap();
        assert!(!client.contains("api-version"), "{client}");
        assert!(client.contains("let header_map ="), "{client}");
    }

    #[test]
    fn only_undocumented_properties_are_empty_by_default() {
        let client = rewritten(output()).unwrap();
        assert_eq!(
            client
                .matches("extra: Ok(::std::default::Default::default())")
                .count(),
            1
        );
        assert_eq!(client.matches("no value supplied for extra").count(), 1);
    }

    #[test]
    fn an_output_without_the_runtime_is_an_error_in_words() {
        assert_eq!(
            error_without("progenitor_client", "another_client"),
            "cannot let the client run on another runtime: progenitor's output has the place for it 0 times instead of 1; \
             openapi-codegen is written for progenitor 0.15"
        );
    }

    #[test]
    fn a_runtime_that_is_named_in_a_macro_is_an_error_in_words() {
        let mut tokens = output();
        tokens.extend(quote!(call! { progenitor_client::Error }));
        let error = rewritten(tokens).unwrap_err();
        assert!(error.contains("1 times instead of 2"), "{error}");
    }

    #[test]
    fn a_parameter_or_a_property_of_that_name_stays() {
        let mut tokens = output();
        tokens.extend(quote! {
            fn send(progenitor_client: String) {
                let progenitor_client = Params { progenitor_client: &progenitor_client };
            }
        });
        let client = rewritten(tokens).unwrap();
        assert_eq!(client.matches("progenitor_client").count(), 4, "{client}");
    }

    #[test]
    fn an_output_without_the_header_is_an_error_in_words() {
        let error = error_without("\"api-version\"", "\"version\"");
        assert!(
            error.starts_with("cannot remove the header `api-version`"),
            "{error}"
        );
    }

    #[test]
    fn an_output_with_another_builder_is_an_error_in_words() {
        let error = error_without(
            "Err (\"no value supplied for extra\" . to_string ())",
            "None",
        );
        assert!(
            error.starts_with("cannot let undocumented properties be empty"),
            "{error}"
        );
    }
}
