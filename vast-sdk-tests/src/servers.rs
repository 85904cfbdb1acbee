//! Servers on loopback.
//!
//! | to test | use |
//! | --- | --- |
//! | what is sent, or how an HTTP answer is handled | [`Server`]: one answer for all requests, which it records |
//! | a connection that breaks, stalls or sends what is not HTTP | [`FaultyServer`] with a [`Fault`] |
//! | a rate limit | [`RateLimitedServer`] with a [`Limit`] |
//! | TLS | an [`Authority`], and [`FaultyServer::start_tls`] |
//! | that nothing listens | [`nobody`] |
//! | all the ways in which a call can fail | [`faults::all`]: a server and the expected error for each |

pub mod faults;
mod faulty;
mod rate_limited;
mod recording;
mod tls;

use std::borrow::Cow;

pub use faulty::{Fault, FaultyServer};
pub use rate_limited::{Counts, Limit, RateLimitedServer};
pub use recording::{Server, nobody};
pub use tls::Authority;

/// A complete answer that accepts a cancel, on a connection that stays open.
#[must_use]
pub fn ok() -> Cow<'static, str> {
    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 45\r\n\r\n\
     {\"success\":true,\"msg\":\"Remote copy canceled\"}"
        .into()
}
