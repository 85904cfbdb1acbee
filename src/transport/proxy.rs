//! The proxy that the environment names, by the rules of curl.

use std::fmt;

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

use super::BuildError;

const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// The proxy for the server of a base URL.
pub(super) struct Proxy {
    pub url: Url,
    /// For errors: without user and password.
    pub name: ProxyName,
}

/// Which proxy it is, and which variable names it.
#[derive(Clone, Debug)]
pub(super) struct ProxyName {
    variable: &'static str,
    address: String,
}

impl fmt::Display for ProxyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the proxy {} of {}", self.address, self.variable)
    }
}

/// Reads the environment, which `get` looks up. A variable that cannot be used is an error: without the
/// proxy, the request would go where the user does not want it to go.
pub(super) fn of_environment(
    base_url: &Url,
    get: impl Fn(&str) -> Option<String>,
) -> Result<Option<Proxy>, BuildError> {
    let get = |name: &'static str| get(name).filter(|value| !value.is_empty());
    let of_scheme: &[&'static str] = match base_url.scheme() {
        "https" => &["https_proxy", "HTTPS_PROXY"],
        // In a CGI program, `HTTP_PROXY` is a header of the request.
        _ if get("REQUEST_METHOD").is_some() => &["http_proxy"],
        _ => &["http_proxy", "HTTP_PROXY"],
    };
    let mut names = of_scheme.iter().chain(&["all_proxy", "ALL_PROXY"]);
    let Some((variable, value)) = names.find_map(|name| Some((*name, get(name)?))) else {
        return Ok(None);
    };
    let exceptions = get("no_proxy").or_else(|| get("NO_PROXY"));
    if exceptions.is_some_and(|list| is_excepted(base_url, &list)) {
        return Ok(None);
    }
    let url = parsed(&value).map_err(|reason| BuildError::Proxy { variable, reason })?;
    let host = url.host_str().unwrap_or_default();
    let port = url
        .port()
        .map(|port| format!(":{port}"))
        .unwrap_or_default();
    let address = format!("{}://{host}{port}", url.scheme());
    Ok(Some(Proxy {
        url,
        name: ProxyName { variable, address },
    }))
}

fn parsed(value: &str) -> Result<Url, String> {
    if value.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("it has a blank in it".to_owned());
    }
    let url = if value.contains("://") {
        Url::parse(value)
    } else {
        Url::parse(&format!("http://{value}"))
    };
    let url = url.map_err(|error| error.to_string())?;
    if !SCHEMES.contains(&url.scheme()) {
        let schemes = SCHEMES.join(", ");
        return Err(format!("the scheme is not one of {schemes}"));
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err("it names no host".to_owned());
    }
    Ok(url)
}

/// Whether the server is in a list of those without a proxy, which commas or blanks separate.
fn is_excepted(base_url: &Url, list: &str) -> bool {
    let entries = list.split(|c: char| c == ',' || c.is_whitespace());
    let entries = entries.map(|entry| entry.trim_end_matches('.').to_ascii_lowercase());
    let list: Vec<String> = entries.collect();
    let matcher = Matcher::builder()
        .all("http://proxy.invalid")
        .no(list.join(","))
        .build();
    let host = base_url.host_str().unwrap_or_default();
    let server = format!("http://{}/", host.trim_end_matches('.'));
    let server = server.parse::<http::Uri>();
    server.is_ok_and(|server| matcher.intercept(&server).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The proxy for `https://api.example.org`, or the error.
    fn proxy(variables: &[(&str, &str)]) -> Result<Option<String>, String> {
        proxy_for("https://api.example.org", variables)
    }

    fn proxy_for(base_url: &str, variables: &[(&str, &str)]) -> Result<Option<String>, String> {
        let get = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name)?;
            Some(found.1.to_owned())
        };
        match of_environment(&Url::parse(base_url).unwrap(), get) {
            Ok(proxy) => Ok(proxy.map(|proxy| proxy.url.to_string())),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn lower_case_comes_first_and_the_scheme_before_all() {
        let all = [
            ("https_proxy", "http://a"),
            ("HTTPS_PROXY", "http://b"),
            ("all_proxy", "http://c"),
            ("ALL_PROXY", "socks5://d:1"),
        ];
        let expected = ["http://a/", "http://b/", "http://c/", "socks5://d:1"];
        for (index, expected) in expected.into_iter().enumerate() {
            assert_eq!(proxy(&all[index..]), Ok(Some(expected.to_owned())));
        }
        assert_eq!(proxy(&[("http_proxy", "http://a")]), Ok(None));
        assert_eq!(proxy(&[("https_proxy", "")]), Ok(None));
        let http = [("HTTP_PROXY", "a:3128"), ("REQUEST_METHOD", "GET")];
        let of = |variables| proxy_for("http://api.example.org", variables);
        assert_eq!(of(&http[..1]), Ok(Some("http://a:3128/".to_owned())));
        assert_eq!(of(&http), Ok(None));
    }

    #[test]
    fn a_variable_that_cannot_be_used_is_an_error_that_names_it_and_shows_no_password() {
        for value in [
            "ftp://a",
            "http://a:1 ",
            " http://a",
            "http://user:secret@",
            "http://user:secret@a:port",
            "socks6://user:secret@a",
            "http://[::1",
            "://a",
            "http://us er:secret@a",
        ] {
            let error = proxy(&[("ALL_PROXY", value)]).unwrap_err();
            assert!(error.contains("ALL_PROXY"), "{value}: {error}");
            assert!(!error.contains("secret"), "{error}");
        }
        let with_at = proxy(&[("ALL_PROXY", "http://user:pass@word@a")]);
        assert!(with_at.unwrap().unwrap().ends_with("@a/"));
    }

    #[test]
    fn exceptions_are_read_as_curl_reads_them() {
        for (list, is_excepted) in [
            ("api.example.org", true),
            ("example.org", true),
            (".example.org", true),
            ("EXAMPLE.ORG.", true),
            ("a.org b.org\texample.org", true),
            ("a.org, example.org", true),
            ("*", true),
            ("ple.org", false),
            ("other.example.org", false),
            ("", false),
        ] {
            let variables = [("no_proxy", list), ("https_proxy", "http://a")];
            assert_eq!(proxy(&variables).unwrap().is_none(), is_excepted, "{list}");
        }
        let variables = [
            ("no_proxy", "other.org"),
            ("NO_PROXY", "example.org"),
            ("https_proxy", "http://a"),
        ];
        assert!(proxy(&variables).unwrap().is_some());
        for (host, list) in [
            ("192.0.2.7", "192.0.2.0/24"),
            ("192.0.2.7", "192.0.2.7"),
            ("[2001:db8::1]", "2001:db8::/32"),
        ] {
            let variables = [("no_proxy", list), ("https_proxy", "http://a")];
            let found = proxy_for(&format!("https://{host}"), &variables);
            assert_eq!(found, Ok(None), "{host} {list}");
        }
    }
}
