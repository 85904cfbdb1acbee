use bytes::BytesMut;
use reqwest::{Request, header::ACCEPT};

use super::{
    Transport, TransportError, TransportErrorKind,
    redirect::{Decision, MOST_REDIRECTS, decide},
};
use crate::runtime::Response;

impl Transport {
    /// Sends a request once, redirects apart, and reads the answer to its end.
    ///
    /// Retries and pacing are loops around this.
    pub(super) async fn attempt(&self, mut request: Request) -> Result<Response, TransportError> {
        for _ in 0..=MOST_REDIRECTS {
            let Some(sent) = request.try_clone() else {
                // A streamed body can be sent once only.
                return self.send_once(request).await;
            };
            let response = self.send(sent).await?;
            match decide(&request, &response) {
                Decision::Answer => return self.read(&request, response).await,
                Decision::Refuse => return Err(self.refuse_redirect(response).await),
                Decision::Follow(url) => *request.url_mut() = url,
            }
        }
        Err(TransportError::new(TransportErrorKind::Redirect)
            .because(format!("it did so {} times", MOST_REDIRECTS + 1)))
    }

    async fn send_once(&self, request: Request) -> Result<Response, TransportError> {
        let mut template = Request::new(request.method().clone(), request.url().clone());
        template.headers_mut().clone_from(request.headers());
        let response = self.send(request).await?;
        match decide(&template, &response) {
            Decision::Answer => self.read(&template, response).await,
            Decision::Refuse | Decision::Follow(_) => Err(self.refuse_redirect(response).await),
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

    async fn read(
        &self,
        request: &Request,
        response: reqwest::Response,
    ) -> Result<Response, TransportError> {
        // The generated code asks for JSON wherever it decodes some.
        let streams = response.status().is_success() && !request.headers().contains_key(ACCEPT);
        if streams {
            return Ok(Response::streaming(response));
        }
        self.read_body(response).await
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
        let response = Response::new(response.status(), headers, body.freeze());
        match failure {
            None => Ok(response),
            Some(error) => Err(error.with_response(response)),
        }
    }
}
