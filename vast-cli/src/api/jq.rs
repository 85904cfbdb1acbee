//! `--jq`: picks from an answer, in the language of jq.

use std::io;

use jaq_core::{
    Compiler, Ctx, Exn, Native, Vars,
    compile::Undefined,
    data::JustLut,
    load::{self, Arena, File, Loader},
    native::{self, Fun},
};
use jaq_fmts::write::tabular::Row;
use jaq_json::{Error, Val, ValR, read, write};

use crate::{
    exit_status::{ExitStatus, Failure},
    secrets,
};

type Data = JustLut<Val>;

/// The parser takes a part of the stack for each that is open.
const MOST_BRACKETS: usize = 1000;

/// A filter that compiles.
pub struct Filter(jaq_core::compile::Filter<Native<Data>>);

impl Filter {
    /// # Errors
    ///
    /// Where the text is not jq.
    pub fn new(text: &str) -> Result<Self, Failure> {
        let definitions = jaq_core::defs().chain(jaq_std::defs());
        let definitions = definitions.chain(jaq_json::defs());
        let functions = jaq_core::funs::<Data>().chain(jaq_std::funs());
        let functions = functions.chain(jaq_json::funs()).chain(tables());
        // The environment has the key.
        let functions = functions.filter(|(name, ..)| *name != "env");

        let wrong = |why: String| {
            let reason = format!("--jq: {why}; nothing was sent");
            ExitStatus::Usage.failure(reason)
        };
        let brackets = text.bytes().filter(|byte| b"([{".contains(byte));
        if brackets.count() > MOST_BRACKETS {
            return Err(wrong("the filter has too many brackets".to_owned()));
        }
        let arena = Arena::default();
        let modules = Loader::new(definitions).load(
            &arena,
            File {
                code: text,
                path: (),
            },
        );
        let modules = modules.map_err(|errors| {
            let mut errors = errors.into_iter().map(|(_, error)| error);
            wrong(errors.next().map(unreadable).unwrap_or_default())
        })?;
        let compiled = Compiler::default().with_funs(functions).compile(modules);
        let filter = compiled.map_err(|errors| {
            let mut errors = errors.into_iter().flat_map(|(_, errors)| errors);
            wrong(errors.next().map(undefined).unwrap_or_default())
        })?;
        Ok(Self(filter))
    }

    /// What it makes of an answer; each result is passed on at once, as there may be no end of them.
    ///
    /// # Errors
    ///
    /// If the answer is not JSON or not of the form that the filter expects; or that of `each`.
    pub fn run(
        &self,
        json: &[u8],
        mut each: impl FnMut(Output) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let failed = |why: String| {
            let reason = format!("--jq: {why}; the request was sent");
            ExitStatus::NotUnderstood.failure(reason)
        };
        let value = read::parse_single(json)
            .map_err(|error| failed(format!("the answer is no JSON: {error}")))?;
        let context = Ctx::<Data>::new(&self.0.lut, Vars::new([]));
        for result in self.0.id.run((context, value)) {
            match result.map_err(Exn::get_err) {
                Ok(value) => each(Output(value))?,
                Err(Ok(error)) => return Err(failed(error.to_string())),
                Err(Err(halt)) => match halt.get_halt() {
                    Ok(0) | Err(_) => break,
                    Ok(status) => {
                        return Err(failed(format!("the filter ends with halt({status})")));
                    }
                },
            }
        }
        Ok(())
    }
}

/// `@csv` and `@tsv`
fn tables() -> [Fun<Data>; 2] {
    fn row(value: &Val, write: fn(&Row, &mut dyn io::Write) -> io::Result<()>) -> ValR {
        let row = Row::try_from(value);
        let row = row.map_err(|error| Error::str(format!("{value} is no row: {error}")))?;
        let mut text = Vec::new();
        write(&row, &mut text).map_err(Error::str)?;
        Ok(Val::utf8_str(text))
    }
    let none = || native::v(0);
    [
        native::run(("@csv", none(), |(_, value)| {
            native::bome(row(&value, Row::write_csv))
        })),
        native::run(("@tsv", none(), |(_, value)| {
            native::bome(row(&value, Row::write_tsv))
        })),
    ]
}

/// A result of a filter.
pub struct Output(Val);

impl Output {
    /// A string as it is, and anything else as JSON.
    pub fn text(&self) -> String {
        match &self.0 {
            Val::TStr(text) | Val::BStr(text) => String::from_utf8_lossy(text).into_owned(),
            other => other.to_string(),
        }
    }

    /// None for what JSON does not have, such as infinite numbers.
    pub fn json(&self) -> Option<serde_json::Value> {
        let mut text = Vec::new();
        write::write(&mut text, &write::Pp::default(), 0, &self.0).ok()?;
        serde_json::from_slice(&text).ok()
    }
}

fn unreadable(error: load::Error<&str>) -> String {
    let (expected, found) = match error {
        load::Error::Io(modules) => {
            let names: Vec<_> = modules.iter().map(|(name, _)| *name).collect();
            return format!("there is no module {}", names.join(", "));
        }
        load::Error::Lex(errors) => match errors.into_iter().next() {
            Some((expected, found)) => (expected.as_str(), found),
            None => ("something else", ""),
        },
        load::Error::Parse(errors) => match errors.into_iter().next() {
            Some((expected, found)) => (expected.as_str(), found),
            None => ("something else", ""),
        },
    };
    if found.is_empty() {
        return format!("expected {expected} at the end of the filter");
    }
    format!("expected {expected} at {}", secrets::shown(found))
}

fn undefined((name, what): (&str, Undefined)) -> String {
    let (what, name) = (what.as_str(), secrets::shown(name));
    format!("there is no {what} {name} here")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(filter: &str, json: &str) -> Result<Vec<String>, String> {
        let mut texts = Vec::new();
        let filter = Filter::new(filter).map_err(|failure| failure.reason)?;
        let ended = filter.run(json.as_bytes(), |output| {
            texts.push(output.text());
            Ok(())
        });
        ended.map(|()| texts).map_err(|failure| failure.reason)
    }

    #[test]
    fn filters_of_the_manual_of_jq_work() {
        let rows = r#"{"rows": [{"id": 1, "name": "a b", "tags": ["x"]}, {"id": 2, "name": "c"}]}"#;
        for (filter, expected) in [
            (".rows[].id", "1|2"),
            (".rows[].name", "a b|c"),
            (".rows[] | select(.id > 1) | {id}", "{\"id\":2}"),
            (".rows | map(.id) | add", "3"),
            (".rows[] | [.id, .name] | @csv", "1,\"a b\"|2,\"c\""),
            (".rows[] | [.id, .name] | @tsv", "1\ta b|2\tc"),
            (".rows[0] | \"\\(.id): \\(.name)\"", "1: a b"),
            (".rows | length", "2"),
            (".rows[].tags[0]?", "x|null"),
            ("[.rows[].name | test(\"^a\")]", "[true,false]"),
            (".rows[0].name | @base64", "YSBi"),
            ("0 | todate", "1970-01-01T00:00:00Z"),
            ("empty", ""),
            ("1, halt, 2", "1"),
        ] {
            assert_eq!(texts(filter, rows).unwrap().join("|"), expected, "{filter}");
        }
    }

    #[test]
    fn a_large_integer_stays_exact() {
        let found = texts(".a", "{\"a\": 12345678901234567890123}").unwrap();
        assert_eq!(found, ["12345678901234567890123"]);
    }

    #[test]
    fn what_is_wrong_with_a_filter_is_said_before_anything_is_sent() {
        for (filter, why) in [
            (".[", "expected closing bracket at the end"),
            (".a |", "expected term at the end"),
            ("nothing", "there is no filter \"nothing\" here"),
            (".a | nothing(1)", "there is no filter \"nothing\" here"),
            ("$a", "there is no variable \"$a\" here"),
            ("include \"a\"; .", "there is no module a"),
            ("env.VAST_API_KEY", "there is no filter \"env\" here"),
            ("$ENV.VAST_API_KEY", "there is no variable \"$ENV\" here"),
        ] {
            let reason = texts(filter, "1").unwrap_err();
            assert!(reason.contains(why), "{filter}: {reason}");
            assert!(reason.ends_with("nothing was sent"), "{reason}");
        }
    }

    #[test]
    fn an_answer_of_another_form_fails() {
        for (filter, json, why) in [
            (".a.b", "{\"a\": 1}", "cannot index 1 with \"b\""),
            ("error(\"x\")", "1", "x"),
            ("\"x\" | halt_error", "1", "the filter ends with halt(5)"),
            (".", "<html>", "the answer is no JSON"),
        ] {
            let reason = texts(filter, json).unwrap_err();
            assert!(reason.contains(why), "{filter}: {reason}");
        }
    }
}
