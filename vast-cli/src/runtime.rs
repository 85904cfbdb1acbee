use std::future::Future;

use tokio::runtime::Builder;

use crate::exit_status::{ExitStatus, Failure};

/// Runs a command that uses the network, on this thread: a single thread starts faster, and there is little to
/// do but wait.
///
/// # Errors
///
/// That of the command; or the process may open too few files, or cannot wait for the network.
pub fn block_on<T>(command: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    check_descriptors()?;
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        ExitStatus::Network.failure(format!("the process cannot wait for the network: {error}"))
    })?;
    let ended = runtime.block_on(command);
    // Do not wait for what is still running.
    runtime.shutdown_background();
    ended
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
