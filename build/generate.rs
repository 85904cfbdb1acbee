use std::panic::{AssertUnwindSafe, catch_unwind};

use openapi_normalize::{MEDIA_TYPE, OPTIONAL_BODY, operations};
use progenitor_impl::{GenerationSettings, Generator, HooksMode, InterfaceStyle};
use quote::quote;
use serde_json::{Value, json};

use super::Error;

/// What [`generate`] returns.
pub struct Generated {
    /// The source of the client.
    pub client: String,
    /// The document that it is the client of, without what was left out.
    pub document: Value,
    /// A sentence for each part of the document that progenitor cannot generate.
    pub left_out: Vec<String>,
}

/// The client for a normalized document. What progenitor fails or panics on is found and left out.
pub fn generate(document: &Value) -> Result<Generated, Error> {
    if let Ok(tokens) = tokens(document) {
        return Ok(Generated {
            client: source(tokens)? + &peculiarities(document),
            document: document.clone(),
            left_out: Vec::new(),
        });
    }
    let (document, left_out) = without_what_fails(document, tokens);
    let tokens = tokens(&document).map_err(Error::Generate)?;
    Ok(Generated {
        client: source(tokens)? + &peculiarities(&document),
        document,
        left_out,
    })
}

/// What progenitor makes of a normalized document, or why it does not.
pub fn tokens(document: &Value) -> Result<proc_macro2::TokenStream, String> {
    let document = serde_json::from_value(document.clone()).map_err(|error| error.to_string())?;
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(crate::Transport))
        .with_derive("schemars::JsonSchema");
    let mut generator = Generator::new(&settings);
    without_panic(|| generator.generate_tokens(&document))
}

/// What `step` of progenitor returns, or why it failed or panicked.
pub(super) fn without_panic<T>(
    step: impl FnOnce() -> progenitor_impl::Result<T>,
) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(step)) {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(panic) => Err(panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref().map(|text: &&str| (*text).to_owned()))
            .unwrap_or_default()),
    }
}

/// The version of the document, as a header that the API does not define.
const API_VERSION: &str = r#"            header_map
                .append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(
                        super::Client::api_version(),
                    ),
                );
"#;

fn source(tokens: proc_macro2::TokenStream) -> Result<String, Error> {
    let file = syn::parse2(tokens).map_err(|error| Error::Generate(error.to_string()))?;
    let source = prettyplease::unparse(&file)
        .replace(
            &format!("            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);\n{API_VERSION}"),
            "            let header_map = ::reqwest::header::HeaderMap::new();\n",
        )
        .replace(API_VERSION, "")
        // `progenitor_client` loses the status of a body that does not decode, and leaves a transport
        // no error of its own: the generated code runs on our runtime, which has the same names.
        .replace("progenitor_client::", "crate::runtime::")
        // Nobody who builds a value has to say that it has no undocumented properties.
        .replace(
            "extra: Err(\"no value supplied for extra\".to_string())",
            "extra: Ok(::std::default::Default::default())",
        );
    Ok(source)
}

/// What the transport has to know of some operations.
fn peculiarities(document: &Value) -> String {
    let mut streaming = Vec::new();
    let mut optional_body = Vec::new();
    let mut media_types = Vec::new();
    for (_, _, operation) in operations(document) {
        let id = operation["operationId"].as_str().unwrap_or_default();
        if let Some(media_type) = operation[MEDIA_TYPE].as_str() {
            media_types.push((id, media_type));
        }
        if operation[OPTIONAL_BODY] == true {
            optional_body.push(id);
        }
        let responses = operation["responses"].as_object().into_iter().flatten();
        let successes = responses.filter(|(status, _)| status.starts_with('2'));
        let streamed = successes.filter(|(_, response)| is_streamed(&response["content"]));
        let statuses: Vec<&String> = streamed.map(|(status, _)| status).collect();
        if !statuses.is_empty() {
            streaming.push(format!("({id:?}, &{statuses:?})"));
        }
    }
    format!(
        "\nimpl crate::runtime::Peculiarities for Client {{\n    \
             const STREAMING: &[(&str, &[&str])] = &[{}];\n    \
             const OPTIONAL_BODY: &[&str] = &{optional_body:?};\n    \
             const MEDIA_TYPES: &[(&str, &str)] = &{media_types:?};\n\
         }}\n",
        streaming.join(", "),
    )
}

fn is_streamed(content: &Value) -> bool {
    let content = content.as_object();
    content.is_some_and(|types| !types.is_empty() && !types.contains_key("application/json"))
}

/// What progenitor makes of a document, or why it does not.
pub(super) type Tokens = fn(&Value) -> Result<proc_macro2::TokenStream, String>;

/// The document without the operations, and with any JSON in place of the schemas, that progenitor
/// cannot generate by themselves.
pub(super) fn without_what_fails(document: &Value, tokens: Tokens) -> (Value, Vec<String>) {
    let mut left_out = Vec::new();
    let all: Vec<&String> = document["components"]["schemas"]
        .as_object()
        .map(|schemas| schemas.keys().collect())
        .unwrap_or_default();
    let mut without_operations = document.clone();
    without_operations["paths"] = json!({});
    let failing = culprits(&all, &mut |schemas| {
        let mut document = without_operations.clone();
        for name in all.iter().filter(|name| !schemas.contains(name)) {
            document["components"]["schemas"][name.as_str()] = json!({});
        }
        tokens(&document).err()
    });
    let mut document = document.clone();
    for (name, reason) in failing {
        left_out.push(format!(
            "LOSSY #/components/schemas/{name} generate: `{name}` is any JSON: {reason}"
        ));
        document["components"]["schemas"][name.as_str()] = json!({});
    }

    let operations = operations(&document);
    let operations: Vec<(String, &str)> = operations
        .map(|(path, method, _)| (path.to_owned(), method))
        .collect();
    let failing = culprits(&operations, &mut |operations| {
        let mut some = document.clone();
        some["paths"] = json!({});
        for (path, method) in operations {
            some["paths"][path][method] = document["paths"][path][method].clone();
        }
        tokens(&some).err()
    });
    for ((path, method), reason) in failing {
        let id = document["paths"][&path][method]["operationId"].to_string();
        let pointer = path.replace('~', "~0").replace('/', "~1");
        left_out.push(format!(
            "LOSSY #/paths/{pointer}/{method} generate: the operation {id} is left out: {reason}"
        ));
        if let Some(item) = document["paths"][&path].as_object_mut() {
            item.remove(method);
        }
    }
    (document, left_out)
}

/// The items that fail by themselves, each with its reason, found by halving.
fn culprits<T: Clone>(
    items: &[T],
    failure: &mut impl FnMut(&[T]) -> Option<String>,
) -> Vec<(T, String)> {
    let Some(reason) = failure(items) else {
        return Vec::new();
    };
    match items {
        [] => Vec::new(),
        [item] => vec![(item.clone(), reason)],
        _ => {
            let (left, right) = items.split_at(items.len() / 2);
            let mut found = culprits(left, failure);
            found.extend(culprits(right, failure));
            found
        }
    }
}
