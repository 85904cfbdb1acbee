//! When a request is sent again, how often, and after what wait.

mod backoff;
mod retry_budget;
mod retry_loop;
mod retry_policy;
mod transient;

pub(super) use retry_budget::RetryBudget;
pub(super) use retry_loop::RetryLoop;
pub use retry_policy::RetryPolicy;
pub(super) use transient::{is_idempotent, is_network_failure, is_not_http, is_refused_by_proxy};
