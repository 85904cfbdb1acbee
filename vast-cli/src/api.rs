//! `vast api`: every operation of the document that the command was built from.

mod answer;
mod describe;
mod jq;
pub mod operation;
mod pages;
mod table;
mod values;

use std::io::{self, Read};

use tokio::task::spawn_blocking;
use vast_sdk::api::{
    ClientInfo,
    registry::{Answer, Arguments, OPERATIONS},
};

use crate::{
    arguments::{Api, Global},
    connection,
    exit_status::{ExitStatus, Failure},
    interrupts::Interrupts,
    output::{self, Notes, unwritable},
    preview, runtime, secrets,
};
use answer::Printer;
use jq::Filter;
use operation::{Document, Operation};
use pages::{Joined, Pages};

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
    let pages = Pages::of(operation).filter(|pages| {
        let names = arguments
            .arguments
            .iter()
            .map(|it| it.split('=').next().unwrap_or(it));
        pages.are_all_wanted(names)
    });
    let printer = Printer {
        format: global.format(),
        filter: arguments.jq.as_deref().map(Filter::new).transpose()?,
        notes: notes.clone(),
    };
    runtime::block_on(async {
        let mut interrupts = Interrupts::listen()?;
        let called = async {
            let Some(answer) = send(global, operation, given, pages, notes).await? else {
                return Ok(ExitStatus::Success);
            };
            // A filter may have no end, and a reader may be slow.
            let ended = spawn_blocking(move || printer.print(&answer)).await;
            ended.unwrap_or_else(|error| Err(ExitStatus::Output.failure(error.to_string())))
        };
        tokio::select! {
            ended = called => ended,
            _ = interrupts.next() => {
                let reason = "interrupted; the server may have acted";
                Err(ExitStatus::Interrupted.failure(reason))
            }
        }
    })
}

/// The answer; none if nothing is to be sent.
async fn send(
    global: &Global,
    operation: &Operation<'_>,
    given: Arguments,
    pages: Option<Pages<'_>>,
    notes: &Notes,
) -> Result<Option<Answer>, Failure> {
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
            return Ok(None);
        }
    }
    let call = async |given| {
        let answer = (registered.call)(transport.clone(), given).await;
        answer.map_err(|error| failure(error.into()))
    };
    let mut answer = call(given.clone()).await?;
    if let Some(pages) = pages {
        let mut joined = Joined::new(&pages, answer.value);
        while let Some(next) = joined.next()? {
            let given = given.clone();
            let page = call(given.with_parameter("query", pages.parameter, next)).await?;
            joined.add(page.value);
        }
        answer.value = joined.value;
    }
    Ok(Some(answer))
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

/// What an argument means: text, `@` and a file with it, or `-` for standard input.
fn content(argument: &str) -> Result<Vec<u8>, Failure> {
    let (name, read) = if argument == "-" {
        let mut bytes = Vec::new();
        let read = io::stdin().read_to_end(&mut bytes);
        ("standard input".to_owned(), read.map(|_| bytes))
    } else if let Some(path) = argument.strip_prefix('@') {
        (secrets::shown(path), std::fs::read(path))
    } else {
        return Ok(argument.as_bytes().to_vec());
    };
    read.map_err(|error| Failure::unreadable(name, &error))
}
