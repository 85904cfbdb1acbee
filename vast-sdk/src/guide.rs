//! Longer explanations, one page per topic.

#[doc = include_str!("../docs/errors.md")]
pub mod errors {}
#[doc = include_str!("../docs/many.md")]
pub mod many {}
#[doc = include_str!("../docs/proxies-and-tls.md")]
#[cfg(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls"))]
pub mod proxies_and_tls {}
#[doc = include_str!("../docs/testing.md")]
#[cfg(feature = "test-util")]
pub mod testing {}
#[doc = include_str!("../docs/updating.md")]
pub mod updating {}
