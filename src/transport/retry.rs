//! When a request is sent again, and how often.

mod retry_budget;
mod retry_loop;
mod retry_policy;

pub(super) use retry_budget::RetryBudget;
pub(super) use retry_loop::{Outcome, Retry, is_idempotent};
pub use retry_policy::RetryPolicy;
