use std::future::Future;

use tokio_util::sync::CancellationToken;

/// Stops calls, from any task or thread. A clone is the same handle.
///
/// Calls in flight still finish. A call that waits for the rate limit or for its next attempt ends at
/// once: with the outcome of its last attempt, or with
/// [`TransportErrorKind::Stopped`](crate::TransportErrorKind::Stopped) if nothing was sent.
#[derive(Clone, Debug, Default)]
pub struct StopHandle(CancellationToken);

impl StopHandle {
    /// From now on, calls with this handle send nothing.
    pub fn stop(&self) {
        self.0.cancel();
    }

    /// Whether [`stop`](Self::stop) has been called.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.0.is_cancelled()
    }

    /// Waits until [`stop`](Self::stop) is called.
    pub fn stopped(&self) -> impl Future<Output = ()> + Send + Sync + 'static {
        self.0.clone().cancelled_owned()
    }

    /// Waits; returns `None` if the handle is stopped first.
    pub(super) async fn unless_stopped<F: Future>(&self, wait: F) -> Option<F::Output> {
        tokio::select! {
            // A wait that is already over costs nothing. If both happen at once, the stop wins.
            biased;
            output = wait => (!self.is_stopped()).then_some(output),
            () = self.0.cancelled() => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn if_the_wait_and_the_stop_come_at_once_the_stop_wins() {
        let stop = StopHandle::default();
        assert_eq!(stop.unless_stopped(async { 1 }).await, Some(1));
        assert_eq!(stop.unless_stopped(async { stop.stop() }).await, None);
    }
}
