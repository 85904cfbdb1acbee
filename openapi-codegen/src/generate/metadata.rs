//! Generates what the transport has to know about some operations.

use openapi_normalize::operations;
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;
use syn::{Item, parse_quote};

/// The `impl` of the runtime's trait `OperationMetadata` for the client.
pub(super) fn implementation(document: &Value, runtime: &syn::Path) -> Item {
    let mut streaming: Vec<TokenStream> = Vec::new();
    for (_, _, operation) in operations(document) {
        let id = operation["operationId"].as_str().unwrap_or_default();
        let responses = operation["responses"].as_object().into_iter().flatten();
        let successes = responses.filter(|(status, _)| status.starts_with('2'));
        let streamed = successes.filter(|(_, response)| is_streamed(&response["content"]));
        let statuses: Vec<&String> = streamed.map(|(status, _)| status).collect();
        if !statuses.is_empty() {
            streaming.push(quote!((#id, &[#(#statuses),*])));
        }
    }
    parse_quote! {
        impl #runtime::OperationMetadata for Client {
            const STREAMING: &[(&str, &[&str])] = &[#(#streaming),*];
        }
    }
}

fn is_streamed(content: &Value) -> bool {
    let content = content.as_object();
    content.is_some_and(|types| !types.is_empty() && !types.contains_key("application/json"))
}
