//! `with-sdk URL INSTANCE`: one cancel.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("no URL")?;
    let instance: vast_sdk::InstanceId = arguments.next().ok_or("no instance")?.parse()?;
    let client = vast_sdk::Client::builder().url(url).build()?;
    println!("{}", client.cancel_sync(instance).await?.message());
    Ok(())
}
