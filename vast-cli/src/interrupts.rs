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

/// The events that ask to stop: Ctrl-C, Ctrl-Break, and a console or a system that closes.
#[cfg(windows)]
pub struct Interrupts(
    tokio::signal::windows::CtrlC,
    tokio::signal::windows::CtrlBreak,
    tokio::signal::windows::CtrlClose,
    tokio::signal::windows::CtrlShutdown,
);

#[cfg(windows)]
impl Interrupts {
    /// From now on, these events do not end the process at once.
    ///
    /// # Errors
    ///
    /// If the process cannot wait for them.
    pub fn listen() -> Result<Self, Failure> {
        Self::try_listen().map_err(cannot_listen)
    }

    fn try_listen() -> io::Result<Self> {
        use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close, ctrl_shutdown};
        Ok(Self(
            ctrl_c()?,
            ctrl_break()?,
            ctrl_close()?,
            ctrl_shutdown()?,
        ))
    }

    /// Waits for the next event.
    pub async fn next(&mut self) -> Interrupt {
        let Self(interrupt, pause, close, shutdown) = self;
        tokio::select! {
            _ = interrupt.recv() => Interrupt::ByPerson,
            _ = pause.recv() => Interrupt::ByPerson,
            _ = close.recv() => Interrupt::ByProgram,
            _ = shutdown.recv() => Interrupt::ByProgram,
        }
    }
}
