use std::collections::BTreeSet;

use openapi_normalize::{METHODS, Normalized, is_selected};
use serde_json::{Map, Value};

use crate::{Error, RequiredOperation};

/// Leaves only the operations that one of the patterns means ([`is_selected`]), and the components that they use. The required operations stay in any case, and
/// without patterns everything does. Names of types do not change.
///
/// # Errors
///
/// [`Error::NoSuchOperation`] if a pattern matches nothing.
pub fn select(
    mut normalized: Normalized,
    patterns: &[String],
    required: &[RequiredOperation],
) -> Result<Normalized, Error> {
    if patterns.is_empty() {
        return Ok(normalized);
    }
    let document = &mut normalized.document;
    for pattern in patterns {
        let mut operations = openapi_normalize::operations(document);
        if !operations.any(|(path, _, operation)| is_selected(pattern, path, operation)) {
            let operations = openapi_normalize::operations(document);
            let nearest =
                operations.filter_map(|(.., operation)| operation["operationId"].as_str());
            let nearest = nearest.max_by(|one, other| {
                let likeness = |id| strsim::normalized_damerau_levenshtein(id, pattern);
                likeness(one).total_cmp(&likeness(other))
            });
            return Err(Error::NoSuchOperation {
                pattern: pattern.clone(),
                nearest: nearest.unwrap_or("none").to_owned(),
            });
        }
    }
    let stays = |path: &str, operation: &Value| {
        let id = operation["operationId"].as_str().unwrap_or_default();
        let is_required = required.iter().any(|required| required.id == id);
        let is_meant = |pattern: &String| is_selected(pattern, path, operation);
        is_required || patterns.iter().any(is_meant)
    };
    if let Some(paths) = document["paths"].as_object_mut() {
        for (path, item) in &mut *paths {
            if let Some(item) = item.as_object_mut() {
                item.retain(|key, value| !METHODS.contains(&key.as_str()) || stays(path, value));
            }
        }
        let has_operations = |item: &Value| METHODS.iter().any(|method| item.get(method).is_some());
        paths.retain(|_, item| has_operations(item));
    }
    remove_unused(document);
    Ok(normalized)
}

/// Removes the components that nothing refers to any more.
fn remove_unused(document: &mut Value) {
    let mut used = BTreeSet::new();
    let mut queue = vec![&document["paths"]];
    while let Some(value) = queue.pop() {
        match value {
            Value::Array(values) => queue.extend(values),
            Value::Object(map) => queue.extend(map.values()),
            Value::String(text) => {
                let pointer = text
                    .strip_prefix('#')
                    .filter(|it| it.starts_with("/components/"));
                let component =
                    pointer.and_then(|pointer| Some((pointer, document.pointer(pointer)?)));
                if let Some((pointer, component)) = component
                    && used.insert(pointer.to_owned())
                {
                    queue.push(component);
                }
            }
            _ => {}
        }
    }
    let sections = document["components"].as_object_mut();
    for (section, components) in sections.into_iter().flatten() {
        if let Some(components) = components.as_object_mut() {
            retain_used(components, section, &used);
        }
    }
}

fn retain_used(components: &mut Map<String, Value>, section: &str, used: &BTreeSet<String>) {
    components.retain(|name, _| {
        let name = name.replace('~', "~0").replace('/', "~1");
        used.contains(&format!("/components/{section}/{name}"))
    });
}

#[cfg(test)]
mod tests {
    use crate::normalize;
    use serde_json::json;

    use super::*;

    fn normalized() -> Normalized {
        let of = |name: &str| json!({ "200": { "description": "", "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{name}") } } } } });
        let object = |properties: Value| json!({ "type": "object", "properties": properties });
        normalize(&json!({
            "openapi": "3.1.0",
            "info": { "title": "", "version": "1" },
            "paths": {
                "/a": { "get": { "operationId": "showPets", "responses": of("Pet") }, "post": { "operationId": "add_pet", "responses": of("Added") } },
                "/b": { "delete": { "operationId": "stop", "responses": of("Stopped") } },
            },
            "components": { "schemas": {
                "Pet": object(json!({ "owner": { "$ref": "#/components/schemas/Owner" } })),
                "Owner": object(json!({ "pets": { "type": "array", "items": { "$ref": "#/components/schemas/Pet" } } })),
                "Added": object(json!({ "id": { "type": "integer" } })),
                "Stopped": object(json!({ "at": { "type": "string" } })),
            } },
        }))
        .unwrap()
    }

    const STOP: RequiredOperation = RequiredOperation {
        id: "stop",
        place: "DELETE /b",
    };

    #[test]
    fn the_operations_that_are_asked_for_stay_with_what_they_use_and_those_that_are_required() {
        for pattern in ["showPets", "show_pets", "show*", "*Pets", "s*o*p*s"] {
            let selected = select(normalized(), &[pattern.to_owned()], &[STOP]).unwrap();
            let operations = openapi_normalize::operations(&selected.document);
            let ids: Vec<&str> = operations
                .filter_map(|(.., it)| it["operationId"].as_str())
                .collect();
            assert_eq!(ids, ["show_pets", "stop"], "{pattern}");
            let schemas = selected.document["components"]["schemas"]
                .as_object()
                .unwrap();
            assert_eq!(
                schemas.keys().collect::<Vec<_>>(),
                ["Owner", "Pet", "Stopped"]
            );
        }
    }

    #[test]
    fn without_patterns_everything_stays_and_a_pattern_that_matches_nothing_is_an_error() {
        let all = select(normalized(), &[], &[STOP]).unwrap();
        assert_eq!(all, normalized());
        let error = select(normalized(), &["show_pet".to_owned()], &[STOP]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "no operation of the document is called `show_pet`; the nearest one is `show_pets`"
        );
    }
}
