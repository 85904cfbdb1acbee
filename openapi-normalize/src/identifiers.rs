//! The Rust names that progenitor and `typify` make of names in a document. Repeating what they do
//! finds collisions before they panic on them.

use heck::{ToPascalCase, ToSnakeCase};
use unicode_ident::{is_xid_continue, is_xid_start};

/// The Rust name that progenitor gives to the field of a property, or to the setter of a parameter.
/// progenitor escapes keywords itself.
#[must_use]
pub fn field_name(name: &str) -> String {
    match sanitize(name).as_str() {
        "+1" => "plus1".to_owned(),
        "-1" => "minus1".to_owned(),
        sanitized => start_with_a_letter(sanitized.to_snake_case(), "x"),
    }
}

/// The variant names of an enumeration in the two ways that `typify` tries: the second one if the first
/// one gives two values the same name.
pub(crate) fn variants(values: &[String]) -> [Vec<String>; 2] {
    let variant = |value: &str| match value {
        "+1" => "Plus1".to_owned(),
        "-1" => "Minus1".to_owned(),
        value => start_with_a_letter(sanitize(value).to_pascal_case(), "X"),
    };
    let marked = |value: &String| {
        let value = value.replace(|c| c == '_' || !is_xid_continue(c), "X");
        variant(&value)
    };
    [
        values.iter().map(|value| variant(value)).collect(),
        values.iter().map(marked).collect(),
    ]
}

/// The name of a type. It is stable: the type name of a type name is the same.
pub(crate) fn type_name(words: &str) -> String {
    let words: String = words
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    let mut name = words.to_pascal_case();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        name.insert_str(0, "Type");
    }
    loop {
        let again = name.to_pascal_case();
        if again == name {
            return name;
        }
        name = again;
    }
}

fn sanitize(name: &str) -> String {
    if ["+1", "-1"].contains(&name) {
        return name.to_owned();
    }
    let name = name.replace('\'', "");
    name.replace(|c| !is_xid_continue(c), "-")
}

fn start_with_a_letter(name: String, letter: &str) -> String {
    match name.chars().next() {
        Some(first) if is_xid_start(first) => name,
        _ => format!("{letter}{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_name_is_the_same_when_made_again() {
        for words in ["foo b a", "HTTPServer", "2fa", "", "日本", "x-y_z 1"] {
            let name = type_name(words);
            assert_eq!(type_name(&name), name, "{words:?}");
            assert!(name.starts_with(|c: char| c.is_ascii_uppercase()), "{name}");
        }
    }

    #[test]
    fn a_field_starts_with_a_letter() {
        assert_eq!(field_name("2fa"), "x2fa");
        assert_eq!(field_name(""), "x");
        assert_eq!(field_name("fooBar's"), "foo_bars");
    }
}
