//! Removes the header with the document's version, which only Dropshot's servers know.

use syn::{
    Block, Expr, ExprMethodCall, ExprStruct, File, Lit, Pat, Stmt, parse_quote,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use super::changed;
use crate::Error;

pub(super) fn remove(file: &mut File) -> Result<(), Error> {
    let mut operations = Operations(0);
    operations.visit_file(file);
    let mut version = ApiVersion(0);
    version.visit_file_mut(file);
    changed("remove the header `api-version`", operations.0, version.0)
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

/// Counts the headers that it removes.
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
