use std::{error::Error, fmt, pin::Pin, time::Duration};

use siphasher::sip128::SipHasher24;

use crate::transport::ApiKey;

/// Where the processes of a fleet wait for their turn, if they share more than a folder: in Redis, for example, with
/// `examples/redis_gate` of `vast-sdk`.
///
/// The server accepts one request in each interval, of all that come with the same key, from wherever. The transport asks
/// [`take`](Self::take) before it sends a request, and says with [`tell`](Self::tell) what came of it. There is a limit for each
/// operation, so each needs a state of its own, under the name that [`LimitId`] has as text.
///
/// If a call fails or takes longer than 2 seconds, the process keeps a pace of its own for 30 seconds, as with
/// [`Pacing::own`](super::Pacing::own), and says so once. A request whose slot is not told about was not answered.
pub trait Gate: Send + Sync {
    /// Takes the next slot, or says how long to wait before asking again. Nothing has to be kept for those who wait: they may
    /// never come back.
    fn take<'a>(&'a self, limit: &'a LimitId) -> GateFuture<'a, Turn>;

    /// The answer of the server to the request that was sent in this slot.
    fn tell<'a>(&'a self, limit: &'a LimitId, slot: u64, answer: Answer) -> GateFuture<'a, ()>;
}

/// What the methods of a [`Gate`] return.
pub type GateFuture<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, Box<dyn Error + Send + Sync>>> + Send + 'a>>;

/// Whether a request may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Now. The number of the slot comes back with the answer, and can be anything.
    Now(u64),
    /// Not before this time has passed, and then it has to be asked for again.
    Wait(Duration),
}

/// What an answer says about the rate limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Anything but a 429 or a 5xx: the request was within the limit.
    Accepted,
    /// A 429: it was not, and the server has done nothing.
    Rejected {
        /// The least time between two requests, if the server states it.
        interval: Option<Duration>,
        /// From the header `Retry-After`, if there is one.
        retry_after: Option<Duration>,
    },
}

/// What a limit of the server holds for: a server, an operation, and who sends. As text, it has letters, digits, `.`, `-` and
/// `_`, and the key in it only as a hash.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LimitId {
    server: String,
    operation: &'static str,
    identity: u64,
}

impl LimitId {
    pub(super) fn new(server: &str, operation: &'static str, identity: u64) -> Self {
        Self {
            server: server.to_owned(),
            operation,
            identity,
        }
    }

    /// The `operationId` of the operation.
    #[must_use]
    pub fn operation(&self) -> &str {
        self.operation
    }
}

impl fmt::Display for LimitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            server,
            operation,
            identity,
        } = self;
        write!(f, "{server}-{operation}-{identity:016x}")
    }
}

/// A server as a part of a file name.
pub(super) fn server_name(base_url: &url::Url) -> String {
    let name: String = base_url.as_str().chars().map(in_file_name).collect();
    let (_, name) = name.split_once("___").unwrap_or(("", &name));
    let name: String = name.trim_matches('_').chars().take(100).collect();
    name
}

fn in_file_name(character: char) -> char {
    match character {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' => character,
        _ => '_',
    }
}

/// Tells keys apart, and does not give them away: it has half of the bits of a hash.
pub(super) fn identity(key: &ApiKey) -> u64 {
    const HASH_KEY: &[u8; 16] = b"vast-api: limits";
    let hasher = SipHasher24::new_with_key(HASH_KEY);
    hasher.hash(key.authorization().as_bytes()).h1
}
