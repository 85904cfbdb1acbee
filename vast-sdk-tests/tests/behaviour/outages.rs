//! What a run makes of a server that fails.

use std::{
    collections::BTreeMap,
    future::poll_fn,
    pin::Pin,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use futures_util::Stream;
use vast_sdk::{CallOptions, Canceled, Client, Error, ErrorKind, Pacing, RetryPolicy};
use vast_sdk_tests::{
    client_builder, one_attempt,
    servers::{Fault, FaultyServer, Server, nobody, ok},
};

/// A client that tries twice, at once.
fn client(url: impl Into<String>) -> Client {
    with_attempts(2, url)
}

fn with_attempts(attempts: u32, url: impl Into<String>) -> Client {
    let quick = RetryPolicy::default()
        .max_attempts(attempts)
        .initial_backoff(Duration::from_millis(1))
        .max_backoff(Duration::from_millis(1));
    let client = client_builder(url).options(CallOptions::new().retry(quick));
    client.pacing(Pacing::none()).build().unwrap()
}

type Answers = BTreeMap<i64, Result<Canceled, Error>>;

/// Takes all answers, each of which has to be for another id, and calls `paused` whenever the run pauses.
async fn answers(
    client: &Client,
    ids: impl Iterator<Item = u32> + Unpin,
    max_in_flight: usize,
    max_outage: Duration,
    mut paused: impl AsyncFnMut(),
) -> Answers {
    let mut run = client
        .cancel_many(ids)
        .max_in_flight(max_in_flight)
        .max_outage(max_outage);
    let mut answers = Answers::new();
    loop {
        let next = poll_fn(|context| {
            let next = Pin::new(&mut run).poll_next(context);
            match run.outage() {
                Some(_) if next.is_pending() => None.into(),
                _ => next.map(Some),
            }
        });
        match next.await {
            None => {
                paused().await;
                tokio::task::yield_now().await;
            }
            Some(None) => return answers,
            Some(Some((id, result))) => assert!(answers.insert(id.get(), result).is_none()),
        }
    }
}

fn failed(answers: &Answers) -> Vec<(i64, ErrorKind)> {
    let errors = answers
        .iter()
        .filter_map(|(id, result)| Some((*id, result.as_ref().err()?.kind())));
    errors.collect()
}

const LONG: Duration = Duration::from_secs(300);

#[tokio::test]
async fn a_run_waits_until_the_server_is_there_again_and_loses_nothing() {
    let answered = AtomicU32::new(0);
    // It goes away after 300 answers.
    let going = Fault::send_what(move || match answered.fetch_add(1, Ordering::Relaxed) {
        0..300 => ok(),
        _ => "".into(),
    });
    let server = FaultyServer::start(going).await;
    let address = server.address();
    let client = client(server.url());
    let mut servers = vec![server];
    let answers = answers(&client, 0..2000, 64, LONG, async || {
        if servers.len() == 1 {
            servers.clear();
            tokio::task::yield_now().await;
            let server = FaultyServer::start_at(address, Fault::none(), None).await;
            servers.extend([server, FaultyServer::start(Fault::none()).await]);
        }
    })
    .await;
    assert_eq!(answers.len(), 2000);
    assert_eq!(failed(&answers), []);
}

#[tokio::test]
async fn a_run_that_has_paused_for_long_enough_leaves_the_rest_of_its_input() {
    let mut taken = 0;
    let client = client(nobody().await);
    let ids = (0..1000).inspect(|_| taken += 1);
    let answers = answers(&client, ids, 8, Duration::from_millis(50), async || ()).await;
    assert_eq!(answers.len(), taken);
    assert!(taken <= 8, "{taken}");
    assert!(
        failed(&answers)
            .iter()
            .all(|(_, kind)| *kind == ErrorKind::Connect)
    );
    assert_eq!(failed(&answers).len(), taken);
}

#[tokio::test]
async fn a_call_that_fails_while_others_are_answered_is_to_blame_itself() {
    for (max_in_flight, ids) in [(1, 30), (8, 300)] {
        let server = Server::answering_with(|request| {
            let body = String::from_utf8_lossy(request.body_ref()).into_owned();
            let answer = httpmock::HttpMockResponse::builder();
            // In some documents the id is a string.
            let id = body.trim_matches(|c: char| !c.is_ascii_digit());
            let is_bad = id == "7" || id == "17";
            let answer = if is_bad {
                answer.status(502).body("<html>")
            } else {
                answer.status(200).body(r#"{"success":true}"#)
            };
            answer.build()
        })
        .await;
        let client = client(server.url());
        let answers = answers(&client, 0..ids, max_in_flight, LONG, async || ()).await;
        assert_eq!(answers.len(), usize::try_from(ids).unwrap());
        let server = ErrorKind::Server;
        assert_eq!(failed(&answers), [(7, server), (17, server)]);
    }
}

#[tokio::test]
async fn a_server_that_resets_every_fourth_request_answers_all_of_them_in_the_end() {
    let requests = AtomicU32::new(0);
    let fault = Fault::send_what(move || match requests.fetch_add(1, Ordering::Relaxed) % 4 {
        0 => "".into(),
        _ => ok(),
    });
    let server = FaultyServer::start(fault).await;
    // Of 8 calls at once, one may meet the resets several times in a row.
    let client = with_attempts(8, server.url());
    let answers = answers(&client, 0..2000, 8, LONG, async || ()).await;
    assert_eq!(answers.len(), 2000);
    assert_eq!(failed(&answers), []);
}

#[tokio::test]
async fn a_single_call_and_calls_without_retries_do_not_pause() {
    let url = nobody().await;
    let one = answers(&client(url.clone()), 0..1, 8, LONG, async || ()).await;
    assert_eq!(failed(&one), [(0, ErrorKind::Connect)]);
    let client = one_attempt(url).build().unwrap();
    let several = answers(&client, 0..20, 8, LONG, async || ()).await;
    assert_eq!(failed(&several).len(), 20);
}
