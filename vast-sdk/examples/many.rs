//! Cancels the syncs into several instances at once:
//! `VAST_API_KEY=… cargo run -p vast-sdk --example many -- 12371 12372`

use std::process::ExitCode;

use vast_sdk::{Client, InstanceId};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let arguments = std::env::args().skip(1);
    let ids: Vec<InstanceId> = arguments.map(|id| id.parse()).collect::<Result<_, _>>()?;

    let mut failed = 0;
    let mut answers = Client::from_env()?.cancel_many(ids).max_in_flight(8);
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
