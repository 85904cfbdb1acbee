use std::path::Path;

use vast_sdk::{
    ApiKeySource, Client, ClientBuilder, Error, RetryPolicy, api::ClientInfo, reqwest::Certificate,
};

use crate::{Failure, arguments::Global, exit_status::ExitStatus, output::Notes};

/// The client that the global options ask for.
pub fn client(global: &Global, notes: &Notes) -> Result<Client, Failure> {
    let mut builder = without_key(global, notes)?;
    if let Some(key) = &global.api_key {
        builder = builder.api_key(key);
    } else if let Some(path) = &global.api_key_file {
        builder = builder.api_key_file(path);
    }
    builder.build().map_err(failure)
}

/// The same for somebody else's key, whom it is to be told what to send.
pub fn client_of_anybody(global: &Global, notes: &Notes) -> Result<Client, Failure> {
    let builder = without_key(global, notes)?.api_key("anybody");
    builder.build().map_err(failure)
}

fn without_key(global: &Global, notes: &Notes) -> Result<ClientBuilder, Failure> {
    if global.api_key.is_some() {
        notes.warning(
            "--api-key shows the key in the list of processes; prefer --api-key-file or VAST_API_KEY",
        );
    }
    let mut builder = Client::builder().user_agent(concat!("vast-cli/", env!("CARGO_PKG_VERSION")));
    if let Some(url) = &global.url {
        builder = builder.url(url);
    }
    if let Some(attempts) = global.retry {
        builder = builder.retry(RetryPolicy::default().attempts(attempts.max(1)));
    }
    if let Some(timeout) = global.timeout {
        builder = builder.timeout(timeout);
    }
    if let Some(deadline) = global.deadline {
        builder = builder.deadline(deadline);
    }
    if let Some(path) = &global.ca_cert {
        builder = builder.tls_certs_only(certificates(path)?);
    }
    if global.allow_plain_http {
        builder = builder.allow_plain_http();
    }
    Ok(builder)
}

fn certificates(path: &Path) -> Result<Vec<Certificate>, Failure> {
    let shown = path.display();
    let unusable = |why: &dyn std::fmt::Display| {
        ExitStatus::Usage.failure(format!("the certificates in {shown} cannot be used: {why}"))
    };
    let pem = std::fs::read(path).map_err(|error| unusable(&error))?;
    let certificates = Certificate::from_pem_bundle(&pem).map_err(|error| unusable(&error))?;
    if certificates.is_empty() {
        return Err(unusable(&"there are none in PEM"));
    }
    Ok(certificates)
}

fn failure(error: Error) -> Failure {
    // The way out has another name here.
    let message = error.to_string();
    let message = message.replace("`allow_plain_http`", "--allow-plain-http");
    ExitStatus::from(error.kind()).failure(message)
}

/// Which key it is, for who has several.
pub fn which_key(client: &Client) -> String {
    let place = match client.api_key_source() {
        ApiKeySource::Given => "that of --api-key".to_owned(),
        elsewhere => format!("the one {elsewhere}"),
    };
    match client.api().inner().api_key().ending() {
        "" => place,
        ending => format!("{place}, which ends in {ending}"),
    }
}
