//! `vast api`: every operation of the document that the command was built from.

mod describe;
pub mod operation;
mod table;
mod values;

use std::io::{self, Read};

use vast_sdk::api::{
    ClientInfo,
    registry::{Answer, Arguments, OPERATIONS},
};

use crate::{
    arguments::{Api, Format, Global},
    connection,
    exit_status::{ExitStatus, Failure},
    interrupts::Interrupts,
    output::{self, Notes, unwritable},
    preview, runtime, secrets,
};
use operation::{Document, Operation};

pub fn run(global: &Global, arguments: &Api, notes: &Notes) -> Result<ExitStatus, Failure> {
    let document = Document::of_this_build();
    let mut rest = arguments.arguments.iter().map(String::as_str);
    match (&*arguments.operation, rest.next(), rest.next()) {
        ("list", word, None) => output::results(describe::list(&document, word).as_bytes()),
        ("describe", Some(name), None) => {
            let operation = document.operation(name)?;
            output::results(describe::operation(&operation).as_bytes())
        }
        ("list" | "describe", _, _) => {
            let usage = "try: vast api list [WORD], or vast api describe OPERATION";
            Err(ExitStatus::Usage.failure(usage))
        }
        (name, _, _) => call(global, &document.operation(name)?, arguments, notes),
    }
}

fn call(
    global: &Global,
    operation: &Operation<'_>,
    arguments: &Api,
    notes: &Notes,
) -> Result<ExitStatus, Failure> {
    let body = arguments.body.as_deref().map(content).transpose()?;
    let given = values::arguments(operation, &arguments.arguments, body)?;
    runtime::block_on(async {
        let mut interrupts = Interrupts::listen()?;
        tokio::select! {
            ended = send(global, operation, given, notes) => ended,
            _ = interrupts.next() => {
                let reason = "interrupted; the server may have acted";
                Err(ExitStatus::Interrupted.failure(reason))
            }
        }
    })
}

async fn send(
    global: &Global,
    operation: &Operation<'_>,
    given: Arguments,
    notes: &Notes,
) -> Result<ExitStatus, Failure> {
    let sends = !(global.curl || global.dry_run);
    let client = if sends {
        connection::client(global, notes)?
    } else {
        connection::client_without_key(global, notes)?
    };
    let transport = client.api().inner();
    let mut known = OPERATIONS.iter();
    let Some(registered) = known.find(|known| known.id == operation.name) else {
        let reason = format!("{} cannot be called by its name", operation.name);
        return Err(ExitStatus::Usage.failure(reason));
    };
    if !sends || global.explain {
        let (dry, requests) = transport.dry_run();
        let built = (registered.call)(dry, given.clone()).await;
        let Some(request) = requests.take() else {
            return Err(built
                .err()
                .map_or_else(not_built, |error| failure(error.into())));
        };
        if global.curl {
            let command = preview::curl(&request, global.ca_cert.as_deref());
            output::result(command).map_err(unwritable)?;
        } else if global.dry_run {
            output::result(preview::explained(&request, "[API key]")).map_err(unwritable)?;
        } else {
            let key = format!("[API key: {}]", connection::which_key(&client));
            output::aside(preview::explained(&request, &key));
        }
        if !sends {
            return Ok(ExitStatus::Success);
        }
    }
    match (registered.call)(transport.clone(), given).await {
        Ok(answer) => print(global.format(), &answer, notes),
        Err(error) => Err(failure(error.into())),
    }
}

fn not_built() -> Failure {
    ExitStatus::Usage.failure("there is no request")
}

fn failure(error: vast_sdk::Error) -> Failure {
    let mut reason = error.to_string();
    // What a program could not know from the sentence.
    if let Some(body) = error.body().filter(|body| !body.is_empty()) {
        let text = String::from_utf8_lossy(body);
        if !reason.contains(&*text) {
            reason = format!("{reason}\n{text}");
        }
    }
    ExitStatus::from(error.kind()).failure(reason)
}

fn print(format: Format, answer: &Answer, notes: &Notes) -> Result<ExitStatus, Failure> {
    if let Some(bytes) = &answer.streamed {
        return output::results(bytes);
    }
    let value = &answer.value;
    let json = || format!("{value:#}\n");
    let text = match (format, value) {
        (Format::Table, _) => table::of(value).unwrap_or_else(|| {
            notes.warning("the answer is no list of objects, so it makes no table");
            json()
        }),
        (Format::Jsonl, serde_json::Value::Array(items)) => {
            let lines = items.iter().map(|item| item.to_string() + "\n");
            lines.collect::<Vec<_>>().concat()
        }
        (Format::Jsonl, _) => format!("{value}\n"),
        (Format::Text | Format::Json, _) => json(),
    };
    output::results(text.as_bytes())
}

/// What an argument means: text, `@` and a file with it, or `-` for standard input.
fn content(argument: &str) -> Result<String, Failure> {
    let failed = |error: io::Error| {
        let name = if argument == "-" {
            "standard input".to_owned()
        } else {
            secrets::shown(argument)
        };
        Failure::unreadable(name, &error)
    };
    if argument == "-" {
        let mut text = String::new();
        return io::stdin()
            .read_to_string(&mut text)
            .map(|_| text)
            .map_err(failed);
    }
    match argument.strip_prefix('@') {
        Some(path) => std::fs::read_to_string(path).map_err(failed),
        None => Ok(argument.to_owned()),
    }
}
