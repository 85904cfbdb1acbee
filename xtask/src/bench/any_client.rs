//! The clients that are measured side by side, by name.

use std::time::Instant;

use vast_sdk::Client;
use vast_sdk_tests::client_builder;

use super::measured::Spread;
use crate::baseline::{WithHyper, WithReqwest};

/// For one figure of the latency.
const CALLS: u32 = 2_000;

pub enum AnyClient {
    Sdk(Client),
    Reqwest(WithReqwest),
    Hyper(WithHyper),
}

impl AnyClient {
    pub async fn new(name: &str, url: &str) -> Self {
        match name {
            "sdk" => Self::Sdk(client_builder(url).build().expect("a client")),
            "reqwest" => Self::Reqwest(WithReqwest::new(url)),
            _ => Self::Hyper(WithHyper::new(url).await),
        }
    }

    pub async fn cancel(&mut self, instance: u32) {
        match self {
            Self::Sdk(client) => drop(client.cancel_sync(instance).await.expect("a success")),
            Self::Reqwest(client) => assert_eq!(client.cancel(instance).await.success, Some(true)),
            Self::Hyper(client) => assert_eq!(client.cancel(instance).await.success, Some(true)),
        }
    }

    /// In microseconds.
    pub async fn median_latency(&mut self) -> f64 {
        let mut times = Vec::new();
        for instance in 0..CALLS {
            let start = Instant::now();
            self.cancel(instance).await;
            times.push(start.elapsed().as_secs_f64() * 1e6);
        }
        Spread::of(times).median
    }
}
