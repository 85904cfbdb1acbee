//! The client keeps to the rate limit of a server. How close it gets to the limit is measured by the benchmark.

use std::{
    error::Error,
    sync::{Arc, Mutex},
    time::Duration,
};

use vast_sdk::{
    CallOptions, Client, ErrorKind, Pacing,
    api::pacing::{Answer, Gate, GateFuture, LimitId, Turn},
};
use vast_sdk_tests::{
    KEY, client_builder,
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
        interval: Duration::from_secs(3600),
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

/// A gate in memory, as a fleet would have one elsewhere.
#[derive(Clone, Default)]
struct Recorded {
    /// What it was asked and told.
    calls: Arc<Mutex<Vec<String>>>,
    is_broken: bool,
}

impl Recorded {
    fn note(&self, call: String) -> Result<usize, Box<dyn Error + Send + Sync>> {
        let mut calls = self.calls.lock().unwrap();
        calls.push(call);
        if self.is_broken {
            Err("the engine is away".into())
        } else {
            Ok(calls.len())
        }
    }

    fn client(&self, server: &RateLimitedServer) -> (Client, Arc<Mutex<Vec<String>>>) {
        let said = Arc::new(Mutex::new(Vec::new()));
        let note = Arc::clone(&said);
        let pacing = Pacing::gate(self.clone());
        let pacing = pacing.on_fallback(move |why| note.lock().unwrap().push(why.to_owned()));
        (
            client_builder(server.url()).pacing(pacing).build().unwrap(),
            said,
        )
    }
}

impl Gate for Recorded {
    fn take<'a>(&'a self, limit: &'a LimitId) -> GateFuture<'a, Turn> {
        Box::pin(async move {
            assert!(!limit.to_string().contains(KEY));
            let number = self.note(format!("take {}", limit.operation()))?;
            // Each time, it has to be asked twice.
            Ok(match number % 2 {
                0 => Turn::Now(7),
                _ => Turn::Wait(Duration::ZERO),
            })
        })
    }

    fn tell<'a>(&'a self, _: &'a LimitId, slot: u64, answer: Answer) -> GateFuture<'a, ()> {
        Box::pin(async move {
            self.note(format!("tell {slot} {answer:?}"))?;
            // So that the next one is asked twice, too.
            self.note("told".to_owned()).map(drop)
        })
    }
}

const UNLIMITED: Limit = Limit {
    interval: Duration::ZERO,
    tells: true,
    counts_rejected: false,
};

#[tokio::test]
async fn a_gate_of_the_fleet_gives_the_turns_and_learns_the_answers() {
    let server = RateLimitedServer::start(UNLIMITED).await;
    let gate = Recorded::default();
    let (client, said) = gate.client(&server);
    client.cancel_sync(1).await.unwrap();
    let calls = [
        "take cancel_sync",
        "take cancel_sync",
        "tell 7 Accepted",
        "told",
    ];
    assert_eq!(*gate.calls.lock().unwrap(), calls);
    assert!(said.lock().unwrap().is_empty());
}

#[tokio::test]
async fn without_its_gate_a_process_keeps_its_own_pace_and_says_so_once() {
    let server = RateLimitedServer::start(UNLIMITED).await;
    let gate = Recorded {
        is_broken: true,
        ..Recorded::default()
    };
    let (client, said) = gate.client(&server);
    for id in 1..4 {
        client.cancel_sync(id).await.unwrap();
    }
    assert_eq!(*said.lock().unwrap(), ["the engine is away"]);
    assert_eq!(*gate.calls.lock().unwrap(), ["take cancel_sync"]);
}
