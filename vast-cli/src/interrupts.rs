use std::io;

use crate::exit_status::{ExitStatus, Failure};

fn cannot_listen(error: io::Error) -> Failure {
    ExitStatus::Network.failure(format!("the process cannot wait for Ctrl-C: {error}"))
}

/// Who asks to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interrupt {
    /// With Ctrl-C, and again if it takes too long.
    ByPerson,
    /// With `SIGTERM` or `SIGHUP`. A program kills what has not ended soon: Kubernetes waits for 30 s.
    ByProgram,
}

/// The signals that ask to stop: Ctrl-C, and on Unix also those sent by `kill`, by `timeout` and by a
/// closing terminal.
#[cfg(unix)]
pub struct Interrupts([Option<tokio::signal::unix::Signal>; 3]);

#[cfg(unix)]
impl Interrupts {
    /// From now on, these signals do not end the process. Signals that the parent ignores, as with
    /// `nohup`, stay ignored.
    ///
    /// # Errors
    ///
    /// If the process cannot wait for signals.
    pub fn listen() -> Result<Self, Failure> {
        Self::try_listen().map_err(cannot_listen)
    }

    fn try_listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let ignored = ignored();
        let listen = |kind: SignalKind| {
            let is_ignored = ignored & (1 << (kind.as_raw_value() - 1)) != 0;
            (!is_ignored).then(|| signal(kind)).transpose()
        };
        Ok(Self([
            listen(SignalKind::interrupt())?,
            listen(SignalKind::terminate())?,
            listen(SignalKind::hangup())?,
        ]))
    }

    /// Waits for the next signal.
    pub async fn next(&mut self) -> Interrupt {
        let [interrupt, terminate, hangup] = &mut self.0;
        tokio::select! {
            () = received(interrupt) => Interrupt::ByPerson,
            () = received(terminate) => Interrupt::ByProgram,
            () = received(hangup) => Interrupt::ByProgram,
        }
    }
}

#[cfg(unix)]
async fn received(signal: &mut Option<tokio::signal::unix::Signal>) {
    match signal {
        Some(signal) => drop(signal.recv().await),
        None => std::future::pending().await,
    }
}

/// A bit for each ignored signal, starting with signal 1. Zero if the system does not say.
#[cfg(unix)]
fn ignored() -> u64 {
    let status = status_of_this_process().unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or_default()
}

/// In one piece: it is read at every start.
#[cfg(unix)]
fn status_of_this_process() -> io::Result<String> {
    use std::io::Read;

    let mut status = vec![0; 4096];
    let length = std::fs::File::open("/proc/self/status")?.read(&mut status)?;
    status.truncate(length);
    Ok(String::from_utf8_lossy(&status).into_owned())
}

#[cfg(windows)]
pub struct Interrupts(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Interrupts {
    /// From now on, Ctrl-C does not end the process.
    ///
    /// # Errors
    ///
    /// If the process cannot wait for it.
    pub fn listen() -> Result<Self, Failure> {
        tokio::signal::windows::ctrl_c()
            .map(Self)
            .map_err(cannot_listen)
    }

    /// Waits for the next signal.
    pub async fn next(&mut self) -> Interrupt {
        let _ = self.0.recv().await;
        Interrupt::ByPerson
    }
}
