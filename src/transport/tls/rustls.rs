use std::sync::Arc;

use reqwest::ClientBuilder;
#[cfg(feature = "rustls-aws-lc")]
use rustls::crypto::aws_lc_rs as crypto;
#[cfg(not(feature = "rustls-aws-lc"))]
use rustls::crypto::ring as crypto;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

use super::Roots;

#[cfg(feature = "rustls-aws-lc")]
pub const TLS: &str = "rustls with aws-lc";
#[cfg(not(feature = "rustls-aws-lc"))]
pub const TLS: &str = "rustls with ring";

/// Lets the client speak TLS with the cryptography that the features of this crate name, whatever the process has installed for others.
pub fn with_tls(builder: ClientBuilder, roots: Roots) -> Result<ClientBuilder, rustls::Error> {
    let config = ClientConfig::builder_with_provider(Arc::new(crypto::default_provider()));
    let config = config.with_safe_default_protocol_versions()?;
    let config = match roots {
        Roots::System => config.with_platform_verifier()?,
        Roots::Only(roots) => config.with_root_certificates(store(roots)?),
        Roots::Nobody => config.with_root_certificates(RootCertStore::empty()),
    };
    let mut config = config.with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(builder.tls_backend_preconfigured(config))
}

fn store(roots: Vec<super::Certificate>) -> Result<RootCertStore, rustls::Error> {
    let mut store = RootCertStore::empty();
    for root in roots {
        store.add(root.0)?;
    }
    Ok(store)
}
