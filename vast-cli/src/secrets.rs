//! Keeps keys out of the output, wherever a user has put them.

use std::{borrow::Cow, ffi::OsStr, sync::OnceLock};

use vast_sdk::api::{ApiKey, ClientInfo};

/// Shorter ones could be any word.
const SHORTEST_KEY: usize = 8;
/// A piece of letters and digits that is this long, and has several of both, is taken for a key.
const LIKELY_KEY: usize = 24;
const SEVERAL: usize = 4;
/// Of an argument or a line that is shown.
const LONGEST: usize = 40;
const START: usize = 8;

/// The keys that are known, and the arguments that look like one.
static SECRETS: OnceLock<Vec<String>> = OnceLock::new();

/// From now on, the keys in the arguments and the environment of this process are not printed.
pub fn hide() {
    let arguments = std::env::args_os().skip(1);
    let mut secrets: Vec<String> = Vec::new();
    let mut is_key = false;
    for argument in arguments {
        let text = argument.to_string_lossy();
        let (name, value) = text.split_once('=').unwrap_or(("", &text));
        if is_key || name == "--api-key" {
            secrets.push(value.to_owned());
        }
        is_key = text == "--api-key";
        secrets.extend(likely_keys(&text).map(str::to_owned));
    }
    // A key may stand in the place of another setting.
    for (_, value) in std::env::vars_os().filter(|(name, _)| is_ours(name)) {
        secrets.extend(likely_keys(&value.to_string_lossy()).map(str::to_owned));
    }
    let variable = std::env::var_os("VAST_API_KEY");
    secrets.extend(
        variable
            .as_deref()
            .and_then(OsStr::to_str)
            .map(|key| key.trim().to_owned()),
    );
    // An argument may be read up to its last `=`.
    let stems: Vec<String> = secrets
        .iter()
        .map(|secret| secret.trim_end_matches('=').to_owned())
        .collect();
    secrets.extend(stems);
    secrets.retain(|secret| secret.len() >= SHORTEST_KEY);
    // What contains another one goes first.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets.dedup();
    let _ = SECRETS.set(secrets);
}

fn is_ours(name: &OsStr) -> bool {
    name.to_string_lossy().starts_with("VAST_")
}

/// A text of any origin, without the secrets that are known.
pub fn hidden(text: &str) -> Cow<'_, str> {
    let text = key().map_or(text.into(), |key| Cow::Owned(key.redact(text)));
    let known = SECRETS.get().map(Vec::as_slice).unwrap_or_default();
    known.iter().fold(text, |text, secret| {
        if text.contains(secret) {
            text.replace(secret, &instead_of(secret)).into()
        } else {
            text
        }
    })
}

/// A text about the arguments, without the secrets in them, and with long ones cut.
pub fn hidden_arguments(text: &str) -> String {
    let arguments = std::env::args_os().skip(1);
    let values = arguments.flat_map(|argument| {
        let argument = argument.to_string_lossy().into_owned();
        let value = argument.split_once('=').map(|(_, value)| value.to_owned());
        [Some(argument), value]
    });
    let long = values
        .flatten()
        .filter(|value| value.chars().count() > LONGEST);
    let mut text = hidden(text).into_owned();
    for value in long {
        text = text.replace(&*hidden(&value), shown(&value).trim_matches('"'));
    }
    text
}

/// An argument or a line that is not what it should be: enough to recognize it by, but no key.
pub fn shown(text: &str) -> String {
    let mut whole = hidden(text).into_owned();
    for secret in likely_keys(text) {
        whole = whole.replace(secret, &instead_of(secret));
    }
    let length = whole.chars().count();
    if length <= LONGEST {
        return format!("{whole:?}");
    }
    let start: String = whole.chars().take(START).collect();
    format!("{start:?}… ({length} characters)")
}

/// The key that this process would use.
fn key() -> Option<&'static ApiKey> {
    static KEY: OnceLock<Option<ApiKey>> = OnceLock::new();
    let key = KEY.get_or_init(|| {
        // A client of a server without TLS reads no certificates. Nothing is sent.
        let builder = vast_sdk::Client::builder().url("http://127.0.0.1");
        let client = builder.build().ok()?;
        Some(client.api().inner().api_key().clone())
    });
    key.as_ref()
}

fn instead_of(secret: &str) -> String {
    format!("[hidden: {} characters]", secret.len())
}

fn likely_keys(text: &str) -> impl Iterator<Item = &str> {
    let pieces = text.split(|character: char| !character.is_ascii_alphanumeric());
    pieces.filter(|piece| {
        let digits = piece.bytes().filter(u8::is_ascii_digit).count();
        piece.len() >= LIKELY_KEY && digits >= SEVERAL && piece.len() - digits >= SEVERAL
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_key_is_not_shown() {
        let key = "0123456789abcdef0123456789abcdef";
        for text in [key, &format!("VAST_API_KEY={key}"), &format!("a {key}\n")] {
            let shown = shown(text);
            assert!(!shown.contains("0123"), "{shown}");
            assert!(shown.contains("32 characters"), "{shown}");
        }
    }

    #[test]
    fn what_does_not_is_shown_or_at_least_its_beginning() {
        assert_eq!(shown("12a"), "\"12a\"");
        assert_eq!(shown("\u{1b}[2J"), "\"\\u{1b}[2J\"");
        assert_eq!(shown(&"word ".repeat(20)), "\"word wor\"… (100 characters)");
        for no_key in [
            "instances_of_2026_11_26.txt",
            "123456789012345678901234567890",
        ] {
            assert_eq!(shown(no_key), format!("{no_key:?}"));
        }
    }
}
