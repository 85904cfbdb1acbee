//! How to test code that cancels syncs, against a server that the test starts:
//! `cargo run -p vast-sdk --features test-util --example testing`

use vast_sdk::{
    Client, Error,
    test_util::{self, CancelSyncMocks, MockServer, ResetServer},
};

/// The code under test: whether there was an instance.
async fn clean_up(client: &Client, instance: u32) -> Result<bool, Error> {
    match client.cancel_sync(instance).await {
        Ok(_) => Ok(true),
        Err(error) if error.is_no_such_instance() => Ok(false),
        Err(error) => Err(error),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = MockServer::start_async().await;
    let canceled = server.canceled(12371);
    server.no_such_instance(99);
    let client = test_util::client(server.base_url());

    assert!(clean_up(&client, 12371).await?);
    assert!(!clean_up(&client, 99).await?);
    assert_eq!(canceled.calls(), 1);

    // A connection that breaks, so that nobody knows whether the server has acted.
    let broken = ResetServer::start()?;
    let client = test_util::client(broken.base_url());
    let error = clean_up(&client, 12371).await.unwrap_err();
    assert!(error.may_have_executed());
    println!("as expected: {error}");
    Ok(())
}
