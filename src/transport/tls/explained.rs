//! What to do where TLS fails: about certificates that are not there or not trusted, mostly.

use std::error::Error;

/// Words of rustls, of its verifiers, and of OpenSSL. Their errors have no types that a program can rely on.
const NONE: &str = "No CA certificates";
/// Of reqwest, which hands the brackets of an IPv6 address to TLS.
const NO_NAME: &str = "Invalid Server Name";
const UNKNOWN: [&str; 4] = [
    "UnknownIssuer",
    "issuer certificate",
    "self-signed",
    "self signed",
];

/// An error in its own words, and the way out.
pub fn explained(error: &dyn Error) -> String {
    let words = error.to_string();
    if words.contains(NONE) {
        format!(
            "{words}; install them (the package is often called ca-certificates), name a PEM file in the \
             environment variable SSL_CERT_FILE, or give one with `tls_certs_only` or --ca-cert"
        )
    } else if words.contains(NO_NAME) {
        format!(
            "{words}; reqwest cannot reach an IPv6 address with https through this proxy: give the name of the server, or \
             list the address in no_proxy"
        )
    } else if UNKNOWN.iter().any(|unknown| words.contains(unknown)) {
        format!(
            "{words}; if the authority is one of your own, name its certificate in the environment variable \
             SSL_CERT_FILE, or give it with `tls_certs_only` or --ca-cert"
        )
    } else {
        words
    }
}
