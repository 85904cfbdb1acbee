//! `cargo xtask document probe`

mod requests;
mod table;

use std::{fs, path::PathBuf, process::ExitCode, time::Duration};

use clap::Args;
use serde_json::Value;
use vast_sdk::{
    CallOptions, Client, Pacing, RetryPolicy,
    api::{
        TransportErrorKind,
        registry::runtime::{ClientHooks, ClientInfo, OperationInfo, Response},
    },
    reqwest::{Body, Method, Request as HttpRequest, Url, header},
};
use vast_sdk_tests::judge::{
    answer::{Answer, check},
    direction::Direction,
    openapi::Document,
};

use crate::pipeline;

use requests::{Request, safe};
use table::{Row, Table};

/// A rejection by the rate limit is judged, too; after so many, the operation is given up.
const MOST_REJECTIONS: usize = 3;

/// Ask a server whether it does what the document says
///
/// Sends what changes nothing, one request after the other: a cancel for an instance that cannot exist, one whose instance is no
/// number, and each GET that needs no parameter. Each answer is judged by the document, and what is not as documented is printed
/// as a table in Markdown, for a bug report to the maintainers of the API. No value of an answer is in it. The API key is that of
/// the `vast` command: `VAST_API_KEY`, or the official file. The exit status is 1 if something is not as documented.
#[derive(Args)]
pub struct Probe {
    /// The server [default: `VAST_URL`, or that of the API]
    #[arg(long)]
    url: Option<String>,
    /// The document, in JSON, YAML or a page of a documentation [default: openapi.json]
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,
    /// The least time between two requests to one operation, in seconds [default: as documented, or 3.5]
    #[arg(long, value_name = "SECONDS", value_parser = seconds, allow_negative_numbers = true)]
    interval: Option<Duration>,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok();
    let interval = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    interval
        .filter(|interval| *interval <= Duration::from_secs(60))
        .ok_or_else(|| "it has to be a number of seconds, 60 at most".to_owned())
}

impl Probe {
    pub(crate) fn run(self) -> ExitCode {
        match self.table() {
            Ok(table) => {
                print!("{table}");
                if table.is_as_documented() {
                    ExitCode::SUCCESS
                } else {
                    ExitCode::FAILURE
                }
            }
            Err(error) => {
                eprintln!("error: {error}");
                ExitCode::FAILURE
            }
        }
    }

    fn table(&self) -> Result<Table, String> {
        let path = self.document.clone().unwrap_or_else(pipeline::vendored);
        let loaded = pipeline::load(&path).map_err(|error| error.to_string())?;
        for warning in &loaded.warnings {
            eprintln!("warning: {warning}");
        }
        let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        pipeline::require_operation(
            &pipeline::overlay(&loaded.document).map_err(|error| error.to_string())?,
        )
        .map_err(|error| error.to_string())?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        runtime.block_on(self.probed(&loaded.document, &bytes))
    }

    async fn probed(&self, published: &Value, bytes: &[u8]) -> Result<Table, String> {
        let document = Document::new(Direction::Response.written_out(published));
        let requests = safe(published, &document);
        let interval = self.interval.unwrap_or(requests.interval);
        let once = CallOptions::new().retry(RetryPolicy::none());
        let mut builder = Client::builder()
            .options(once)
            .pacing(Pacing::own().least_interval(interval));
        if let Some(url) = &self.url {
            builder = builder.url(url);
        }
        let client = builder.build().map_err(|error| error.to_string())?;
        let transport = client.api().inner();
        let server = transport
            .base_url()
            .as_str()
            .trim_end_matches('/')
            .to_owned();
        let mut table = Table::new(published, bytes, &server);
        for request in requests.all {
            for _ in 0..MOST_REJECTIONS {
                let row = answered(client.api(), &server, &document, &request).await;
                let row = row.redacted(transport.api_key());
                eprintln!("{row}");
                let status = row.status;
                if status == Some(401) && table.is_empty() {
                    return Err(format!(
                        "{server} does not accept the API key (401), so nothing was asked; see `vast auth` for where it comes from"
                    ));
                }
                table.push(row);
                if status != Some(429) {
                    break;
                }
            }
        }
        Ok(table)
    }
}

/// Sends a request, and judges its answer.
async fn answered(
    client: &vast_sdk::api::Client,
    server: &str,
    document: &Document,
    request: &Request<'_>,
) -> Row {
    let row = |status, findings| Row {
        operation: request.operation.to_string(),
        purpose: request.purpose,
        status,
        findings,
    };
    let method = request.operation.method.to_uppercase();
    let url = format!("{server}{}", request.operation.path);
    let (Ok(method), Ok(url)) = (Method::from_bytes(method.as_bytes()), Url::parse(&url)) else {
        return row(
            None,
            vec!["it is not a request that can be sent".to_owned()],
        );
    };
    let mut http = HttpRequest::new(method, url);
    if let Some(body) = &request.body {
        let json = header::HeaderValue::from_static("application/json");
        http.headers_mut().insert(header::CONTENT_TYPE, json);
        *http.body_mut() = Some(Body::from(body.to_string()));
    }
    // The limits are kept by this name, for as long as the process.
    let id = request.operation.to_string().leak();
    let info = OperationInfo { operation_id: id };
    let result = client.exec(http, &info).await;
    let (response, broken) = match &result {
        Ok(response) => (response, None),
        Err(error) => match error.response() {
            Some(response) if error.kind() == TransportErrorKind::Redirect => (response, None),
            Some(response) => (response, Some(error.to_string())),
            None => return row(None, vec![format!("there is no answer: {error}")]),
        },
    };
    let status = response.status().as_u16();
    if let Some(broken) = broken {
        return row(
            Some(status),
            vec![format!("the answer is not complete: {broken}")],
        );
    }
    row(Some(status), judged(document, request, response))
}

fn judged(document: &Document, request: &Request<'_>, response: &Response) -> Vec<String> {
    let media_type = response.headers().get(header::CONTENT_TYPE);
    let answer = Answer {
        status: response.status().as_u16(),
        media_type: media_type.and_then(|value| value.to_str().ok()),
        body: response.body(),
    };
    let mut findings = check(document, &request.operation, &answer);
    let body: Value = serde_json::from_slice(answer.body).unwrap_or_default();
    if request.must_fail && response.status().is_success() && body["success"] != false {
        findings.push("it is accepted, although there is nothing to cancel".to_owned());
    }
    findings
}
