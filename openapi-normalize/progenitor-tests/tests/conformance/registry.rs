//! What the generated tables of operations use, for clients that run on `progenitor-client`.

use std::fmt::Debug;

use progenitor_client::{ByteStream, ResponseValue};
use vast_api::Error;
pub use vast_api::registry::{
    Build, Operation, Properties, SetProperties, Type, Value, Variants, first_variant,
    with_properties,
};

/// Only what is sent counts: whatever the answer is, it is an error with these words.
type Result = std::result::Result<vast_api::registry::Answer, Error<Value>>;

pub fn decoded<T: Debug, E: Debug>(
    result: std::result::Result<ResponseValue<T>, progenitor_client::Error<E>>,
) -> Result {
    Err(Error::InvalidRequest(match result {
        Ok(value) => format!("{value:?}"),
        Err(error) => error.to_string(),
    }))
}

#[expect(clippy::unused_async, reason = "the tables await it")]
pub async fn streamed<E: Debug>(
    result: std::result::Result<ResponseValue<ByteStream>, progenitor_client::Error<E>>,
) -> Result {
    decoded(result.map(|value| value.map::<(), _, ()>(drop).unwrap()))
}
