use std::path::Path;

use vast_sdk::{
    ApiKeySource, CallOptions, Client, ClientBuilder, Error, RetryPolicy, api::Certificate,
    api::ClientInfo,
};

use crate::{
    arguments::Global,
    exit_status::{ExitStatus, Failure},
    output::Notes,
    rate_limit,
};

/// In place of a key, where nothing is sent.
const PLACEHOLDER: &str = "placeholder";

/// A client with the global options.
pub fn client(global: &Global, notes: &Notes) -> Result<Client, Failure> {
    let mut builder = configured(global, notes)?;
    if let Some(key) = &global.api_key {
        builder = builder.api_key(key);
    } else if let Some(path) = &global.api_key_file {
        builder = builder.api_key_file(path);
    }
    let client = builder.build().map_err(failure)?;
    warn_of_readers(&client, notes);
    Ok(client)
}

/// A key file that others can read is no longer a secret.
fn warn_of_readers(client: &Client, notes: &Notes) {
    #[cfg(unix)]
    if let ApiKeySource::File(path) = client.api_key_source() {
        use std::os::unix::fs::MetadataExt;

        let mode = path.metadata().map_or(0, |metadata| metadata.mode());
        if mode & 0o044 != 0 {
            let path = path.display();
            notes.warning(format_args!(
                "others can read the API key in {path}; try: chmod 600 {path}"
            ));
        }
    }
}

/// A client with a placeholder for the key, to show requests without sending them.
pub fn client_without_key(global: &Global, notes: &Notes) -> Result<Client, Failure> {
    let builder = configured(global, notes)?.api_key(PLACEHOLDER);
    builder.build().map_err(failure)
}

fn configured(global: &Global, notes: &Notes) -> Result<ClientBuilder, Failure> {
    if global.api_key.is_some() {
        notes.warning(
            "--api-key shows the key in the list of processes; prefer --api-key-file or VAST_API_KEY",
        );
    }
    let mut builder = Client::builder().user_agent(concat!("vast-cli/", env!("CARGO_PKG_VERSION")));
    if let Some(url) = &global.url {
        builder = builder.url(url);
    }
    let mut options = CallOptions::new();
    if let Some(attempts) = global.retry {
        options = options.retry(RetryPolicy::default().max_attempts(attempts));
    }
    if let Some(timeout) = global.timeout {
        options = options.attempt_timeout(timeout);
    }
    if let Some(deadline) = global.deadline {
        options = options.deadline(deadline);
    }
    builder = builder
        .options(options)
        .pacing(rate_limit::pacing(global, notes));
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
    Certificate::from_pem_bundle(&pem).map_err(|error| unusable(&error))
}

fn failure(error: Error) -> Failure {
    // The setting has another name on the command line.
    let reason = error.to_string();
    let reason = reason.replace("`allow_plain_http`", "--allow-plain-http");
    ExitStatus::from(error.kind()).failure(reason)
}

/// Says which key is used, for users who have several.
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
