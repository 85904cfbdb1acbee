//! Calls an operation of the generated client, which returns the typed answer and the HTTP response:
//! `VAST_API_KEY=… cargo run -p vast-sdk --example raw_operation -- 12371`

use vast_sdk::{Client, InstanceId};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let instance: InstanceId = std::env::args().nth(1).ok_or("which instance?")?.parse()?;
    let client = Client::from_env()?;
    let call = client
        .api()
        .cancel_sync()
        .body_map(|body| body.dst_id(instance));
    let answer = call.send().await?;
    println!("status {}", answer.response().status());
    println!("success {:?}, {:?}", answer.success, answer.msg);
    Ok(())
}
