//! Cancels the cloud syncs into an instance: `cargo run -p vast-sdk --example cancel_sync -- 12371`
//!
//! With `VAST_API_KEY` set, it calls the real API (or `VAST_URL`). Without a key, it starts its own server
//! on loopback, which answers as the document says, and shows what goes over the wire.

mod server;

use std::{
    fmt::Display,
    io::{self, Write},
    process::ExitCode,
};

use vast_sdk::{Canceled, Client, Error, InstanceId};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let [argument] = arguments.as_slice() else {
        eprintln!("usage: cancel_sync INSTANCE, for example: cancel_sync 12371");
        return ExitCode::from(2);
    };
    let instance: InstanceId = match argument.parse() {
        Ok(instance) => instance,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    match cancel(instance).await {
        Ok(canceled) => {
            say(format_args!("< {}", canceled.response()));
            say(canceled.message().escape_debug());
            ExitCode::SUCCESS
        }
        Err(error) => {
            if let Some(response) = error.response() {
                say(format_args!("< {response}"));
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
        say(format_args!(
            "VAST_API_KEY is not set: asking an embedded server at {url}, which knows instance {} \
             and no other.",
            server::KNOWN_INSTANCE
        ));
        Client::builder().api_key("example-key").url(url).build()?
    };
    client.cancel_sync(instance).await
}

/// Prints a line. A closed standard output is not an error.
fn say(line: impl Display) {
    let _ = writeln!(io::stdout(), "{line}");
}
