//! Shows the spans and events of a call:
//! `VAST_API_KEY=… cargo run -p vast-sdk --features tracing --example tracing -- 12371`

use tracing_subscriber::{filter::LevelFilter, fmt::format::FmtSpan};
use vast_sdk::{Client, InstanceId};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::DEBUG)
        .with_span_events(FmtSpan::CLOSE)
        .init();

    let instance: InstanceId = std::env::args().nth(1).ok_or("which instance?")?.parse()?;
    Client::from_env()?.cancel_sync(instance).await?;
    Ok(())
}
