//! Every generated operation by its name, with JSON in and JSON out, and the types that it takes and
//! returns. This is what a test needs to judge a client without knowing its document.
//!
//! Behind the feature `registry`. The table is written at build time, from the generated code itself.

mod build;

use std::pin::Pin;

use bytes::Bytes;
use futures_util::TryStreamExt;
use schemars::{JsonSchema, Schema};
use serde::{Serialize, de::DeserializeOwned};

use crate::{ByteStream, Error, Response, ResponseValue, Transport, runtime::MadeOfIntegers};

pub use crate::generated::registry::OPERATIONS;
pub use build::Variant;
#[doc(hidden)]
pub use build::{
    Build, Constructor, Properties, SetProperties, Variants, first_variant, with_properties,
};
#[doc(hidden)]
pub use serde_json::Value;

/// What generated code calls, for clients that other crates generate.
#[doc(hidden)]
pub mod runtime {
    pub use crate::runtime::*;
}

/// A generated operation.
pub struct Operation {
    /// Its `operationId` in the normalized document.
    pub id: &'static str,
    /// The type of the request body; `None` if there is no body, or if the caller writes its bytes.
    pub body: Option<Type>,
    /// The type of a success; `None` for a stream of bytes.
    pub success: Option<Type>,
    /// The type of a documented error; `None` for a stream of bytes.
    pub error: Option<Type>,
    /// Calls the operation, with each argument set on its builder.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRequest`] for an argument that is missing or that the generated code does not
    /// take; otherwise the error of the operation, with its typed value as JSON.
    pub call: fn(Transport, Arguments) -> Call,
}

/// A call in flight.
pub type Call = Pin<Box<dyn Future<Output = Result<Answer, Error<Value>>> + Send>>;

/// A value that a type has written, and the variants of all unions in it.
pub type Written = (Value, Vec<Variant>);

/// A generated type.
#[derive(Clone, Copy)]
pub struct Type {
    /// Its name in Rust.
    pub name: &'static str,
    /// Decodes a value and encodes it again. Also names the variants of all unions in it.
    ///
    /// # Errors
    ///
    /// If the value does not decode.
    pub round_trip: fn(&Value) -> serde_json::Result<Written>,
    /// Builds a value with constructors and the setters of builders, and encodes it. Also names the variants of all unions in it.
    ///
    /// # Errors
    ///
    /// Why a caller cannot build it.
    pub build: fn(&Value) -> Result<Written, String>,
    /// The JSON Schema derived by `schemars`.
    pub schema: fn() -> Schema,
}

impl Type {
    /// The description of `T`.
    #[must_use]
    pub const fn of<T: DeserializeOwned + Serialize + JsonSchema + Build>(
        name: &'static str,
    ) -> Self {
        Self {
            name,
            round_trip: |value| written(&from_json::<T>(value)?),
            build: |value| written(&T::build(value)?).map_err(|error| error.to_string()),
            schema: || {
                schemars::generate::SchemaSettings::draft2020_12()
                    .into_generator()
                    .into_root_schema_for::<T>()
            },
        }
    }

    /// The same for a `T` that is made of integers, however those are written.
    #[must_use]
    pub const fn of_integers<
        T: DeserializeOwned + Serialize + JsonSchema + Build + for<'de> MadeOfIntegers<'de>,
    >(
        name: &'static str,
    ) -> Self {
        Self {
            round_trip: |value| {
                let text = value.to_string();
                written(&T::read(&mut serde_json::Deserializer::from_str(&text))?)
            },
            ..Self::of::<T>(name)
        }
    }
}

/// Decodes a value in the way that the client decodes a body.
fn from_json<T: DeserializeOwned>(value: &Value) -> serde_json::Result<T> {
    serde_json::from_str(&value.to_string())
}

fn written<T: Serialize + Build>(value: &T) -> serde_json::Result<Written> {
    Ok((to_json(value)?, Variants::of(value)))
}

/// Encodes a value in the way that the client encodes a body, and reads it again.
fn to_json(value: &impl Serialize) -> serde_json::Result<Value> {
    serde_json::from_str(&serde_json::to_string(value)?)
}

/// A successful answer of an operation.
#[derive(Debug)]
pub struct Answer {
    /// The decoded body as JSON; `null` for a stream of bytes.
    pub value: Value,
    /// The bytes, if the operation returns a stream.
    pub streamed: Option<Bytes>,
    /// The answer itself.
    pub response: Response,
}

/// The arguments of a call.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    parameters: Vec<(&'static str, String, Value)>,
    body: Option<Body>,
}

#[derive(Clone, Debug)]
enum Body {
    Json(Value),
    Bytes(Bytes),
}

impl Arguments {
    /// No arguments.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the parameter with this name in `"path"`, `"query"` or `"header"`.
    #[must_use]
    pub fn with_parameter(
        mut self,
        location: &'static str,
        name: impl Into<String>,
        value: Value,
    ) -> Self {
        self.parameters.push((location, name.into(), value));
        self
    }

    /// Sets a body of a generated type. The properties of an object are set one by one on its builder.
    #[must_use]
    pub fn with_body(mut self, body: Value) -> Self {
        self.body = Some(Body::Json(body));
        self
    }

    /// Sets a body as bytes.
    #[must_use]
    pub fn with_bytes(mut self, body: impl Into<Bytes>) -> Self {
        self.body = Some(Body::Bytes(body.into()));
        self
    }
}

/// What was set.
impl Arguments {
    /// The parameters: where each goes, its name and its value.
    pub fn parameters(&self) -> impl Iterator<Item = (&'static str, &str, &Value)> {
        let parameters = self.parameters.iter();
        parameters.map(|(location, name, value)| (*location, &**name, value))
    }

    /// The body of a generated type.
    #[must_use]
    pub fn json_body(&self) -> Option<&Value> {
        match &self.body {
            Some(Body::Json(value)) => Some(value),
            _ => None,
        }
    }

    /// The body that is given as bytes.
    #[must_use]
    pub fn bytes_body(&self) -> Option<&Bytes> {
        match &self.body {
            Some(Body::Bytes(bytes)) => Some(bytes),
            _ => None,
        }
    }
}

/// How the generated registry takes the arguments; it ends with [`Arguments::all_taken`].
impl Arguments {
    /// A parameter, built as its setter takes it.
    #[doc(hidden)]
    pub fn parameter<T: Build>(
        &mut self,
        location: &str,
        name: &str,
    ) -> Result<Option<T>, Error<Value>> {
        let mut parameters = self.parameters.iter();
        let found = parameters.position(|(at, named, _)| *at == location && named == name);
        found
            .map(|index| built(name, T::build(&self.parameters.remove(index).2)))
            .transpose()
    }

    /// The body as a whole.
    #[doc(hidden)]
    pub fn body<T: Build>(&mut self) -> Result<Option<T>, Error<Value>> {
        let value = self.json();
        value
            .map(|value| built("the body", T::build(&value)))
            .transpose()
    }

    /// A builder of the body, with the properties set.
    #[doc(hidden)]
    pub fn body_builder<B: SetProperties + Default>(&mut self) -> Result<Option<B>, Error<Value>> {
        let value = self.json();
        value
            .map(|value| built("the body", with_properties(B::default(), &value)))
            .transpose()
    }

    fn json(&mut self) -> Option<Value> {
        match self.body.take() {
            Some(Body::Json(value)) => Some(value),
            other => {
                self.body = other;
                None
            }
        }
    }

    /// The body as bytes.
    #[doc(hidden)]
    pub fn bytes(&mut self) -> Option<Bytes> {
        match self.body.take() {
            Some(Body::Bytes(bytes)) => Some(bytes),
            other => {
                self.body = other;
                None
            }
        }
    }

    /// The body as text.
    #[doc(hidden)]
    pub fn text(&mut self) -> Option<String> {
        let bytes = self.bytes()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Fails if an argument was not taken.
    #[doc(hidden)]
    pub fn all_taken(self) -> Result<(), Error<Value>> {
        let body = self.body.map(|_| "the body".to_owned());
        let parameters = self.parameters.into_iter().map(|(_, name, _)| name);
        let left: Vec<String> = parameters.chain(body).collect();
        if left.is_empty() {
            return Ok(());
        }
        let message = format!("the generated builder does not take {}", left.join(", "));
        Err(Error::InvalidRequest(message))
    }
}

fn built<T>(name: &str, result: Result<T, String>) -> Result<T, Error<Value>> {
    result.map_err(|error| Error::InvalidRequest(format!("{name} cannot be built: {error}")))
}

/// Turns the result of an operation into JSON.
#[doc(hidden)]
pub fn decoded<T: Serialize, E: Serialize>(
    result: Result<ResponseValue<T>, Error<E>>,
) -> Result<Answer, Error<Value>> {
    let (value, response) = result.map_err(|error| error.map(json))?.into_parts();
    Ok(Answer {
        value: json(value),
        streamed: None,
        response,
    })
}

/// Turns the result of an operation that returns a stream into bytes or JSON.
#[doc(hidden)]
pub async fn streamed<E: Serialize>(
    result: Result<ResponseValue<ByteStream>, Error<E>>,
) -> Result<Answer, Error<Value>> {
    let (stream, response) = result.map_err(|error| error.map(json))?.into_parts();
    let chunks: Vec<Bytes> = stream.into_inner().try_collect().await?;
    Ok(Answer {
        value: Value::Null,
        streamed: Some(chunks.concat().into()),
        response,
    })
}

/// Encodes a generated type. If that fails, the error stands for the value.
fn json(value: impl Serialize) -> Value {
    to_json(&value).unwrap_or_else(|error| Value::String(error.to_string()))
}
