//! Generates what the transport has to know about some operations.

use std::time::Duration;

use openapi_normalize::{REFUSAL, operations};
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;
use syn::{Item, parse_quote};

/// An operation's least time between two requests, in seconds.
const RATE_LIMIT: &str = "x-rateLimit";

/// The `impl` of the runtime's trait `OperationMetadata` for the client.
pub(super) fn implementation(document: &Value, runtime: &syn::Path) -> Item {
    let mut streaming: Vec<TokenStream> = Vec::new();
    let mut refusals: Vec<TokenStream> = Vec::new();
    let mut rate_limits: Vec<TokenStream> = Vec::new();
    for (_, _, operation) in operations(document) {
        let id = operation["operationId"].as_str().unwrap_or_default();
        if let Some(property) = operation[REFUSAL]["property"].as_str() {
            let value = operation[REFUSAL]["value"].to_string();
            refusals.push(quote!((#id, #property, #value)));
        }
        let seconds = operation[RATE_LIMIT].as_f64();
        if let Some(interval) = seconds.and_then(|it| Duration::try_from_secs_f64(it).ok()) {
            let nanos = u64::try_from(interval.as_nanos()).unwrap_or(u64::MAX);
            rate_limits.push(quote!((#id, ::std::time::Duration::from_nanos(#nanos))));
        }
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
            const REFUSALS: &[(&str, &str, &str)] = &[#(#refusals),*];
            const RATE_LIMITS: &[(&str, ::std::time::Duration)] = &[#(#rate_limits),*];
        }
    }
}

fn is_streamed(content: &Value) -> bool {
    let content = content.as_object();
    content.is_some_and(|types| !types.is_empty() && !types.contains_key("application/json"))
}
