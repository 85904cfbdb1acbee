//! The connections of a request: whether it got a new one, and how long that may take.

use std::{
    future::Future,
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use reqwest::ClientBuilder;
use tokio::time::{Instant, timeout_at};
use tower_layer::layer_fn;
use tower_service::Service;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// How much sooner than the attempt the connecting ends, so that it is known to be what took so long, on a busy
/// machine, too. At most a quarter of the attempt.
const SOONER: Duration = Duration::from_millis(250);

tokio::task_local! {
    static WATCHED: Watched;
}

/// What is known of the request that is being sent.
#[derive(Clone)]
struct Watched {
    /// Whether a connection was opened for it.
    opened: Arc<AtomicBool>,
    deadline: Option<Instant>,
}

/// Lets [`watched`] see the connections of the client.
pub(super) fn watch(builder: ClientBuilder) -> ClientBuilder {
    builder.connector_layer(layer_fn(|connector| Watch { connector }))
}

/// Sends a request on a client that is watched, and returns whether it went out on a connection that had been
/// used before. If no connection is made by the deadline, that is what the error says.
pub(super) async fn watched<F: Future>(sent: F, deadline: Option<Instant>) -> (F::Output, bool) {
    let opened = Arc::new(AtomicBool::new(false));
    let watched = Watched {
        opened: Arc::clone(&opened),
        deadline,
    };
    let output = WATCHED.scope(watched, sent).await;
    (output, !opened.load(Ordering::Relaxed))
}

/// Watches connections being opened: hyper does that in the task of the request, and only if none is idle.
#[derive(Clone)]
struct Watch<S> {
    connector: S,
}

impl<S, R> Service<R> for Watch<S>
where
    S: Service<R, Error = BoxError>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.connector.poll_ready(context)
    }

    fn call(&mut self, to: R) -> Self::Future {
        let connected = self.connector.call(to);
        // Outside of `watched`, nobody asks.
        let deadline = WATCHED.try_with(|watched| {
            watched.opened.store(true, Ordering::Relaxed);
            watched.deadline
        });
        let Ok(Some(deadline)) = deadline else {
            return Box::pin(connected);
        };
        let now = Instant::now();
        let left = deadline.saturating_duration_since(now);
        let end = now + left.saturating_sub(SOONER.min(left / 4));
        Box::pin(async move {
            let late = |_| io::Error::from(io::ErrorKind::TimedOut);
            timeout_at(end, connected).await.map_err(late)?
        })
    }
}
