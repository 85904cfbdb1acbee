use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method};
use reqwest::{Body, Request};
use url::Url;

/// What a request can be made from again. Cheaper than a clone of the request, as most are sent once.
pub(super) struct ReplayableRequest {
    method: Method,
    url: Url,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Option<Bytes>,
}

impl ReplayableRequest {
    /// `None` if the body is a stream, which can be sent only once.
    pub(super) fn of(request: &Request) -> Option<Self> {
        let body = match request.body() {
            None => None,
            Some(body) => Some(Bytes::copy_from_slice(body.as_bytes()?)),
        };
        let headers = request.headers().iter();
        Some(Self {
            method: request.method().clone(),
            url: request.url().clone(),
            headers: headers
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            body,
        })
    }

    pub(super) fn method(&self) -> &Method {
        &self.method
    }

    pub(super) fn request(&self) -> Request {
        self.request_to(self.url.clone())
    }

    /// The same request to another URL.
    pub(super) fn request_to(&self, url: Url) -> Request {
        let mut request = Request::new(self.method.clone(), url);
        for (name, value) in &self.headers {
            request.headers_mut().append(name, value.clone());
        }
        *request.body_mut() = self.body.clone().map(Body::from);
        request
    }
}
