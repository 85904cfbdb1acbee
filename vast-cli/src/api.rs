//! `vast api`: every operation of the document that the command was built from.

mod answer;
mod describe;
mod jq;
pub mod operation;
mod pages;
mod table;
mod values;

use std::io::{self, Read};

use tokio::time::timeout;
use vast_sdk::api::{
    ApiKey, ClientInfo,
    registry::{Answer, Arguments, OPERATIONS},
};

use crate::{
    arguments::{Api, Global},
    connection,
    exit_status::{ExitStatus, Failure},
    output::{self, Notes, unwritable},
    preview, runtime, secrets,
};
use answer::Printer;
use operation::{Document, Operation};
use pages::{Joined, Pages};

pub fn run(global: &Global, arguments: &Api, notes: &Notes) -> Result<ExitStatus, Failure> {
    let document = Document::of_this_build();
    let mut rest = arguments.arguments.iter().map(String::as_str);
    match (&*arguments.operation, rest.next(), rest.next()) {
        ("list", word, None) => {
            let found = describe::found(&document, word);
            if found.is_empty() {
                notes.warning("there is no such operation; vast api list shows all");
            }
            let printer = Printer::new(global, arguments.jq.as_deref(), notes)?;
            printer.print_either(|| describe::list(&found), || describe::list_json(&found))
        }
        ("describe", Some(name), None) => {
            let operation = document.operation(name)?;
            let printer = Printer::new(global, arguments.jq.as_deref(), notes)?;
            let json = || operation.value.clone();
            printer.print_either(|| describe::operation(&operation), json)
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
    let printer = Printer::new(global, arguments.jq.as_deref(), notes)?;
    let given = values::Given::of(arguments)?;
    runtime::interruptible(async {
        let given = runtime::blocking(move || given.read()).await?;
        let arguments = values::arguments(operation, given)?;
        let pages = Pages::of(operation).filter(|pages| {
            let names = arguments.parameters().map(|(_, name, _)| name);
            pages.are_all_wanted(names)
        });
        let Some((answer, key)) = send(global, operation, arguments, pages, notes).await? else {
            return Ok(ExitStatus::Success);
        };
        // A filter may have no end, and a reader may be slow.
        runtime::blocking(move || printer.print(&answer, &key)).await
    })
}

/// The answer; none if nothing is to be sent.
async fn send(
    global: &Global,
    operation: &Operation<'_>,
    given: Arguments,
    pages: Option<Pages<'_>>,
    notes: &Notes,
) -> Result<Option<(Answer, ApiKey)>, Failure> {
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
    let key = transport.api_key();
    let failure = |error| failure(error, key);
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
        let rest = async {
            while let Some(next) = joined.next()? {
                let given = given.clone();
                let page = call(given.with_parameter("query", pages.parameter, next)).await?;
                joined.add(page.value);
            }
            Ok(())
        };
        match global.deadline {
            Some(deadline) => timeout(deadline, rest).await.unwrap_or_else(|_| {
                let reason = "not all pages were there at the deadline";
                Err(ExitStatus::Network.failure(reason))
            })?,
            None => rest.await?,
        }
        answer.value = joined.value;
    }
    Ok(Some((answer, key.clone())))
}

fn not_built() -> Failure {
    ExitStatus::Usage.failure("there is no request")
}

/// The body of an error is longer only by mistake.
const LONGEST_BODY: usize = 4000;

fn failure(error: vast_sdk::Error, key: &ApiKey) -> Failure {
    let mut reason = error.to_string();
    // What a program could not know from the sentence.
    let body = String::from_utf8_lossy(error.body().unwrap_or_default());
    let body = key.redact(body.trim());
    if !body.is_empty() && !reason.contains(&body) {
        let start: String = body.chars().take(LONGEST_BODY).collect();
        let cut = if start.len() < body.len() { "…" } else { "" };
        reason = format!("{reason}\n{start}{cut}");
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
