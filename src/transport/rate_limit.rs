//! Keeps requests within the server's rate limit, which the client has to find out.

mod interval_estimator;
mod rate_limiter;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

pub(super) use rate_limiter::{Evidence, Permit, RateLimiter};

/// A rate limiter for each operation: the server limits each one by itself. All clones of a transport
/// share them.
#[derive(Default)]
pub(super) struct RateLimiters(Mutex<HashMap<&'static str, Arc<RateLimiter>>>);

impl RateLimiters {
    pub(super) fn for_operation(&self, operation_id: &'static str) -> Arc<RateLimiter> {
        let mut limiters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(limiters.entry(operation_id).or_default())
    }
}
