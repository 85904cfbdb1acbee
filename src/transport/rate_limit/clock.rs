use std::time::{Duration, SystemTime};

use tokio::time::{Instant, sleep_until};

/// How late a tokio timer may fire.
const TIMER_LATENESS: Duration = Duration::from_millis(2);

/// In seconds since 1970.
pub(super) enum Clock {
    /// That of the machine, which all processes have.
    Wall,
    /// tokio's, which is never set, and which tests pause.
    Own { start: Instant, started_at: f64 },
}

impl Clock {
    pub fn starting_now() -> Self {
        Self::Own {
            start: Instant::now(),
            started_at: Self::Wall.now(),
        }
    }

    pub fn now(&self) -> f64 {
        match self {
            Self::Wall => {
                #[expect(
                    clippy::disallowed_methods,
                    reason = "other processes have no clock of tokio's"
                )]
                let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
                since.unwrap_or_default().as_secs_f64()
            }
            Self::Own { start, started_at } => started_at + start.elapsed().as_secs_f64(),
        }
    }
}

/// Sleeps until the instant itself. tokio's timers round up to the next millisecond, which is 2 % of an
/// interval of 50 ms.
pub(super) async fn sleep_precisely(until: Instant) {
    if let Some(early) = until.checked_sub(TIMER_LATENESS)
        && early > Instant::now()
    {
        sleep_until(early).await;
    }
    let rest = until.saturating_duration_since(Instant::now());
    if rest <= TIMER_LATENESS && !rest.is_zero() {
        #[expect(
            clippy::disallowed_methods,
            reason = "it runs on a thread for blocking work"
        )]
        let slept = tokio::task::spawn_blocking(move || std::thread::sleep(rest));
        let _ = slept.await;
    }
    // With a paused clock, the time has not come yet.
    if Instant::now() < until {
        sleep_until(until).await;
    }
}
