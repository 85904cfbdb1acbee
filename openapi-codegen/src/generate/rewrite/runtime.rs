//! Replaces `progenitor_client` with another module that has the same items. `progenitor_client` loses the status of a body that
//! does not decode, and a transport cannot return errors of its own.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::{
    File, ItemUse, Path, PathSegment, Token, UsePath, UseTree,
    visit_mut::{self, VisitMut},
};

use super::changed;
use crate::Error;

const PROGENITOR_CLIENT: &str = "progenitor_client";

/// Changes every path; `mentions` is how many there are.
pub(super) fn replace(file: &mut File, mentions: usize, runtime: &Path) -> Result<(), Error> {
    let mut names = Runtime { runtime, found: 0 };
    names.visit_file_mut(file);
    changed(
        "let the client run on another runtime",
        mentions.max(1),
        names.found,
    )
}

/// How many paths in the tokens start with `progenitor_client`, including those in macros.
pub(super) fn mentions(tokens: TokenStream) -> usize {
    let mut trees = tokens.into_iter().peekable();
    let mut found = 0;
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Group(group) => found += mentions(group.stream()),
            // A parameter or a property of that name has no `::` behind it.
            TokenTree::Ident(ident) if ident == PROGENITOR_CLIENT => {
                let next = trees.peek();
                found += usize::from(matches!(next, Some(TokenTree::Punct(punct))
                    if punct.as_char() == ':' && punct.spacing() == Spacing::Joint));
            }
            _ => {}
        }
    }
    found
}

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
