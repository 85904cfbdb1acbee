//! Which TLS is used, whom it trusts, and what to do where it fails.

#[cfg(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls"))]
mod certificate;
mod explained;
#[cfg(all(
    feature = "native-tls",
    not(any(feature = "rustls", feature = "rustls-aws-lc"))
))]
#[path = "tls/native.rs"]
mod library;
#[cfg(any(feature = "rustls", feature = "rustls-aws-lc"))]
#[path = "tls/rustls.rs"]
mod library;
#[cfg(not(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls")))]
#[path = "tls/none.rs"]
mod library;

#[cfg(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls"))]
pub use certificate::{Certificate, InvalidCertificate};
pub use explained::explained;
pub use library::{TLS, with_tls};

/// Whom to trust.
pub enum Roots {
    /// Whom the system trusts.
    System,
    /// Only these.
    #[cfg(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls"))]
    Only(Vec<Certificate>),
    /// Nobody: there is no TLS. To load those of the system takes time, and fails on a machine that has none.
    Nobody,
}
