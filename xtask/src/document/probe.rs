//! `cargo xtask document probe`

mod requests;
mod table;

use std::{fs, path::PathBuf, process::ExitCode, sync::mpsc, thread, time::Duration};

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

const LONGEST_JUDGMENT: Duration = Duration::from_secs(20);

/// Ask a server whether it does what the document says
///
/// Sends what changes nothing, one request after the other: a cancel for an instance that cannot exist, one whose instance is no
/// number, and each GET that needs no parameter, but for those whose path or description says that they do more than to read. Each
/// answer is judged by the document, and what is not as documented is printed as a table in Markdown, for a bug report to the
/// maintainers of the API. No value of an answer is in it. The API key is that of the `vast` command: `VAST_API_KEY`, or the official
/// file. The exit status is 1 if something is not as documented.
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
        // For as long as the process, so that an answer that takes too long to judge can be given up.
        let document = Document::new(Direction::Response.written_out(published));
        let document: &'static Document = Box::leak(Box::new(document));
        if document.find_cancel_sync().is_none() {
            return Err(
                "the document has no operation DELETE /api/v0/commands/rclone/ of its own"
                    .to_owned(),
            );
        }
        let requests = safe(published, document);
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
        let key = transport.api_key().clone();
        // It may be in the URL, or in what the document or the server says.
        let hidden = |text: String| transport.api_key().redact(&text);
        let mut table = Table::new(published, bytes, &server, requests.left_out, key);
        for request in requests.all {
            for _ in 0..MOST_REJECTIONS {
                let row = match answered(client.api(), &server, document, &request).await {
                    Ok(row) => row,
                    // Later on, it is one of the answers.
                    Err(error) if table.is_without_answers() => return Err(hidden(error)),
                    Err(_) => request.row(None, vec!["there is no connection".to_owned()]),
                };
                eprintln!("{}", hidden(row.to_string()));
                let status = row.status;
                if status == Some(401) && table.is_without_answers() {
                    return Err(hidden(format!(
                        "the server at {server} does not accept the API key (401), so it was asked nothing else; `vast auth` says where the key comes from"
                    )));
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
    document: &'static Document,
    request: &Request<'_>,
) -> Result<Row, String> {
    let row = |status, findings| request.row(status, findings);
    let method = request.operation.method.to_uppercase();
    let url = format!("{server}{}", request.operation.path);
    let (Ok(method), Ok(url)) = (Method::from_bytes(method.as_bytes()), Url::parse(&url)) else {
        return Err(format!(
            "{} of the document cannot be sent",
            request.operation
        ));
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
    let (response, kind) = match &result {
        Ok(response) => (response, None),
        Err(error) => match error.response() {
            Some(response) if error.kind() == TransportErrorKind::Redirect => (response, None),
            Some(response) => (response, Some(error.kind())),
            None if error.is_connect() => return Err(error.to_string()),
            None => return Ok(row(None, vec![broken(error.kind())])),
        },
    };
    let status = response.status().as_u16();
    Ok(match kind {
        // Its own words would show what came, which is somebody's.
        Some(kind) => row(Some(status), vec![broken(kind)]),
        None => row(Some(status), judged(document, request, response)),
    })
}

/// What became of an answer that did not come as a whole.
fn broken(kind: TransportErrorKind) -> String {
    match kind {
        TransportErrorKind::Timeout | TransportErrorKind::ConnectTimeout => {
            "the answer is not complete in time"
        }
        TransportErrorKind::BodyTooLarge => "the body is larger than 8 MiB, and is not judged",
        TransportErrorKind::RateLimited => "the rate limit asks for a longer wait than this waits",
        _ => "there is no complete answer: the connection was closed, or it is not HTTP",
    }
    .to_owned()
}

fn judged(document: &'static Document, request: &Request<'_>, response: &Response) -> Vec<String> {
    let media_type = response.headers().get(header::CONTENT_TYPE);
    let media_type = media_type.map(|value| String::from_utf8_lossy(value.as_bytes()));
    let media_type = media_type.map(|text| response.redact(&text));
    let (status, body) = (response.status().as_u16(), response.body().clone());
    let (path, method) = (
        request.operation.path.clone(),
        request.operation.method.clone(),
    );
    let (sender, findings) = mpsc::channel();
    // Unions that contain themselves may have more alternatives than can be tried.
    thread::spawn(move || {
        let mut operations = document.operations();
        let operation = operations.find(|it| (&it.path, &it.method) == (&path, &method));
        let answer = Answer {
            status,
            media_type: media_type.as_deref(),
            body: &body,
        };
        let _ = sender.send(operation.map(|operation| check(document, &operation, &answer)));
    });
    let found = findings.recv_timeout(LONGEST_JUDGMENT);
    let mut findings = found.ok().flatten().unwrap_or_else(|| {
        vec!["the body has too many alternatives in the document to be judged".to_owned()]
    });
    let body: Value = serde_json::from_slice(response.body()).unwrap_or_default();
    if request.must_fail && response.status().is_success() && body["success"] != false {
        findings.push("it is accepted, although there is nothing to cancel".to_owned());
    }
    findings
}
