//! What the fuzz targets in `vast-sdk/fuzz` call.

use futures_util::FutureExt;
use reqwest::{StatusCode, header::HeaderMap};
use vast_api::{Response, ResponseValue};

use crate::{Error, InstanceId};

/// The error of a call that got this answer, with a status documented as an error with JSON.
#[must_use]
pub fn error(status: StatusCode, headers: HeaderMap, body: &[u8]) -> Error {
    let response = Response::for_fuzzing(status, headers, body);
    let decoded = ResponseValue::<serde_json::Value>::from_response::<serde_json::Value>(response);
    let error = match decoded.now_or_never() {
        Some(Ok(value)) => vast_api::Error::ErrorResponse(value),
        Some(Err(error)) => error,
        None => unreachable!("there is nothing to wait for"),
    };
    Error::from_api(error, Some(InstanceId::from(12371)))
}
