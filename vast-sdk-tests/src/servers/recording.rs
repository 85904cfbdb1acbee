//! A mock server that gives one answer and records the requests.

use std::sync::{Arc, Mutex, PoisonError};

use httpmock::{HttpMockRequest, HttpMockResponse, MockServer};
use tokio::net::TcpListener;

/// A mock server that gives every request the same answer and records the requests.
pub struct Server {
    server: MockServer,
    requests: Arc<Mutex<Vec<HttpMockRequest>>>,
}

impl Server {
    /// Answers with a status, headers and a body.
    pub async fn answering(
        status: u16,
        headers: &[(&str, &str)],
        body: impl Into<Vec<u8>>,
    ) -> Self {
        let mut answer = HttpMockResponse::builder().status(status);
        for (name, value) in headers {
            answer = answer.header(*name, *value);
        }
        let answer = answer.body(body.into()).build();
        Self::answering_with(move |_| answer.clone()).await
    }

    /// Answers with a status and a JSON body.
    pub async fn answering_json(status: u16, body: &serde_json::Value) -> Self {
        let json = [("content-type", "application/json")];
        Self::answering(status, &json, body.to_string()).await
    }

    /// Answers with what `answer` returns for the request.
    pub async fn answering_with(
        answer: impl Fn(&HttpMockRequest) -> HttpMockResponse + Send + Sync + 'static,
    ) -> Self {
        let server = MockServer::start_async().await;
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&requests);
        let mock = server.mock_async(|when, then| {
            when.any_request();
            then.respond_with(move |request: &HttpMockRequest| {
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.push(request.clone());
                answer(request)
            });
        });
        mock.await;
        Self { server, requests }
    }

    /// The URL to give to a client.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.base_url()
    }

    /// The requests so far.
    #[must_use]
    pub fn requests(&self) -> Vec<HttpMockRequest> {
        let requests = self.requests.lock();
        requests.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The requests since the last call of this method.
    pub fn take_requests(&self) -> Vec<HttpMockRequest> {
        let requests = self.requests.lock();
        std::mem::take(&mut *requests.unwrap_or_else(PoisonError::into_inner))
    }

    /// The only request so far; panics if there were more or none.
    #[must_use]
    pub fn only_request(&self) -> HttpMockRequest {
        let requests = self.requests();
        let [request] = requests.as_slice() else {
            panic!("expected one request, got {}", requests.len())
        };
        request.clone()
    }
}

/// The URL of a loopback port that nobody listens on.
pub async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await;
    let address = listener.and_then(|listener| listener.local_addr());
    format!("http://{}", address.expect("a free port on loopback"))
}
