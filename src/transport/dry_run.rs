use std::sync::{Arc, Mutex, PoisonError};

use reqwest::Request;

use super::{TransportError, TransportErrorKind};

/// Holds the request of a call that was not sent: see [`Transport::dry_run`](super::Transport::dry_run).
#[derive(Clone, Debug, Default)]
pub struct DryRun(Arc<Mutex<Option<Request>>>);

impl DryRun {
    /// Takes the request of the last call, with all its headers except those that the HTTP client adds
    /// (`host`, `content-length`). `None` if the call failed before it had a request.
    #[must_use]
    pub fn take(&self) -> Option<Request> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(super) fn keep(&self, request: Request) -> TransportError {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(request);
        TransportError::new(TransportErrorKind::Request)
            .with_source("it is a dry run, which sends nothing")
    }
}
