use std::fmt;

use rustls_pki_types::{CertificateDer, pem::PemObject};

/// The certificate of an authority, for [`TransportBuilder::tls_certs_only`](crate::TransportBuilder::tls_certs_only).
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate(pub(super) CertificateDer<'static>);

/// What is not a certificate.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct InvalidCertificate(String);

impl Certificate {
    /// A certificate in DER. Whether it can be used is known when the transport is built.
    #[must_use]
    pub fn from_der(der: impl Into<Vec<u8>>) -> Self {
        Self(CertificateDer::from(der.into()))
    }

    /// All certificates in the text of a PEM file; what else it has is passed over.
    ///
    /// # Errors
    ///
    /// If it has none, or one that is cut off or not in Base64.
    pub fn from_pem_bundle(pem: impl AsRef<[u8]>) -> Result<Vec<Self>, InvalidCertificate> {
        let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_ref()).collect();
        let found =
            found.map_err(|error| InvalidCertificate(format!("one is not in PEM: {error}")))?;
        if found.is_empty() {
            return Err(InvalidCertificate("there are none in PEM".to_owned()));
        }
        Ok(found.into_iter().map(Self).collect())
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_certificates_of_a_pem_file_are_read_and_what_is_none_is_an_error() {
        let one = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
        let key = "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n";
        let found = Certificate::from_pem_bundle(format!("# two\n{one}{key}{one}")).unwrap();
        assert_eq!(found, vec![Certificate::from_der([0x30, 0]); 2]);
        for text in [
            "",
            key,
            "-----BEGIN CERTIFICATE-----\nMAA=\n",
            &one.replace("MAA=", "?"),
        ] {
            assert!(Certificate::from_pem_bundle(text).is_err(), "{text}");
        }
    }
}
