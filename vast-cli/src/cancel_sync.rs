use std::{
    cell::Cell,
    fs::{File, OpenOptions},
    io::{self, BufWriter, Write},
    num::NonZeroUsize,
    path::Path,
    pin::Pin,
    time::Duration,
};

use futures_util::future::OptionFuture;
use tokio::time::{Sleep, sleep};
use vast_sdk::{Client, Error, ErrorKind, InstanceId, api::ClientInfo};

use crate::{
    arguments::{CancelSync, Format, Global},
    connection::{self, which_key},
    exit_status::{ExitStatus, Failure},
    instances::{self, Instances},
    interrupts::{Interrupt, Interrupts},
    output::{self, Notes, unwritable},
    preview,
    report::{Report, Writing},
    runtime,
};

/// A pause that is shorter needs no words.
const PAUSE: Duration = Duration::from_secs(1);
/// How long what is in flight may take after a program has asked to stop.
const LONGEST_END: Duration = Duration::from_secs(8);

/// `vast cancel sync`
pub fn run(global: &Global, arguments: &CancelSync, notes: &Notes) -> Result<ExitStatus, Failure> {
    if global.format() == Format::Table {
        let reason = "the results of cancel sync make no table; try -o json";
        return Err(ExitStatus::Usage.failure(reason));
    }
    runtime::block_on(async {
        // Before anything is read, which may take long: a process with the number 1 has no other way to be stopped.
        let mut interrupts = Interrupts::listen()?;
        let instances = tokio::select! {
            instances = read(arguments, notes) => instances?,
            _ = interrupts.next() => {
                return Err(ExitStatus::Interrupted.failure("interrupted; nothing was sent"));
            }
        };
        if global.curl {
            return print_curl(instances.as_slice(), global, notes).await;
        }
        if global.dry_run {
            return dry_run(instances.as_slice(), global, notes).await;
        }
        let client = connection::client(global, notes)?;
        if let Some(path) = &arguments.failed_to {
            // Before anything is sent.
            let opened = OpenOptions::new().append(true).create(true).open(path);
            opened.map_err(|error| unwritten(path, &error))?;
        }
        if global.explain {
            explain(&client, instances.as_slice()).await?;
        }
        let report = Report::new(&client, &instances, global.format(), notes);
        let run = cancel(
            &client,
            &instances,
            global,
            arguments.max_failures,
            report,
            interrupts,
        );
        let (status, report) = run.await?;
        if let Some(path) = &arguments.failed_to {
            write_failed(path, &report)?;
        }
        Ok(status)
    })
}

async fn read(arguments: &CancelSync, notes: &Notes) -> Result<Instances, Failure> {
    if arguments.from_file.is_empty() && arguments.resume.is_empty() {
        // Starting a thread takes longer.
        return instances::instances(arguments, notes);
    }
    let (arguments, notes) = (arguments.clone(), notes.clone());
    runtime::blocking(move || instances::instances(&arguments, &notes)).await
}

async fn print_curl(
    instances: &[InstanceId],
    global: &Global,
    notes: &Notes,
) -> Result<ExitStatus, Failure> {
    let client = connection::client_without_key(global, notes)?;
    for instance in instances {
        let request = preview::request(&client, *instance).await?;
        let command = preview::curl(&request, global.ca_cert.as_deref());
        output::result(command).map_err(unwritable)?;
    }
    Ok(ExitStatus::Success)
}

async fn dry_run(
    instances: &[InstanceId],
    global: &Global,
    notes: &Notes,
) -> Result<ExitStatus, Failure> {
    let client = connection::client_without_key(global, notes)?;
    let count = instances.len();
    let list = instances::listed(instances.iter().copied());
    let server = client.api().inner().base_url();
    let summary = format!("would cancel the syncs into {count} at {server}: {list}");
    output::result(summary).map_err(unwritable)?;
    for instance in instances {
        let request = preview::request(&client, *instance).await?;
        let text = preview::explained(&request, "[API key]");
        output::result(format_args!("\n{text}")).map_err(unwritable)?;
    }
    Ok(ExitStatus::Success)
}

async fn explain(client: &Client, instances: &[InstanceId]) -> Result<(), Failure> {
    if let Some((first, others)) = instances.split_first() {
        let request = preview::request(client, *first).await?;
        output::aside(preview::explained(
            &request,
            &format!("[API key: {}]", which_key(client)),
        ));
        if !others.is_empty() {
            output::aside(format_args!("and the same for {} more\n", others.len()));
        }
    }
    Ok(())
}

async fn cancel<'r>(
    client: &Client,
    instances: &Instances,
    global: &Global,
    max_failures: Option<NonZeroUsize>,
    mut report: Report<'r>,
    mut interrupts: Interrupts,
) -> Result<(ExitStatus, Report<'r>), Failure> {
    let taken = Cell::new(0);
    let ids = instances.as_slice().iter().copied();
    let ids = ids.inspect(|_| taken.set(taken.get() + 1));
    let mut answers = client
        .cancel_many(ids)
        .max_in_flight(global.max_in_flight.get())
        .max_outage(global.max_outage);
    let mut is_paused = false;
    let mut ends: Option<Pin<Box<Sleep>>> = None;
    let mut status = ExitStatus::Success;
    let mut writing: Option<Writing> = None;
    let mut written = Ok(());
    loop {
        let answer = tokio::select! {
            biased;
            interrupt = interrupts.next() => {
                if status == ExitStatus::Interrupted {
                    break;
                }
                status = ExitStatus::Interrupted;
                answers.stop();
                report.stopping();
                if interrupt == Interrupt::ByProgram {
                    ends = Some(Box::pin(sleep(LONGEST_END)));
                }
                continue;
            }
            Some(()) = OptionFuture::from(ends.as_mut()) => break,
            Some(ended) = OptionFuture::from(writing.as_mut()) => {
                writing = None;
                if ended.is_err() {
                    // Nobody would learn what was canceled.
                    answers.stop();
                }
                written = written.and(ended);
                continue;
            }
            answer = answers.next(), if writing.is_none() => answer,
            () = sleep(PAUSE), if !is_paused => {
                if let Some(error) = answers.outage() {
                    is_paused = true;
                    report.paused(error, global.max_outage);
                }
                continue;
            }
        };
        is_paused = false;
        let Some((instance, result)) = answer else {
            break;
        };
        writing = report.answer(instance, &result);
        if let Err(error) = &result
            && error.kind() != ErrorKind::Stopped
        {
            status = status.max(error.kind().into());
            let too_many = max_failures.is_some_and(|most| report.failed() >= most.get());
            if concerns_all(error) || too_many {
                answers.stop();
            }
        }
    }
    if let Err(error) = report.end(taken.get(), status, written) {
        output::error(unwritable(error).reason);
        status = status.max(ExitStatus::Output);
    }
    Ok((status, report))
}

/// Writes the instances that are not known to be canceled, one in a line.
fn write_failed(path: &Path, report: &Report<'_>) -> Result<(), Failure> {
    let write = || {
        let mut file = BufWriter::new(File::create(path)?);
        for instance in report.not_canceled() {
            writeln!(file, "{instance}")?;
        }
        file.flush()
    };
    write().map_err(|error| unwritten(path, &error))
}

fn unwritten(path: &Path, error: &io::Error) -> Failure {
    let path = path.display();
    ExitStatus::Output.failure(format!("{path} cannot be written to: {error}"))
}

/// Whether every other instance would get the same error.
fn concerns_all(error: &Error) -> bool {
    error.kind() == ErrorKind::Unauthorized || error.code() == Some("search_quota_exceeded")
}
