use std::sync::{Arc, Mutex, PoisonError};

use reqwest::Request;

use super::{TransportError, TransportErrorKind};

/// The request of a call that was not sent: see [`Transport::dry_run`](super::Transport::dry_run).
#[derive(Clone, Debug, Default)]
pub struct DryRun(Arc<Mutex<Option<Request>>>);

impl DryRun {
    /// The request of the last call, with all its headers as they would be sent; those that make up
    /// the connection (`host`, `content-length`) are added by the HTTP client. None if the call failed
    /// before.
    #[must_use]
    pub fn take(&self) -> Option<Request> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(super) fn keep(&self, request: Request) -> TransportError {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(request);
        TransportError::new(TransportErrorKind::Request)
            .because("it is a dry run, which sends nothing")
    }
}
