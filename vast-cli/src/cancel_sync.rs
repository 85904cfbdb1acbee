use std::{cell::Cell, time::Duration};

use futures_util::future::OptionFuture;
use tokio::{runtime, time::sleep};
use vast_sdk::{Client, Error, ErrorKind, InstanceId};

use crate::{
    arguments::{CancelSync, Global},
    connection,
    exit_status::{ExitStatus, Failure},
    instances,
    interrupts::Interrupts,
    output::{self, Notes, unwritable},
    preview,
    report::{Report, Writing},
};

/// A pause that is shorter needs no words.
const PAUSE: Duration = Duration::from_secs(1);

/// `vast cancel sync`
pub fn run(global: &Global, arguments: &CancelSync, notes: &Notes) -> Result<ExitStatus, Failure> {
    let instances = instances::instances(arguments, notes)?;
    // A single thread starts faster, and there is little to do but wait.
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        ExitStatus::Network.failure(format!("the process cannot wait for the network: {error}"))
    })?;
    let status = runtime.block_on(async {
        if global.curl {
            return print_curl(&instances, global, notes).await;
        }
        let client = connection::client(global, notes)?;
        if global.explain {
            explain(&client, &instances).await?;
        }
        let report = Report::new(&client, instances.len(), global.raw, notes);
        cancel(&client, &instances, global, report).await
    });
    // Do not wait for what is still running.
    runtime.shutdown_background();
    status
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

async fn explain(client: &Client, instances: &[InstanceId]) -> Result<(), Failure> {
    if let Some((first, others)) = instances.split_first() {
        let request = preview::request(client, *first).await?;
        output::aside(preview::explained(&request, client));
        if !others.is_empty() {
            output::aside(format_args!("and the same for {} more\n", others.len()));
        }
    }
    Ok(())
}

async fn cancel(
    client: &Client,
    instances: &[InstanceId],
    global: &Global,
    mut report: Report<'_>,
) -> Result<ExitStatus, Failure> {
    let mut interrupts = Interrupts::listen().map_err(|error| {
        ExitStatus::Network.failure(format!("the process cannot wait for Ctrl-C: {error}"))
    })?;
    let taken = Cell::new(0);
    let ids = instances.iter().copied();
    let ids = ids.inspect(|_| taken.set(taken.get() + 1));
    let mut answers = client
        .cancel_many(ids)
        .max_in_flight(global.max_in_flight.get())
        .max_outage(global.max_outage);
    let mut is_paused = false;
    let mut status = ExitStatus::Success;
    let mut writing: Option<Writing> = None;
    let mut written = Ok(());
    loop {
        let answer = tokio::select! {
            biased;
            () = interrupts.next() => {
                if status == ExitStatus::Interrupted {
                    break;
                }
                status = ExitStatus::Interrupted;
                answers.stop();
                report.stopping();
                continue;
            }
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
            if concerns_all(error) {
                answers.stop();
            }
        }
    }
    report.end(instances, taken.get(), status, &written);
    if let Err(error) = written {
        output::error(unwritable(error).reason);
        status = status.max(ExitStatus::Output);
    }
    Ok(status)
}

/// Whether every other instance would get the same error.
fn concerns_all(error: &Error) -> bool {
    error.kind() == ErrorKind::Unauthorized || error.code() == Some("search_quota_exceeded")
}
