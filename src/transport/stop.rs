use std::future::Future;

use tokio_util::sync::CancellationToken;

/// Stops calls that have not been sent yet, from anywhere. A clone is the same handle.
///
/// A request that is under way still has its answer. A call that waits, for its turn or to try
/// again, ends at once: with the outcome of its last attempt, or, if there has been none, with
/// [`TransportErrorKind::Stopped`](crate::TransportErrorKind::Stopped).
#[derive(Clone, Debug, Default)]
pub struct StopHandle(CancellationToken);

impl StopHandle {
    /// Nothing more is sent by the calls that have this handle.
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

    /// What the wait ends with, or nothing, if it is stopped before.
    pub(super) async fn unless_stopped<F: Future>(&self, wait: F) -> Option<F::Output> {
        tokio::select! {
            // A wait that is none costs nothing. One that ends as late as the stop ends with it.
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
    async fn a_wait_that_ends_as_late_as_the_stop_ends_with_it() {
        let stop = StopHandle::default();
        assert_eq!(stop.unless_stopped(async { 1 }).await, Some(1));
        assert_eq!(stop.unless_stopped(async { stop.stop() }).await, None);
    }
}
