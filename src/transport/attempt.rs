use bytes::{Bytes, BytesMut};
use reqwest::{Request, StatusCode, header::CONNECTION};
use tokio::time::Instant;

use super::{
    ReplayableRequest, Transport, TransportError, TransportErrorKind,
    connection::watched,
    redirect::{Decision, MAX_REDIRECTS, decide},
    retry::{is_idempotent, is_not_http},
};
use crate::runtime::{Attempts, Response};

impl Transport {
    /// Sends a request, follows its redirects, and reads the whole answer, all before the deadline.
    /// `replayable` makes the requests for redirects; without it, none is followed. The body of an answer
    /// with one of the `streamed` statuses is left to the caller.
    ///
    /// A request that may be repeated is sent again at once if it went out on a connection that turns out to
    /// have died while it was idle. That is part of the attempt.
    pub(super) async fn attempt(
        &self,
        mut request: Request,
        replayable: Option<&ReplayableRequest>,
        streamed: &[&str],
        deadline: Option<Instant>,
    ) -> Result<Response, TransportError> {
        let mut redirects = 0;
        let mut dead = Attempts::default();
        let resendable = replayable.filter(|request| is_idempotent(request.method()));
        loop {
            *request.timeout_mut() =
                deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            let url = request.url().clone();
            let (sent, reused) = watched(self.send(request), deadline).await;
            if let Some(resendable) = resendable.filter(|_| reused && self.shared.is_watched)
                && is_of_dead_connection(&sent)
            {
                dead.earlier_may_have_executed |= sent.is_err();
                request = resendable.request_to(url);
                continue;
            }
            let response = match sent {
                Ok(response) => response,
                Err(error) => return Err(error.with_attempts(dead)),
            };
            match decide(&url, &response) {
                Decision::Answer if is_one_of(streamed, response.status()) => {
                    let response = Response::streaming(self.shared.api_key.clone(), response);
                    return Ok(response.with_attempts(dead));
                }
                Decision::Answer => {
                    return match self.read_body(response).await {
                        Ok(response) => Ok(response.with_attempts(dead)),
                        Err(error) => Err(error.with_attempts(dead)),
                    };
                }
                Decision::Follow(url)
                    if redirects < MAX_REDIRECTS
                        && let Some(replayable) = replayable =>
                {
                    redirects += 1;
                    request = replayable.request_to(url);
                }
                _ => {
                    let error = Box::pin(self.refuse_redirect(response)).await;
                    return Err(error.with_attempts(dead));
                }
            }
        }
    }

    async fn send(&self, request: Request) -> Result<reqwest::Response, TransportError> {
        let sent = self.shared.http.execute(request).await;
        sent.map_err(|error| {
            TransportError::from_reqwest(error).through(self.shared.proxy.as_ref())
        })
    }

    async fn refuse_redirect(&self, response: reqwest::Response) -> TransportError {
        let error = TransportError::new(TransportErrorKind::Redirect);
        match self.read_body(response).await {
            Ok(response) => error.with_response(response),
            Err(broken) => match broken.into_parts() {
                (Some(response), _) => error.with_response(response),
                (None, _) => error,
            },
        }
    }

    /// Reads the body up to the limit. An error keeps status, headers and the part of the body that came.
    async fn read_body(&self, mut response: reqwest::Response) -> Result<Response, TransportError> {
        let limit = self.shared.body_limit;
        let mut body = Chunks::default();
        let failure = loop {
            match response.chunk().await {
                Ok(None) => break None,
                Ok(Some(chunk)) => {
                    let room = limit - body.len();
                    let length = chunk.len();
                    body.push(chunk.slice(..length.min(room)));
                    if length > room {
                        let error = TransportError::new(TransportErrorKind::BodyTooLarge);
                        break Some(error.with_source(format!("the limit is {limit} bytes")));
                    }
                }
                Err(error) => break Some(TransportError::from_reqwest(error)),
            }
        };
        let headers = std::mem::take(response.headers_mut());
        let response = Response::new(
            self.shared.api_key.clone(),
            response.status(),
            headers,
            body.join(),
        );
        match failure {
            None => Ok(response),
            Some(error) => Err(error.with_response(response)),
        }
    }
}

/// Whether a connection that was used again was already dead: nothing came on it, or only the word that it had
/// been idle for too long, with which it ends.
fn is_of_dead_connection(sent: &Result<reqwest::Response, TransportError>) -> bool {
    match sent {
        Ok(response) => {
            let ends = response.headers().get(CONNECTION);
            let ends =
                ends.is_some_and(|options| options.as_bytes().eq_ignore_ascii_case(b"close"));
            ends && response.status() == StatusCode::REQUEST_TIMEOUT
        }
        Err(error) => error.kind() == TransportErrorKind::Interrupted && !is_not_http(error),
    }
}

/// Collects a body. Most come in one piece, which is then used without copying it.
#[derive(Default)]
struct Chunks {
    first: Bytes,
    all: BytesMut,
}

impl Chunks {
    fn len(&self) -> usize {
        self.first.len().max(self.all.len())
    }

    fn push(&mut self, chunk: Bytes) {
        if self.len() == 0 {
            self.first = chunk;
        } else {
            if self.all.is_empty() {
                self.all.extend_from_slice(&self.first);
            }
            self.all.extend_from_slice(&chunk);
        }
    }

    fn join(self) -> Bytes {
        if self.all.is_empty() {
            self.first
        } else {
            self.all.freeze()
        }
    }
}

/// Whether a status is among these, which may include `2XX`.
fn is_one_of(documented: &[&str], status: StatusCode) -> bool {
    documented.iter().any(|documented| {
        let range = status.is_success() && documented.eq_ignore_ascii_case("2XX");
        range || *documented == status.as_str()
    })
}

#[cfg(test)]
mod tests {
    use std::{
        io::{BufRead, BufReader, Write},
        net::{SocketAddr, TcpListener},
        sync::{
            Arc,
            atomic::{AtomicU32, Ordering},
        },
        thread,
    };

    use reqwest::Method;

    use super::*;
    use crate::ApiKey;

    /// Answers the first request of each connection, and closes the connection at the second. Counts the requests.
    fn server() -> (SocketAddr, Arc<AtomicU32>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&requests);
        thread::spawn(move || {
            for connection in listener.incoming() {
                let mut connection = connection.unwrap();
                let lines = BufReader::new(connection.try_clone().unwrap()).lines();
                let ends = lines.map_while(Result::ok).filter(String::is_empty);
                for (number, _) in ends.take(2).enumerate() {
                    counted.fetch_add(1, Ordering::Relaxed);
                    if number == 0 {
                        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
                        connection.write_all(answer).unwrap();
                    }
                }
            }
        });
        (address, requests)
    }

    /// Whether the second of two requests is answered, and how many the server has seen.
    async fn second(method: Method) -> (bool, u32) {
        let (address, requests) = server();
        let builder = Transport::builder().base_url(format!("http://{address}"));
        let transport = builder.build(ApiKey::new("key").unwrap()).unwrap();
        let request = Request::new(method, format!("http://{address}/a").parse().unwrap());
        let replayable = ReplayableRequest::of(&request);
        let replayable = replayable.as_ref();
        let first = transport.attempt(request, replayable, &[], None).await;
        assert!(first.is_ok());
        let request = replayable.unwrap().request();
        let second = transport.attempt(request, replayable, &[], None).await;
        (second.is_ok(), requests.load(Ordering::Relaxed))
    }

    #[tokio::test]
    async fn in_a_fork_a_call_fails_at_once() {
        let builder = Transport::builder().base_url("http://127.0.0.1:1");
        let mut transport = builder.build(ApiKey::new("key").unwrap()).unwrap();
        assert!(transport.is_of_this_process());
        Arc::get_mut(&mut transport.shared).unwrap().process += 1;
        let url = "http://127.0.0.1:1/a".parse().unwrap();
        let mut request = Request::new(Method::GET, url);
        let error = transport.prepare(&mut request).unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Request);
        assert!(error.to_string().contains("forked"), "{error}");
    }

    #[tokio::test]
    async fn on_a_dead_connection_only_what_is_idempotent_is_sent_again() {
        assert_eq!(second(Method::DELETE).await, (true, 3));
        for method in [Method::POST, Method::PATCH] {
            assert_eq!(second(method).await, (false, 2));
        }
    }
}
