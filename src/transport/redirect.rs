use reqwest::{Response, StatusCode, header::LOCATION};
use url::Url;

use super::secrecy::base_url::is_same_origin;

/// Redirects followed in one attempt; more of them are taken for a loop.
pub(super) const MAX_REDIRECTS: usize = 5;

/// What to do with an answer that may be a redirect.
pub(super) enum Decision {
    /// It is not a redirect.
    Answer,
    /// Send the same request to this URL.
    Follow(Url),
    Refuse,
}

/// Follows only redirects that keep method and body (RFC 9110, sections 15.4.8 and 15.4.9) and stay on
/// the server that the key is for.
pub(super) fn decide(url: &Url, response: &Response) -> Decision {
    if response.url() != url {
        // The HTTP client of the caller followed a redirect by itself.
        return Decision::Refuse;
    }
    let status = response.status();
    if !status.is_redirection() {
        return Decision::Answer;
    }
    let location = response.headers().get(LOCATION);
    let target = location
        .and_then(|location| location.to_str().ok())
        .and_then(|location| url.join(location).ok());
    match target {
        Some(mut target)
            if matches!(
                status,
                StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT
            ) && is_same_origin(&target, url)
                && target.username().is_empty()
                && target.password().is_none() =>
        {
            // It is not sent, and would make the URL of the answer a different one.
            target.set_fragment(None);
            Decision::Follow(target)
        }
        _ => Decision::Refuse,
    }
}
