//! What a program would do without the SDK: the same request, and the answer decoded to the same type.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{
    Request,
    client::conn::http1::{SendRequest, handshake},
};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::TcpStream;
use vast_sdk::{
    api::{http_client_builder, types::CancelSyncResponse},
    reqwest::{self, Method, Response, StatusCode},
};

use vast_sdk_tests::{KEY, judge::cancel_sync::CancelSync};

const USER_AGENT: &str = "vast-sdk/0.1.0";

/// With `reqwest`.
pub struct WithReqwest {
    http: reqwest::Client,
    method: Method,
    url: String,
}

impl WithReqwest {
    /// A client of the server at a URL.
    #[must_use]
    pub fn new(server: &str) -> Self {
        let http = http_client_builder().expect("TLS");
        let http = http.no_proxy().user_agent(USER_AGENT).build();
        Self {
            http: http.expect("a client"),
            method: Method::DELETE,
            url: server.to_owned() + &CancelSync::published().path(),
        }
    }

    /// One cancel.
    pub async fn cancel(&self, instance: u32) -> CancelSyncResponse {
        let response = self.send(instance).await.error_for_status();
        let response = response.expect("a success");
        let body = response.bytes().await.expect("a body");
        serde_json::from_slice(&body).expect("the envelope")
    }

    /// The status of one cancel, whatever it is.
    pub async fn status(&self, instance: u32) -> StatusCode {
        let response = self.send(instance).await;
        let status = response.status();
        response.bytes().await.expect("a body");
        status
    }

    async fn send(&self, instance: u32) -> Response {
        let request = self
            .http
            .request(self.method.clone(), &self.url)
            .bearer_auth(KEY)
            .header("accept", "application/json")
            .json(&json!({ "dst_id": instance }))
            .timeout(std::time::Duration::from_secs(30));
        request.send().await.expect("an answer")
    }
}

/// With `hyper`, on one connection: no pool, no timeout, no redirects, no proxy, no TLS.
pub struct WithHyper {
    connection: SendRequest<Full<Bytes>>,
    host: String,
    path: String,
}

impl WithHyper {
    /// Connects to the server at a URL of plain `http`.
    pub async fn new(server: &str) -> Self {
        let host = server.trim_start_matches("http://").to_owned();
        let stream = TcpStream::connect(&host).await.expect("a connection");
        stream.set_nodelay(true).expect("a socket");
        let (connection, driver) = handshake(TokioIo::new(stream)).await.expect("HTTP");
        tokio::spawn(driver);
        Self {
            connection,
            host,
            path: CancelSync::published().path(),
        }
    }

    /// One cancel.
    pub async fn cancel(&mut self, instance: u32) -> CancelSyncResponse {
        let body = json!({ "dst_id": instance }).to_string();
        let request = Request::delete(&self.path)
            .header("host", &self.host)
            .header("authorization", format!("Bearer {KEY}"))
            .header("accept", "application/json")
            .header("content-type", "application/json")
            .header("user-agent", USER_AGENT)
            .body(Full::from(body))
            .expect("a request");
        self.connection.ready().await.expect("a connection");
        let response = self.connection.send_request(request).await;
        let response = response.expect("an answer");
        assert!(response.status().is_success(), "{}", response.status());
        let body = response.into_body().collect().await.expect("a body");
        serde_json::from_slice(&body.to_bytes()).expect("the envelope")
    }
}
