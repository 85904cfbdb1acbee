//! Servers on loopback for the tests of code that cancels syncs. Behind the feature `test-util`,
//! meant for `[dev-dependencies]`:
//!
//! ```toml
//! [dev-dependencies]
//! vast-sdk = { version = "0.1", features = ["test-util"] }
//! ```
//!
//! A [`MockServer`] gives the answers that you set up, over real HTTP. [`CancelSyncMocks`] sets up the
//! API's answers to a cancel, one instance at a time:
//!
//! ```
//! use vast_sdk::{ErrorKind, test_util::{self, CancelSyncMocks, MockServer}};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), vast_sdk::Error> {
//! let server = MockServer::start_async().await;
//! let canceled = server.canceled(12371);
//! server.no_such_instance(99);
//!
//! let client = test_util::client(server.base_url());
//! client.cancel_sync(12371).await?;
//! let error = client.cancel_sync(99).await.unwrap_err();
//!
//! assert_eq!(error.kind(), ErrorKind::NoSuchInstance);
//! assert_eq!(canceled.calls(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! When to use which:
//!
//! * [`CancelSyncMocks`]: what the API answers to a cancel, and how fast
//! * [`ResetServer`]: a connection that breaks before there is an answer
//! * [`MockServerExt`]: any other operation or answer, in the types of the document
//! * [`MockServer`] itself: any other HTTP answer

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use serde_json::{Value, json};
use vast_api::mock::httpmock::{HttpMockRequest, Then};

pub use vast_api::mock::{
    MockServerExt,
    httpmock::{self, Mock, MockServer},
    operations,
};

use crate::{CallOptions, Client, InstanceId, Pacing, RetryPolicy};

/// The API key of [`client`]. The mocks receive it as `Authorization: Bearer test-key`.
pub const API_KEY: &str = "test-key";

/// A client of a server on loopback.
///
/// It ignores the environment, sends each request once ([`RetryPolicy::none`]) and does not wait for a
/// rate limit, so each call gets the answer that you set up. For other settings, use
/// [`Client::builder`].
///
/// # Panics
///
/// If `url` is invalid, or plain `http` to an address that is not loopback.
pub fn client(url: impl Into<String>) -> Client {
    let builder = Client::builder()
        .api_key(API_KEY)
        .url(url)
        .options(CallOptions::new().retry(RetryPolicy::none()))
        .pacing(Pacing::none());
    match builder.build() {
        Ok(client) => client,
        Err(error) => panic!("{error}"),
    }
}

/// Sets up the API's answer to a cancel, for one instance.
///
/// If there are several answers for the same instance, the first one counts.
pub trait CancelSyncMocks {
    /// The syncs into the instance are canceled.
    fn canceled(&self, instance: impl Into<InstanceId>) -> Mock<'_>;

    /// There is no such instance: status 404 with the code `no_such_instance`. The call fails with
    /// [`ErrorKind::NoSuchInstance`](crate::ErrorKind::NoSuchInstance).
    fn no_such_instance(&self, instance: impl Into<InstanceId>) -> Mock<'_>;

    /// The API refuses: status 200 with `"success": false`. The call fails with
    /// [`ErrorKind::Refused`](crate::ErrorKind::Refused).
    fn refused(&self, instance: impl Into<InstanceId>) -> Mock<'_>;

    /// Too many requests: status 429 with the API's sentence in plain text, which states the least time
    /// between two requests. The call fails with
    /// [`ErrorKind::RateLimited`](crate::ErrorKind::RateLimited).
    fn rate_limited(&self, instance: impl Into<InstanceId>, interval: Duration) -> Mock<'_>;

    /// The syncs are canceled, but the answer is delayed: for tests of timeouts and cancellation.
    fn slow(&self, instance: impl Into<InstanceId>, delay: Duration) -> Mock<'_>;
}

impl CancelSyncMocks for MockServer {
    fn canceled(&self, instance: impl Into<InstanceId>) -> Mock<'_> {
        answering(self, instance.into(), accepted)
    }

    fn no_such_instance(&self, instance: impl Into<InstanceId>) -> Mock<'_> {
        answering(self, instance.into(), |then| {
            then.status(404).json_body(json!({
                "success": false,
                "error": "no_such_instance",
                "msg": "No such instance.",
            }))
        })
    }

    fn refused(&self, instance: impl Into<InstanceId>) -> Mock<'_> {
        answering(self, instance.into(), |then| {
            then.status(200).json_body(json!({
                "success": false,
                "error": "refused",
                "msg": "The sync cannot be canceled.",
            }))
        })
    }

    fn rate_limited(&self, instance: impl Into<InstanceId>, interval: Duration) -> Mock<'_> {
        let seconds = interval.as_secs_f64();
        answering(self, instance.into(), |then| {
            then.status(429)
                .header("content-type", "text/plain")
                .body(format!(
                    "API requests too frequent: endpoint threshold={seconds}"
                ))
        })
    }

    fn slow(&self, instance: impl Into<InstanceId>, delay: Duration) -> Mock<'_> {
        answering(self, instance.into(), |then| accepted(then).delay(delay))
    }
}

fn answering(
    server: &MockServer,
    instance: InstanceId,
    answer: impl FnOnce(Then) -> Then,
) -> Mock<'_> {
    server.cancel_sync(|when, then| {
        when.into_inner()
            .is_true(move |request| is_about(request, instance));
        answer(then.into_inner());
    })
}

/// The id is a number or text, depending on the document.
fn is_about(request: &HttpMockRequest, instance: InstanceId) -> bool {
    let body: Value = serde_json::from_slice(request.body_ref()).unwrap_or_default();
    body["dst_id"] == instance.get() || body["dst_id"] == instance.to_string()
}

fn accepted(then: Then) -> Then {
    then.status(200).json_body(json!({
        "success": true,
        "msg": "Remote copy canceled",
    }))
}

/// A server that resets every connection once a request arrives, so the client cannot know whether the
/// server has acted. Calls fail with [`ErrorKind::Interrupted`](crate::ErrorKind::Interrupted), and
/// [`Error::may_have_executed`](crate::Error::may_have_executed) is true.
///
/// Dropping it stops it.
#[derive(Debug)]
pub struct ResetServer {
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
    listening: Option<thread::JoinHandle<()>>,
}

impl ResetServer {
    /// Starts a server on a free port of loopback.
    ///
    /// # Errors
    ///
    /// If there is no port to listen on.
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let stopped = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopped);
        let listening = thread::spawn(move || {
            for connection in listener.incoming() {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let Ok(connection) = connection else { return };
                // Closing a connection with unread data resets it.
                thread::spawn(move || {
                    connection.set_read_timeout(Some(Duration::from_secs(5)))?;
                    connection.peek(&mut [0])
                });
            }
        });
        Ok(Self {
            address,
            stopped,
            listening: Some(listening),
        })
    }

    /// The URL to give to a client.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for ResetServer {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        // The listener checks the flag when a connection comes in.
        let woken = TcpStream::connect(self.address);
        if let (Ok(_), Some(listening)) = (woken, self.listening.take()) {
            let _ = listening.join();
        }
    }
}
