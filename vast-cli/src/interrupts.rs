use std::io;

/// The signals that ask to stop: Ctrl-C, and on Unix also those of `kill`, `timeout` and a terminal
/// that is closed.
#[cfg(unix)]
pub struct Interrupts([tokio::signal::unix::Signal; 3]);

#[cfg(unix)]
impl Interrupts {
    /// From now on, these signals end nothing by themselves.
    pub fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self([
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
            signal(SignalKind::hangup())?,
        ]))
    }

    /// Waits for the next one.
    pub async fn next(&mut self) {
        let [interrupt, terminate, hangup] = &mut self.0;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    }
}

#[cfg(windows)]
pub struct Interrupts(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Interrupts {
    /// From now on, Ctrl-C ends nothing by itself.
    pub fn listen() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    /// Waits for the next one.
    pub async fn next(&mut self) {
        let _ = self.0.recv().await;
    }
}
