use openapi_normalize::{METHOD, PARAMETER, operations};
use proc_macro2::TokenStream;
use progenitor_impl::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::Value;
use syn::{
    Expr, ExprMacro, ExprMethodCall, File, LitStr, Token, parse_quote,
    punctuated::Punctuated,
    visit_mut::{self, VisitMut},
};

use crate::{
    Error, Paths,
    generate::{changed, parsed, without_failures, without_panic},
};

/// Generates typed mocks for the operations of a normalized document: progenitor's output for `httpmock`, for the
/// client at [`Paths::client`]. Operations that progenitor fails or panics on have no mock.
///
/// Two things differ from progenitor's output: a body can be a scalar, and a path parameter is matched as text, not
/// as a regular expression.
///
/// # Errors
///
/// [`Error::Generate`] if progenitor also fails on what is left, and [`Error::UnknownOutput`] if its output is not
/// as expected.
pub fn mock(document: &Value, paths: &Paths) -> Result<String, Error> {
    let progenitor = |document: &Value| tokens(document, paths);
    let (tokens, document, _) = without_failures(&mockable(document), &progenitor)?;
    Ok(prettyplease::unparse(&rewritten(tokens, &document)?))
}

fn tokens(document: &Value, paths: &Paths) -> Result<TokenStream, String> {
    let document = serde_json::from_value(document.clone()).map_err(|error| error.to_string())?;
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_derive("schemars::JsonSchema");
    let mut generator = Generator::new(&settings);
    without_panic(|| generator.httpmock(&document, paths.client))
}

/// Progenitor's output with our changes.
fn rewritten(tokens: TokenStream, document: &Value) -> Result<File, Error> {
    let mut file = parsed(tokens)?;
    let mut bodies = Bodies(0);
    bodies.visit_file_mut(&mut file);
    changed(
        "match bodies that are scalars",
        typed_bodies(document),
        bodies.0,
    )?;
    let mut parameters = PathParameters(0);
    parameters.visit_file_mut(&mut file);
    let expected = path_parameters(document);
    changed("match path parameters as text", expected, parameters.0)?;
    Ok(file)
}

/// Passes a reference to `json_body_obj`. Progenitor passes a scalar by value, which does not compile.
struct Bodies(usize);

impl VisitMut for Bodies {
    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        if call.method == "json_body_obj" {
            for argument in &mut call.args {
                if matches!(argument, Expr::Path(path) if path.path.is_ident("value")) {
                    self.0 += 1;
                    *argument = parse_quote!(&value);
                }
            }
        }
        visit_mut::visit_expr_method_call_mut(self, call);
    }
}

/// Matches path parameters as text. Progenitor would take the text for a regular expression, and would fill in only the
/// first place of a parameter that occurs twice.
struct PathParameters(usize);

impl VisitMut for PathParameters {
    fn visit_expr_macro_mut(&mut self, node: &mut ExprMacro) {
        if !node.mac.path.is_ident("format") {
            return;
        }
        let arguments = node
            .mac
            .parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
        let Some((pattern, value)) = arguments.ok().and_then(pattern_and_value) else {
            return;
        };
        self.0 += 1;
        let pattern = LitStr::new(&pattern.value().replace("{}", "{0}"), pattern.span());
        node.mac.tokens = quote::quote!(#pattern, regex::escape(&encode_path(&#value)));
    }
}

/// The arguments of `format!("^/pets/{}$", value.to_string())`.
fn pattern_and_value(arguments: Punctuated<Expr, Token![,]>) -> Option<(LitStr, Expr)> {
    let mut arguments = arguments.into_iter();
    let (pattern, value) = (arguments.next()?, arguments.next()?);
    let Expr::Lit(pattern) = pattern else {
        return None;
    };
    match pattern.lit {
        syn::Lit::Str(text) if text.value().starts_with('^') && text.value().ends_with('$') => {
            Some((text, value))
        }
        _ => None,
    }
}

/// The number of request and response bodies that have a type.
fn typed_bodies(document: &Value) -> usize {
    const JSON: &str = "application/json";
    const FORM: &str = "application/x-www-form-urlencoded";
    let has = |content: &Value, media_type| content.get(media_type).is_some();
    let bodies = operations(document).map(|(_, _, operation)| {
        let body = &operation["requestBody"]["content"];
        let responses = operation["responses"].as_object().into_iter().flatten();
        let responses = responses.filter(|(_, response)| has(&response["content"], JSON));
        usize::from(has(body, JSON) || has(body, FORM)) + responses.count()
    });
    bodies.sum()
}

fn path_parameters(document: &Value) -> usize {
    let parameters = operations(document).flat_map(|(_, _, operation)| {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        parameters.filter(|parameter| parameter["in"] == "path")
    });
    parameters.count()
}

/// The document without what progenitor's mocks cannot express: parameters that are not a single string on the wire,
/// and statuses without a standard name (progenitor names methods after it).
fn mockable(document: &Value) -> Value {
    let components = &document["components"];
    let mut document = document.clone();
    let items = document
        .get_mut("paths")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten();
    let items = items.map(|(path, item)| {
        if let Value::Object(item) = &mut *item {
            // A server of httpmock knows the usual methods only.
            item.retain(|_, operation| operation.get(METHOD).is_none());
        }
        (path, item)
    });
    let operations = items.flat_map(|(_, item)| item.as_object_mut().into_iter().flatten());
    for (_, operation) in operations {
        if let Some(parameters) = operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut)
        {
            parameters.retain(|parameter| {
                let usual = parameter.get(PARAMETER).is_none();
                usual && is_one_text(&parameter["schema"], components)
            });
        }
        if let Some(responses) = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut)
        {
            responses.retain(|status, _| match status.parse() {
                Ok(status) => http::StatusCode::from_u16(status)
                    .is_ok_and(|status| status.canonical_reason().is_some()),
                Err(_) => true,
            });
        }
    }
    document
}

fn is_one_text(schema: &Value, components: &Value) -> bool {
    let reference = schema
        .get("$ref")
        .or_else(|| schema["allOf"][0].get("$ref"));
    let name = reference.and_then(|reference| reference.as_str()?.rsplit('/').next());
    let schema = name.map_or(schema, |name| &components["schemas"][name]);
    matches!(
        schema["type"].as_str(),
        Some("string" | "integer" | "number" | "boolean")
    )
}

#[cfg(test)]
mod tests {
    use quote::quote;
    use serde_json::json;

    use super::*;

    fn document() -> Value {
        let content = json!({ "application/json": { "schema": { "type": "string" } } });
        json!({ "paths": { "/a/{id}": { "put": {
            "operationId": "put_a",
            "parameters": [{ "name": "id", "in": "path", "schema": { "type": "string" } }],
            "requestBody": { "content": content },
        } } } })
    }

    fn rewritten(tokens: TokenStream) -> Result<String, String> {
        let file = super::rewritten(tokens, &document()).map_err(|error| error.to_string())?;
        Ok(prettyplease::unparse(&file))
    }

    #[test]
    fn a_body_is_a_reference_and_a_path_parameter_is_no_pattern() {
        let mock = rewritten(quote! {
            fn body() { Self(self.0.json_body_obj(value)) }
            fn id() { Regex::new(&format!("^/a/{}/b/{}$", value.to_string())) }
        });
        let mock = mock.unwrap();
        assert!(mock.contains("json_body_obj(&value)"), "{mock}");
        let format =
            "format!(\"^/a/{0}/b/{0}$\", regex::escape(& encode_path(& value.to_string())))";
        assert!(mock.contains(format), "{mock}");
    }

    #[test]
    fn a_form_is_a_typed_body_of_a_request_only() {
        let form = json!({ "application/x-www-form-urlencoded": { "schema": {} } });
        let document = |body: &Value, answer: &Value| {
            json!({ "paths": { "/a": { "put": {
                "requestBody": { "content": body }, "responses": { "200": { "content": answer } }
            } } } })
        };
        assert_eq!(typed_bodies(&document(&form, &json!({}))), 1);
        assert_eq!(typed_bodies(&document(&json!({}), &form)), 0);
    }

    #[test]
    fn a_named_array_is_not_one_text_and_a_named_string_is() {
        let components = json!({ "schemas": {
            "List": { "type": "array", "items": {} }, "Order": { "type": "string", "enum": ["a"] }
        } });
        let named = |name| json!({ "$ref": format!("#/components/schemas/{name}") });
        assert!(!is_one_text(&named("List"), &components));
        assert!(is_one_text(&named("Order"), &components));
        assert!(is_one_text(
            &json!({ "allOf": [named("Order")] }),
            &components
        ));
    }

    #[test]
    fn an_output_without_a_body_is_an_error_in_words() {
        let error = rewritten(quote!(
            fn id() {
                format!("^/a/{}$", value.to_string())
            }
        ));
        let error = error.unwrap_err();
        assert!(
            error.starts_with("cannot match bodies that are scalars"),
            "{error}"
        );
    }

    #[test]
    fn an_output_without_a_path_parameter_is_an_error_in_words() {
        let error = rewritten(quote!(
            fn body() {
                Self(self.0.json_body_obj(value))
            }
        ));
        let error = error.unwrap_err();
        assert!(
            error.starts_with("cannot match path parameters as text"),
            "{error}"
        );
    }
}
