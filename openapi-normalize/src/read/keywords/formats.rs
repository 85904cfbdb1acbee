//! `format` and the content keywords. A string stays as it was sent; a parsed date, for
//! example, would be written back in another form. A number is never narrowed to 32 bits, and an integer to
//! 64 bits only where its format says that it fits.

use super::{meaning::Type, node::Node};
use crate::{report::Change, settings::Keep, tree::kept::FORMAT};

/// The formats of integers that fit into a signed integer of 64 bits. The last one is written back.
const FIT_64_BITS: [&str; 7] = [
    "int8", "int16", "int32", "uint8", "uint16", "uint32", "int64",
];

/// The formats of strings that progenitor has types for.
const TYPED: [&str; 6] = ["uuid", "date", "date-time", "ip", "ipv4", "ipv6"];

/// Whether the settings let progenitor choose a type by the format of a string.
pub(super) fn has_type(node: &Node<'_, '_>) -> bool {
    node.settings.keeps(Keep::Formats) && format(node).is_some_and(|it| TYPED.contains(&it))
}

fn format<'d>(node: &Node<'d, '_>) -> Option<&'d str> {
    node.keywords.get(FORMAT).and_then(|value| value.as_str())
}

pub(super) fn apply(node: &mut Node<'_, '_>) {
    let format = format(node);
    if node.meaning.types.contains(&Type::Text) && has_type(node) {
        node.keep(FORMAT);
    }
    if node.meaning.types.contains(&Type::Integer)
        && let Some(format) = format
    {
        let fits = FIT_64_BITS.contains(&format);
        node.meaning.fits_64_bits = fits;
        let by_format = fits && node.settings.keeps(Keep::IntegerFormats);
        if format == "uint64" && node.settings.is_stock() || by_format {
            node.keep(FORMAT);
        }
        if format == "int64" {
            node.take(FORMAT);
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
