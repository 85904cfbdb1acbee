#[allow(unused_imports)]
pub use crate::runtime::{ByteStream, ClientInfo, Error, ResponseValue};
#[allow(unused_imports)]
use crate::runtime::{encode_path, ClientHooks, OperationInfo, RequestBuilderExt};
/// Types used as operation parameters and responses.
#[allow(clippy::all)]
pub mod types {
    ///`CancelSyncBody`
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        schemars::JsonSchema
    )]
    pub struct CancelSyncBody {
        ///The destination instance ID of the sync operation to cancel.
        #[serde(deserialize_with = "crate::runtime::read_integers")]
        pub dst_id: i128,
    }
    impl CancelSyncBody {
        pub fn builder() -> builder::CancelSyncBody {
            Default::default()
        }
    }
    ///`CancelSyncError`
    #[derive(Clone, Debug, schemars::JsonSchema)]
    pub struct CancelSyncError {
        ///Example: `"invalid_args"`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub error: ::std::option::Option<::std::string::String>,
        ///Example: `"Invalid dst_id."`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub msg: ::std::option::Option<::std::string::String>,
        ///Example: `false`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub success: ::std::option::Option<bool>,
        #[serde(flatten)]
        ///Properties that are not documented, and documented ones that were `null`. Integers above 64 bits are rounded here.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl CancelSyncError {
        pub fn builder() -> builder::CancelSyncError {
            Default::default()
        }
    }
    ///`CancelSyncResponse`
    #[derive(Clone, Debug, schemars::JsonSchema)]
    pub struct CancelSyncResponse {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub error: ::std::option::Option<::std::string::String>,
        ///Example: `"Remote copy canceled - check instance status bar for progress updates (~30 seconds delayed)."`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub msg: ::std::option::Option<::std::string::String>,
        ///Example: `true`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub success: ::std::option::Option<bool>,
        #[serde(flatten)]
        ///Properties that are not documented, and documented ones that were `null`. Integers above 64 bits are rounded here.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    impl CancelSyncResponse {
        pub fn builder() -> builder::CancelSyncResponse {
            Default::default()
        }
    }
    /// Types for composing complex structures.
    pub mod builder {
        #[derive(Clone, Debug)]
        pub struct CancelSyncBody {
            dst_id: ::std::result::Result<i128, ::std::string::String>,
        }
        impl ::std::default::Default for CancelSyncBody {
            fn default() -> Self {
                Self {
                    dst_id: Err("no value supplied for dst_id".to_string()),
                }
            }
        }
        impl CancelSyncBody {
            pub fn dst_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i128>,
                T::Error: ::std::fmt::Display,
            {
                self.dst_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for dst_id: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<CancelSyncBody> for super::CancelSyncBody {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CancelSyncBody,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { dst_id: value.dst_id? })
            }
        }
        impl ::std::convert::From<super::CancelSyncBody> for CancelSyncBody {
            fn from(value: super::CancelSyncBody) -> Self {
                Self { dst_id: Ok(value.dst_id) }
            }
        }
        #[derive(Clone, Debug)]
        pub struct CancelSyncError {
            error: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            msg: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            success: ::std::result::Result<
                ::std::option::Option<bool>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for CancelSyncError {
            fn default() -> Self {
                Self {
                    error: Ok(Default::default()),
                    msg: Ok(Default::default()),
                    success: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl CancelSyncError {
            pub fn error<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.error = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for error: {e}")
                    });
                self
            }
            pub fn msg<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.msg = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for msg: {e}")
                    });
                self
            }
            pub fn success<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<bool>>,
                T::Error: ::std::fmt::Display,
            {
                self.success = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for success: {e}")
                    });
                self
            }
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<CancelSyncError> for super::CancelSyncError {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CancelSyncError,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    error: value.error?,
                    msg: value.msg?,
                    success: value.success?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::CancelSyncError> for CancelSyncError {
            fn from(value: super::CancelSyncError) -> Self {
                Self {
                    error: Ok(value.error),
                    msg: Ok(value.msg),
                    success: Ok(value.success),
                    extra: Ok(value.extra),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct CancelSyncResponse {
            error: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            msg: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            success: ::std::result::Result<
                ::std::option::Option<bool>,
                ::std::string::String,
            >,
            extra: ::std::result::Result<
                ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for CancelSyncResponse {
            fn default() -> Self {
                Self {
                    error: Ok(Default::default()),
                    msg: Ok(Default::default()),
                    success: Ok(Default::default()),
                    extra: Ok(::std::default::Default::default()),
                }
            }
        }
        impl CancelSyncResponse {
            pub fn error<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.error = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for error: {e}")
                    });
                self
            }
            pub fn msg<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.msg = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for msg: {e}")
                    });
                self
            }
            pub fn success<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<bool>>,
                T::Error: ::std::fmt::Display,
            {
                self.success = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for success: {e}")
                    });
                self
            }
            pub fn extra<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.extra = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for extra: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<CancelSyncResponse> for super::CancelSyncResponse {
            type Error = super::error::ConversionError;
            fn try_from(
                value: CancelSyncResponse,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    error: value.error?,
                    msg: value.msg?,
                    success: value.success?,
                    extra: value.extra?,
                })
            }
        }
        impl ::std::convert::From<super::CancelSyncResponse> for CancelSyncResponse {
            fn from(value: super::CancelSyncResponse) -> Self {
                Self {
                    error: Ok(value.error),
                    msg: Ok(value.msg),
                    success: Ok(value.success),
                    extra: Ok(value.extra),
                }
            }
        }
    }
    /// Error types.
    pub mod error {
        /// Error from a `TryFrom` or `FromStr` implementation.
        pub struct ConversionError(::std::borrow::Cow<'static, str>);
        impl ::std::error::Error for ConversionError {}
        impl ::std::fmt::Display for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }
        impl ::std::fmt::Debug for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
        impl From<&'static str> for ConversionError {
            fn from(value: &'static str) -> Self {
                Self(value.into())
            }
        }
        impl From<String> for ConversionError {
            fn from(value: String) -> Self {
                Self(value.into())
            }
        }
    }
    const _: () = {
        #[derive(Default)]
        struct __Properties {
            error: ::std::option::Option<::std::string::String>,
            msg: ::std::option::Option<::std::string::String>,
            success: ::std::option::Option<bool>,
            extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
        }
        impl<'de> crate::runtime::ReadObject<'de> for __Properties {
            fn read<__A: ::serde::de::MapAccess<'de>>(
                &mut self,
                property: crate::runtime::Property<'_, __A>,
            ) -> ::std::result::Result<(), __A::Error> {
                match property.name() {
                    "error" => self.error = property.optional(&mut self.extra)?,
                    "msg" => self.msg = property.optional(&mut self.extra)?,
                    "success" => self.success = property.optional(&mut self.extra)?,
                    _ => property.undocumented(&mut self.extra)?,
                }
                Ok(())
            }
        }
        impl<'de> ::serde::Deserialize<'de> for CancelSyncError {
            fn deserialize<__D: ::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::std::result::Result<Self, __D::Error> {
                let read: __Properties = crate::runtime::read_object(deserializer)?;
                Ok(Self {
                    error: read.error,
                    msg: read.msg,
                    success: read.success,
                    extra: read.extra,
                })
            }
        }
    };
    impl ::serde::Serialize for CancelSyncError {
        fn serialize<__S: ::serde::Serializer>(
            &self,
            serializer: __S,
        ) -> ::std::result::Result<__S::Ok, __S::Error> {
            let mut object = crate::runtime::ObjectWriter::new(serializer)?;
            if !::std::option::Option::is_none(&self.error) {
                object.property("error", &self.error)?;
            }
            if !::std::option::Option::is_none(&self.msg) {
                object.property("msg", &self.msg)?;
            }
            if !::std::option::Option::is_none(&self.success) {
                object.property("success", &self.success)?;
            }
            object.end_with(&self.extra)
        }
    }
    const _: () = {
        #[derive(Default)]
        struct __Properties {
            error: ::std::option::Option<::std::string::String>,
            msg: ::std::option::Option<::std::string::String>,
            success: ::std::option::Option<bool>,
            extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
        }
        impl<'de> crate::runtime::ReadObject<'de> for __Properties {
            fn read<__A: ::serde::de::MapAccess<'de>>(
                &mut self,
                property: crate::runtime::Property<'_, __A>,
            ) -> ::std::result::Result<(), __A::Error> {
                match property.name() {
                    "error" => self.error = property.optional(&mut self.extra)?,
                    "msg" => self.msg = property.optional(&mut self.extra)?,
                    "success" => self.success = property.optional(&mut self.extra)?,
                    _ => property.undocumented(&mut self.extra)?,
                }
                Ok(())
            }
        }
        impl<'de> ::serde::Deserialize<'de> for CancelSyncResponse {
            fn deserialize<__D: ::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::std::result::Result<Self, __D::Error> {
                let read: __Properties = crate::runtime::read_object(deserializer)?;
                Ok(Self {
                    error: read.error,
                    msg: read.msg,
                    success: read.success,
                    extra: read.extra,
                })
            }
        }
    };
    impl ::serde::Serialize for CancelSyncResponse {
        fn serialize<__S: ::serde::Serializer>(
            &self,
            serializer: __S,
        ) -> ::std::result::Result<__S::Ok, __S::Error> {
            let mut object = crate::runtime::ObjectWriter::new(serializer)?;
            if !::std::option::Option::is_none(&self.error) {
                object.property("error", &self.error)?;
            }
            if !::std::option::Option::is_none(&self.msg) {
                object.property("msg", &self.msg)?;
            }
            if !::std::option::Option::is_none(&self.success) {
                object.property("success", &self.success)?;
            }
            object.end_with(&self.extra)
        }
    }
}
#[derive(Clone, Debug)]
/**Client for Vast.ai API

Welcome to Vast.ai 's API documentation. Our API allows you to programmatically manage GPU instances, handle machine operations, and automate your AI/ML workflow. Whether you're running individual GPU instances or managing a fleet of machines, our API provides comprehensive control over all Vast.ai  platform features.

Version: 1.0.0*/
/**

# Instances

* [`cancel_sync`](Self::cancel_sync): cancel sync
*/
pub struct Client {
    pub(crate) baseurl: String,
    pub(crate) client: reqwest::Client,
    pub(crate) inner: crate::Transport,
}
impl Client {
    /// Construct a new client with an existing `reqwest::Client`,
    /// allowing more control over its configuration.
    ///
    /// `baseurl` is the base URL provided to the internal
    /// `reqwest::Client`, and should include a scheme and hostname,
    /// as well as port and a path stem if applicable.
    pub fn new_with_client(
        baseurl: &str,
        client: reqwest::Client,
        inner: crate::Transport,
    ) -> Self {
        Self {
            baseurl: baseurl.to_string(),
            client,
            inner,
        }
    }
}
impl ClientInfo<crate::Transport> for Client {
    fn api_version() -> &'static str {
        "1.0.0"
    }
    fn baseurl(&self) -> &str {
        self.baseurl.as_str()
    }
    fn client(&self) -> &reqwest::Client {
        &self.client
    }
    fn inner(&self) -> &crate::Transport {
        &self.inner
    }
}
const _: () = {
    #[allow(dead_code)]
    fn assert_client_hooks()
    where
        Client: ClientHooks<crate::Transport>,
    {}
};
impl Client {
    /**cancel sync

Cancels an in-progress remote sync operation identified by the destination instance ID.
This operation cannot be resumed once canceled and must be restarted if needed.

CLI Usage: `vastai cancel sync --dst_id <destination_id>`

Sends a `DELETE` request to `/api/v0/commands/rclone/`

```text
let response = client.cancel_sync()
    .body(body)
    .send()
    .await;
```*/
    pub fn cancel_sync(&self) -> builder::CancelSync<'_> {
        builder::CancelSync::new(self)
    }
}
/// Types for composing operation parameters.
#[allow(clippy::all)]
pub mod builder {
    use super::types;
    #[allow(unused_imports)]
    use super::{
        encode_path, ByteStream, ClientInfo, ClientHooks, Error, OperationInfo,
        RequestBuilderExt, ResponseValue,
    };
    /**Builder for [`Client::cancel_sync`]

[`Client::cancel_sync`]: super::Client::cancel_sync*/
    #[derive(Debug, Clone)]
    pub struct CancelSync<'a> {
        client: &'a super::Client,
        body: Result<types::builder::CancelSyncBody, String>,
    }
    impl<'a> CancelSync<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::CancelSyncBody>,
            <V as std::convert::TryInto<
                types::CancelSyncBody,
            >>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `CancelSyncBody` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::CancelSyncBody,
            ) -> types::builder::CancelSyncBody,
        {
            self.body = self.body.map(f);
            self
        }
        ///Sends a `DELETE` request to `/api/v0/commands/rclone/`
        pub async fn send(
            self,
        ) -> Result<
            ResponseValue<types::CancelSyncResponse>,
            Error<types::CancelSyncError>,
        > {
            let Self { client, body } = self;
            let body = body
                .and_then(|v| {
                    types::CancelSyncBody::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::InvalidRequest)?;
            let url = format!("{}/api/v0/commands/rclone/", client.baseurl,);
            let header_map = ::reqwest::header::HeaderMap::new();
            #[allow(unused_mut)]
            let mut request = client
                .client
                .delete(url)
                .header(
                    ::reqwest::header::ACCEPT,
                    ::reqwest::header::HeaderValue::from_static("application/json"),
                )
                .json(&body)
                .headers(header_map)
                .build()?;
            let info = OperationInfo {
                operation_id: "cancel_sync",
            };
            client.pre(&mut request, &info).await?;
            let result = client.exec(request, &info).await;
            client.post(&result, &info).await?;
            let response = result?;
            match response.status().as_u16() {
                200u16 => ResponseValue::from_response(response).await,
                400u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                404u16 => {
                    Err(
                        Error::ErrorResponse(
                            ResponseValue::from_response(response).await?,
                        ),
                    )
                }
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
}
/// Items consumers will typically use such as the Client.
pub mod prelude {
    pub use self::super::Client;
}
impl crate::runtime::OperationMetadata for Client {
    const STREAMING: &[(&str, &[&str])] = &[];
    const REFUSALS: &[(&str, &str, &str)] = &[("cancel_sync", "success", "false")];
    const RATE_LIMITS: &[(&str, ::std::time::Duration)] = &[];
}
