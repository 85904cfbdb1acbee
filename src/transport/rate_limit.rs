//! Keeps requests within the server's rate limit.

mod interval_estimator;
mod rate_limiter;

pub(super) use rate_limiter::{Evidence, Gate, Pacing, Slot};
