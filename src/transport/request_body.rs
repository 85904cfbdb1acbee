use reqwest::{
    Request,
    header::{CONTENT_TYPE, HeaderValue},
};

use super::{TransportError, TransportErrorKind};
use crate::runtime::{OperationInfo, OperationMetadata};

/// Corrects the body where progenitor cannot express the document: an empty optional body is not sent,
/// and a body gets the documented media type, such as `application/merge-patch+json`, or
/// `multipart/form-data` for a body written by the caller.
pub(super) fn correct<C: OperationMetadata>(
    request: &mut Request,
    operation: &OperationInfo,
) -> Result<(), TransportError> {
    let content = request.body().and_then(reqwest::Body::as_bytes);
    if content == Some(b"{}") && C::OPTIONAL_BODY.contains(&operation.operation_id) {
        *request.body_mut() = None;
        request.headers_mut().remove(CONTENT_TYPE);
        return Ok(());
    }
    let row = C::MEDIA_TYPES
        .iter()
        .find(|(id, _)| *id == operation.operation_id);
    let (Some((_, media_type)), Some(body)) = (row, request.body()) else {
        return Ok(());
    };
    let value = match boundary(body.as_bytes().unwrap_or_default()) {
        Some(boundary) if media_type.starts_with("multipart/") => {
            format!("{media_type}; boundary=\"{boundary}\"")
        }
        _ => (*media_type).to_owned(),
    };
    let value = HeaderValue::try_from(value)
        .map_err(|error| TransportError::new(TransportErrorKind::Request).with_source(error))?;
    request.headers_mut().insert(CONTENT_TYPE, value);
    Ok(())
}

/// The boundary of a multipart body, which is its first line after two hyphens (RFC 2046, section 5.1.1).
fn boundary(body: &[u8]) -> Option<&str> {
    let line = body.split(|byte| *byte == b'\r' || *byte == b'\n').next()?;
    let boundary = std::str::from_utf8(line.strip_prefix(b"--")?).ok()?;
    (1..=70).contains(&boundary.len()).then_some(boundary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boundary_is_the_first_line_of_the_body() {
        assert_eq!(boundary(b"--abc\r\nContent-Disposition: x"), Some("abc"));
        for body in [&b""[..], b"abc", b"--", b"\r\n--abc"] {
            assert_eq!(boundary(body), None);
        }
    }
}
