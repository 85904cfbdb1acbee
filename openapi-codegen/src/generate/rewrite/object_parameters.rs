//! Lets a parameter be an object. progenitor takes arrays of objects only.

use openapi_normalize::{WireParameter, field_name, operations};
use serde_json::Value;
use syn::{
    Fields, File, GenericArgument, Ident, ImplItem, Item, LitStr, PathArguments, Type,
    visit_mut::{self, VisitMut},
};

use super::{builders::Builders, changed};
use crate::Error;

/// How many places there are for each parameter: the field and the setter.
const PLACES: usize = 2;

/// Replaces the array by its element, in the field and in the setter of each such parameter.
pub(in crate::generate) fn rewrite(file: &mut File, document: &Value) -> Result<(), Error> {
    let builders = Builders::of(file);
    let (mut expected, mut found) = (0, 0);
    for (.., operation) in operations(document) {
        let id = operation["operationId"].as_str().unwrap_or_default();
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        for parameter in parameters {
            if !WireParameter::of(parameter).is_some_and(|wire| wire.array) {
                continue;
            }
            let name = field_name(parameter["name"].as_str().unwrap_or_default());
            expected += PLACES;
            builders.change(file, id, &mut |item| found += replace(item, &name));
        }
    }
    changed("let a parameter be an object", expected, found)
}

fn replace(item: &mut Item, name: &str) -> usize {
    let mut elements = Elements(0);
    match item {
        Item::Struct(item) => {
            if let Fields::Named(fields) = &mut item.fields {
                for field in &mut fields.named {
                    if field
                        .ident
                        .as_ref()
                        .is_some_and(|ident| is_named(ident, name))
                    {
                        elements.visit_field_mut(field);
                    }
                }
            }
        }
        Item::Impl(block) => {
            for item in &mut block.items {
                if let ImplItem::Fn(method) = item
                    && is_named(&method.sig.ident, name)
                {
                    elements.visit_impl_item_fn_mut(method);
                }
            }
        }
        _ => {}
    }
    elements.0.min(1)
}

/// Whether this is the Rust name; a keyword is escaped.
fn is_named(ident: &Ident, name: &str) -> bool {
    let ident = ident.to_string();
    let ident = ident.strip_prefix("r#").unwrap_or(&ident);
    ident == name || ident.strip_suffix('_') == Some(name)
}

struct Elements(usize);

impl VisitMut for Elements {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Some(element) = element(ty) {
            *ty = element;
            self.0 += 1;
            return;
        }
        visit_mut::visit_type_mut(self, ty);
    }

    /// The message of the setter names the type.
    fn visit_lit_str_mut(&mut self, text: &mut LitStr) {
        let value = text.value();
        if let Some((before, rest)) = value.split_once("`Vec<")
            && let Some((name, after)) = rest.split_once(">`")
        {
            *text = LitStr::new(&format!("{before}`{name}`{after}"), text.span());
        }
    }
}

/// The `T` of `Vec<T>`.
fn element(ty: &Type) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let last = path
        .path
        .segments
        .last()
        .filter(|last| last.ident == "Vec")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(element) => Some(element.clone()),
        _ => None,
    }
}
