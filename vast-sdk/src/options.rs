use std::{sync::Arc, time::Duration};

use vast_api::{ClientInfo, RetryPolicy, StopHandle};

/// What is different for a call from what is set for the client.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) retry: Option<RetryPolicy>,
    #[expect(
        clippy::option_option,
        reason = "as set, if it is set: none is no limit"
    )]
    pub(crate) deadline: Option<Option<Duration>>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) stop: Option<StopHandle>,
}

impl Options {
    /// A client with these options, in whatever order they were set.
    pub(crate) fn on(self, api: Arc<vast_api::Client>) -> Arc<vast_api::Client> {
        if let (None, None, None, None) = (&self.retry, self.deadline, self.timeout, &self.stop) {
            return api;
        }
        let mut transport = api.inner().clone();
        if let Some(policy) = self.retry {
            transport = transport.with_retry(policy);
        }
        if let Some(deadline) = self.deadline {
            transport = transport.with_deadline(deadline);
        }
        if let Some(timeout) = self.timeout {
            transport = transport.with_timeout(timeout);
        }
        if let Some(stop) = self.stop {
            transport = transport.with_stop(stop);
        }
        Arc::new(transport.client())
    }
}
