//! The fields of generated structs: their names on the wire, `null` beside absent, and integers as JSON writes
//! them.

use std::collections::BTreeMap;

use openapi_normalize::NULL_APART;
use quote::ToTokens;
use serde_json::Value;
use syn::{
    Attribute, Expr, Field, Fields, File, GenericArgument, Ident, Item, ItemStruct, LitStr,
    PathArguments, Stmt, Token, Type, parse_quote,
    visit_mut::{self, VisitMut},
};

use super::{changed, integers::is_made_of_integers, module_mut, values::wire_names};
use crate::{Error, wire_name};

pub(super) fn apply(file: &mut File, document: &Value, runtime: &syn::Path) -> Result<(), Error> {
    Boxes.visit_file_mut(file);
    let read = Read {
        runtime: runtime.to_token_stream().to_string().replace(' ', ""),
    };
    let schemas = &document["components"]["schemas"];
    let mut renamed = 0;
    let mut apart: BTreeMap<String, Vec<Ident>> = BTreeMap::new();
    for item in module_mut(&mut file.items, "types") {
        match item {
            Item::Struct(item) => {
                let name = item.ident.to_string();
                let schema = &schemas[&name];
                let wire_names = wire_names(schema);
                for field in &mut item.fields {
                    renamed += usize::from(rename(field, &wire_names));
                    let null_apart = wire_name(field)
                        .is_some_and(|name| schema[NULL_APART].get(&name).is_some());
                    if null_apart {
                        apart
                            .entry(name.clone())
                            .or_default()
                            .extend(field.ident.clone());
                        let ty = &field.ty;
                        field.ty = parse_quote!(::std::option::Option<#ty>);
                        field.attrs.push(parse_quote!(#[doc = ""]));
                        field.attrs.push(parse_quote!(
                            #[doc = "`None` is absent, and `Some(None)` is `null`."]
                        ));
                    }
                    read.field(field, null_apart);
                }
                require_null(item, schema);
            }
            Item::Enum(item) => {
                let fields = item.variants.iter_mut().map(|variant| &mut variant.fields);
                for fields in fields.filter(|fields| matches!(fields, Fields::Unnamed(_))) {
                    for field in fields {
                        read.field(field, false);
                    }
                }
            }
            _ => {}
        }
    }
    changed(
        "name properties as the document does",
        of_objects(document, |schema| wire_names(schema).len()),
        renamed,
    )?;
    let set = set_null(file, &apart);
    changed(
        "tell null from absent",
        2 * of_objects(document, |schema| {
            schema[NULL_APART]
                .as_object()
                .map_or(0, serde_json::Map::len)
        }),
        set,
    )
}

/// `schemars` takes an `Option` for a property that may be absent, also where `null` has to be there.
fn require_null(item: &mut ItemStruct, schema: &Value) {
    let Some(required) = schema["required"].as_array() else {
        return;
    };
    let is_nullable =
        |field: &Field| argument(&field.ty, "Option").is_some() && !Serde::of(field).is_optional();
    if item.fields.iter().any(is_nullable) {
        let required = required.iter().filter_map(Value::as_str);
        item.attrs
            .push(parse_quote!(#[schemars(extend("required" = [#(#required),*]))]));
    }
}

/// Adds up what is counted in each object of the document.
pub(super) fn of_objects(document: &Value, count: impl Fn(&Value) -> usize) -> usize {
    let schemas = document["components"]["schemas"].as_object();
    let schemas = schemas.into_iter().flatten().map(|(_, schema)| schema);
    schemas
        .filter(|schema| schema["properties"].is_object())
        .map(count)
        .sum()
}

/// Turns a `Box` of an `Option` inside out, as an absent property needs an `Option`. progenitor makes either of
/// a schema that contains itself.
struct Boxes;

impl VisitMut for Boxes {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Some(boxed) = argument(ty, "Box").and_then(|inner| argument(inner, "Option")) {
            *ty = parse_quote!(::std::option::Option<::std::boxed::Box<#boxed>>);
        }
        visit_mut::visit_type_mut(self, ty);
    }
}

/// The `T` of a type such as `Option<T>`.
pub(super) fn argument<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    let Type::Path(ty) = ty else { return None };
    let last = ty.path.segments.last().filter(|last| last.ident == name)?;
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        },
        _ => None,
    }
}

/// The `rename` among the attributes of `serde`.
pub(super) fn renamed(attributes: &[Attribute]) -> Option<String> {
    let mut found = None;
    for attribute in attributes.iter().filter(|a| a.path().is_ident("serde")) {
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.input.peek(Token![=]) {
                let value: LitStr = meta.value()?.parse()?;
                if meta.path.is_ident("rename") {
                    found = Some(value.value());
                }
            }
            Ok(())
        });
    }
    found
}

fn rename(field: &mut Field, wire_names: &BTreeMap<String, String>) -> bool {
    let Some(wire_name) = wire_name(field).and_then(|name| wire_names.get(&name).cloned()) else {
        return false;
    };
    let mut serde = Serde::of(field);
    serde.rename = Some(wire_name);
    serde.write(field);
    true
}

/// The options of `serde` that progenitor gives to fields.
#[derive(Default)]
pub(super) struct Serde {
    rename: Option<String>,
    pub(super) flatten: bool,
    pub(super) default: bool,
    skip_serializing_if: Option<String>,
    pub(super) deserialize_with: Option<String>,
}

impl Serde {
    pub(super) fn of(field: &Field) -> Self {
        let mut serde = Self {
            rename: renamed(&field.attrs),
            ..Self::default()
        };
        for attribute in field.attrs.iter().filter(|a| a.path().is_ident("serde")) {
            let _ = attribute.parse_nested_meta(|meta| {
                serde.flatten |= meta.path.is_ident("flatten");
                serde.default |= meta.path.is_ident("default");
                if meta.input.peek(Token![=]) {
                    let value: LitStr = meta.value()?.parse()?;
                    if meta.path.is_ident("skip_serializing_if") {
                        serde.skip_serializing_if = Some(value.value());
                    } else if meta.path.is_ident("deserialize_with") {
                        serde.deserialize_with = Some(value.value());
                    }
                }
                Ok(())
            });
        }
        serde
    }

    /// Whether the property can be absent.
    pub(super) fn is_optional(&self) -> bool {
        self.default || self.skip_serializing_if.is_some()
    }

    /// The function that says whether it is absent.
    pub(super) fn skips(&self) -> Option<syn::Path> {
        syn::parse_str(self.skip_serializing_if.as_ref()?).ok()
    }

    fn write(&self, field: &mut Field) {
        field
            .attrs
            .retain(|attribute| !attribute.path().is_ident("serde"));
        let with = |name: &str, value: &Option<String>| {
            let name = quote::format_ident!("{name}");
            value.as_ref().map(|value| quote::quote!(#name = #value))
        };
        let options = [
            with("rename", &self.rename),
            self.flatten.then(|| quote::quote!(flatten)),
            self.default.then(|| quote::quote!(default)),
            with("skip_serializing_if", &self.skip_serializing_if),
            with("deserialize_with", &self.deserialize_with),
        ];
        let options: Vec<_> = options.into_iter().flatten().collect();
        if !options.is_empty() {
            field.attrs.push(parse_quote!(#[serde(#(#options),*)]));
        }
    }
}

/// Lets the runtime read a field where `serde` alone would lose something.
struct Read {
    runtime: String,
}

impl Read {
    fn field(&self, field: &mut Field, null_apart: bool) {
        let mut serde = Serde::of(field);
        if serde.flatten {
            return;
        }
        let optional = serde.is_optional();
        let option = argument(&field.ty, "Option");
        let takes_null = option.is_some_and(is_any);
        let integers = is_made_of_integers(&field.ty);
        let function = match (null_apart || (optional && takes_null), integers) {
            (true, false) => "present",
            (true, true) => "present_integers",
            (false, true) => "read_integers",
            (false, false) => "",
        };
        if optional && option.is_some() {
            serde.skip_serializing_if = Some("::std::option::Option::is_none".to_owned());
        }
        if !function.is_empty() {
            serde.default = optional;
            serde.deserialize_with = Some(format!("{}::{function}", self.runtime));
        }
        serde.write(field);
    }
}

/// Whether this is the type of any JSON.
pub(super) fn is_any(ty: &Type) -> bool {
    matches!(ty, Type::Path(ty) if ty.path.segments.iter().map(|s| s.ident.to_string()).eq(["serde_json", "Value"]))
}

/// Lets the builders of these structs tell `null` from absent; returns how many places that needed: two for
/// each field.
fn set_null(file: &mut File, apart: &BTreeMap<String, Vec<Ident>>) -> usize {
    let mut found = 0;
    let types = module_mut(&mut file.items, "types");
    for item in module_mut(types, "builder") {
        match item {
            Item::Struct(item) => {
                let fields = apart.get(&item.ident.to_string());
                for field in &mut item.fields {
                    let is_apart = fields.is_some_and(|names| {
                        field
                            .ident
                            .as_ref()
                            .is_some_and(|name| names.contains(name))
                    });
                    if let Some(ty) = argument(&field.ty, "Result").filter(|_| is_apart) {
                        field.ty = parse_quote!(
                            ::std::result::Result<::std::option::Option<#ty>, ::std::string::String>
                        );
                        found += 1;
                    }
                }
            }
            Item::Impl(block) if block.trait_.is_none() => {
                let Type::Path(ty) = &*block.self_ty else {
                    continue;
                };
                let name = ty.path.get_ident().map(ToString::to_string);
                let Some(fields) = name.and_then(|name| apart.get(&name)) else {
                    continue;
                };
                for item in &mut block.items {
                    if let syn::ImplItem::Fn(setter) = item
                        && fields.contains(&setter.sig.ident)
                    {
                        setter.attrs.push(parse_quote!(
                            #[doc = "Sets it to a value, or to `null` with `None`. It is absent if this is not called."]
                        ));
                        found += setter.block.stmts.iter_mut().filter_map(wrap).count();
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// Makes `Some(value)` of what a setter assigns.
fn wrap(statement: &mut Stmt) -> Option<()> {
    let Stmt::Expr(Expr::Assign(assignment), _) = statement else {
        return None;
    };
    let Expr::MethodCall(map_err) = &mut *assignment.right else {
        return None;
    };
    if map_err.method != "map_err" {
        return None;
    }
    let converted = &map_err.receiver;
    map_err.receiver = parse_quote!(#converted.map(::std::option::Option::Some));
    Some(())
}

#[cfg(test)]
mod tests {
    use openapi_normalize::RUST_NAMES;
    use serde_json::json;

    use super::*;

    fn document() -> Value {
        json!({ "components": { "schemas": { "Pet": {
            "properties": { "a-b": {}, "name": {} },
            RUST_NAMES: { "a-b": "a_b_2" }, NULL_APART: { "name": true },
        } } } })
    }

    fn output() -> File {
        parse_quote! {
            pub mod types {
                pub struct Pet {
                    pub a_b_2: String,
                    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
                    pub name: ::std::option::Option<String>,
                    #[serde(default)]
                    pub next: ::std::boxed::Box<::std::option::Option<Pet>>,
                    #[serde(rename = "Size", skip_serializing_if = "::std::option::Option::is_none")]
                    pub size: ::std::option::Option<i128>,
                }
                pub mod builder {
                    pub struct Pet {
                        name: ::std::result::Result<::std::option::Option<String>, String>,
                    }
                    impl Pet {
                        pub fn name<T>(mut self, value: T) -> Self {
                            self.name = value.try_into().map_err(|e| format!("{e}"));
                            self
                        }
                    }
                }
            }
        }
    }

    fn rewritten(mut file: File) -> Result<String, String> {
        let runtime = parse_quote!(::my_api::runtime);
        apply(&mut file, &document(), &runtime).map_err(|error| error.to_string())?;
        let client = prettyplease::unparse(&file);
        Ok(client.split_whitespace().collect())
    }

    #[test]
    fn fields_are_named_and_read_as_the_document_says() {
        let client = rewritten(output()).unwrap();
        for part in [
            "#[serde(rename = \"a-b\")] pub a_b_2: String",
            "default, skip_serializing_if = \"::std::option::Option::is_none\", \
             deserialize_with = \"::my_api::runtime::present\"",
            "pub name: ::std::option::Option<::std::option::Option<String>>",
            "#[serde(default, skip_serializing_if = \"::std::option::Option::is_none\")] \
             pub next: ::std::option::Option<::std::boxed::Box<Pet>>",
            "rename = \"Size\", default",
            "deserialize_with = \"::my_api::runtime::read_integers\"",
            "Result<::std::option::Option<::std::option::Option<String>>,",
            "value.try_into().map(::std::option::Option::Some).map_err(",
        ] {
            let part: String = part.split_whitespace().collect();
            assert!(client.contains(&part), "{part} is not in {client}");
        }
    }

    #[test]
    fn an_output_without_the_field_is_an_error_in_words() {
        let error = rewritten(parse_quote!(
            pub mod types {
                pub struct Pet {
                    pub name: String,
                }
            }
        ));
        let error = error.unwrap_err();
        assert!(
            error.starts_with("cannot name properties as the document does"),
            "{error}"
        );
    }

    #[test]
    fn an_output_without_the_setter_is_an_error_in_words() {
        let mut file = output();
        let types = module_mut(&mut file.items, "types");
        let Item::Mod(builder) = &mut types[1] else {
            unreachable!()
        };
        builder.content.as_mut().unwrap().1.pop();
        let error = rewritten(file).unwrap_err();
        assert!(error.starts_with("cannot tell null from absent"), "{error}");
    }
}
