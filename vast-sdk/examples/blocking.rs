//! Cancels the syncs into an instance, without async:
//! `VAST_API_KEY=… cargo run -p vast-sdk --features blocking --example blocking -- 12371`

use vast_sdk::{InstanceId, blocking::Client};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let instance: InstanceId = std::env::args().nth(1).ok_or("which instance?")?.parse()?;
    let canceled = Client::from_env()?.cancel_sync(instance).send()?;
    println!("{}", canceled.message());
    Ok(())
}
