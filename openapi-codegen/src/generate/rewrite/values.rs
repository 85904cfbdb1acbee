//! Values of an enumeration that got another name for progenitor are written as the document has them.

use std::collections::BTreeMap;

use openapi_normalize::RUST_NAMES;
use serde_json::Value;
use syn::{
    File, Item, ItemEnum, LitStr, Type, parse_quote,
    visit_mut::{self, VisitMut},
};

use super::{changed, fields::renamed, module_mut};
use crate::Error;

pub(super) fn apply(file: &mut File, document: &Value) -> Result<(), Error> {
    let schemas = document["components"]["schemas"].as_object();
    let lists = schemas
        .into_iter()
        .flatten()
        .filter(|(_, schema)| schema["enum"].is_array());
    let lists: BTreeMap<&str, Values> = lists
        .map(|(name, schema)| (name.as_str(), Values(wire_names(schema))))
        .filter(|(_, values)| !values.0.is_empty())
        .collect();
    let mut found = 0;
    for item in module_mut(&mut file.items, "types") {
        match item {
            Item::Enum(item) => {
                if let Some(values) = lists.get(item.ident.to_string().as_str()) {
                    found += values.rename(item);
                }
            }
            Item::Impl(block) => {
                let Type::Path(ty) = &*block.self_ty else {
                    continue;
                };
                let name = ty.path.get_ident().map(ToString::to_string);
                if let Some(values) = name.and_then(|name| lists.get(name.as_str())) {
                    Values(values.0.clone()).visit_item_impl_mut(block);
                }
            }
            _ => {}
        }
    }
    let expected = lists.values().map(|values| values.0.len()).sum();
    changed("write the values of enumerations", expected, found)
}

/// The names in the document, by those that progenitor was given.
pub(super) fn wire_names(schema: &Value) -> BTreeMap<String, String> {
    let names = schema[RUST_NAMES].as_object().into_iter().flatten();
    names
        .filter_map(|(wire, name)| Some((name.as_str()?.to_owned(), wire.clone())))
        .collect()
}

struct Values(BTreeMap<String, String>);

impl Values {
    fn rename(&self, item: &mut ItemEnum) -> usize {
        let mut found = 0;
        for variant in &mut item.variants {
            let name = renamed(&variant.attrs).unwrap_or_else(|| variant.ident.to_string());
            if let Some(value) = self.0.get(&name) {
                found += 1;
                variant
                    .attrs
                    .retain(|attribute| !attribute.path().is_ident("serde"));
                variant.attrs.push(parse_quote!(#[serde(rename = #value)]));
            }
        }
        found
    }
}

impl VisitMut for Values {
    fn visit_lit_str_mut(&mut self, text: &mut LitStr) {
        if let Some(value) = self.0.get(&text.value()) {
            *text = LitStr::new(value, text.span());
        }
        visit_mut::visit_lit_str_mut(self, text);
    }
}

#[cfg(test)]
mod tests {
    use quote::ToTokens;
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_written_and_read_as_the_document_has_them() {
        let mut file: File = parse_quote! {
            pub mod types {
                pub enum List { #[serde(rename = "a-b")] AB, AB2 }
                impl Display for List {
                    fn fmt(&self) { match self { Self::AB => "a-b", Self::AB2 => "AB2" } }
                }
            }
        };
        let list = json!({ "enum": ["a-b", "a b"], RUST_NAMES: { "a b": "AB2" } });
        let document = json!({ "components": { "schemas": { "List": list } } });
        apply(&mut file, &document).unwrap();
        let client = file.to_token_stream().to_string();
        assert!(
            client.contains("# [serde (rename = \"a b\")] AB2"),
            "{client}"
        );
        assert!(client.contains("Self :: AB2 => \"a b\""), "{client}");
    }
}
