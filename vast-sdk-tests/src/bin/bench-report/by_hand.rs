//! What a program would do without the SDK: the same request, decoded to the same struct.

use serde_json::json;
use vast_sdk::{
    api::types::CancelSyncResponse,
    reqwest::{self, Method, redirect::Policy},
};
use vast_sdk_tests::{KEY, cancel_sync::CancelSync};

pub struct ByHand {
    http: reqwest::Client,
    method: Method,
    url: String,
}

impl ByHand {
    pub fn new(server: &str) -> Self {
        let http = reqwest::Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .user_agent("vast-sdk/0.1.0")
            .tls_certs_only([])
            .build();
        Self {
            http: http.expect("a client"),
            method: Method::DELETE,
            url: server.to_owned() + &CancelSync::published().path(),
        }
    }

    pub async fn cancel(&self, instance: i64) -> CancelSyncResponse {
        let response = self
            .http
            .request(self.method.clone(), &self.url)
            .bearer_auth(KEY)
            .header("accept", "application/json")
            .json(&json!({ "dst_id": instance }))
            .timeout(std::time::Duration::from_secs(30))
            .send()
            .await
            .and_then(reqwest::Response::error_for_status)
            .expect("an answer");
        let body = response.bytes().await.expect("a body");
        serde_json::from_slice(&body).expect("the envelope")
    }
}
