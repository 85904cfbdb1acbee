//! A server on loopback that answers cancel sync with the examples from the OpenAPI document.

use std::convert::Infallible;

use http_body_util::{BodyExt, Collected, Full};
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::say;

pub const KNOWN_INSTANCE: i64 = 12371;

/// Starts the server on a free port and returns its URL.
pub async fn start() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a free port on loopback");
    let address = listener
        .local_addr()
        .expect("the address of a bound socket");
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            let serving = http1::Builder::new()
                .serve_connection(TokioIo::new(connection), service_fn(answer));
            tokio::spawn(serving);
        }
    });
    format!("http://{address}")
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map(Collected::to_bytes);
    let body = body.unwrap_or_default();

    say(format_args!(
        "> {} {} {:?}",
        head.method, head.uri, head.version
    ));
    for (name, value) in &head.headers {
        let secret = name == AUTHORIZATION;
        let value = if secret {
            "Bearer …"
        } else {
            value.to_str().unwrap_or("…")
        };
        say(format_args!("> {name}: {value}"));
    }
    say(format_args!("> {}", String::from_utf8_lossy(&body)));

    let document: Value = serde_json::from_str(vast_sdk::api::OPENAPI).unwrap_or_default();
    let responses =
        &document["paths"][head.uri.path()][head.method.as_str().to_lowercase()]["responses"];
    let status = match instance(&body) {
        _ if responses.is_null() => 404,
        None => 400,
        Some(KNOWN_INSTANCE) => 200,
        Some(_) => 404,
    };
    let mut response = Response::new(Full::from(example(responses, status).to_string()));
    *response.status_mut() = status.try_into().expect("a valid status");
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    Ok(response)
}

/// The instance in the body; in some revisions of the document it is a string.
fn instance(body: &[u8]) -> Option<i64> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let instance = &body["dst_id"];
    instance
        .as_i64()
        .or_else(|| instance.as_str()?.parse().ok())
}

/// The example from the document, or else an answer that the API is known to give.
fn example(responses: &Value, status: u16) -> Value {
    let mut example = match status {
        200 => json!({ "success": true, "msg": "Remote copy canceled" }),
        400 => json!({ "success": false, "error": "invalid_args", "msg": "Invalid dst_id." }),
        _ => json!({ "success": false, "error": "no_such_instance", "msg": "No such instance." }),
    };
    let schema = &responses[status.to_string()]["content"]["application/json"]["schema"];
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(value) = property.get("example") {
            example[name] = value.clone();
        }
    }
    example
}
