//! `format` and the content keywords. A string stays as it was sent; a parsed date, for
//! example, would be written back in another form. A number is never narrowed to 32 bits, and an integer to
//! 64 bits only where its format says that it fits.

use super::{meaning::Type, node::Node};
use crate::report::Change;

/// The formats of integers that fit into a signed integer of 64 bits. The last one is written back.
const FIT_64_BITS: [&str; 7] = [
    "int8", "int16", "int32", "uint8", "uint16", "uint32", "int64",
];

pub(super) fn apply(node: &mut Node<'_, '_>) {
    let format = node.keywords.get("format").and_then(|value| value.as_str());
    if format.is_some_and(|format| FIT_64_BITS.contains(&format))
        && node.meaning.types.contains(&Type::Integer)
    {
        node.meaning.fits_64_bits = true;
        if format == Some("int64") {
            node.take("format");
        }
    }
    for keyword in [
        "format",
        "contentEncoding",
        "contentMediaType",
        "contentSchema",
    ] {
        node.describe(keyword, |keyword| Change::FormatDescribed { keyword });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::read::keywords::tests::with_meaning;

    #[test]
    fn an_integer_fits_64_bits_only_where_its_format_says_so() {
        for (format, fits) in [
            ("int64", true),
            ("int32", true),
            ("uint32", true),
            ("uint64", false),
            ("bigint", false),
        ] {
            let schema = json!({ "type": "integer", "format": format, "minimum": 0, "maximum": 9 });
            with_meaning(&schema, |meaning, _| {
                assert_eq!(meaning.fits_64_bits, fits, "{format}");
            });
        }
    }

    #[test]
    fn a_number_of_format_float_stays_a_number() {
        with_meaning(
            &json!({ "type": "number", "format": "float" }),
            |meaning, report| {
                assert_eq!(meaning.types, [Type::Number]);
                assert_eq!(
                    meaning.description.as_deref(),
                    Some("`format`: `\"float\"`")
                );
                assert_eq!(report.lossy().count(), 0);
            },
        );
    }
}
