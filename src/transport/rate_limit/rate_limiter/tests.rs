//! The clock is paused: hours pass in milliseconds.

use std::cell::Cell;

use super::*;
use crate::transport::{GateFuture, Pacing};

impl RateLimiter {
    /// One for the process, with no randomness.
    pub(in crate::transport) fn alone() -> Arc<Self> {
        let shared = Shared {
            pacing: Pacing::own(),
            said: Arc::default(),
            jitter: || 0.0,
        };
        let id = LimitId::new("server", "operation", 0);
        Arc::new(Self::new(shared, id, None))
    }
}

const INTERVAL: Duration = Duration::from_secs(2);
/// For how long a request waits for the answer to the one before it.
const PROBE_WAIT: Duration = Duration::from_secs(1);
/// What is added to a stated interval.
const MARGIN: Duration = Duration::from_millis(10);

fn too_early(interval: Option<Duration>) -> Answer {
    Answer::Rejected {
        interval,
        retry_after: None,
    }
}

/// A limiter that has just learned its interval.
async fn informed() -> Arc<RateLimiter> {
    let limiter = RateLimiter::alone();
    let permit = limiter.acquire(false, None).await.unwrap();
    permit.answered(too_early(Some(INTERVAL))).await;
    limiter
}

/// How many seconds it takes to get a permit.
async fn wait(limiter: &Arc<RateLimiter>) -> f64 {
    let start = Instant::now();
    drop(limiter.acquire(false, None).await.unwrap());
    start.elapsed().as_secs_f64()
}

fn is_about(actual: f64, expected: f64) -> bool {
    (actual - expected).abs() < 0.05
}

#[tokio::test(start_paused = true)]
async fn until_a_server_limits_there_is_no_wait() {
    let limiter = RateLimiter::alone();
    for _ in 0..3 {
        let permit = limiter.acquire(false, None).await.unwrap();
        permit.answered(Answer::Accepted).await;
    }
    let permits = [(); 100].map(|()| limiter.acquire(false, None));
    let start = Instant::now();
    for permit in permits {
        std::mem::forget(permit.await.unwrap());
    }
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn of_a_burst_upon_an_unknown_server_one_goes_first() {
    let limiter = RateLimiter::alone();
    let permit = limiter.acquire(false, None).await.unwrap();
    let second = limiter.acquire(false, None);
    tokio::pin!(second);
    let early = timeout_at(Instant::now() + PROBE_WAIT / 2, &mut second).await;
    assert!(early.is_err());
    permit.answered(Answer::Accepted).await;
    let start = Instant::now();
    drop(second.await.unwrap());
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_does_not_come_holds_nobody_for_long() {
    let limiter = RateLimiter::alone();
    let _permit = limiter.acquire(false, None).await.unwrap();
    assert!(is_about(wait(&limiter).await, PROBE_WAIT.as_secs_f64()));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_does_not_come_takes_no_more_than_half_of_the_time_of_others() {
    let limiter = RateLimiter::alone();
    let _permit = limiter.acquire(false, None).await.unwrap();
    let start = Instant::now();
    let in_a_hurry = Some(start + PROBE_WAIT / 2);
    let calls = (0..20).map(|_| limiter.acquire(false, in_a_hurry));
    for permit in futures_util::future::join_all(calls).await {
        assert!(permit.is_ok());
    }
    assert!(start.elapsed() < PROBE_WAIT / 3);
}

#[tokio::test(start_paused = true)]
async fn a_told_interval_is_kept_for_all_first_come_first_served() {
    let limiter = informed().await;
    let start = Instant::now();
    let served = std::sync::Mutex::new(Vec::new());
    let calls = (0..50).map(|number| {
        let (limiter, served) = (&limiter, &served);
        async move {
            let permit = limiter.acquire(false, None).await.unwrap();
            let at = start.elapsed().as_secs_f64();
            served.lock().unwrap().push((number, at));
            permit.answered(Answer::Accepted).await;
        }
    });
    futures_util::future::join_all(calls).await;
    for (place, (number, at)) in served.into_inner().unwrap().into_iter().enumerate() {
        assert_eq!(number, place);
        let expected = (INTERVAL * u32::try_from(place + 1).unwrap()).as_secs_f64();
        assert!((at / expected - 1.0).abs() < 0.01, "{place}: {at}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_is_retry_goes_before_those_that_have_not_been() {
    let limiter = informed().await;
    let order = Cell::new(Vec::new());
    let note = |name| {
        let mut names = order.take();
        names.push(name);
        order.set(names);
    };
    let call = |name, is_retry| {
        let limiter = &limiter;
        async move {
            drop(limiter.acquire(is_retry, None).await.unwrap());
            note(name);
        }
    };
    futures_util::join!(
        call("first", false),
        call("second", false),
        call("third", false),
        call("again", true),
    );
    assert_eq!(order.take(), ["first", "again", "second", "third"]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_while_it_waits_leaves_the_permits_of_others_alone() {
    let limiter = informed().await;
    let start = Instant::now();
    let mut waiting: Vec<_> = (0..3)
        .map(|_| Box::pin(limiter.acquire(false, None)))
        .collect();
    for call in &mut waiting {
        assert!(futures_util::poll!(call).is_pending());
    }
    tokio::time::sleep(INTERVAL / 2).await;
    // The next in turn, and one in the line.
    drop(waiting.remove(0));
    drop(waiting.remove(0));
    drop(waiting.remove(0).await.unwrap());
    assert!(
        start.elapsed() <= INTERVAL + MARGIN,
        "{:?}",
        start.elapsed()
    );
    assert_eq!(limiter.waiting.load(Ordering::Relaxed), 0);
}

#[tokio::test(start_paused = true)]
async fn a_deadline_before_the_permit_is_an_error_at_once() {
    let limiter = informed().await;
    let start = Instant::now();
    let ahead: Vec<_> = (0..9)
        .map(|_| Box::pin(limiter.acquire(false, None)))
        .collect();
    let ahead = futures_util::future::join_all(ahead);
    tokio::pin!(ahead);
    assert!(futures_util::poll!(&mut ahead).is_pending());
    let deadline = Some(start + 9 * INTERVAL);
    let wait = limiter.acquire(false, deadline).await.err().unwrap();
    assert!(
        is_about(wait.as_secs_f64(), 10.0 * (INTERVAL + MARGIN).as_secs_f64()),
        "{wait:?}"
    );
    assert_eq!(start.elapsed(), Duration::ZERO);
    let deadline = Some(start + 11 * INTERVAL);
    let (_, permit) = futures_util::join!(ahead, limiter.acquire(false, deadline));
    assert!(permit.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_a_longer_interval_takes_away_is_an_error_when_it_is_seen() {
    let limiter = informed().await;
    let start = Instant::now();
    let first = limiter.acquire(false, None).await.unwrap();
    let deadline = Some(Instant::now() + 2 * INTERVAL);
    let waits = limiter.acquire(false, deadline);
    tokio::pin!(waits);
    assert!(futures_util::poll!(&mut waits).is_pending());
    first.answered(too_early(Some(10 * INTERVAL))).await;
    assert!(waits.await.is_err());
    assert!(start.elapsed() < 2 * INTERVAL);
}

#[tokio::test(start_paused = true)]
async fn a_documented_interval_is_kept_once_there_is_a_limit() {
    let alone = RateLimiter::alone();
    let documented = Some(INTERVAL);
    let limiter = RateLimiter::new(alone.shared.clone(), alone.id.clone(), documented);
    let limiter = Arc::new(limiter);
    for _ in 0..2 {
        let permit = limiter.acquire(false, None).await.unwrap();
        permit.answered(Answer::Accepted).await;
    }
    assert!(is_about(wait(&limiter).await, 0.0));
    let permit = limiter.acquire(false, None).await.unwrap();
    permit.answered(too_early(None)).await;
    drop(limiter.acquire(false, None).await.unwrap());
    assert!((wait(&limiter).await / INTERVAL.as_secs_f64() - 1.0).abs() < 0.02);
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_is_waited_for_by_all() {
    let limiter = RateLimiter::alone();
    let permit = limiter.acquire(false, None).await.unwrap();
    permit
        .answered(Answer::Rejected {
            interval: Some(INTERVAL),
            retry_after: Some(Duration::from_secs(30)),
        })
        .await;
    assert!(is_about(wait(&limiter).await, 30.0));
    assert!(is_about(wait(&limiter).await, 2.0));
}

#[tokio::test(start_paused = true)]
async fn a_burst_of_rejections_counts_once() {
    let limiter = RateLimiter::alone();
    for _ in 0..2 {
        let permit = limiter.acquire(false, None).await.unwrap();
        permit.answered(Answer::Accepted).await;
    }
    let mut burst = Vec::new();
    for _ in 0..20 {
        burst.push(limiter.acquire(false, None).await.unwrap());
    }
    for permit in burst {
        permit.answered(too_early(None)).await;
    }
    assert!(wait(&limiter).await < 1.0);
}

/// One that shares a file, with what it says about falling back.
fn sharing(folder: &std::path::Path) -> (Arc<RateLimiter>, Arc<Mutex<Vec<String>>>) {
    with(Pacing::shared(folder))
}

fn with(pacing: Pacing) -> (Arc<RateLimiter>, Arc<Mutex<Vec<String>>>) {
    let said = Arc::new(Mutex::new(Vec::new()));
    let note = Arc::clone(&said);
    let shared = Shared {
        pacing: pacing.on_fallback(move |why| note.lock().unwrap().push(why.to_owned())),
        said: Arc::default(),
        jitter: || 0.0,
    };
    let id = LimitId::new("server", "operation", 0);
    (Arc::new(RateLimiter::new(shared, id, None)), said)
}

#[tokio::test(start_paused = true)]
async fn a_file_that_another_process_has_locked_counts_as_not_read() {
    let folder = tempfile::TempDir::new().unwrap();
    drop(sharing(folder.path()).0.acquire(false, None).await.unwrap());
    let path = folder.path().join("server-operation-0000000000000000.json");
    let held = std::fs::File::open(path).unwrap();
    held.lock().unwrap();
    let (limiter, _) = sharing(folder.path());
    assert!(limiter.try_with_pacer(|_, _| ()).is_none());
    assert!(!limiter.is_known_here());
    held.unlock().unwrap();
    assert!(limiter.try_with_pacer(|_, _| ()).is_some());
    assert!(limiter.is_known_here());
}

#[tokio::test(start_paused = true)]
async fn a_file_that_another_process_never_lets_go_of_is_not_waited_for() {
    let folder = tempfile::TempDir::new().unwrap();
    let (limiter, said) = sharing(folder.path());
    drop(limiter.acquire(false, None).await.unwrap());
    let path = folder.path().join("server-operation-0000000000000000.json");
    let held = std::fs::File::open(path).unwrap();
    held.lock().unwrap();
    let start = Instant::now();
    for _ in 0..5 {
        let permit = limiter.acquire(false, None).await.unwrap();
        permit.answered(Answer::Accepted).await;
    }
    assert!(start.elapsed() < 2 * LONGEST_HOLD, "{:?}", start.elapsed());
    assert_eq!(*said.lock().unwrap(), ["another process holds the file"]);
}

#[tokio::test(start_paused = true)]
async fn without_a_file_the_process_keeps_its_own_pace_says_so_once_and_tries_again_later() {
    let folder = tempfile::TempDir::new().unwrap();
    let limits = folder.path().join("limits");
    std::fs::write(&limits, "not a folder").unwrap();
    let (limiter, said) = sharing(&limits);
    for _ in 0..3 {
        let permit = limiter.acquire(false, None).await.unwrap();
        permit
            .answered(too_early(Some(Duration::from_millis(2))))
            .await;
    }
    assert_eq!(said.lock().unwrap().len(), 1);
    assert!(said.lock().unwrap()[0].contains("limits"), "{said:?}");
    std::fs::remove_file(&limits).unwrap();
    tokio::time::sleep(FALLBACK).await;
    drop(limiter.acquire(false, None).await.unwrap());
    assert!(limits.is_dir());
}

/// It never answers.
struct Hanging;

impl Gate for Hanging {
    fn take<'a>(&'a self, _: &'a LimitId) -> GateFuture<'a, Turn> {
        Box::pin(std::future::pending())
    }

    fn tell<'a>(&'a self, _: &'a LimitId, _: u64, _: Answer) -> GateFuture<'a, ()> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test(start_paused = true)]
async fn a_gate_that_does_not_answer_is_not_waited_for() {
    let (limiter, said) = with(Pacing::gate(Hanging));
    let start = Instant::now();
    for _ in 0..3 {
        let permit = limiter.acquire(false, None).await.unwrap();
        permit.answered(Answer::Accepted).await;
    }
    assert!(start.elapsed() < 2 * LONGEST_HOLD);
    assert_eq!(*said.lock().unwrap(), ["the gate does not answer"]);
}
