//! Makes builders start without undocumented properties, so that callers do not have to say that there are none.

use std::collections::BTreeSet;

use syn::{
    Expr, Field, FieldValue, File, Item, ItemImpl, Member, Type, parse_quote,
    visit_mut::{self, VisitMut},
};

use super::{changed, module};
use crate::{Error, wire_name};

pub(super) fn start_empty(file: &mut File) -> Result<(), Error> {
    let mut extra = Extra::of(file);
    extra.visit_file_mut(file);
    changed(
        "let undocumented properties be empty",
        extra.types.len(),
        extra.found,
    )
}

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
