//! What users of the SDK see, tested over real HTTP on loopback.

mod answers;
mod as_json;
mod blocking;
mod cancel_many;
mod connections;
mod documents;
mod faults;
mod mocks;
mod network;
mod outages;
mod rate_limits;
mod redirects;
mod wire;
