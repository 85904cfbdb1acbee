//! Structs that keep undocumented properties are read and written property by property. What `serde` derives for
//! them reads `null` as absent, buffers what goes to `extra`, which rounds large integers, and writes what is a field
//! and in `extra` twice.

use quote::quote;
use serde_json::Value;
use syn::{File, Ident, Item, ItemStruct, Path, Type, parse_quote};

use super::{
    changed, content_mut,
    fields::{Serde, argument, is_any, of_objects},
    integers::is_made_of_integers,
    no_longer_derives,
};
use crate::{Error, wire_name};

pub(super) fn apply(file: &mut File, document: &Value, runtime: &Path) -> Result<(), Error> {
    let mut found = 0;
    if let Some(items) = content_mut(&mut file.items, "types") {
        let mut implementations = Vec::new();
        for item in &mut *items {
            let Item::Struct(item) = item else { continue };
            let fields: Vec<Property> = item.fields.iter().filter_map(Property::of).collect();
            let Some(extra) = fields.iter().find(|field| field.serde.flatten) else {
                continue;
            };
            let derived = ["Deserialize", "Serialize"];
            found += usize::from(no_longer_derives(&mut item.attrs, &derived));
            implementations.push(reading(item, &fields, extra, runtime));
            implementations.push(writing(item, &fields, extra, runtime));
            for field in &mut item.fields {
                if Serde::of(field).flatten {
                    let kept = if takes_any(&field.ty) {
                        "Properties that are not documented, and documented ones that were `null`. Integers above 64 bits are rounded here."
                    } else {
                        "All other properties."
                    };
                    field.attrs.push(parse_quote!(#[doc = #kept]));
                }
            }
        }
        items.extend(implementations);
    }
    let keeps_others = |schema: &Value| usize::from(schema["additionalProperties"].is_object());
    let expected = of_objects(document, keeps_others);
    changed("read objects property by property", expected, found)
}

struct Property {
    ident: Ident,
    ty: Type,
    wire_name: Option<String>,
    serde: Serde,
}

impl Property {
    fn of(field: &syn::Field) -> Option<Self> {
        Some(Self {
            ident: field.ident.clone()?,
            ty: field.ty.clone(),
            wire_name: wire_name(field),
            serde: Serde::of(field),
        })
    }

    /// Whether it is read as an `Option` of its type, because it has to be there.
    fn is_required(&self) -> bool {
        let is_option = argument(&self.ty, "Option").is_some();
        !(self.serde.flatten || (self.serde.is_optional() && is_option))
    }
}

fn writing(item: &ItemStruct, fields: &[Property], extra: &Property, runtime: &Path) -> Item {
    let (name, extra) = (&item.ident, &extra.ident);
    let documented = fields.iter().filter(|field| !field.serde.flatten);
    let properties = documented.map(|field| {
        let (ident, name) = (&field.ident, &field.wire_name);
        let write = quote!(object.property(#name, &self.#ident)?;);
        match field.serde.skips() {
            Some(is_absent) => quote!(if !#is_absent(&self.#ident) { #write }),
            None => write,
        }
    });
    parse_quote! {
        impl ::serde::Serialize for #name {
            fn serialize<__S: ::serde::Serializer>(
                &self,
                serializer: __S,
            ) -> ::std::result::Result<__S::Ok, __S::Error> {
                let mut object = #runtime::ObjectWriter::new(serializer)?;
                #(#properties)*
                object.end_with(&self.#extra)
            }
        }
    }
}

fn reading(item: &ItemStruct, fields: &[Property], extra: &Property, runtime: &Path) -> Item {
    let name = &item.ident;
    let documented: Vec<&Property> = fields.iter().filter(|field| !field.serde.flatten).collect();
    let idents = fields.iter().map(|field| &field.ident);
    let types = fields.iter().map(|field| {
        let ty = &field.ty;
        if field.is_required() {
            parse_quote!(::std::option::Option<#ty>)
        } else {
            ty.clone()
        }
    });
    let names = documented.iter().map(|field| field.wire_name.as_ref());
    let reads = documented.iter().map(|field| read(field, extra));
    let ident = &extra.ident;
    let undocumented = if extra_integers(&extra.ty) {
        quote!(undocumented_integers)
    } else {
        quote!(undocumented)
    };
    let values = fields.iter().map(|field| {
        let ident = &field.ident;
        if !field.is_required() {
            return quote!(#ident: read.#ident);
        }
        if field.serde.is_optional() {
            return quote!(#ident: read.#ident.unwrap_or_default());
        }
        let name = &field.wire_name;
        quote!(#ident: #runtime::required(read.#ident, #name)?)
    });
    parse_quote! {
        const _: () = {
            #[derive(Default)]
            struct __Properties {
                #(#idents: #types,)*
            }
            impl<'de> #runtime::ReadObject<'de> for __Properties {
                fn read<__A: ::serde::de::MapAccess<'de>>(
                    &mut self,
                    property: #runtime::Property<'_, __A>,
                ) -> ::std::result::Result<(), __A::Error> {
                    match property.name() {
                        #(#names => #reads,)*
                        _ => property.#undocumented(&mut self.#ident)?,
                    }
                    Ok(())
                }
            }
            impl<'de> ::serde::Deserialize<'de> for #name {
                fn deserialize<__D: ::serde::Deserializer<'de>>(
                    deserializer: __D,
                ) -> ::std::result::Result<Self, __D::Error> {
                    let read: __Properties = #runtime::read_object(deserializer)?;
                    Ok(Self { #(#values,)* })
                }
            }
        };
    }
}

/// Reads one documented property.
fn read(field: &Property, extra: &Property) -> proc_macro2::TokenStream {
    let (ident, extra_ident) = (&field.ident, &extra.ident);
    let integers = is_made_of_integers(&field.ty);
    let present = if integers {
        quote!(present_integers)
    } else {
        quote!(present)
    };
    let inner = argument(&field.ty, "Option");
    let null_is_a_value =
        inner.is_some_and(|inner| is_any(inner) || argument(inner, "Option").is_some());
    if field.is_required() || null_is_a_value {
        return quote!(self.#ident = property.#present()?);
    }
    if !takes_any(&extra.ty) {
        return quote!(self.#ident = property.#present()?.flatten());
    }
    let optional = if integers {
        quote!(optional_integers)
    } else {
        quote!(optional)
    };
    quote!(self.#ident = property.#optional(&mut self.#extra_ident)?)
}

/// Whether `extra` can hold any JSON.
fn takes_any(extra: &Type) -> bool {
    matches!(extra, Type::Path(ty) if ty.path.segments.iter().any(|segment| segment.ident == "serde_json"))
}

fn extra_integers(extra: &Type) -> bool {
    is_made_of_integers(extra)
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use serde_json::json;

    use super::*;

    /// The client for a struct, of which the document says what else its object may hold.
    fn rewritten(others: &Value, fields: &TokenStream) -> Result<String, String> {
        let mut file: File = syn::parse2(quote! {
            pub mod types {
                #[derive(::serde::Deserialize, ::serde::Serialize, Clone)]
                pub struct Pet { #fields }
            }
        })
        .unwrap();
        let pet = json!({ "properties": { "name": {} }, "additionalProperties": others });
        let document = json!({ "components": { "schemas": { "Pet": pet } } });
        let runtime = parse_quote!(::my_api::runtime);
        apply(&mut file, &document, &runtime).map_err(|error| error.to_string())?;
        let client = prettyplease::unparse(&file);
        Ok(client.split_whitespace().collect())
    }

    #[test]
    fn an_object_that_keeps_undocumented_properties_is_read_and_written_property_by_property() {
        let fields = quote! {
            #[serde(rename = "Name", skip_serializing_if = "Option::is_none")]
            pub name: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub size: Option<i128>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub any: Option<serde_json::Value>,
            pub kind: String,
            #[serde(flatten)]
            pub extra: serde_json::Map<String, serde_json::Value>,
        };
        let client = rewritten(&json!({}), &fields).unwrap();
        for part in [
            "#[derive(Clone)]",
            "if!Option::is_none(&self.name){object.property(\"Name\",&self.name)?;}",
            "object.property(\"kind\",&self.kind)?;object.end_with(&self.extra)",
            "\"Name\"=>self.name=property.optional(&mutself.extra)?",
            "\"size\"=>self.size=property.optional_integers(&mutself.extra)?",
            "\"any\"=>self.any=property.present()?",
            "\"kind\"=>self.kind=property.present()?",
            "_=>property.undocumented(&mutself.extra)?",
            "kind:::my_api::runtime::required(read.kind,\"kind\")?",
        ] {
            assert!(client.contains(part), "{part} is not in {client}");
        }
    }

    #[test]
    fn an_object_that_keeps_nothing_else_stays_as_it_is() {
        let client = rewritten(&json!(false), &quote!(pub name: String)).unwrap();
        assert!(client.contains("#[derive(::serde::Deserialize,::serde::Serialize,Clone)]"));
        assert!(!client.contains("impl"));
    }

    #[test]
    fn an_object_that_is_not_generated_as_expected_is_an_error_in_words() {
        let error = rewritten(&json!({}), &quote!(pub name: String)).unwrap_err();
        assert!(
            error.starts_with("cannot read objects property by property"),
            "{error}"
        );
    }
}
