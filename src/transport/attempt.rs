use bytes::{Bytes, BytesMut};
use reqwest::{Request, StatusCode};
use tokio::time::Instant;

use super::{
    Template, Transport, TransportError, TransportErrorKind,
    redirect::{Decision, MOST_REDIRECTS, decide},
};
use crate::runtime::Response;

impl Transport {
    /// Sends a request once, redirects apart, and reads the answer to its end, all before the
    /// deadline. Redirects are followed with a request of the `template`, if there is one. The body of a
    /// status that is `streamed` is left to the caller.
    pub(super) async fn attempt(
        &self,
        mut request: Request,
        template: Option<&Template>,
        streamed: &[&str],
        deadline: Option<Instant>,
    ) -> Result<Response, TransportError> {
        let mut redirects = 0;
        loop {
            *request.timeout_mut() =
                deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            let url = request.url().clone();
            let response = self.send(request).await?;
            match decide(&url, &response) {
                Decision::Answer if is_one_of(streamed, response.status()) => {
                    return Ok(Response::streaming(self.shared.api_key.clone(), response));
                }
                Decision::Answer => return self.read_body(response).await,
                Decision::Follow(url)
                    if redirects < MOST_REDIRECTS
                        && let Some(template) = template =>
                {
                    redirects += 1;
                    request = template.request_to(url);
                }
                _ => return Err(Box::pin(self.refuse_redirect(response)).await),
            }
        }
    }

    async fn send(&self, request: Request) -> Result<reqwest::Response, TransportError> {
        let sent = self.shared.http.execute(request).await;
        sent.map_err(TransportError::from_reqwest)
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

    /// Reads the body up to the limit. An error keeps status, headers and what came of the body.
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
                        break Some(error.because(format!("the limit is {limit} bytes")));
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

/// Most bodies come in one piece, which then is the body.
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

/// Whether a status is documented among these, as itself or as `2XX`.
fn is_one_of(documented: &[&str], status: StatusCode) -> bool {
    documented.iter().any(|documented| {
        let range = status.is_success() && documented.eq_ignore_ascii_case("2XX");
        range || *documented == status.as_str()
    })
}
