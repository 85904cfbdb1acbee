//! What keeps an outage from being answered with a storm of retries.

use std::sync::{Mutex, PoisonError};

/// Retries that may be spent before any answer has come.
const FULL: f64 = 100.0;
/// What an answer gives back: with every fifth answer, one more retry.
const RETURN: f64 = 0.2;

/// How many retries of failed requests are left, for all clones of a transport together.
///
/// While the server answers, it never runs out; while it does not, each request is soon tried once
/// only. Retries of a 429 are not counted: pacing limits those.
pub(in crate::transport) struct RetryBudget(Mutex<f64>);

impl RetryBudget {
    pub(in crate::transport) fn new() -> Self {
        Self(Mutex::new(FULL))
    }

    /// Takes a retry, if there is one left.
    pub(in crate::transport) fn take(&self) -> bool {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let enough = *left >= 1.0;
        if enough {
            *left -= 1.0;
        }
        enough
    }

    /// The server has answered.
    pub(in crate::transport) fn give_back(&self) {
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
        assert_eq!((0..200).filter(|_| budget.take()).count(), 100);
        for _ in 0..6 {
            budget.give_back();
        }
        assert!(budget.take());
        assert!(!budget.take());
    }
}
