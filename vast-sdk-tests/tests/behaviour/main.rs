//! What a user of the SDK sees, over real HTTP on loopback.

mod answers;
mod documents;
mod mocks;
mod network;
mod pipeline;
mod redirects;
mod secrets;
mod wire;
