//! `format` and the content keywords. A string stays as it was sent; a parsed date, for
//! example, would be written back in another form. A number is never narrowed to 32 bits.

use super::node::Node;
use crate::report::Change;

pub(super) fn apply(node: &mut Node<'_, '_>) {
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

    use crate::read::keywords::{meaning::Type, tests::with_meaning};

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
