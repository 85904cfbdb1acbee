use url::{Host, Url};

/// The server of the published document.
pub const DEFAULT_BASE_URL: &str = "https://console.vast.ai";

/// Whether nobody on the network can read the key in a request to `url`: it is encrypted, or does not
/// leave the machine.
pub(in crate::transport) fn keeps_key_secret(url: &Url) -> bool {
    url.scheme() == "https" || is_loopback(url)
}

/// `localhost`, 127.0.0.0/8 or `::1`. Names that end in `.localhost` are loopback too, says RFC 6761,
/// section 6.3, but resolvers ask the network for them.
pub(in crate::transport) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Whether both URLs have the same origin (RFC 6454, section 5). `Url::origin` would allocate.
pub(in crate::transport) fn is_same_origin(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.host() == other.host()
        && one.port_or_known_default() == other.port_or_known_default()
        && one.has_host()
}

/// Parses a base URL. The error says what is wrong without echoing the text, which may hold a password.
pub(in crate::transport) fn parse(text: &str) -> Result<Url, String> {
    let url = Url::parse(text)
        .map_err(|error| format!("{error}; expected one like {DEFAULT_BASE_URL}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(
            "its scheme is neither https nor http; expected one like https://console.vast.ai"
                .to_owned(),
        );
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it has a user name or a password in it".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("it has a query or a fragment".to_owned());
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_loopback_only() {
        let secret = |text| keeps_key_secret(&Url::parse(text).unwrap());
        for url in [
            "https://example.com",
            "http://localhost:1",
            "http://127.8.9.1",
            "http://[::1]:80",
        ] {
            assert!(secret(url), "{url}");
        }
        for url in [
            "http://example.com",
            "http://localhost.",
            "http://fleet.localhost",
            "http://localhost.example.com",
            "http://10.0.0.1",
            "http://[::ffff:8.8.8.8]",
        ] {
            assert!(!secret(url), "{url}");
        }
    }

    #[test]
    fn an_invalid_base_url_is_refused_without_echoing_it() {
        for text in [
            "",
            "console.vast.ai",
            "ftp://secret",
            "https://user:secret@host",
            "https://host?secret",
            "https://host#secret",
        ] {
            assert!(!parse(text).unwrap_err().contains("secret"), "{text}");
        }
    }
}
