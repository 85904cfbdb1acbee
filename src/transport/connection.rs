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
    builder.connector_layer(layer_fn(|connector| Watch {
        connector: Arc::new(connector),
    }))
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
struct Watch<S> {
    /// reqwest clones its connector several times for each request. Few of them open a connection, so only those
    /// clone all of it.
    connector: Arc<S>,
}

impl<S> Clone for Watch<S> {
    fn clone(&self) -> Self {
        Self {
            connector: Arc::clone(&self.connector),
        }
    }
}

impl<S, R> Service<R> for Watch<S>
where
    S: Service<R, Error = BoxError> + Clone + Send + 'static,
    S::Future: Send,
    R: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: R) -> Self::Future {
        let mut connector = S::clone(&self.connector);
        let connected = async move {
            std::future::poll_fn(|context| connector.poll_ready(context)).await?;
            connector.call(to).await
        };
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
