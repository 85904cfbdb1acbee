//! A gate in Redis. Copy it, and change what your fleet has otherwise.

use std::{sync::LazyLock, time::Duration};

use redis::{RedisError, Script, aio::ConnectionManager, aio::ConnectionManagerConfig};
use vast_sdk::api::pacing::{Answer, Gate, GateFuture, LimitId, Turn};

/// Both methods of the gate, so that Redis runs each as a whole, with its own clock.
static SCRIPT: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("gate.lua")));

pub struct RedisGate(ConnectionManager);

impl RedisGate {
    /// Connects when it is first used, and again when the connection is lost.
    pub fn new(url: &str) -> Result<Self, RedisError> {
        let config = ConnectionManagerConfig::new().set_number_of_retries(0);
        let client = redis::Client::open(url)?;
        Ok(Self(client.get_connection_manager_lazy(config)?))
    }

    async fn run(&self, limit: &LimitId, arguments: &[u64]) -> Result<(u64, u64), RedisError> {
        let mut script = SCRIPT.key(format!("vast:{limit}"));
        for argument in arguments {
            script.arg(*argument);
        }
        script.invoke_async(&mut self.0.clone()).await
    }
}

impl Gate for RedisGate {
    fn take<'a>(&'a self, limit: &'a LimitId) -> GateFuture<'a, Turn> {
        Box::pin(async {
            let (wait, slot) = self.run(limit, &[]).await?;
            Ok(match wait {
                0 => Turn::Now(slot),
                wait => Turn::Wait(Duration::from_micros(wait)),
            })
        })
    }

    fn tell<'a>(&'a self, limit: &'a LimitId, slot: u64, answer: Answer) -> GateFuture<'a, ()> {
        let micros = |time: Option<Duration>| {
            u64::try_from(time.unwrap_or_default().as_micros()).unwrap_or(u64::MAX)
        };
        Box::pin(async move {
            match answer {
                Answer::Accepted => self.run(limit, &[slot]).await?,
                Answer::Rejected {
                    interval,
                    retry_after,
                } => {
                    let rejected = [slot, micros(interval), micros(retry_after)];
                    self.run(limit, &rejected).await?
                }
            };
            Ok(())
        })
    }
}
