//! Connections that are used again. One that died while it was idle looks alive until a request is on it.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use reqwest::ClientBuilder;
use tower_layer::layer_fn;
use tower_service::Service;

tokio::task_local! {
    /// Whether a connection was opened for the request that is being sent.
    static OPENED: Arc<AtomicBool>;
}

/// Lets [`watched`] see the connections of the client.
pub(super) fn watch(builder: ClientBuilder) -> ClientBuilder {
    builder.connector_layer(layer_fn(|connector| Watch { connector }))
}

/// Sends a request on a client that is watched, and returns whether it went out on a connection that had been
/// used before.
pub(super) async fn watched<F: Future>(sent: F) -> (F::Output, bool) {
    let opened = Arc::new(AtomicBool::new(false));
    let output = OPENED.scope(Arc::clone(&opened), sent).await;
    (output, !opened.load(Ordering::Relaxed))
}

/// Notes that a connection is opened: hyper does that in the task of the request, and only if none is idle.
#[derive(Clone)]
struct Watch<S> {
    connector: S,
}

impl<S: Service<R>, R> Service<R> for Watch<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.connector.poll_ready(context)
    }

    fn call(&mut self, to: R) -> S::Future {
        // Outside of `watched`, nobody asks.
        let _ = OPENED.try_with(|opened| opened.store(true, Ordering::Relaxed));
        self.connector.call(to)
    }
}
