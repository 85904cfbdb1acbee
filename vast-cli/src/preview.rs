//! Shows what will be sent: as HTTP (`--explain`) and as a curl command (`--curl`).

use std::{borrow::Cow, fmt::Write, path::Path};

use vast_sdk::{
    Client, InstanceId,
    reqwest::{
        Body, Request,
        header::{AUTHORIZATION, USER_AGENT},
    },
};

use crate::{
    exit_status::{ExitStatus, Failure},
    secrets,
};

/// The request that the client would send for an instance.
pub async fn request(client: &Client, instance: InstanceId) -> Result<Request, Failure> {
    let request = client.cancel_sync(instance).dry_run().await;
    request.map_err(|error| ExitStatus::from(error.kind()).failure(error.to_string()))
}

/// The request as HTTP, with something in place of the key.
pub fn explained(request: &Request, key: &str) -> String {
    let mut text = format!("{} {}\n", request.method(), request.url());
    for (name, value) in request.headers() {
        let value = if name == AUTHORIZATION {
            format!("Bearer {key}").into()
        } else {
            String::from_utf8_lossy(value.as_bytes())
        };
        let _ = writeln!(text, "{name}: {value}");
    }
    secrets::hidden(&(text + "\n" + &body(request))).into_owned()
}

/// A command for a POSIX shell that sends the same request, with the key from `VAST_API_KEY`.
pub fn curl(request: &Request, ca_cert: Option<&Path>) -> String {
    let mut command = format!(
        "curl -X {} -H \"Authorization: Bearer $VAST_API_KEY\"",
        request.method()
    );
    let mut argument = |name: &str, value: &str| {
        let _ = write!(command, " {name} {}", quoted(value));
    };
    if let Some(path) = ca_cert {
        argument("--cacert", &path.to_string_lossy());
    }
    for (name, value) in request.headers() {
        // curl sends its own user agent.
        if name != AUTHORIZATION && name != USER_AGENT {
            let value = String::from_utf8_lossy(value.as_bytes());
            argument("-H", &format!("{name}: {value}"));
        }
    }
    let body = body(request);
    if !body.is_empty() {
        argument("-d", &body);
    }
    argument("--url", request.url().as_str());
    secrets::hidden(&command).into_owned()
}

fn body(request: &Request) -> Cow<'_, str> {
    let bytes = request.body().and_then(Body::as_bytes);
    String::from_utf8_lossy(bytes.unwrap_or_default())
}

/// As a POSIX shell reads it.
pub fn quoted(text: &str) -> String {
    // Only a NUL cannot be quoted, and arguments cannot contain one.
    shlex::try_quote(text).unwrap_or_default().into_owned()
}
