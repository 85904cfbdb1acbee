use std::{
    borrow::Cow,
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use vast_api::{ClientInfo, Response, RetryPolicy};

use crate::{Error, ErrorKind, InstanceId, options::Options};

/// A call of [`Client::cancel_sync`](crate::Client::cancel_sync): await it, or [`send`](Self::send)
/// it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before it is awaited"]
pub struct CancelSync {
    api: Arc<vast_api::Client>,
    instance: InstanceId,
    options: Options,
}

impl CancelSync {
    pub(crate) fn new(api: Arc<vast_api::Client>, instance: InstanceId) -> Self {
        Self {
            api,
            instance,
            options: Options::default(),
        }
    }

    /// When the request is sent again: in place of the client's policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = Some(policy);
        self
    }

    /// How long the call may take, with all its attempts and all waiting between and before them: in
    /// place of that of the retry policy. `None` is no limit.
    ///
    /// A deadline that is shorter than the wait for a slot in the server's rate limit is an error at
    /// once, of the kind [`RateLimited`](crate::ErrorKind::RateLimited).
    pub fn deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.options.deadline = Some(deadline.into());
        self
    }

    /// How long each attempt may take: in place of the client's timeout.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = Some(timeout);
        self
    }

    /// Sends the request: `DELETE /api/v0/commands/rclone/` with `{"dst_id": <instance>}`.
    ///
    /// # Errors
    ///
    /// One of these kinds: [`Refused`], [`InvalidArguments`], [`NoSuchInstance`],
    /// [`Unauthorized`], [`Forbidden`], [`RateLimited`], [`Server`], [`UnexpectedStatus`] and
    /// [`UnexpectedBody`] where the server answered; [`Connect`], [`Timeout`], [`Interrupted`],
    /// [`Redirect`] and [`BodyTooLarge`] where it did not, or not in a way that can be followed.
    /// [`Error::may_have_executed`] says whether the syncs may be canceled in spite of the error.
    ///
    /// [`Refused`]: crate::ErrorKind::Refused
    /// [`InvalidArguments`]: crate::ErrorKind::InvalidArguments
    /// [`NoSuchInstance`]: crate::ErrorKind::NoSuchInstance
    /// [`Unauthorized`]: crate::ErrorKind::Unauthorized
    /// [`Forbidden`]: crate::ErrorKind::Forbidden
    /// [`RateLimited`]: crate::ErrorKind::RateLimited
    /// [`Server`]: crate::ErrorKind::Server
    /// [`UnexpectedStatus`]: crate::ErrorKind::UnexpectedStatus
    /// [`UnexpectedBody`]: crate::ErrorKind::UnexpectedBody
    /// [`Connect`]: crate::ErrorKind::Connect
    /// [`Timeout`]: crate::ErrorKind::Timeout
    /// [`Interrupted`]: crate::ErrorKind::Interrupted
    /// [`Redirect`]: crate::ErrorKind::Redirect
    /// [`BodyTooLarge`]: crate::ErrorKind::BodyTooLarge
    pub async fn send(self) -> Result<Canceled, Error> {
        let instance = self.instance;
        let api = self.options.on(self.api);
        let answer = api
            .cancel_sync()
            .body_map(|body| body.dst_id(instance))
            .send()
            .await
            .map_err(|error| Error::from_api(error, instance))?;
        let (envelope, response) = answer.into_parts();
        // The document leaves `success` optional. An answer that does not say yes is no success:
        // a proxy's or another API's JSON would be taken for one.
        match (envelope.success, envelope.error) {
            (Some(true), _) => Ok(Canceled {
                instance,
                message: envelope.msg,
                response,
            }),
            (None, None) => Err(Error::unclear(response, instance)),
            _ => Err(Error::refused(response, instance)),
        }
    }

    /// The request that [`send`](Self::send) would send, without sending it. The value of its
    /// `Authorization` header is the key, marked as sensitive.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest), if there is none.
    pub async fn dry_run(self) -> Result<reqwest::Request, Error> {
        let (transport, dry_run) = self.api.inner().dry_run();
        let call = Self {
            api: Arc::new(transport.client()),
            ..self
        };
        let sent = Box::pin(call.send()).await;
        match (dry_run.take(), sent) {
            (Some(request), _) => Ok(request),
            (None, Err(error)) => Err(error),
            (None, Ok(_)) => Err(Error::new(ErrorKind::InvalidRequest, "there is no request")),
        }
    }
}

impl IntoFuture for CancelSync {
    type Output = Result<Canceled, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// The server has accepted to cancel the syncs into an instance.
#[non_exhaustive]
pub struct Canceled {
    instance: InstanceId,
    message: Option<String>,
    response: Response,
}

impl Canceled {
    /// The instance that the syncs copied into.
    #[must_use]
    pub fn instance(&self) -> InstanceId {
        self.instance
    }

    /// What the server says about it in words, empty if it says nothing.
    #[must_use]
    pub fn message(&self) -> &str {
        self.message.as_deref().unwrap_or_default()
    }

    /// How many times the request was sent, or tried to be.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.response.attempts()
    }

    /// The answer's body, byte for byte.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.response.body()
    }

    /// The answer's body as text.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        self.response.text()
    }

    /// The whole answer.
    #[must_use]
    pub fn response(&self) -> &Response {
        &self.response
    }
}

impl fmt::Debug for Canceled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The message is part of the answer, which knows what not to show.
        f.debug_struct("Canceled")
            .field("instance", &self.instance)
            .field("response", &self.response)
            .finish_non_exhaustive()
    }
}
