//! Scripted attempts, on a paused clock.

use std::{cell::RefCell, collections::VecDeque, io};

use bytes::Bytes;
use http::{HeaderMap, Method, header::RETRY_AFTER};

use super::*;
use crate::{ApiKey, transport::retry::is_idempotent};

fn answer(status: u16, retry_after: Option<&str>, body: &str) -> Response {
    let mut headers = HeaderMap::new();
    headers.extend(retry_after.map(|value| (RETRY_AFTER, value.parse().unwrap())));
    let key = ApiKey::new("k").unwrap();
    let body = Bytes::copy_from_slice(body.as_bytes());
    let status = StatusCode::from_u16(status).unwrap();
    Response::new(key, status, headers, body)
}

#[expect(clippy::unnecessary_wraps, reason = "an outcome, as `error` is")]
fn status(status: u16) -> Outcome {
    Ok(answer(status, None, ""))
}

fn error(kind: TransportErrorKind) -> Outcome {
    Err(TransportError::new(kind).with_source(io::Error::from(io::ErrorKind::ConnectionRefused)))
}

/// Runs a call whose attempts have these outcomes, then succeed. Returns how it ends, and when each
/// attempt was made, in seconds. There is no jitter unless `change` sets one.
async fn call(
    change: impl FnOnce(&mut RetryLoop<'_>),
    outcomes: impl IntoIterator<Item = Outcome>,
) -> (Outcome, Vec<f64>) {
    let (budget, policy) = (RetryBudget::new(), RetryPolicy::default());
    let mut retry_loop = RetryLoop {
        policy: &policy,
        budget: &budget,
        rate_limiter: None,
        jitter: || 1.0,
        idempotent: true,
        replayable: true,
        deadline: None,
        time_after_first_permit: None,
        stop: None,
    };
    change(&mut retry_loop);
    let mut outcomes: VecDeque<Outcome> = outcomes.into_iter().collect();
    let start = Instant::now();
    let times = RefCell::new(Vec::new());
    let outcome = retry_loop.run(|_| {
        times.borrow_mut().push(start.elapsed().as_secs_f64());
        std::future::ready(outcomes.pop_front().unwrap_or_else(|| status(200)))
    });
    (outcome.await, times.into_inner())
}

async fn attempts(change: impl FnOnce(&mut RetryLoop<'_>), first: Outcome) -> usize {
    call(change, [first]).await.1.len()
}

fn as_it_is(_: &mut RetryLoop<'_>) {}

fn with(policy: RetryPolicy) -> impl FnOnce(&mut RetryLoop<'_>) {
    let policy: &'static RetryPolicy = Box::leak(Box::new(policy));
    |it| it.policy = policy
}

fn not_idempotent(it: &mut RetryLoop<'_>) {
    it.idempotent = false;
}

fn times(outcome: fn() -> Outcome, count: usize) -> impl Iterator<Item = Outcome> {
    std::iter::repeat_with(outcome).take(count)
}

#[tokio::test(start_paused = true)]
async fn the_longest_waits_double_up_to_the_maximum() {
    let policy = RetryPolicy::default()
        .max_attempts(6)
        .initial_backoff(Duration::from_secs(1))
        .max_backoff(Duration::from_secs(5));
    let (outcome, times) = call(with(policy), times(|| status(503), 9)).await;
    assert_eq!(times, [0.0, 1.0, 3.0, 7.0, 12.0, 17.0]);
    let response = outcome.unwrap();
    assert_eq!(response.status(), 503);
    assert_eq!(response.attempts(), 6);
}

#[tokio::test(start_paused = true)]
async fn the_jitter_decides_which_part_of_the_wait_passes() {
    let half = |it: &mut RetryLoop<'_>| it.jitter = || 0.5;
    let (_, attempts) = call(half, times(|| status(503), 9)).await;
    assert_eq!(attempts, [0.0, 0.25, 0.75, 1.75, 3.75]);
    let none = |it: &mut RetryLoop<'_>| it.jitter = || 0.0;
    let (_, attempts) = call(none, times(|| status(503), 9)).await;
    assert_eq!(attempts, [0.0; 5]);
}

/// A DELETE is idempotent: the server is in the same state after one as after several (RFC 9110,
/// section 9.2.2), and canceling syncs twice is the same as once. Each POST may create or start something
/// more, and without an answer nobody knows whether the first one did.
#[tokio::test(start_paused = true)]
async fn where_the_server_may_have_acted_a_delete_is_repeated_and_a_post_is_not() {
    assert!(is_idempotent(&Method::DELETE));
    assert!(is_idempotent(&Method::from_bytes(b"QUERY").unwrap()));
    assert!(!is_idempotent(&Method::POST) && !is_idempotent(&Method::PATCH));
    let open = [TransportErrorKind::Timeout, TransportErrorKind::Interrupted];
    for kind in open {
        assert_eq!(attempts(as_it_is, error(kind)).await, 2);
        assert_eq!(attempts(not_idempotent, error(kind)).await, 1);
    }
    for code in [408, 425, 502, 503, 504, 520, 521, 522, 523, 524, 529] {
        assert_eq!(attempts(as_it_is, status(code)).await, 2, "{code}");
        assert_eq!(attempts(not_idempotent, status(code)).await, 1, "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn where_the_server_has_not_acted_any_method_is_repeated() {
    let not_acted: [fn() -> Outcome; 3] = [
        || status(429),
        || error(TransportErrorKind::Connect),
        || error(TransportErrorKind::ConnectTimeout),
    ];
    for outcome in not_acted {
        assert_eq!(attempts(not_idempotent, outcome()).await, 2);
    }
}

#[tokio::test(start_paused = true)]
async fn what_another_attempt_would_not_change_is_final() {
    for code in [200, 204, 400, 401, 403, 404, 500, 501, 525] {
        assert_eq!(attempts(as_it_is, status(code)).await, 1, "{code}");
    }
    for kind in [
        TransportErrorKind::Request,
        TransportErrorKind::PlainHttp,
        TransportErrorKind::Redirect,
        TransportErrorKind::BodyTooLarge,
    ] {
        assert_eq!(attempts(as_it_is, error(kind)).await, 1, "{kind:?}");
    }
    let quota = r#"{"error": "search_quota_exceeded"}"#;
    assert_eq!(attempts(as_it_is, Ok(answer(429, None, quota))).await, 1);
    let certificate = io::Error::new(io::ErrorKind::InvalidData, "expired");
    let tls = TransportError::new(TransportErrorKind::Connect).with_source(certificate);
    assert_eq!(attempts(as_it_is, Err(tls)).await, 1);
}

#[tokio::test(start_paused = true)]
async fn only_the_statuses_of_the_policy_are_repeated() {
    let policy = RetryPolicy::default().statuses([StatusCode::INTERNAL_SERVER_ERROR]);
    assert_eq!(attempts(with(policy.clone()), status(500)).await, 2);
    assert_eq!(attempts(with(policy), status(429)).await, 1);
}

#[tokio::test(start_paused = true)]
async fn none_is_one_attempt() {
    let policy = RetryPolicy::none();
    assert_eq!(attempts(with(policy), status(503)).await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_can_be_sent_once_is_sent_once() {
    let once = |it: &mut RetryLoop<'_>| it.replayable = false;
    assert_eq!(attempts(once, status(429)).await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_of_up_to_a_minute_is_waited_for_and_a_longer_one_is_final() {
    for (value, expected) in [
        ("7", vec![0.0, 7.0]),
        ("60", vec![0.0, 60.0]),
        ("61", vec![0.0]),
        ("3600", vec![0.0]),
        ("99999999999999999999999", vec![0.0]),
        ("soon", vec![0.0, 0.5]),
        ("-1", vec![0.0, 0.5]),
        ("", vec![0.0, 0.5]),
    ] {
        for code in [429, 503] {
            let (_, times) = call(as_it_is, [Ok(answer(code, Some(value), ""))]).await;
            assert_eq!(times, expected, "{value}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_date_is_read_by_the_clock_of_the_server() {
    let mut outcome = answer(429, Some("Thu, 01 Jan 1970 00:00:09 GMT"), "");
    let date = "Thu, 01 Jan 1970 00:00:05 GMT".parse().unwrap();
    outcome.headers_mut().insert(http::header::DATE, date);
    let (_, times) = call(as_it_is, [Ok(outcome)]).await;
    assert_eq!(times, [0.0, 4.0]);
}

#[tokio::test(start_paused = true)]
async fn no_wait_passes_the_deadline() {
    let in_three = |it: &mut RetryLoop<'_>| {
        it.deadline = Some(Instant::now() + Duration::from_secs(3));
    };
    let (outcome, times) = call(in_three, times(|| status(503), 9)).await;
    assert_eq!(times, [0.0, 0.5, 1.5]);
    assert_eq!(outcome.unwrap().attempts(), 3);
    let start = Instant::now();
    let (_, times) = call(in_three, [Ok(answer(429, Some("3"), ""))]).await;
    assert_eq!(times, [0.0]);
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn no_setting_and_no_answer_is_too_large() {
    let ages = RetryPolicy::default()
        .max_attempts(u32::MAX)
        .initial_backoff(Duration::MAX)
        .max_backoff(Duration::MAX);
    let policy: &'static RetryPolicy = Box::leak(Box::new(ages));
    for stated in ["99999999999", "18446744073709551615", "1e300", "0", "-1"] {
        let stated = format!("endpoint threshold={stated}");
        let limiter = RateLimiter::alone();
        let hurried = |it: &mut RetryLoop<'_>| {
            it.policy = policy;
            it.rate_limiter = Some(limiter);
            it.deadline = Some(Instant::now() + Duration::from_secs(3));
        };
        let outcomes = [Ok(answer(429, None, &stated)), status(503)];
        let (outcome, times) = call(hurried, outcomes).await;
        assert!(times.len() <= 2 && outcome.is_ok(), "{stated}: {times:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_after_an_attempt_without_an_answer_says_that_the_server_may_have_acted() {
    let lost = error(TransportErrorKind::Interrupted);
    let (outcome, _) = call(as_it_is, [lost, status(404)]).await;
    let response = outcome.unwrap();
    assert!(response.earlier_attempt_may_have_executed());
    let sentence = response.to_string();
    assert!(sentence.contains("in attempt 2"), "{sentence}");
    assert!(sentence.contains("earlier attempt"), "{sentence}");

    let lost = error(TransportErrorKind::Timeout);
    let refused = times(|| error(TransportErrorKind::Connect), 9);
    let (outcome, _) = call(as_it_is, std::iter::once(lost).chain(refused)).await;
    let error = outcome.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Connect);
    assert_eq!(error.attempts(), 5);
    assert!(error.may_have_executed());
    assert!(error.to_string().contains("earlier attempt"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_after_refusals_says_that_the_server_has_not_acted() {
    let refused = error(TransportErrorKind::Connect);
    let (outcome, _) = call(as_it_is, [refused, status(429), status(404)]).await;
    let response = outcome.unwrap();
    assert_eq!(response.attempts(), 3);
    assert!(!response.earlier_attempt_may_have_executed());
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_not_answered_with_a_storm() {
    let budget: &RetryBudget = Box::leak(Box::new(RetryBudget::new()));
    let mut attempts = 0;
    for _ in 0..1000 {
        let dead = times(|| error(TransportErrorKind::Connect), 9);
        attempts += call(|it| it.budget = budget, dead).await.1.len();
    }
    assert_eq!(attempts, 1100);
}

#[tokio::test(start_paused = true)]
async fn a_stop_ends_a_wait_to_try_again_with_the_outcome_of_the_last_attempt() {
    let stop: &StopHandle = Box::leak(Box::default());
    tokio::spawn(async {
        sleep(Duration::from_secs(1)).await;
        stop.stop();
    });
    let start = Instant::now();
    let patient = answer(503, Some("30"), "");
    let (outcome, times) = call(|it| it.stop = Some(stop), [Ok(patient)]).await;
    assert_eq!(outcome.unwrap().status(), 503);
    assert_eq!(times, [0.0]);
    assert_eq!(start.elapsed(), Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn a_stop_ends_a_wait_for_a_permit_and_nothing_is_sent() {
    let limiter = RateLimiter::alone();
    let stated = answer(429, None, "endpoint threshold=9");
    let (_, times) = call(
        |it| it.rate_limiter = Some(Arc::clone(&limiter)),
        [Ok(stated)],
    )
    .await;
    assert_eq!(times.len(), 2);
    let stop: &StopHandle = Box::leak(Box::default());
    let stopped = |it: &mut RetryLoop<'_>| {
        it.rate_limiter = Some(Arc::clone(&limiter));
        it.stop = Some(stop);
    };
    let (waiting, ()) = tokio::join!(call(stopped, []), async { stop.stop() });
    for (outcome, times) in [waiting, call(stopped, []).await] {
        let error = outcome.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Stopped);
        assert!(!error.may_have_executed());
        assert_eq!((error.attempts(), times.len()), (0, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn with_a_rate_limiter_the_wait_after_a_429_is_the_limiters() {
    let limiter = RateLimiter::alone();
    let stated = answer(429, None, "endpoint threshold=2");
    let (_, times) = call(
        |it| it.rate_limiter = Some(Arc::clone(&limiter)),
        [Ok(stated)],
    )
    .await;
    assert_eq!(times.len(), 2);
    assert!((times[1] - 2.0).abs() < 0.01, "{times:?}");
    let later = answer(429, Some("5"), "endpoint threshold=2");
    let (_, times) = call(
        |it| it.rate_limiter = Some(Arc::clone(&limiter)),
        [Ok(later)],
    )
    .await;
    assert!((times[1] - times[0] - 5.0).abs() < 0.01, "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn if_no_permit_comes_in_time_the_last_answer_is_returned() {
    let limiter = RateLimiter::alone();
    let stated = || answer(429, None, "endpoint threshold=9");
    let hurried = |it: &mut RetryLoop<'_>| {
        it.rate_limiter = Some(Arc::clone(&limiter));
        it.deadline = Some(Instant::now() + Duration::from_secs(5));
    };
    let start = Instant::now();
    let (outcome, times) = call(hurried, [Ok(stated())]).await;
    assert_eq!(outcome.unwrap().status(), 429);
    assert_eq!(times, [0.0]);
    // The next call gets no permit at all.
    let (outcome, times) = call(hurried, []).await;
    let error = outcome.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::RateLimited);
    assert!(error.retry_after().unwrap() > Duration::from_secs(8));
    assert!(!error.may_have_executed());
    assert_eq!((error.attempts(), times.len()), (0, 0));
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_429_is_waited_out_and_counts_neither_as_an_attempt_nor_against_the_budget() {
    let often = || times(|| status(429), 150);
    let (outcome, attempts) = call(as_it_is, often()).await;
    assert_eq!(outcome.unwrap().status(), 200);
    assert_eq!(attempts.len(), 151);
    // What else fails is counted all the same.
    let between = often().chain(times(|| status(503), 9));
    let (outcome, attempts) = call(as_it_is, between).await;
    assert_eq!(outcome.unwrap().status(), 503);
    assert_eq!(attempts.len(), 155);
}

#[tokio::test(start_paused = true)]
async fn a_429_is_the_outcome_at_the_deadline_and_where_nothing_is_sent_again() {
    let soon =
        |it: &mut RetryLoop<'_>| it.deadline = Some(Instant::now() + Duration::from_secs(60));
    let (outcome, attempts) = call(soon, times(|| status(429), 1000)).await;
    assert_eq!(outcome.unwrap().status(), 429);
    assert!(attempts.len() > 5 && attempts.iter().all(|at| *at < 60.0));
    let once = with(RetryPolicy::none());
    assert_eq!(call(once, [status(429)]).await.1.len(), 1);
}
