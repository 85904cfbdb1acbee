use std::borrow::Cow;

/// At the end of a text, which may have been cut within the key, this much of the key counts as the key.
const SHORTEST_START: usize = 8;

/// Replaces the key in a text, verbatim or with any of its characters escaped as in URLs or JSON. At the
/// end of the text, the beginning of the key is enough.
pub(super) fn replace<'t>(text: &'t str, key: &str, by: &str) -> Cow<'t, str> {
    let mut replaced = String::new();
    let mut kept = 0;
    let mut at = 0;
    while at < text.len() {
        if let Some(length) = length_of(key.as_bytes(), &text.as_bytes()[at..]) {
            replaced += &text[kept..at];
            replaced += by;
            at += length;
            kept = at;
        } else {
            at += 1;
        }
    }
    if kept == 0 {
        return text.into();
    }
    (replaced + &text[kept..]).into()
}

/// How many bytes the key takes at the start of the text, if it is there.
fn length_of(key: &[u8], text: &[u8]) -> Option<usize> {
    // First, because the key itself may look like an escape.
    if text.starts_with(key) {
        return Some(key.len());
    }
    let mut length = 0;
    for (index, byte) in key.iter().enumerate() {
        let rest = &text[length..];
        length += match rest {
            // Before `literal`, which would take the backslash or percent sign as itself.
            _ if is_escaped(*byte, rest, b"%", 2) => 3,
            _ if is_escaped(*byte, rest, br"\u00", 2) => 6,
            [b'\\', escaped, ..] if escaped == byte => 2,
            [literal, ..] if literal == byte => 1,
            [] | [b'%' | b'\\'] if index >= SHORTEST_START => return Some(text.len()),
            _ => return None,
        };
    }
    Some(length)
}

/// Whether the text starts with the prefix and the byte as this many hexadecimal digits.
fn is_escaped(byte: u8, text: &[u8], prefix: &[u8], digits: usize) -> bool {
    let digits = text
        .strip_prefix(prefix)
        .and_then(|text| std::str::from_utf8(text.get(..digits)?).ok());
    digits.is_some_and(|digits| u8::from_str_radix(digits, 16) == Ok(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = r#"vk/re+cognis"able\1="#;

    fn replaced(text: &str) -> Cow<'_, str> {
        replace(text, KEY, "*")
    }

    #[test]
    fn a_key_is_found_however_it_is_escaped() {
        for written in [
            KEY,
            r#"vk\/re+cognis\"able\\1="#,
            r#"vk/re+cognis"able\\1="#,
            r"vk/re\u002Bcognis\u0022able\u005c1=",
            "vk%2Fre%2bcognis%22able%5C1%3D",
            "vk%2Fre+cognis%22able\\1=",
        ] {
            let text = format!("«{written}» {written}");
            assert_eq!(replaced(&text), "«*» *", "{written}");
        }
        assert_eq!(replace("x%25y", "%25", "*"), "x*y");
    }

    #[test]
    fn the_beginning_of_a_key_is_found_where_the_text_ends_within_it() {
        assert_eq!(replaced("the key vk/re+co"), "the key *");
        assert_eq!(replaced(r"the key vk\/re+cognis\"), "the key *");
        assert_eq!(replaced("the key vk/re+c"), "the key vk/re+c");
    }

    #[test]
    fn what_is_not_the_key_stays() {
        for text in [
            "",
            "é",
            "vk/re+cogniſ",
            "%",
            r"\",
            "vk%2",
            r"vk\u00",
            "vk%zz",
        ] {
            assert_eq!(replaced(text), text);
        }
    }
}
