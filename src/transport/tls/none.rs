use reqwest::ClientBuilder;

use super::Roots;

pub const TLS: &str = "none";

#[expect(clippy::unnecessary_wraps, reason = "the TLS libraries may fail")]
pub fn with_tls(builder: ClientBuilder, _: Roots) -> reqwest::Result<ClientBuilder> {
    Ok(builder)
}
