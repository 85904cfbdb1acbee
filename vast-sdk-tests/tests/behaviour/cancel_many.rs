//! Many cancels at once.

use std::{
    cell::Cell,
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures_util::{StreamExt, stream};
use httpmock::HttpMockResponse;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use vast_sdk::{
    CallOptions, CancelMany, Canceled, Client, Error, ErrorKind, InstanceId, RetryPolicy,
    test_util::{CancelSyncMocks, MockServer},
};
use vast_sdk_tests::{
    client, client_builder,
    servers::{Fault, FaultyServer, Server, ok},
};

async fn accepting() -> (FaultyServer, Client) {
    let server = FaultyServer::start(Fault::none()).await;
    let client = client(server.url());
    (server, client)
}

async fn until(condition: impl Fn() -> bool) {
    while !condition() {
        tokio::task::yield_now().await;
    }
}

type Answer = (InstanceId, Result<Canceled, Error>);

fn ids(answers: &[Answer]) -> Vec<i64> {
    let mut ids: Vec<i64> = answers.iter().map(|(id, _)| id.get()).collect();
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn ids_come_from_any_iterator_and_any_stream() {
    let (server, client) = accepting().await;
    let texts = ["1", "2"].map(|text| text.parse::<InstanceId>().unwrap());
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        for id in 1..=2_u32 {
            sender.send(id).await.unwrap();
        }
    });
    let channel = stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|id| (id, receiver))
    });
    let found = [
        ids(&client.cancel_many([1, 2]).collect::<Vec<_>>().await),
        ids(&client.cancel_many(vec![1_u32, 2]).collect::<Vec<_>>().await),
        ids(&client.cancel_many(1..3).collect::<Vec<_>>().await),
        ids(&client
            .cancel_many(texts.iter().copied())
            .collect::<Vec<_>>()
            .await),
        ids(&client
            .cancel_many_from(stream::iter(texts))
            .collect::<Vec<_>>()
            .await),
        ids(&client.cancel_many_from(channel).collect::<Vec<_>>().await),
    ];
    assert_eq!(found, [(); 6].map(|()| vec![1, 2]));
    assert_eq!(server.requests(), 12);
    assert!(client.cancel_many([0; 0]).next().await.is_none());
}

#[tokio::test]
async fn answers_come_in_the_order_of_completion() {
    let server = MockServer::start_async().await;
    server.slow(1, Duration::from_millis(300));
    server.canceled(2);
    let answers: Vec<_> = client(server.base_url())
        .cancel_many([1, 2])
        .collect()
        .await;
    let order: Vec<i64> = answers.iter().map(|(id, _)| id.get()).collect();
    assert_eq!(order, [2, 1]);
}

#[tokio::test]
async fn each_id_has_its_own_answer_whatever_it_is() {
    let server = Server::answering_with(|request| {
        let body: Value = serde_json::from_slice(request.body_ref()).unwrap();
        // In some documents the id is a string.
        let id = body["dst_id"].as_i64();
        let id = id
            .or_else(|| body["dst_id"].as_str()?.parse().ok())
            .unwrap();
        let answer = HttpMockResponse::builder();
        match id % 5 {
            0 => answer
                .status(200)
                .body(json!({"success": true}).to_string()),
            1 => answer
                .status(200)
                .body(json!({"success": false}).to_string()),
            2 => answer
                .status(404)
                .body(json!({"error": "no_such_instance"}).to_string()),
            3 => answer.status(429).body("API requests too frequent"),
            _ => answer.status(503).body("<html>"),
        }
        .build()
    })
    .await;
    let answers: Vec<_> = client(server.url()).cancel_many(0..200).collect().await;
    assert_eq!(ids(&answers), (0..200).collect::<Vec<_>>());
    for (id, result) in answers {
        let kind = result.err().map(|error| error.kind());
        let expected = [
            None,
            Some(ErrorKind::Refused),
            Some(ErrorKind::NoSuchInstance),
            Some(ErrorKind::RateLimited),
            Some(ErrorKind::Server),
        ];
        assert_eq!(kind, expected[usize::try_from(id.get() % 5).unwrap()]);
    }
}

#[tokio::test]
async fn no_more_ids_are_taken_than_there_is_room_for() {
    let server = FaultyServer::start(Fault::send("").and_stall()).await;
    let taken = Cell::new(0);
    let endless = (0..).inspect(|_| taken.set(taken.get() + 1));
    let mut answers = client(server.url()).cancel_many(endless).max_in_flight(3);
    assert_eq!(taken.get(), 0);
    tokio::select! {
        _ = answers.next() => unreachable!("the server does not answer"),
        () = until(|| server.requests() == 3) => {}
    }
    assert_eq!(taken.get(), 3);
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn ids_are_taken_only_as_answers_are() {
    let (_server, client) = accepting().await;
    let taken = Cell::new(0);
    let endless = (0..).inspect(|_| taken.set(taken.get() + 1));
    let mut answers = client.cancel_many(endless).max_in_flight(4);
    for answered in 1..100 {
        answers.next().await.unwrap().1.unwrap();
        assert!(
            taken.get() < answered + 4,
            "{} after {answered}",
            taken.get()
        );
    }
}

#[tokio::test]
async fn a_stop_lets_what_is_in_flight_finish_and_sends_nothing_more() {
    let (server, client) = accepting().await;
    let mut answers = client.cancel_many(0..);
    let stop = answers.stop_handle();
    let mut all = Vec::new();
    for _ in 0..20 {
        all.extend(answers.next().await);
    }
    stop.stop();
    while let Some(answer) = answers.next().await {
        all.push(answer);
    }
    assert!(answers.next().await.is_none());
    assert!(all.len() < 20 + 8, "{}", all.len());
    let count = i64::try_from(all.len()).unwrap();
    assert_eq!(ids(&all), (0..count).collect::<Vec<_>>());
    let (sent, not_sent): (Vec<_>, Vec<_>) = all.iter().partition(|(_, result)| result.is_ok());
    assert_eq!(sent.len(), usize::try_from(server.requests()).unwrap());
    for (_, result) in not_sent {
        let error = result.as_ref().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Stopped);
        assert_eq!((error.attempts(), error.may_have_executed()), (0, false));
    }
}

#[tokio::test]
async fn a_stop_wakes_one_that_waits_for_an_input_that_does_not_come() {
    let (_server, client) = accepting().await;
    let mut answers = client.cancel_many_from(stream::pending::<u32>());
    let stop = answers.stop_handle();
    let waiting = tokio::spawn(async move { answers.next().await.is_none() });
    tokio::task::yield_now().await;
    stop.stop();
    assert!(waiting.await.unwrap());
}

#[tokio::test]
async fn an_id_that_comes_later_is_sent_when_it_comes() {
    let (_server, client) = accepting().await;
    let (sender, receiver) = mpsc::unbounded_channel();
    let channel = stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|id: u32| (id, receiver))
    });
    let mut answers = client.cancel_many_from(channel);
    for id in 0..3 {
        sender.send(id).unwrap();
        assert_eq!(answers.next().await.unwrap().0.get(), i64::from(id));
    }
    drop(sender);
    assert!(answers.next().await.is_none());
}

#[tokio::test]
async fn to_drop_the_stream_aborts_what_is_in_flight() {
    let server = FaultyServer::start(Fault::send("").and_stall()).await;
    let dropped = Arc::new(AtomicBool::new(false));
    {
        let mut answers = client(server.url()).cancel_many(0..);
        tokio::select! {
            _ = answers.next() => unreachable!("the server does not answer"),
            () = until(|| server.connections() == 8) => {}
        }
        dropped.store(true, Ordering::Relaxed);
    }
    until(|| server.connections() == 0).await;
    assert!(dropped.load(Ordering::Relaxed));
    assert_eq!(server.requests(), 8);
}

#[tokio::test]
async fn a_policy_and_a_deadline_are_for_each_call() {
    let server = Server::answering(503, &[], "<html>").await;
    let quick = RetryPolicy::default()
        .max_attempts(3)
        .initial_backoff(Duration::ZERO);
    let calls = client(server.url())
        .cancel_many([1, 2])
        .max_outage(Duration::ZERO)
        .options(CallOptions::new().retry(quick));
    let answers: Vec<_> = calls.collect().await;
    for (_, result) in answers {
        assert_eq!(result.unwrap_err().attempts(), 3);
    }
    assert_eq!(server.requests().len(), 6);
}

#[tokio::test]
async fn what_is_set_after_the_first_answer_holds_for_the_next_calls() {
    let server = Server::answering(503, &[], "").await;
    let mut answers = client(server.url()).cancel_many(0..).max_in_flight(1);
    let first = answers.next().await.unwrap().1.unwrap_err();
    let quick = RetryPolicy::default()
        .max_attempts(3)
        .initial_backoff(Duration::ZERO);
    let mut answers = answers
        .max_outage(Duration::ZERO)
        .options(CallOptions::new().retry(quick));
    let second = answers.next().await.unwrap().1.unwrap_err();
    assert_eq!((first.attempts(), second.attempts()), (1, 3));
}

#[test]
fn a_run_can_be_kept_and_sent_to_another_task() {
    fn is_send<T: Send + Unpin>() {}
    is_send::<CancelMany<stream::Iter<std::vec::IntoIter<u32>>>>();
}

/// Makes this many calls, and checks that each succeeds and has exactly one result.
async fn all_succeed(client: &Client, calls: u32, mut between: impl AsyncFnMut(usize)) {
    let mut answers = client.cancel_many(0..calls);
    let mut answered = BTreeMap::new();
    while let Some((id, result)) = answers.next().await {
        let attempts = result.unwrap().attempts();
        assert_eq!(answered.insert(id.get(), attempts), None);
        between(answered.len()).await;
    }
    assert_eq!(
        answered.into_keys().collect::<Vec<_>>(),
        (0..i64::from(calls)).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn ten_thousand_calls_with_a_connection_each_go_through_one_client() {
    let closing = Fault::send_what(|| {
        ok().replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n")
            .into()
    });
    let server = FaultyServer::start(closing).await;
    let client = client_builder(server.url()).build().unwrap();
    all_succeed(&client, 10_000, async |_| ()).await;
    assert_eq!(server.requests(), 10_000);
}

#[tokio::test]
async fn a_restart_of_the_server_in_a_run_of_ten_thousand_loses_no_cancel() {
    let answering = Fault::none();
    let mut server = Some(FaultyServer::start(answering.clone()).await);
    let address = server.as_ref().unwrap().address();
    let policy = RetryPolicy::default().initial_backoff(Duration::from_millis(200));
    let client =
        client_builder(format!("http://{address}")).options(CallOptions::new().retry(policy));
    let client = client.build().unwrap();
    all_succeed(&client, 10_000, async |answered| {
        if answered == 5_000 {
            drop(server.take());
            tokio::task::yield_now().await;
            server = Some(FaultyServer::start_at(address, answering.clone(), None).await);
        }
    })
    .await;
    // The second server answered about half of the calls.
    let second = server.unwrap().requests();
    assert!((5_000 - 8..=5_000 + 8).contains(&second), "{second}");
}
