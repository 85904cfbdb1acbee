use bytes::BytesMut;
use reqwest::{Request, StatusCode};
use tokio::time::Instant;

use super::{
    Transport, TransportError, TransportErrorKind,
    redirect::{Decision, MOST_REDIRECTS, decide},
};
use crate::runtime::Response;

impl Transport {
    /// Sends a request once, redirects apart, and reads the answer to its end, all before the
    /// deadline. The body of a status that is `streamed` is left to the caller.
    pub(super) async fn attempt(
        &self,
        mut request: Request,
        streamed: &[&str],
        deadline: Option<Instant>,
    ) -> Result<Response, TransportError> {
        let mut redirects = 0;
        loop {
            *request.timeout_mut() =
                deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            let url = request.url().clone();
            // A streamed body can be sent once only.
            let again = request.try_clone();
            let response = self.send(request).await?;
            match (decide(&url, &response), again) {
                (Decision::Answer, _) if is_one_of(streamed, response.status()) => {
                    return Ok(Response::streaming(self.shared.api_key.clone(), response));
                }
                (Decision::Answer, _) => return self.read_body(response).await,
                (Decision::Follow(url), Some(again)) if redirects < MOST_REDIRECTS => {
                    redirects += 1;
                    request = again;
                    *request.url_mut() = url;
                }
                _ => return Err(self.refuse_redirect(response).await),
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
        let mut body = BytesMut::new();
        let failure = loop {
            match response.chunk().await {
                Ok(None) => break None,
                Ok(Some(chunk)) => {
                    let room = limit - body.len();
                    body.extend_from_slice(&chunk[..chunk.len().min(room)]);
                    if chunk.len() > room {
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
            body.freeze(),
        );
        match failure {
            None => Ok(response),
            Some(error) => Err(error.with_response(response)),
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
