//! Lets unions tell their variants apart by a table, which the normalized document has for each of them. serde
//! would take the first variant that decodes.

use std::collections::BTreeMap;

use openapi_normalize::UNION;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::{Map, Value};
use syn::{
    Attribute, File, Ident, Item, ItemEnum, ItemImpl, Path, Type, parse_quote,
    visit_mut::{self, VisitMut},
};

use super::{changed, content_mut, fields::Serde, no_longer_derives};
use crate::Error;

/// Replaces the derived `Deserialize` of the unions in the document, and names their variants as it says.
pub(in crate::generate) fn rewrite(
    file: &mut File,
    document: &Value,
    runtime: &Path,
) -> Result<(), Error> {
    let tables = tables(document);
    let mut found = 0;
    let mut renamed = Renamed::default();
    if let Some(items) = content_mut(&mut file.items, "types") {
        let mut added = Vec::new();
        for item in &mut *items {
            let Item::Enum(item) = item else { continue };
            let Some(table) = tables.get(&item.ident.to_string()) else {
                continue;
            };
            let is_union = item.attrs.iter().any(is_untagged);
            if item.variants.len() == table.len()
                && is_union
                && no_longer_derives(&mut item.attrs, &["Deserialize"])
            {
                found += 1;
                renamed.variants(item, table);
                added.push(deserialize(item, table, runtime));
            }
        }
        items.extend(added);
    }
    changed("tell the variants of unions apart", tables.len(), found)?;
    renamed.visit_file_mut(file);
    Ok(())
}

/// The table of each union, by the name of its type.
fn tables(document: &Value) -> BTreeMap<String, &Vec<Value>> {
    let schemas = document["components"]["schemas"].as_object();
    let schemas = schemas.into_iter().flatten();
    schemas
        .filter_map(|(name, schema)| Some((name.clone(), schema.get(UNION)?.as_array()?)))
        .collect()
}

/// Whether serde takes the first variant that decodes.
fn is_untagged(attribute: &Attribute) -> bool {
    let mut untagged = false;
    if attribute.path().is_ident("serde") {
        // An error only means that there is an option of serde that is not read here.
        let _ = attribute.parse_nested_meta(|meta| {
            untagged |= meta.path.is_ident("untagged");
            Ok(())
        });
    }
    untagged
}

/// typify leaves out what the names of all variants of a union begin with.
#[derive(Default)]
struct Renamed {
    /// The new names of variants, by the type and the old name.
    names: BTreeMap<(String, String), Ident>,
    inside: Option<String>,
}

impl Renamed {
    fn variants(&mut self, item: &mut ItemEnum, table: &[Value]) {
        for (variant, row) in item.variants.iter_mut().zip(table) {
            let name = format_ident!("{}", row["name"].as_str().unwrap_or("Variant"));
            let old = (item.ident.to_string(), variant.ident.to_string());
            self.names.insert(old, name.clone());
            variant.ident = name;
        }
    }
}

impl VisitMut for Renamed {
    fn visit_item_impl_mut(&mut self, block: &mut ItemImpl) {
        self.inside = match &*block.self_ty {
            Type::Path(ty) => ty.path.get_ident().map(ToString::to_string),
            _ => None,
        };
        visit_mut::visit_item_impl_mut(self, block);
        self.inside = None;
    }

    fn visit_path_mut(&mut self, path: &mut Path) {
        if let Some(inside) = &self.inside
            && path.segments.len() == 2
            && path.segments[0].ident == "Self"
        {
            let old = (inside.clone(), path.segments[1].ident.to_string());
            if let Some(name) = self.names.get(&old) {
                path.segments[1].ident = name.clone();
            }
        }
        visit_mut::visit_path_mut(self, path);
    }
}

fn deserialize(item: &ItemEnum, table: &[Value], runtime: &Path) -> Item {
    let name = &item.ident;
    let text = name.to_string();
    let rows = table.iter().map(row);
    let read = item.variants.iter().map(|variant| {
        let (ident, read) = (&variant.ident, format_ident!("{}", reader(variant)));
        quote!(|json| json.#read().map(Self::#ident))
    });
    parse_quote! {
        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                #[allow(unused_imports, reason = "not every union needs all of them")]
                use #runtime::union::{Constant, Others, Shape, Tag, Union, Variant};
                static UNION: Union = Union { name: #text, variants: &[#(#rows),*] };
                UNION.decode(deserializer, &[#(#read),*])
            }
        }
    }
}

/// The method of `Json` that reads the content of a variant: integers are read however they are written.
fn reader(variant: &syn::Variant) -> &'static str {
    let mut fields = variant.fields.iter();
    if fields.any(|field| Serde::of(field).deserialize_with.is_some()) {
        "read_integers"
    } else {
        "read"
    }
}

fn row(row: &Value) -> TokenStream {
    let name = row["name"].as_str();
    let tag = row.get("tag").map_or_else(|| quote!(None), tag);
    let shape = shape(&row["shape"]);
    quote!(Variant { name: #name, tag: #tag, shape: #shape })
}

fn tag(tag: &Value) -> TokenStream {
    let property = tag["property"].as_str();
    let values = strings(&tag["values"]);
    let is_default = tag["default"] == true;
    quote!(Some(Tag { property: #property, values: &[#(#values),*], is_default: #is_default }))
}

fn strings(list: &Value) -> Vec<&str> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(Value::as_str).collect()
}

fn shape(shape: &Value) -> TokenStream {
    let mut fields = Vec::new();
    for key in ["types", "required"] {
        let values = strings(&shape[key]);
        if !values.is_empty() {
            let key = format_ident!("{key}");
            fields.push(quote!(#key: &[#(#values),*]));
        }
    }
    for key in ["constants", "listed"] {
        let values = shape[key].as_array().into_iter().flatten();
        let values: Vec<TokenStream> = values.filter_map(constant).collect();
        if !values.is_empty() {
            let key = format_ident!("{key}");
            fields.push(quote!(#key: &[#(#values),*]));
        }
    }
    if let Some(properties) = shape["properties"].as_object() {
        let properties = sorted(properties);
        let properties = properties.into_iter().map(|(name, property)| {
            let property = self::shape(property);
            quote!((#name, #property))
        });
        fields.push(quote!(properties: Some(&[#(#properties),*])));
    }
    match &shape["others"] {
        Value::Bool(false) => fields.push(quote!(others: Others::Forbidden)),
        others @ Value::Object(_) => {
            let others = self::shape(others);
            fields.push(quote!(others: Others::Like(&#others)));
        }
        _ => {}
    }
    if shape["items"].is_object() {
        let items = self::shape(&shape["items"]);
        fields.push(quote!(items: Some(&#items)));
    }
    let any = shape["any"].as_array().into_iter().flatten();
    let any: Vec<TokenStream> = any.map(self::shape).collect();
    if !any.is_empty() {
        fields.push(quote!(any: &[#(#any),*]));
    }
    if fields.is_empty() {
        return quote!(Shape::ANY);
    }
    quote!(Shape { #(#fields,)* ..Shape::ANY })
}

/// The runtime looks properties up by bisection.
fn sorted(properties: &Map<String, Value>) -> BTreeMap<&String, &Value> {
    properties.iter().collect()
}

fn constant(value: &Value) -> Option<TokenStream> {
    Some(match value {
        Value::Bool(value) => quote!(Constant::Boolean(#value)),
        Value::Number(value) => {
            let value = value.as_f64()?;
            quote!(Constant::Number(#value))
        }
        Value::String(value) => quote!(Constant::Text(#value)),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rewritten(document: &Value, types: TokenStream) -> Result<String, String> {
        let mut file = syn::parse2(quote!(pub mod types { #types })).unwrap();
        let runtime = parse_quote!(::my_api::runtime);
        rewrite(&mut file, document, &runtime).map_err(|error| error.to_string())?;
        Ok(prettyplease::unparse(&file))
    }

    fn document() -> Value {
        json!({ "components": { "schemas": { "Pet": { UNION: [
            { "name": "HouseCat", "tag": { "property": "kind", "values": ["cat"], "default": true }, "shape": {} },
            { "name": "HouseDog", "shape": {
                "types": ["object"], "required": ["kind"], "others": false,
                "properties": { "kind": { "constants": ["dog", 1, true] } },
            } },
        ] } } } })
    }

    fn pet() -> TokenStream {
        quote! {
            #[derive(::serde::Deserialize, ::serde::Serialize, Clone)]
            #[serde(untagged)]
            pub enum Pet { Cat(HouseCat), Dog(HouseDog) }
            impl ::std::convert::From<HouseCat> for Pet {
                fn from(value: HouseCat) -> Self { Self::Cat(value) }
            }
            #[derive(::serde::Deserialize)]
            pub enum Other { Cat(HouseCat) }
        }
    }

    #[test]
    fn a_union_decodes_by_its_table_and_its_variants_have_their_whole_names() {
        let client = rewritten(&document(), pet()).unwrap();
        for part in [
            "#[derive(::serde::Serialize, Clone)]",
            "pub enum Pet {\n        HouseCat(HouseCat),\n        HouseDog(HouseDog),\n    }",
            "Self::HouseCat(value)",
            "is_default: true",
            "(\"kind\", Shape {",
            "others: Others::Forbidden",
            "Constant::Text(\"dog\"), Constant::Number(1f64), Constant::Boolean(true)",
            "|json| json.read().map(Self::HouseDog)",
            "pub enum Other {\n        Cat(HouseCat),",
        ] {
            let spaces = |text: &str| text.split_whitespace().collect::<String>();
            assert!(
                spaces(&client).contains(&spaces(part)),
                "{part} is not in {client}"
            );
        }
    }

    #[test]
    fn a_union_that_is_not_generated_as_expected_is_an_error_in_words() {
        for types in [
            quote!(),
            quote!(
                #[derive(::serde::Deserialize)]
                pub enum Pet {
                    Cat,
                    Dog,
                }
            ),
        ] {
            let error = rewritten(&document(), types).unwrap_err();
            assert!(
                error.starts_with("cannot tell the variants of unions apart"),
                "{error}"
            );
        }
    }
}
