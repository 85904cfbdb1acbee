mod types;

use std::collections::BTreeMap;

use openapi_normalize::{WireParameter, field_name, operations};
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use serde_json::Value;
use syn::{
    FnArg, GenericArgument, GenericParam, ImplItem, ImplItemFn, Item, PathArguments, PathSegment,
    ReturnType, Type, TypeParamBound, WherePredicate, parse_quote,
};

use crate::{
    Error, Paths,
    generate::{integers, module, path},
};

use types::Types;

/// Generates a registry: a table of a client's operations, which can be called by name with JSON, and of the types that they
/// take and return. It uses the module at [`Paths::registry`].
///
/// Arguments are set as a caller sets them: by the setters of builders and by constructors, not by decoding the JSON.
///
/// Methods and types are read from the source of the `client`, so that the registry matches it. The names of parameters on
/// the wire come from the normalized `document`.
///
/// # Errors
///
/// [`Error::Generate`] if `client` is not Rust, and [`Error::InvalidPath`] if [`Paths::registry`] is not a Rust path.
pub fn registry(client: &str, document: &Value, paths: &Paths) -> Result<String, Error> {
    let registry = path(paths.registry)?;
    let file = syn::parse_file(client).map_err(|error| Error::Generate(error.to_string()))?;
    let client = methods(&file.items);
    let builders = methods(module(&file.items, "builder"));
    let types = Types::of(module(&file.items, "types"));
    let entries = operations(document).filter_map(|(_, _, operation)| {
        let id = operation["operationId"].as_str()?;
        let method = client.get("Client")?.get(id)?;
        let builder = last_segment(returned(method)?)?.ident.to_string();
        Some(entry(id, operation, builders.get(&builder)?, &types))
    });
    let entries: Vec<TokenStream> = entries.collect();
    let implementations = types.implementations();
    let tokens = quote! {
        #[allow(unused_imports, reason = "not every document has types")]
        use super::types;
        use #registry as registry;

        /// Every operation of the client.
        pub const OPERATIONS: &[registry::Operation] = &[#(#entries),*];

        #implementations
    };
    let file = syn::parse2(tokens).map_err(|error| Error::Generate(error.to_string()))?;
    Ok(prettyplease::unparse(&file))
}

type Methods<'f> = BTreeMap<String, &'f ImplItemFn>;

/// The methods of each type, without those of traits.
fn methods(items: &[Item]) -> BTreeMap<String, Methods<'_>> {
    let mut found: BTreeMap<String, Methods<'_>> = BTreeMap::new();
    for item in items {
        let Item::Impl(block) = item else { continue };
        let Some(ty) = last_segment(&block.self_ty).filter(|_| block.trait_.is_none()) else {
            continue;
        };
        let methods = found.entry(ty.ident.to_string()).or_default();
        for item in &block.items {
            if let ImplItem::Fn(method) = item {
                methods.insert(method.sig.ident.to_string(), method);
            }
        }
    }
    found
}

fn returned(method: &ImplItemFn) -> Option<&Type> {
    match &method.sig.output {
        ReturnType::Type(_, returned) => Some(returned),
        ReturnType::Default => None,
    }
}

fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(ty) => ty.path.segments.last(),
        _ => None,
    }
}

fn type_arguments(segment: &PathSegment) -> impl Iterator<Item = &Type> {
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    };
    arguments
        .into_iter()
        .flatten()
        .filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
}

fn source(ty: &Type) -> String {
    ty.to_token_stream().to_string().replace(' ', "")
}

/// A body that is bytes or text rather than a generated type.
fn is_raw(ty: &Type) -> bool {
    ["reqwest::Body", "String"].contains(&source(ty).as_str())
}

fn is_stream(ty: &Type) -> bool {
    source(ty) == "ByteStream"
}

/// The registry's description of a type, if there is one.
fn description(ty: &Type) -> TokenStream {
    if is_raw(ty) || is_stream(ty) {
        return quote!(None);
    }
    let name = source(ty);
    let of = if integers::is_made_of_integers(ty) {
        quote!(of_integers)
    } else {
        quote!(of)
    };
    quote!(Some(registry::Type::#of::<#ty>(#name)))
}

fn entry(id: &str, operation: &Value, methods: &Methods<'_>, types: &Types) -> TokenStream {
    let method = format_ident!("{id}");
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let parameters = parameters.filter_map(|parameter| {
        let WireParameter { name, location, .. } = WireParameter::of(parameter)?;
        let setter = setter(methods, parameter["name"].as_str()?)?;
        let (ident, taken) = (&setter.sig.ident, taken(setter)?);
        Some(quote! {
            if let Some(value) = arguments.parameter::<#taken>(#location, #name)? {
                call = call.#ident(value);
            }
        })
    });
    let parameters: Vec<TokenStream> = parameters.collect();

    let body = methods
        .get("body")
        .filter(|_| operation["requestBody"].is_object());
    let body = body.and_then(|setter| taken(setter));
    let set_body = body.as_ref().map(|body| set_body(types, body));
    let body = body.as_ref().map_or_else(|| quote!(None), description);

    let (success, error) = results(methods);
    let finish = match (is_stream(&success), is_stream(&error)) {
        (true, _) => quote!(registry::streamed(call.send().await).await),
        (false, true) => quote!(registry::decoded(
            call.send().await.map_err(|error| error.map(drop))
        )),
        (false, false) => quote!(registry::decoded(call.send().await)),
    };
    let (success, error) = (description(&success), description(&error));
    quote! {
        registry::Operation {
            id: #id,
            body: #body,
            success: #success,
            error: #error,
            call: |transport, arguments| Box::pin(async move {
                #[allow(unused_mut, reason = "there may be nothing to set")]
                let mut arguments = arguments;
                let (base_url, http) = transport.parts();
                let client = super::Client::new_with_client(base_url, http, transport.clone());
                #[allow(unused_mut, reason = "there may be nothing to set")]
                let mut call = client.#method();
                #(#parameters)*
                #set_body
                arguments.all_taken()?;
                #finish
            }),
        }
    }
}

/// The method that sets a parameter. It is named after the parameter; a Rust keyword is escaped.
fn setter<'f>(methods: &Methods<'f>, parameter: &str) -> Option<&'f ImplItemFn> {
    let name = field_name(parameter);
    // progenitor begins the setter of `1st` with another letter than the field.
    let begun = format!("_{}", name.trim_start_matches('x'));
    let names = [format!("r#{name}"), format!("{name}_"), name, begun];
    names.iter().find_map(|name| methods.get(name).copied())
}

/// The type that a setter takes: the `T` of `V: TryInto<T>`.
fn taken(setter: &ImplItemFn) -> Option<Type> {
    let value = setter.sig.inputs.iter().find_map(|input| match input {
        FnArg::Typed(value) => Some(&value.ty),
        FnArg::Receiver(_) => None,
    })?;
    let where_clause = setter.sig.generics.where_clause.as_ref();
    let predicates = where_clause
        .into_iter()
        .flat_map(|clause| &clause.predicates);
    let bounds = predicates.filter_map(|predicate| match predicate {
        WherePredicate::Type(bound) if source(&bound.bounded_ty) == source(value) => {
            Some(&bound.bounds)
        }
        _ => None,
    });
    let inline = setter
        .sig
        .generics
        .params
        .iter()
        .filter_map(|param| match param {
            GenericParam::Type(param) => Some(&param.bounds),
            _ => None,
        });
    bounds
        .chain(inline)
        .flatten()
        .find_map(|bound| match bound {
            TypeParamBound::Trait(bound) => {
                type_arguments(bound.path.segments.last()?).next().cloned()
            }
            _ => None,
        })
}

/// The types `S` and `E` of `send() -> Result<ResponseValue<S>, Error<E>>`.
fn results(methods: &Methods<'_>) -> (Type, Type) {
    let result = methods
        .get("send")
        .and_then(|send| last_segment(returned(send)?));
    let mut results = result.into_iter().flat_map(type_arguments).map(|ty| {
        let inner = last_segment(ty).and_then(|segment| type_arguments(segment).next());
        inner.cloned().unwrap_or_else(|| parse_quote!(()))
    });
    let mut next = || results.next().unwrap_or_else(|| parse_quote!(()));
    (next(), next())
}

/// Sets the body: by its builder, if it has one.
fn set_body(types: &Types, body: &Type) -> TokenStream {
    if is_raw(body) {
        let written = if source(body) == "String" {
            quote!(arguments.text())
        } else {
            quote!(arguments.bytes())
        };
        return quote! {
            if let Some(written) = #written {
                call = call.body(written);
            }
        };
    }
    if let Some(builder) = types.builder(body) {
        return quote! {
            if let Some(builder) = arguments.body_builder::<types::builder::#builder>()? {
                call = call.body_map(|_| builder);
            }
        };
    }
    quote! {
        if let Some(value) = arguments.body::<#body>()? {
            call = call.body(value);
        }
    }
}
