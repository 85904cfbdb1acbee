use reqwest::ClientBuilder;

use super::Roots;

pub const TLS: &str = "native-tls";

/// Lets the client speak TLS with the library of the system, also where a feature of another crate makes reqwest prefer another one.
pub fn with_tls(builder: ClientBuilder, roots: Roots) -> reqwest::Result<ClientBuilder> {
    let builder = builder.tls_backend_native();
    let roots = match roots {
        Roots::System => return Ok(builder),
        Roots::Only(roots) => roots,
        Roots::Nobody => Vec::new(),
    };
    let roots = roots
        .iter()
        .map(|root| reqwest::Certificate::from_der(&root.0));
    Ok(builder.tls_certs_only(roots.collect::<reqwest::Result<Vec<_>>>()?))
}
