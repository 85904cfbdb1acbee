use std::future::Future;

use tokio::runtime::Builder;

use crate::{
    exit_status::{ExitStatus, Failure},
    interrupts::Interrupts,
};

/// Of the threads for what blocks: a filter in the language of jq may nest deep. Only what is used takes memory.
const STACK: usize = 256 << 20;

/// Runs a command that uses the network, on this thread: a single thread starts faster, and there is little to
/// do but wait.
///
/// # Errors
///
/// That of the command; or the process may open too few files, or cannot wait for the network.
pub fn block_on<T>(command: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    check_descriptors()?;
    let runtime = Builder::new_current_thread()
        .enable_all()
        .thread_stack_size(STACK)
        .build();
    let runtime = runtime.map_err(|error| {
        ExitStatus::Network.failure(format!("the process cannot wait for the network: {error}"))
    })?;
    let ended = runtime.block_on(command);
    // Do not wait for what is still running.
    runtime.shutdown_background();
    ended
}

/// The same, until a signal ends it.
///
/// # Errors
///
/// The same; or it was interrupted.
pub fn interruptible<T>(command: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    block_on(async {
        // Before anything else: a process with the number 1 has no other way to be stopped.
        let mut interrupts = Interrupts::listen()?;
        tokio::select! {
            ended = command => ended,
            _ = interrupts.next() => {
                let reason = "interrupted; if something was sent, the server may have acted";
                Err(ExitStatus::Interrupted.failure(reason))
            }
        }
    })
}

/// Waits for what takes a thread, such as reading from a pipe.
///
/// # Errors
///
/// That of the work; or it panicked.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let ended = tokio::task::spawn_blocking(work).await;
    ended.unwrap_or_else(|error| Err(ExitStatus::Output.failure(error.to_string())))
}

/// tokio panics if it can open no more files.
fn check_descriptors() -> Result<(), Failure> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit};

        const NEEDED: usize = 12;
        /// `EMFILE`
        const TOO_MANY: i32 = 24;
        /// With this limit or a higher one, the other files of a process leave enough.
        const PLENTY: u64 = 256;

        let limit = getrlimit(Resource::Nofile).current;
        if limit.is_none_or(|limit| limit >= PLENTY) {
            return Ok(());
        }
        let opened = (0..NEEDED).map(|_| std::fs::File::open("/dev/null"));
        if let Err(error) = opened.collect::<Result<Vec<_>, _>>()
            && error.raw_os_error() == Some(TOO_MANY)
        {
            let reason = format!("the process may open too few files (ulimit -n): {error}");
            return Err(ExitStatus::Network.failure(reason));
        }
    }
    Ok(())
}
