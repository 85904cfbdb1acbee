use std::sync::{Mutex, PoisonError};

/// Retries available before the server has answered anything.
const FULL: f64 = 100.0;
/// What an answer gives back: every fifth answer allows one more retry.
const RETURN: f64 = 0.2;

/// Limits the retries of all clones of a transport together, so that an outage is not met with a storm
/// of requests.
///
/// While the server answers, the budget does not run out; while it does not, each request is soon
/// tried only once. Retries after a 429 are free: the rate limiter limits those.
pub(in crate::transport) struct RetryBudget(Mutex<f64>);

impl RetryBudget {
    pub(in crate::transport) fn new() -> Self {
        Self(Mutex::new(FULL))
    }

    /// Takes one retry out of the budget, and returns whether there was one.
    pub(super) fn withdraw(&self) -> bool {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let enough = *left >= 1.0;
        if enough {
            *left -= 1.0;
        }
        enough
    }

    /// Call this for every answer from the server.
    pub(super) fn deposit(&self) {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *left = (*left + RETURN).min(FULL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_runs_out_and_comes_back_with_answers() {
        let budget = RetryBudget::new();
        assert_eq!((0..200).filter(|_| budget.withdraw()).count(), 100);
        for _ in 0..6 {
            budget.deposit();
        }
        assert!(budget.withdraw());
        assert!(!budget.withdraw());
    }
}
