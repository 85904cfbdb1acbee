use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderName, RETRY_AFTER};

use super::Response;

/// How long to wait by `Retry-After`, which is in seconds or a date (RFC 9110, section 10.2.3).
pub(super) fn retry_after(response: &Response) -> Option<Duration> {
    let header = |name: HeaderName| response.headers().get(name)?.to_str().ok();
    let value = header(RETRY_AFTER)?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number too large to parse must not mean a shorter wait.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    // By the server's own clock, if it sends the time.
    let now = header(DATE).and_then(|date| httpdate::parse_http_date(date).ok());
    #[expect(
        clippy::disallowed_methods,
        reason = "the server sent no time to compare with"
    )]
    let now = now.unwrap_or_else(SystemTime::now);
    Some(until.duration_since(now).unwrap_or_default())
}

/// The seconds in `API requests too frequent: endpoint threshold=3.5`.
pub(super) fn threshold(text: &str) -> Option<Duration> {
    let (_, rest) = text.split_once("threshold=")?;
    let end = rest
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(rest.len());
    let seconds = rest[..end].trim_end_matches('.').parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_is_read_from_the_text_around_it() {
        let read = |text| threshold(text).map(|interval| interval.as_secs_f64());
        assert_eq!(
            read("API requests too frequent: endpoint threshold=3.5"),
            Some(3.5)
        );
        assert_eq!(read("threshold=2. Slow down."), Some(2.0));
        assert_eq!(read(r#"{"detail": "endpoint threshold=0.05"}"#), Some(0.05));
        for text in ["", "threshold=", "threshold=x", "threshold=1.2.3", "API"] {
            assert_eq!(read(text), None, "{text}");
        }
        let endless = format!("threshold={}", "9".repeat(400));
        assert_eq!(read(&endless), None);
    }
}
