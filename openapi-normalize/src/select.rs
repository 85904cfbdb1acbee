//! Which operations a pattern means.

use serde_json::Value;

const TAG: &str = "tag:";

/// Whether a pattern means an operation of a normalized document, which stands at a path: `*` stands for any text, and the rest is
///
/// * the name of the method in Rust, or the `operationId` as published: `show_pets`, `showPets`, `show*`;
/// * a path, with its slash: `/pets/*`;
/// * a tag: `tag:pets`.
#[must_use]
pub fn is_selected(pattern: &str, path: &str, operation: &Value) -> bool {
    if let Some(pattern) = pattern.strip_prefix(TAG) {
        let tags = operation["tags"].as_array().into_iter().flatten();
        return tags
            .filter_map(Value::as_str)
            .any(|tag| matches(pattern, tag));
    }
    if pattern.starts_with('/') {
        return matches(pattern, path);
    }
    let id = operation["operationId"].as_str().unwrap_or_default();
    let plain = |text: &str| {
        let kept = text.chars().filter(|c| c.is_alphanumeric() || *c == '*');
        kept.collect::<String>().to_lowercase()
    };
    let is_of_rust = |c: char| c.is_lowercase() || c.is_numeric() || c == '_' || c == '*';
    let is_published = !pattern.chars().all(is_of_rust);
    matches(pattern, id) || is_published && matches(&plain(pattern), &plain(id))
}

/// Whether a text is what a pattern says, in which `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(text) = text.strip_prefix(start) else {
        return false;
    };
    let ends = text
        .char_indices()
        .map(|(index, _)| index)
        .chain([text.len()]);
    ends.into_iter().any(|end| matches(rest, &text[end..]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_pattern_is_an_id_a_path_or_a_tag() {
        let operation = json!({ "operationId": "show_pets", "tags": ["animals", "home"] });
        for pattern in [
            "show_pets",
            "showPets",
            "show-pets",
            "show/*",
            "show*",
            "*",
            "*_pets",
            "/pets/*",
            "/*",
            "tag:home",
            "tag:a*",
        ] {
            assert!(is_selected(pattern, "/pets/{id}", &operation), "{pattern}");
        }
        for pattern in [
            "show",
            "pets",
            "/pets",
            "tag:pets",
            "home",
            "show_pets_",
            "",
        ] {
            assert!(!is_selected(pattern, "/pets/{id}", &operation), "{pattern}");
        }
    }
}
