//! The client keeps to the rate limit of a server. How close it gets to the limit is measured by the benchmark.

use std::time::Duration;

use vast_sdk::{CallOptions, ErrorKind};
use vast_sdk_tests::{
    client_builder,
    servers::{Limit, RateLimitedServer},
};

const INTERVAL: Duration = Duration::from_millis(20);

/// Usually one is rejected, and a few more if other tests keep the machine busy. Without the rate limiter it would be more than half.
fn assert_few_are_rejected(server: &RateLimitedServer) {
    let counts = server.counts();
    assert!(counts.rejected <= counts.accepted / 4, "{counts:?}");
}

#[tokio::test]
async fn all_cancels_succeed_under_a_limit_that_is_told() {
    for counts_rejected in [false, true] {
        let limit = Limit {
            interval: INTERVAL,
            tells: true,
            counts_rejected,
        };
        let server = RateLimitedServer::start(limit).await;
        let client = client_builder(server.url()).build().unwrap();
        let mut answers = client.cancel_many(0..40);
        while let Some((_, result)) = answers.next().await {
            result.unwrap();
        }
        assert_eq!(server.counts().accepted, 40);
        assert_few_are_rejected(&server);
    }
}

#[tokio::test]
async fn all_clones_and_tasks_keep_one_pace() {
    let limit = Limit {
        interval: INTERVAL,
        tells: true,
        counts_rejected: false,
    };
    let server = RateLimitedServer::start(limit).await;
    let client = client_builder(server.url()).build().unwrap();
    let calls = (0..30).map(|id| {
        let client = client.clone();
        tokio::spawn(async move { client.cancel_sync(id).await.map(drop) })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_few_are_rejected(&server);
}

#[tokio::test]
async fn a_deadline_before_the_turn_is_an_error_without_a_request() {
    let limit = Limit {
        interval: Duration::from_hours(1),
        tells: true,
        counts_rejected: false,
    };
    let server = RateLimitedServer::start(limit).await;
    let client = client_builder(server.url()).build().unwrap();
    client.cancel_sync(1).await.unwrap();
    // The first of these calls is sent and learns the limit. The second is not sent.
    let hurried = |id: u32| {
        let options = CallOptions::new().deadline(INTERVAL);
        client.cancel_sync(id).options(options)
    };
    let learned = hurried(2).await.unwrap_err();
    assert_eq!(learned.status().unwrap(), 429);
    let error = hurried(3).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!((error.status(), error.attempts()), (None, 0));
    assert!(!error.may_have_executed());
    assert!(error.retry_after().unwrap() > Duration::from_secs(50));
    assert!(error.to_string().contains("rate limit"), "{error}");
    assert_eq!(server.counts().rejected, 1);
}
