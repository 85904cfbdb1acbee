//! Cancels the cloud syncs into an instance: `cargo run -p vast-sdk --example cancel_sync -- 12371`
//!
//! With `VAST_API_KEY` set it talks to the real API (or to `VAST_URL`). Without a key it starts a
//! server of its own on loopback that answers as the document says, and shows what goes over the
//! wire.

mod server;

use std::process::ExitCode;

use vast_sdk::{Canceled, Client, Error, InstanceId};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let argument = std::env::args().nth(1);
    let instance: InstanceId = match argument.as_deref().map(str::parse) {
        Some(Ok(instance)) => instance,
        Some(Err(error)) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
        None => {
            eprintln!("usage: cancel_sync INSTANCE, for example: cancel_sync 12371");
            return ExitCode::from(2);
        }
    };
    match cancel(instance).await {
        Ok(canceled) => {
            println!("< {}\n< {}", canceled.response().status(), canceled.text());
            println!("{}", canceled.message());
            ExitCode::SUCCESS
        }
        Err(error) => {
            if let Some(response) = error.response() {
                println!("< {}\n< {}", response.status(), response.text());
            }
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn cancel(instance: InstanceId) -> Result<Canceled, Error> {
    let client = if std::env::var_os("VAST_API_KEY").is_some() {
        Client::from_env()?
    } else {
        let url = server::start().await;
        println!(
            "VAST_API_KEY is not set: asking an embedded server at {url}, which knows instance {} \
             and no other.",
            server::KNOWN_INSTANCE
        );
        Client::builder().api_key("example-key").url(url).build()?
    };
    client.cancel_sync(instance).await
}
