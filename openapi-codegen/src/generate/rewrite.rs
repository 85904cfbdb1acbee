//! Changes the syntax tree of progenitor's output where the client has to differ. Each change counts the places that it finds, so
//! that a new output of progenitor fails the build instead of changing what the client does.

mod api_version;
mod builders;
mod constructor;
mod extra;
mod fields;
pub(crate) mod integers;
pub(super) mod object_parameters;
mod objects;
pub(super) mod operations;
pub(super) mod optional_bodies;
mod runtime;
mod unions;
mod unused_attributes;
mod values;

use proc_macro2::TokenStream;
use serde_json::Value;
use syn::{Attribute, File, Item, Path, Token, parse_quote, punctuated::Punctuated};

use crate::Error;

/// Turns progenitor's output into the client.
pub(super) fn client(tokens: TokenStream, document: &Value, runtime: &Path) -> Result<File, Error> {
    let mentions = runtime::mentions(tokens.clone());
    let mut file = parsed(tokens)?;
    runtime::replace(&mut file, mentions, runtime)?;
    api_version::remove(&mut file)?;
    constructor::remove(&mut file)?;
    extra::start_empty(&mut file)?;
    integers::apply(&mut file, document)?;
    values::apply(&mut file, document)?;
    fields::apply(&mut file, document, runtime)?;
    objects::apply(&mut file, document, runtime)?;
    unions::rewrite(&mut file, document, runtime)?;
    unused_attributes::remove(&mut file);
    Ok(file)
}

/// The syntax tree of progenitor's output.
pub(crate) fn parsed(tokens: TokenStream) -> Result<File, Error> {
    syn::parse2(tokens).map_err(|error| Error::Generate(error.to_string()))
}

/// Fails if a change did not find as many places as expected.
pub(crate) fn changed(change: &'static str, expected: usize, found: usize) -> Result<(), Error> {
    if found == expected {
        return Ok(());
    }
    Err(Error::UnknownOutput {
        change,
        expected,
        found,
    })
}

/// The items of the module `name`, to be changed.
pub(super) fn module_mut<'f>(items: &'f mut [Item], name: &str) -> &'f mut [Item] {
    content_mut(items, name).map_or(&mut [], |items| items)
}

/// The items of the module `name`, to which others may be added, if there is such a module.
fn content_mut<'f>(items: &'f mut [Item], name: &str) -> Option<&'f mut Vec<Item>> {
    items.iter_mut().find_map(|item| match item {
        Item::Mod(module) if module.ident == name => {
            module.content.as_mut().map(|(_, items)| items)
        }
        _ => None,
    })
}

/// Removes these traits from what a type derives; `false` if none was there.
fn no_longer_derives(attributes: &mut [Attribute], names: &[&str]) -> bool {
    let mut removed = false;
    let derives = attributes
        .iter_mut()
        .filter(|attribute| attribute.path().is_ident("derive"));
    for attribute in derives {
        let Ok(traits) = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated)
        else {
            continue;
        };
        let is_one = |path: &Path| {
            let last = path.segments.last();
            last.is_some_and(|last| names.iter().any(|name| last.ident == name))
        };
        let kept: Vec<&Path> = traits.iter().filter(|path| !is_one(path)).collect();
        removed |= kept.len() < traits.len();
        *attribute = parse_quote!(#[derive(#(#kept),*)]);
    }
    removed
}

/// The items of the module `name`, or none if there is no such module.
pub(crate) fn module<'f>(items: &'f [Item], name: &str) -> &'f [Item] {
    let found = items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == name => module.content.as_ref(),
        _ => None,
    });
    found.map_or(&[], |(_, items)| items)
}

#[cfg(test)]
mod tests {
    use quote::quote;
    use serde_json::json;

    use super::*;

    /// The parts of progenitor 0.15's output that are changed.
    fn output() -> TokenStream {
        quote! {
            pub use progenitor_client::{ByteStream, Error};
            pub struct Client;
            impl Client {
                pub fn new() -> Self {
                    Self::new_with_client()
                }
                pub fn new_with_client() -> Self {
                    Self
                }
            }
            pub mod types {
                #[derive(::serde::Deserialize)]
                pub struct Open {
                    #[serde(flatten)]
                    pub extra: Map,
                }
                pub struct Closed {
                    pub extra: String,
                }
                pub mod builder {
                    impl ::std::default::Default for Open {
                        fn default() -> Self {
                            Self { extra: Err("no value supplied for extra".to_string()) }
                        }
                    }
                    impl ::std::default::Default for Closed {
                        fn default() -> Self {
                            Self { extra: Err("no value supplied for extra".to_string()) }
                        }
                    }
                }
            }
            pub mod builder {
                fn send() {
                    let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
                    header_map.append(
                        ::reqwest::header::HeaderName::from_static("api-version"),
                        ::reqwest::header::HeaderValue::from_static(super::Client::api_version()),
                    );
                    let info = OperationInfo { operation_id: "send" };
                }
            }
        }
    }

    fn rewritten(tokens: TokenStream) -> Result<String, String> {
        let runtime = parse_quote!(::my_api::runtime);
        let open = json!({ "properties": { "a": {} }, "additionalProperties": {} });
        let document = json!({ "components": { "schemas": { "Open": open } } });
        let file = client(tokens, &document, &runtime).map_err(|error| error.to_string())?;
        Ok(prettyplease::unparse(&file))
    }

    /// The error for an output that has `instead` in place of `lost`.
    fn error_without(lost: &str, instead: &str) -> String {
        let source = output().to_string();
        assert!(source.contains(lost), "{source}");
        rewritten(source.replace(lost, instead).parse().unwrap()).unwrap_err()
    }

    #[test]
    fn the_client_runs_on_the_given_runtime() {
        let client = rewritten(output()).unwrap();
        assert!(
            client.contains("pub use ::my_api::runtime::{ByteStream, Error};"),
            "{client}"
        );
        assert!(!client.contains("progenitor_client"), "{client}");
    }

    #[test]
    fn the_client_makes_no_http_client_of_its_own() {
        let client = rewritten(output()).unwrap();
        assert!(!client.contains("fn new()"), "{client}");
        assert!(client.contains("fn new_with_client()"), "{client}");
        let error = error_without("fn new ()", "fn with_defaults ()");
        assert!(error.starts_with("cannot remove `Client::new`"), "{error}");
    }

    #[test]
    fn the_header_of_the_version_goes_and_leaves_no_mut_behind() {
        let client = rewritten(output()).unwrap();
        assert!(!client.contains("api-version"), "{client}");
        assert!(client.contains("let header_map ="), "{client}");
    }

    #[test]
    fn only_undocumented_properties_are_empty_by_default() {
        let client = rewritten(output()).unwrap();
        assert_eq!(
            client
                .matches("extra: Ok(::std::default::Default::default())")
                .count(),
            1
        );
        assert_eq!(client.matches("no value supplied for extra").count(), 1);
    }

    #[test]
    fn an_output_without_the_runtime_is_an_error_in_words() {
        assert_eq!(
            error_without("progenitor_client", "another_client"),
            "cannot let the client run on another runtime: progenitor's output has the place for it 0 times instead of 1; \
             openapi-codegen is written for progenitor 0.15"
        );
    }

    #[test]
    fn a_runtime_that_is_named_in_a_macro_is_an_error_in_words() {
        let mut tokens = output();
        tokens.extend(quote!(call! { progenitor_client::Error }));
        let error = rewritten(tokens).unwrap_err();
        assert!(error.contains("1 times instead of 2"), "{error}");
    }

    #[test]
    fn a_parameter_or_a_property_of_that_name_stays() {
        let mut tokens = output();
        tokens.extend(quote! {
            fn send(progenitor_client: String) {
                let progenitor_client = Params { progenitor_client: &progenitor_client };
            }
        });
        let client = rewritten(tokens).unwrap();
        assert_eq!(client.matches("progenitor_client").count(), 4, "{client}");
    }

    #[test]
    fn an_output_without_the_header_is_an_error_in_words() {
        let error = error_without("\"api-version\"", "\"version\"");
        assert!(
            error.starts_with("cannot remove the header `api-version`"),
            "{error}"
        );
    }

    #[test]
    fn an_output_with_another_builder_is_an_error_in_words() {
        let error = error_without(
            "Err (\"no value supplied for extra\" . to_string ())",
            "None",
        );
        assert!(
            error.starts_with("cannot let undocumented properties be empty"),
            "{error}"
        );
    }
}
