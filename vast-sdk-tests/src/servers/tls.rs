//! Certificates for servers on loopback.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
};
use vast_sdk::api::Certificate;

/// Two authorities of the same name would be mistaken for one with a wrong signature.
static COUNT: AtomicU32 = AtomicU32::new(0);

/// A certificate authority that only those clients trust that are told to.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    /// A new one.
    #[must_use]
    pub fn new() -> Self {
        let mut params = CertificateParams::new([]).expect("no names");
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("authority {number} of the tests");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("a certificate"))
    }

    /// The server side of TLS, with a certificate for this name.
    #[must_use]
    pub fn server(&self, name: &str) -> TlsAcceptor {
        self.server_until(name, 2100)
    }

    /// The same, with a certificate that expires at the beginning of a year.
    #[must_use]
    pub fn server_until(&self, name: &str, year: i32) -> TlsAcceptor {
        let mut params = CertificateParams::new([name.to_owned()]).expect("a name");
        params.not_before = date_time_ymd(2000, 1, 1);
        params.not_after = date_time_ymd(year, 1, 1);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("a certificate and its key");
        TlsAcceptor::from(Arc::new(config))
    }

    /// Its certificate, as PEM.
    #[must_use]
    pub fn pem(&self) -> String {
        self.0.as_ref().pem()
    }

    /// Its certificate, for a client that trusts it.
    #[must_use]
    pub fn certificate(&self) -> Certificate {
        Certificate::from_der(self.0.as_ref().der().to_vec())
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}
