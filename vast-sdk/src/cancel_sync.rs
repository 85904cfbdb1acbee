use std::{
    borrow::Cow,
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
    sync::Arc,
};

use vast_api::{CallOptions, ClientInfo, Response};

use crate::{Error, ErrorKind, InstanceId};

/// A call made by [`Client::cancel_sync`](crate::Client::cancel_sync). Await it to send it.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before it is awaited"]
pub struct CancelSync {
    api: Arc<vast_api::Client>,
    instance: InstanceId,
    options: CallOptions,
}

impl CancelSync {
    pub(crate) fn new(api: Arc<vast_api::Client>, instance: InstanceId) -> Self {
        Self {
            api,
            instance,
            options: CallOptions::new(),
        }
    }

    /// Sets retries and time limits for this call only. What is not set in `options` comes from the
    /// client.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # use vast_sdk::{CallOptions, Client, Error};
    /// # async fn run(client: Client) -> Result<(), Error> {
    /// let options = CallOptions::new().deadline(Duration::from_secs(10));
    /// client.cancel_sync(12371).options(options).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options.or(self.options);
        self
    }

    /// Sends the request: `DELETE /api/v0/commands/rclone/` with `{"dst_id": <instance>}`. Awaiting the
    /// call does the same.
    ///
    /// # Errors
    ///
    /// If the server answered: [`Refused`], [`InvalidArguments`], [`NoSuchInstance`],
    /// [`Unauthorized`], [`Forbidden`], [`RateLimited`], [`Server`], [`UnexpectedStatus`] or
    /// [`UnexpectedBody`].
    ///
    /// If it did not, or not in a way that can be used: [`Connect`], [`Timeout`], [`Interrupted`],
    /// [`Redirect`] or [`BodyTooLarge`].
    ///
    /// [`Error::may_have_executed`] says whether the syncs may be canceled despite the error.
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
        let api = if self.options == CallOptions::new() {
            self.api
        } else {
            let transport = self.api.inner().clone();
            Arc::new(transport.with_options(self.options).client())
        };
        let answer = api
            .cancel_sync()
            .body_map(|body| body.dst_id(instance))
            .send()
            .await
            .map_err(|error| Error::from_api(error, Some(instance)))?;
        let (envelope, response) = answer.into_parts();
        // The document leaves `success` optional. An answer without it is not a success: it may be the
        // JSON of a proxy or of another API.
        match (envelope.success, envelope.error) {
            (Some(true), _) => Ok(Canceled {
                instance,
                message: envelope.msg,
                response,
            }),
            (None, None) => Err(Error::unclear(response, instance)),
            _ => {
                let refused = vast_api::Error::<()>::Refused(response);
                Err(Error::from_api(refused, Some(instance)))
            }
        }
    }

    /// Returns the request that [`send`](Self::send) would send, and sends nothing. The value of its
    /// `Authorization` header is the key, marked as sensitive.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if the request cannot be built.
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

/// The server's confirmation that the syncs into an instance are canceled.
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

    /// The server's message; empty if there is none.
    #[must_use]
    pub fn message(&self) -> &str {
        self.message.as_deref().unwrap_or_default()
    }

    /// How many attempts were made.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.response.attempts()
    }

    /// The body of the answer, byte for byte.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.response.body()
    }

    /// The body of the answer as text.
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
        // Without the message: it is part of the response, whose `Debug` hides the key.
        f.debug_struct("Canceled")
            .field("instance", &self.instance)
            .field("response", &self.response)
            .finish_non_exhaustive()
    }
}
