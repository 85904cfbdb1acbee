//! How the registry builds the generated types: structs with their builders, enums by each of their variants.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{
    Field, Fields, Ident, Item, ItemEnum, ItemStruct, Path, PathSegment, Type, Variant, Visibility,
    parse_quote,
    visit_mut::{self, VisitMut},
};

use super::{Methods, last_segment, methods, source, taken};
use crate::{generate::module, wire_name};

/// The generated types, as the registry sees them.
pub(super) struct Types<'f> {
    items: &'f [Item],
    builders: BTreeMap<String, Methods<'f>>,
    with_builder: BTreeSet<String>,
}

impl<'f> Types<'f> {
    pub fn of(items: &'f [Item]) -> Self {
        let builder = module(items, "builder");
        let with_builder = builder.iter().filter_map(|item| match item {
            Item::Struct(item) => Some(item.ident.to_string()),
            _ => None,
        });
        Self {
            items,
            builders: methods(builder),
            with_builder: with_builder.collect(),
        }
    }

    /// The builder of a type, if it has one.
    pub fn builder(&self, ty: &Type) -> Option<&'f Ident> {
        let name = &last_segment(ty)?.ident;
        let mut structs = self.items.iter().filter_map(|item| match item {
            Item::Struct(item) => Some(&item.ident),
            _ => None,
        });
        structs.find(|ident| *ident == name && self.with_builder.contains(&ident.to_string()))
    }

    /// Implements the registry's traits for all types.
    pub fn implementations(&self) -> TokenStream {
        self.items
            .iter()
            .filter_map(|item| match item {
                Item::Struct(item) => Some(self.of_struct(item)),
                Item::Enum(item) => Some(of_enum(item)),
                _ => None,
            })
            .collect()
    }

    fn of_struct(&self, item: &ItemStruct) -> TokenStream {
        let ident = &item.ident;
        match &item.fields {
            Fields::Named(_) if self.with_builder.contains(&ident.to_string()) => {
                self.with_builder(item)
            }
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                newtype(ident, &fields.unnamed[0])
            }
            _ => implementation(
                ident,
                &quote!(Err("it has no constructor".to_owned())),
                None,
            ),
        }
    }

    fn with_builder(&self, item: &ItemStruct) -> TokenStream {
        let ident = &item.ident;
        let none = Methods::new();
        let setters = self.builders.get(&ident.to_string()).unwrap_or(&none);
        let mut named = Vec::new();
        let mut others = None;
        let mut variants = Vec::new();
        for field in &item.fields {
            let Some(field_ident) = &field.ident else {
                continue;
            };
            let name = wire_name(field);
            variants.push(if let Some(name) = &name {
                quote!(found.add_inside(#name, &self.#field_ident);)
            } else {
                quote!(registry::Build::variants(&self.#field_ident, found);)
            });
            // What has no setter cannot be set.
            let setter = setters.get(&field_ident.to_string());
            let Some(ty) = setter
                .and_then(|setter| taken(setter))
                .map(as_seen)
                .map(given)
            else {
                continue;
            };
            if let Some(name) = name {
                named.push(quote! {
                    if let Some(value) = properties.take::<#ty>(#name)? {
                        self = self.#field_ident(value);
                    }
                });
            } else {
                others = Some(quote! {
                    if let Some(value) = properties.take_others::<#ty>()? {
                        self = self.#field_ident(value);
                    }
                });
            }
        }
        let build = quote! {
            let builder = registry::with_properties(types::#ident::builder(), value)?;
            Self::try_from(builder).map_err(|error| error.to_string())
        };
        let build = implementation(ident, &build, Some(quote!(#(#variants)*)));
        quote! {
            impl registry::SetProperties for types::builder::#ident {
                #[allow(unused_mut, unused_variables, reason = "there may be nothing to set")]
                fn set(
                    mut self,
                    properties: &mut registry::Properties<'_>,
                ) -> Result<Self, String> {
                    #(#named)*
                    #others
                    Ok(self)
                }
            }
            #build
        }
    }
}

fn implementation(
    ident: &Ident,
    build: &TokenStream,
    variants: Option<TokenStream>,
) -> TokenStream {
    let variants = variants.map(|variants| {
        quote! {
            #[allow(unused_variables, reason = "there may be nothing in it")]
            fn variants(&self, found: &mut registry::Variants) {
                #variants
            }
        }
    });
    quote! {
        impl registry::Build for types::#ident {
            #[allow(unused_variables, reason = "there may be nothing to set")]
            fn build(value: &registry::Value) -> Result<Self, String> {
                #build
            }
            #variants
        }
    }
}

/// A type around another one. If its content is private, it is converted from that.
fn newtype(ident: &Ident, content: &Field) -> TokenStream {
    let ty = as_seen_in_types(content.ty.clone());
    let built = quote!(<#ty as registry::Build>::build(value)?);
    if matches!(content.vis, Visibility::Public(_)) {
        let variants = quote!(registry::Build::variants(&self.0, found););
        implementation(ident, &quote!(Ok(Self(#built))), Some(variants))
    } else {
        let converted = quote!(Self::try_from(#built).map_err(|error| error.to_string()));
        implementation(ident, &converted, None)
    }
}

fn of_enum(item: &ItemEnum) -> TokenStream {
    let ident = &item.ident;
    // Any JSON would hold what another variant is for.
    let (any, typed): (Vec<&Variant>, Vec<&Variant>) =
        item.variants.iter().partition(|variant| holds_any(variant));
    let constructors = typed.into_iter().chain(any).map(constructor);
    let variants = item.variants.iter().map(|variant| {
        let name = &variant.ident;
        let text = name.to_string();
        match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                let content = type_name(&fields.unnamed[0].ty);
                quote!(Self::#name(content) => found.add(#text, #content, content))
            }
            _ => quote!(Self::#name { .. } => {}),
        }
    });
    let build = quote!(registry::first_variant(value, &[#(#constructors),*]));
    implementation(ident, &build, Some(quote!(match self { #(#variants),* })))
}

fn holds_any(variant: &Variant) -> bool {
    let mut types = variant.fields.iter().map(|field| source(&field.ty));
    types.any(|ty| ty == "::serde_json::Value")
}

fn constructor(variant: &Variant) -> TokenStream {
    let name = &variant.ident;
    let text = name.to_string();
    let build = match &variant.fields {
        Fields::Unit => quote!(|_| Ok(Self::#name)),
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            quote!(|value| registry::Build::build(value).map(Self::#name))
        }
        Fields::Unnamed(_) => quote!(|_| Err("it is a tuple".to_owned())),
        Fields::Named(_) => quote!(|_| Err("it has fields of its own".to_owned())),
    };
    quote!((#text, #build))
}

fn type_name(ty: &Type) -> String {
    last_segment(ty).map_or_else(|| source(ty), innermost)
}

/// The name of a type, without the boxes around it.
fn innermost(segment: &PathSegment) -> String {
    let inner = super::type_arguments(segment).next().and_then(last_segment);
    match inner.filter(|_| segment.ident == "Box") {
        Some(inner) => innermost(inner),
        None => segment.ident.to_string(),
    }
}

/// The type to give to a setter, so that a `null` is set as one: that inside of an `Option`, where a `null` is told from what is
/// absent.
fn given(taken: Type) -> Type {
    let inner = last_segment(&taken).filter(|segment| segment.ident == "Option");
    let inner = inner.and_then(|segment| super::type_arguments(segment).next());
    let takes_null = inner.filter(|inner| {
        let name = last_segment(inner).map(|segment| segment.ident.to_string());
        name.is_some_and(|name| ["Option", "Value"].contains(&name.as_str()))
    });
    takes_null.cloned().unwrap_or(taken)
}

/// A type that is named in the module `types::builder`, as the registry names it.
fn as_seen(ty: Type) -> Type {
    with_paths(ty, |path| {
        if let Some(first) = path.segments.first_mut()
            && first.ident == "super"
            && path.leading_colon.is_none()
        {
            first.ident = format_ident!("types");
        }
    })
}

/// A type that is named in the module `types`, as the registry names it.
fn as_seen_in_types(ty: Type) -> Type {
    with_paths(ty, |path| {
        if path.leading_colon.is_none() && path.get_ident().is_some() && !is_primitive(path) {
            path.segments.insert(0, parse_quote!(types));
        }
    })
}

/// A type with each path in it changed.
fn with_paths(mut ty: Type, change: fn(&mut Path)) -> Type {
    struct Paths(fn(&mut Path));
    impl VisitMut for Paths {
        fn visit_path_mut(&mut self, path: &mut Path) {
            (self.0)(path);
            visit_mut::visit_path_mut(self, path);
        }
    }
    Paths(change).visit_type_mut(&mut ty);
    ty
}

fn is_primitive(path: &Path) -> bool {
    const PRIMITIVES: [&str; 15] = [
        "bool", "char", "str", "i8", "i16", "i32", "i64", "i128", "u8", "u16", "u32", "u64",
        "u128", "f32", "f64",
    ];
    PRIMITIVES.iter().any(|primitive| path.is_ident(primitive))
}
