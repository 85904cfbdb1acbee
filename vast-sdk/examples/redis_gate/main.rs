//! Cancels the syncs into several instances, and shares the rate limit with all programs that use the same Redis, on whatever
//! machine: `VAST_API_KEY=… cargo run -p vast-sdk --example redis_gate -- redis://127.0.0.1 12371 12372`

mod gate;

use std::process::ExitCode;

use gate::RedisGate;
use vast_sdk::{Client, InstanceId, Pacing};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let redis = arguments.next().ok_or("the URL of Redis is missing")?;
    let ids: Vec<InstanceId> = arguments.map(|id| id.parse()).collect::<Result<_, _>>()?;

    let pacing = Pacing::gate(RedisGate::new(&redis)?)
        .on_fallback(|why| eprintln!("the rate limit is not shared: {why}"));
    let client = Client::builder().pacing(pacing).build()?;
    let mut failed = 0;
    let mut answers = client.cancel_many(ids);
    while let Some((instance, result)) = answers.next().await {
        match result {
            Ok(canceled) => println!("{instance}: {}", canceled.message()),
            Err(error) => {
                failed += 1;
                eprintln!("{error}");
            }
        }
    }
    Ok(ExitCode::from(u8::from(failed > 0)))
}
