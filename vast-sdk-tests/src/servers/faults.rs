//! Everything that can go wrong between a client and the API: for each fault a server that has it, and
//! the result that the SDK must return.

#![allow(missing_docs, reason = "the names of the cases say it")]

use std::{
    any::Any,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use httpmock::HttpMockResponse;
use vast_sdk::{CallOptions, Client, ErrorKind, Pacing, RetryPolicy, api::Certificate};

use crate::{
    client_builder,
    servers::{Authority, Fault, FaultyServer, Server, nobody, ok},
};

/// As many as the default policy allows.
const ATTEMPTS: u32 = 5;
/// Of an attempt. Short, because some of the servers never answer.
const TIMEOUT: Duration = Duration::from_millis(50);
const ACCEPTED: &str = r#"{"success":true,"msg":"Remote copy canceled"}"#;
const HTML: &str = "<html><body>Bad Gateway</body></html>";

/// A fault: a server that has it, and what a call must return.
pub struct Case {
    /// As `docs/reliability.md` lists it.
    pub name: &'static str,
    /// A client of the server that has the fault.
    pub client: Client,
    /// For an attempt.
    pub timeout: Duration,
    /// What a call must return.
    pub expected: Expected,
    _servers: Box<dyn Any + Send>,
}

/// What a call must return.
#[derive(Clone, Debug)]
pub struct Expected {
    /// None if it succeeds.
    pub kind: Option<ErrorKind>,
    /// If there is an answer.
    pub status: Option<u16>,
    /// Of the answer.
    pub body: Option<String>,
    /// Of the default policy.
    pub attempts: u32,
    /// Whether the server may have acted.
    pub may_have_executed: bool,
}

impl Case {
    fn new(
        name: &'static str,
        url: impl Into<String>,
        expected: Expected,
        servers: impl Any + Send,
    ) -> Self {
        Self::with(None, name, url.into(), expected, servers)
    }

    fn with(
        trusted: Option<Certificate>,
        name: &'static str,
        url: String,
        expected: Expected,
        servers: impl Any + Send,
    ) -> Self {
        let quick = RetryPolicy::default()
            .initial_backoff(Duration::from_millis(1))
            .max_backoff(Duration::from_millis(2));
        let mut client = client_builder(url)
            .options(CallOptions::new().retry(quick))
            .pacing(Pacing::none());
        if let Some(authority) = trusted {
            client = client.tls_certs_only([authority]);
        }
        Self {
            name,
            client: client.body_limit(64 * 1024).build().expect("a client"),
            timeout: TIMEOUT,
            expected,
            _servers: Box::new(servers),
        }
    }

    async fn of(name: &'static str, fault: Fault, expected: Expected) -> Self {
        let server = FaultyServer::start(fault).await;
        Self::new(name, server.url(), expected, server)
    }

    /// An answer of the right form, with one of these headers or none.
    async fn answered(
        name: &'static str,
        status: u16,
        header: &str,
        body: &str,
        kind: ErrorKind,
    ) -> Self {
        Self::of(
            name,
            Fault::send(answer(status, header, body)),
            answered(kind, status, body),
        )
        .await
    }

    fn after(mut self, attempts: u32) -> Self {
        self.expected.attempts = attempts;
        self
    }

    fn with_time(mut self) -> Self {
        // A debug build takes its time, for TLS, say.
        self.timeout = Duration::from_secs(20);
        self
    }
}

fn answer(status: u16, header: &str, body: &str) -> String {
    let length = body.len();
    let header = if header.is_empty() {
        String::new()
    } else {
        format!("{header}\r\n")
    };
    format!(
        "HTTP/1.1 {status} Status\r\n{header}connection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

/// All attempts end without an answer.
fn unanswered(kind: ErrorKind) -> Expected {
    Expected {
        kind: Some(kind),
        status: None,
        body: None,
        attempts: ATTEMPTS,
        may_have_executed: kind != ErrorKind::Connect,
    }
}

/// The first attempt gets an answer.
fn answered(kind: ErrorKind, status: u16, body: &str) -> Expected {
    Expected {
        kind: Some(kind),
        status: Some(status),
        body: Some(body.to_owned()),
        attempts: 1,
        may_have_executed: !(400..500).contains(&status),
    }
}

/// All attempts get only a part of an answer.
fn partial(kind: ErrorKind, body: &str) -> Expected {
    Expected {
        attempts: ATTEMPTS,
        ..answered(kind, 200, body)
    }
}

fn success(body: &str) -> Expected {
    Expected {
        kind: None,
        status: Some(200),
        body: Some(body.to_owned()),
        attempts: 1,
        may_have_executed: true,
    }
}

/// Passes the names of all faults to a macro; each is a function of this module.
#[macro_export]
macro_rules! each_fault {
    ($to:ident) => {
        $to! {
            refused_connection, accept_and_close, close_after_the_request,
            reset_before_the_head, reset_in_the_head, reset_after_the_head, answer_cut_short,
            stalled_head, a_byte_at_a_time, endless_body, no_http,
            html_with_200, refused_with_200, no_such_instance_with_200, empty_401,
            text_429, json_429, retry_after_in_seconds, retry_after_as_a_date,
            retry_after_of_an_hour, quota,
            html_500, html_501, html_502, html_503, html_504, html_520, html_524, html_529,
            html_408, html_425,
            informational_noise, gzip, header_of_a_mebibyte,
            redirect_301, redirect_302, redirect_303, redirect_307, redirect_308,
            redirect_301_to_another_origin, redirect_302_to_another_origin,
            redirect_303_to_another_origin, redirect_307_to_another_origin,
            redirect_308_to_another_origin, redirect_in_a_loop, redirect_from_https_to_http,
            unknown_authority, wrong_host_name, expired_certificate,
        }
    };
}

macro_rules! all {
    ($($fault:ident),* $(,)?) => {
        /// All of them.
        pub async fn all() -> Vec<Case> {
            vec![$($fault().await),*]
        }
    };
}

each_fault!(all);

macro_rules! case {
    ($($fault:ident => $case:expr;)*) => {
        $(
            pub async fn $fault() -> Case {
                $case.await
            }
        )*
    };
}

case! {
    accept_and_close => Case::of(
        "accepts and closes",
        Fault::close_at_once(),
        unanswered(ErrorKind::Interrupted),
    );
    close_after_the_request => Case::of(
        "closes after the request",
        Fault::send(""),
        unanswered(ErrorKind::Interrupted),
    );
    reset_before_the_head => Case::of(
        "resets before the answer",
        Fault::send("").and_reset(),
        unanswered(ErrorKind::Interrupted),
    );
    reset_in_the_head => Case::of(
        "resets in the middle of the head",
        Fault::send("HTTP/1.1 200 OK\r\ncontent-len").and_reset(),
        unanswered(ErrorKind::Interrupted),
    );
    reset_after_the_head => Case::of(
        "resets after the head",
        Fault::send("HTTP/1.1 200 OK\r\ncontent-length: 45\r\n\r\n").and_reset(),
        partial(ErrorKind::Interrupted, ""),
    );
    answer_cut_short => Case::of(
        "answer cut short",
        Fault::send("HTTP/1.1 200 OK\r\ncontent-length: 45\r\n\r\n{\"success\":"),
        partial(ErrorKind::Interrupted, "{\"success\":"),
    );
    stalled_head => Case::of(
        "stalls in the head",
        Fault::send("HTTP/1.1 200 OK\r\n").and_stall(),
        unanswered(ErrorKind::Timeout),
    );
    // Slow enough that no part of the client waits for long, and no answer is complete in time.
    a_byte_at_a_time => Case::of(
        "one byte a second",
        Fault::send(answer(200, "", ACCEPTED)).pausing(TIMEOUT / 10),
        unanswered(ErrorKind::Timeout),
    );
    no_http => Case::of(
        "not HTTP",
        Fault::send("SSH-2.0-OpenSSH_9\r\n"),
        Expected { attempts: 1, ..unanswered(ErrorKind::Interrupted) },
    );
    html_with_200 => Case::answered("200 with HTML", 200, "", HTML, ErrorKind::UnexpectedBody);
    refused_with_200 => refused(
        "200 with `\"success\": false`",
        r#"{"success":false,"error":"busy","msg":"Copy is finishing."}"#,
        ErrorKind::Refused,
    );
    no_such_instance_with_200 => refused(
        "200 with `\"success\": false` and `no_such_instance`",
        r#"{"success":false,"error":"no_such_instance"}"#,
        ErrorKind::NoSuchInstance,
    );
    empty_401 => Case::answered("empty 401", 401, "", "", ErrorKind::Unauthorized);
    quota => Case::answered(
        "429 `search_quota_exceeded`",
        429,
        "",
        r#"{"error":"search_quota_exceeded"}"#,
        ErrorKind::RateLimited,
    );
    retry_after_of_an_hour => Case::answered(
        "429 with `Retry-After` of an hour",
        429,
        "retry-after: 3600",
        "wait",
        ErrorKind::RateLimited,
    );
    html_500 => Case::answered("500 or 501 with HTML", 500, "", HTML, ErrorKind::Server);
    html_501 => Case::answered("500 or 501 with HTML", 501, "", HTML, ErrorKind::Server);
    gzip => Case::answered(
        "gzip that nobody asked for",
        200,
        "content-encoding: gzip",
        "\u{1f}not decoded",
        ErrorKind::UnexpectedBody,
    );
    redirect_301 => redirect(301, "/moved");
    redirect_302 => redirect(302, "/moved");
    redirect_303 => redirect(303, "/moved");
    redirect_307 => redirect(307, "/moved");
    redirect_308 => redirect(308, "/moved");
    redirect_301_to_another_origin => redirect(301, "http://127.0.0.1:9/");
    redirect_302_to_another_origin => redirect(302, "http://127.0.0.1:9/");
    redirect_303_to_another_origin => redirect(303, "http://127.0.0.1:9/");
    redirect_307_to_another_origin => redirect(307, "http://127.0.0.1:9/");
    redirect_308_to_another_origin => redirect(308, "http://127.0.0.1:9/");
}

async fn refused(name: &'static str, body: &'static str, kind: ErrorKind) -> Case {
    let mut case = Case::answered(name, 200, "", body, kind).await;
    case.expected.may_have_executed = false;
    case
}

macro_rules! again {
    ($($fault:ident => $name:literal, $status:literal, $header:literal, $body:expr, $kind:ident;)*) => {
        $(
            pub async fn $fault() -> Case {
                let kind = ErrorKind::$kind;
                Case::answered($name, $status, $header, $body, kind).await.after(ATTEMPTS)
            }
        )*
    };
}

const TOO_FREQUENT: &str = "API requests too frequent";

again! {
    html_502 => "502, 503 or 504 with HTML", 502, "", HTML, Server;
    html_503 => "502, 503 or 504 with HTML", 503, "", HTML, Server;
    html_504 => "502, 503 or 504 with HTML", 504, "", HTML, Server;
    html_520 => "520 to 524, or 529, with HTML", 520, "", HTML, Server;
    html_524 => "520 to 524, or 529, with HTML", 524, "", HTML, Server;
    html_529 => "520 to 524, or 529, with HTML", 529, "", HTML, Server;
    html_408 => "408 or 425 with HTML", 408, "", HTML, UnexpectedStatus;
    html_425 => "408 or 425 with HTML", 425, "", HTML, UnexpectedStatus;
}

macro_rules! rate_limited {
    ($($fault:ident => $name:literal, $header:literal, $body:expr;)*) => {
        $(
            pub async fn $fault() -> Case {
                rate_limited($name, $header, $body).await
            }
        )*
    };
}

rate_limited! {
    text_429 => "429 as text, six times", "", TOO_FREQUENT;
    json_429 => "429 as JSON, six times", "", r#"{"detail":"too frequent"}"#;
    retry_after_in_seconds => "429 with `Retry-After` in seconds, six times", "retry-after: 0", TOO_FREQUENT;
    retry_after_as_a_date => "429 with `Retry-After` as a date, six times",
        "date: Sun, 06 Nov 1994 08:49:37 GMT\r\nretry-after: Sun, 06 Nov 1994 08:49:37 GMT",
        TOO_FREQUENT;
}

/// More often than the default policy allows attempts.
async fn rate_limited(name: &'static str, header: &str, body: &str) -> Case {
    const TIMES: u32 = ATTEMPTS + 1;
    let rejection = answer(429, header, body);
    let answered = AtomicU32::new(0);
    let fault = Fault::send_what(move || match answered.fetch_add(1, Ordering::Relaxed) {
        0..TIMES => rejection.clone().into(),
        _ => ok(),
    });
    let expected = Expected {
        kind: None,
        status: Some(200),
        body: Some(ACCEPTED.to_owned()),
        attempts: TIMES + 1,
        may_have_executed: false,
    };
    Case::of(name, fault, expected).await.with_time()
}

pub async fn refused_connection() -> Case {
    let expected = unanswered(ErrorKind::Connect);
    Case::new("connection refused", nobody().await, expected, ())
}

pub async fn endless_body() -> Case {
    let endless = Fault::send("HTTP/1.1 200 OK\r\n\r\n").and_send_forever();
    let expected = answered(ErrorKind::BodyTooLarge, 200, &"x".repeat(64 * 1024));
    Case::of("endless body", endless, expected)
        .await
        .with_time()
}

pub async fn informational_noise() -> Case {
    let noise = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n";
    let answer = answer(200, "", ACCEPTED);
    let fault = Fault::send(format!("{noise}{noise}{answer}"));
    Case::of("1xx noise", fault, success(ACCEPTED)).await
}

pub async fn header_of_a_mebibyte() -> Case {
    let header = format!("x-long: {}", "x".repeat(1 << 20));
    let expected = Expected {
        attempts: 1,
        ..unanswered(ErrorKind::Interrupted)
    };
    let fault = Fault::send(answer(200, &header, ACCEPTED));
    Case::of("a header of 1 MiB", fault, expected)
        .await
        .with_time()
}

async fn redirect(status: u16, location: &'static str) -> Case {
    let server = Server::answering_with(move |request| {
        let answer = HttpMockResponse::builder();
        if request.uri().path() == "/moved" {
            return answer.status(200).body(ACCEPTED).build();
        }
        let answer = answer.status(status).header("location", location);
        answer.body("moved").build()
    });
    let server = server.await;
    let is_kept = matches!(status, 307 | 308);
    let (name, expected) = match (is_kept, location.starts_with('/')) {
        (true, true) => ("307 or 308 to the same origin", success(ACCEPTED)),
        (true, false) => (
            "307 or 308 to another origin",
            Expected {
                may_have_executed: false,
                ..answered(ErrorKind::Redirect, status, "moved")
            },
        ),
        (false, _) => (
            "301, 302 or 303 to any origin",
            answered(ErrorKind::Redirect, status, "moved"),
        ),
    };
    Case::new(name, server.url(), expected, server).with_time()
}

pub async fn redirect_in_a_loop() -> Case {
    let fault = Fault::send(answer(307, "location: /again", ""));
    let expected = Expected {
        may_have_executed: false,
        ..answered(ErrorKind::Redirect, 307, "")
    };
    Case::of("307 in a loop", fault, expected).await.with_time()
}

pub async fn redirect_from_https_to_http() -> Case {
    let authority = Authority::new();
    let fault = Fault::send(answer(308, "location: http://127.0.0.1:9/", "moved"));
    let server = FaultyServer::start_tls(fault, authority.server("127.0.0.1")).await;
    let expected = Expected {
        may_have_executed: false,
        ..answered(ErrorKind::Redirect, 308, "moved")
    };
    Case::with(
        Some(authority.certificate()),
        "308 from https to http",
        server.url(),
        expected,
        server,
    )
    .with_time()
}

/// A server whose certificate this client does not trust.
async fn untrusted(name: &'static str, known: &Authority, tls: tokio_rustls::TlsAcceptor) -> Case {
    let fault = Fault::send(answer(200, "", ACCEPTED));
    let server = FaultyServer::start_tls(fault, tls).await;
    let expected = Expected {
        attempts: 1,
        ..unanswered(ErrorKind::Connect)
    };
    Case::with(
        Some(known.certificate()),
        name,
        server.url(),
        expected,
        server,
    )
    .with_time()
}

pub async fn unknown_authority() -> Case {
    let tls = Authority::new().server("127.0.0.1");
    untrusted("TLS with an unknown CA", &Authority::new(), tls).await
}

pub async fn wrong_host_name() -> Case {
    let authority = Authority::new();
    let tls = authority.server("example.invalid");
    untrusted("TLS with a wrong host name", &authority, tls).await
}

pub async fn expired_certificate() -> Case {
    let authority = Authority::new();
    let tls = authority.server_until("127.0.0.1", 2020);
    untrusted("TLS with an expired certificate", &authority, tls).await
}
