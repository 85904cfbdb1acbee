//! The Rust names that progenitor and `typify` make of names in a document. Repeating what they do
//! finds collisions before they panic on them.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToPascalCase, ToSnakeCase};
use unicode_ident::{is_xid_continue, is_xid_start};

/// Types and traits that generated code uses without a path.
pub(crate) const USED_TYPES: [&str; 13] = [
    "Box", "Default", "Err", "From", "None", "Ok", "Option", "Result", "Self", "Some", "String",
    "TryFrom", "Vec",
];

/// The Rust name that progenitor gives to the field of a property, or to the setter of a parameter; the latter begins with `_` in place
/// of the `x` before a digit. progenitor escapes keywords itself.
#[must_use]
pub fn field_name(name: &str) -> String {
    sanitize(name, str::to_snake_case, "x")
}

/// The field in which progenitor keeps undocumented properties.
const EXTRA: &str = "extra";

/// Rust names for the properties of an object whose own one another property has.
pub(crate) fn field_names<'a>(
    names: impl Iterator<Item = &'a String>,
) -> BTreeMap<&'a str, String> {
    distinct(
        names.map(|name| (name.as_str(), field_name(name))),
        &[EXTRA],
        "_",
        field_name,
    )
}

/// A property that has the Rust name of another one, or of the field for those without a name.
pub(crate) fn colliding_field<'a>(
    mut names: impl Iterator<Item = &'a String>,
    has_extra: bool,
) -> Option<&'a String> {
    let mut taken = BTreeSet::from_iter(has_extra.then(|| EXTRA.to_owned()));
    names.find(|name| !taken.insert(field_name(name)))
}

/// Names for the values of an enumeration, so that each makes another Rust variant; empty if they do.
pub(crate) fn variant_names(values: &[String]) -> BTreeMap<&str, String> {
    let all = variants(values);
    let unique = |names: &Vec<String>| names.iter().collect::<BTreeSet<_>>().len() == values.len();
    if all.iter().any(unique) {
        return BTreeMap::new();
    }
    let [first, _] = all;
    distinct(
        values.iter().map(String::as_str).zip(first),
        &["Self"],
        "",
        variant_name,
    )
}

/// A number is appended to each name that another one has. Those that are spelled like their Rust name keep it.
/// `rust_name` is what becomes of a name, which can be in another case once it has a number.
fn distinct<'a>(
    names: impl Iterator<Item = (&'a str, String)>,
    reserved: &[&str],
    separator: &str,
    rust_name: fn(&str) -> String,
) -> BTreeMap<&'a str, String> {
    let mut names: Vec<(&str, String)> = names.collect();
    names.sort_by_key(|(name, rust)| name != rust);
    let mut all: BTreeSet<String> = names.iter().map(|(_, rust)| rust.clone()).collect();
    // A name that the document has stands for that one only.
    all.extend(names.iter().map(|(name, _)| (*name).to_owned()));
    let mut taken: BTreeSet<String> = reserved.iter().map(ToString::to_string).collect();
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let mut renamed = BTreeMap::new();
    for (name, rust) in names {
        if taken.insert(rust.clone()) {
            continue;
        }
        let number = numbers.entry(rust.clone()).or_insert(1);
        let unique = loop {
            *number += 1;
            let unique = rust_name(&format!("{rust}{separator}{number}"));
            let again = rust_name(&unique);
            if !all.contains(&unique) && !all.contains(&again) && taken.insert(again) {
                break unique;
            }
        };
        renamed.insert(name, unique);
    }
    renamed
}

/// The variant names of an enumeration in the two ways that `typify` tries: the second one if the first
/// one gives two values the same name.
fn variants(values: &[String]) -> [Vec<String>; 2] {
    let marked = |value: &String| {
        let value = value.replace(|c| c == '_' || !is_xid_continue(c), "X");
        variant_name(&value)
    };
    [
        values.iter().map(|value| variant_name(value)).collect(),
        values.iter().map(marked).collect(),
    ]
}

/// The name of a variant if no other one has it.
fn variant_name(value: &str) -> String {
    sanitize(value, str::to_pascal_case, "X")
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

fn sanitize(name: &str, case: fn(&str) -> String, letter: &str) -> String {
    let name = match name {
        "+1" => return "plus1".to_owned(),
        "-1" => return "minus1".to_owned(),
        name => name.replace('\'', ""),
    };
    let name = case(&name.replace(|c| !is_xid_continue(c), "-"));
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
    fn properties_with_the_same_field_get_a_number_each() {
        for (names, renamed) in [
            (["fooBar", "foo_bar"], vec![("fooBar", "foo_bar_2")]),
            (["extra", "other"], vec![("extra", "extra_2")]),
            (["", "x"], vec![("", "x_2")]),
            (["+1", "plus1"], vec![("+1", "plus1_2")]),
            (["type", "type_"], vec![("type_", "type_2")]),
            (["a-b", "A.B"], vec![("A.B", "a_b_2")]),
            (["a", "b"], vec![]),
        ] {
            let names = names.map(ToOwned::to_owned);
            let found = field_names(names.iter());
            let found: Vec<(&str, &str)> = found.iter().map(|(k, v)| (*k, v.as_str())).collect();
            assert_eq!(found, renamed);
        }
    }

    #[test]
    fn a_number_is_not_the_name_of_another_property() {
        let names = ["a-b", "a_b", "a_b_2"].map(ToOwned::to_owned);
        assert_eq!(field_names(names.iter())["a-b"], "a_b_3");
    }

    #[test]
    fn values_that_make_the_same_variant_get_a_number() {
        let values = ["false_positive", "false positive"].map(ToOwned::to_owned);
        assert_eq!(variant_names(&values)["false positive"], "FalsePositive2");
    }

    #[test]
    fn values_that_differ_in_punctuation_only_keep_their_names() {
        let values = ["a-b", "ab"].map(ToOwned::to_owned);
        assert!(variant_names(&values).is_empty());
    }

    #[test]
    fn a_field_starts_with_a_letter() {
        assert_eq!(field_name("2fa"), "x2fa");
        assert_eq!(field_name(""), "x");
        assert_eq!(field_name("fooBar's"), "foo_bars");
    }

    #[test]
    fn each_value_has_a_variant_of_its_own_as_typify_names_them() {
        for values in [
            &["a-b", "a_b", "aB", "AB", "a b"][..],
            &["1", "-1", "+1", "", "\u{e9}", "E", "X1", "minus1", "Plus1"],
            &["self", "Self", "self_", "type", "Type", "fn", "_"],
            &["a-b", "a b", "ab2"],
            &["a-b", "a b", "AB2"],
            &["a-b", "a b", "AB2", "Ab2", "ab_3"],
            &["aB", "a_b", "AB2", "A_B2", "a-b"],
            &["self", "self_", "self2", "Self-"],
        ] {
            let values: Vec<String> = values.iter().map(ToString::to_string).collect();
            let names = variant_names(&values);
            assert!(names.values().all(|name| !values.contains(name)));
            let given: Vec<String> = values
                .iter()
                .map(|value| names.get(value.as_str()).unwrap_or(value).clone())
                .collect();
            let is_unique =
                |all: &Vec<String>| all.iter().collect::<BTreeSet<_>>().len() == values.len();
            assert!(variants(&given).iter().any(is_unique), "{given:?}");
        }
    }
}
