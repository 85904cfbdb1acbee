//! Sends with an HTTP client that has settings of its own, here a limit of idle connections:
//! `VAST_API_KEY=… cargo run -p vast-sdk --example http_client -- 12371`

use vast_sdk::{Client, InstanceId, api::http_client_builder};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let instance: InstanceId = std::env::args().nth(1).ok_or("which instance?")?.parse()?;
    let http = http_client_builder()?.pool_max_idle_per_host(2).build()?;
    let client = Client::builder().http_client(http).build()?;
    println!("{}", client.cancel_sync(instance).await?.message());
    Ok(())
}
