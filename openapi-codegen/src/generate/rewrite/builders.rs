//! Finds the builder of an operation.

use std::collections::BTreeMap;

use syn::{File, Ident, ImplItem, Item, ReturnType, Type};

/// The builders, by the names of the methods that return them.
pub(super) struct Builders(BTreeMap<String, Ident>);

impl Builders {
    pub(super) fn of(file: &File) -> Self {
        let blocks = file.items.iter().filter_map(|item| match item {
            Item::Impl(block) => Some(block),
            _ => None,
        });
        let items = blocks.flat_map(|block| &block.items);
        let methods = items.filter_map(|item| match item {
            ImplItem::Fn(method) => Some(&method.sig),
            _ => None,
        });
        let builders = methods.filter_map(|method| match &method.output {
            ReturnType::Type(_, returned) => Some((method.ident.to_string(), name(returned)?)),
            ReturnType::Default => None,
        });
        Self(builders.collect())
    }

    /// Changes the struct of an operation's builder and its methods.
    pub(super) fn change(
        &self,
        file: &mut File,
        operation_id: &str,
        change: &mut dyn FnMut(&mut Item),
    ) {
        let Some(builder) = self.0.get(operation_id) else {
            return;
        };
        let module = file.items.iter_mut().find_map(|item| match item {
            Item::Mod(module) if module.ident == "builder" => module.content.as_mut(),
            _ => None,
        });
        for item in module.into_iter().flat_map(|(_, items)| items) {
            let is_of_builder = match item {
                Item::Struct(item) => item.ident == *builder,
                Item::Impl(block) => {
                    block.trait_.is_none() && name(&block.self_ty).as_ref() == Some(builder)
                }
                _ => false,
            };
            if is_of_builder {
                change(item);
            }
        }
    }
}

fn name(ty: &Type) -> Option<Ident> {
    match ty {
        Type::Path(ty) => Some(ty.path.segments.last()?.ident.clone()),
        _ => None,
    }
}
