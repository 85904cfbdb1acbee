use reqwest::{Response, StatusCode, header::LOCATION};
use url::Url;

use super::secrecy::base_url::is_same_origin;

/// How often an attempt is sent on before the server is taken to go in circles.
pub(super) const MOST_REDIRECTS: usize = 5;

/// What to do with an answer, as far as redirects go.
pub(super) enum Decision {
    /// It is no redirect.
    Answer,
    /// The same request again, to this URL.
    Follow(Url),
    Refuse,
}

/// Only a redirect that keeps method and body (RFC 9110, sections 15.4.8 and 15.4.9) and stays with
/// the server that the key is for is followed.
pub(super) fn decide(url: &Url, response: &Response) -> Decision {
    if response.url() != url {
        // An HTTP client with a redirect policy of its own has followed already.
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
            // It is not sent, and would look like another URL in the answer.
            target.set_fragment(None);
            Decision::Follow(target)
        }
        _ => Decision::Refuse,
    }
}
