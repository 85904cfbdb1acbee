//! Whether an operation goes to the server that the client is set up for: the first one of the document.

use serde_json::{Map, Value};

use crate::{
    json::{array, object, string},
    pointer::Pointer,
    report::{Change, Report},
};

/// The servers of the document.
pub(crate) struct Servers {
    root: String,
}

impl Servers {
    pub(crate) fn of(document: &Map<String, Value>) -> Self {
        // Without servers it is `/` (OpenAPI 3.1.1, section 4.8.1).
        let root = first(document, "/").unwrap_or_else(|| resolved("/", "/"));
        Self { root }
    }

    /// Reports the servers of a path item or an operation, which is at `at`.
    pub(crate) fn note(&self, holder: &Map<String, Value>, at: &Pointer, report: &mut Report) {
        let change = match first(holder, &self.root) {
            Some(server) if server != self.root => Change::ServersNotUsed,
            _ => Change::ServersOfTheDocument,
        };
        report.push(at.child("servers"), change);
    }
}

/// The URL of the first server, without a slash at its end; `None` if there is none.
fn first(holder: &Map<String, Value>, base: &str) -> Option<String> {
    let server = array(holder, "servers").first()?.as_object()?;
    let url = string(server, "url")?;
    Some(resolved(&with_defaults(url, server), base))
}

/// The URL with the defaults of its variables.
fn with_defaults(url: &str, server: &Map<String, Value>) -> String {
    let mut url = url.to_owned();
    for (name, variable) in object(server, "variables") {
        if let Some(default) = variable.get("default").and_then(Value::as_str) {
            url = url.replace(&format!("{{{name}}}"), default);
        }
    }
    url
}

/// A URL, relative to another one (RFC 3986, section 5.2), in a form in which equal URLs are equal texts.
fn resolved(url: &str, base: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let (base_scheme, base_host, base_path) = parts(base);
    let (scheme, host, path) = parts(url);
    let (scheme, host, path) = match (scheme, host) {
        (Some(scheme), host) => (Some(scheme), host, path.to_owned()),
        (None, Some(host)) => (base_scheme, Some(host), path.to_owned()),
        (None, None) if path.starts_with('/') => (base_scheme, base_host, path.to_owned()),
        (None, None) => {
            let folder = base_path.rsplit_once('/').map_or("", |(folder, _)| folder);
            (base_scheme, base_host, format!("{folder}/{path}"))
        }
    };
    let scheme = scheme.map(str::to_ascii_lowercase).unwrap_or_default();
    let host = host.map(str::to_ascii_lowercase).unwrap_or_default();
    let port = match scheme.as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => "",
    };
    let host = host.strip_suffix(port).unwrap_or(&host);
    format!("{scheme}://{host}{}", without_dots(&path))
}

/// The scheme, the host and the path of a URL.
fn parts(url: &str) -> (Option<&str>, Option<&str>, &str) {
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme, _)) if !scheme.contains('/') => (Some(scheme), &url[scheme.len() + 1..]),
        _ => (None, url),
    };
    match rest.strip_prefix("//") {
        Some(rest) => {
            let end = rest.find('/').unwrap_or(rest.len());
            (scheme, Some(&rest[..end]), &rest[end..])
        }
        None => (scheme, None, rest),
    }
}

/// A path without `.` and `..`, and without slashes at its end.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                kept.pop();
            }
            segment => kept.push(segment),
        }
    }
    let kept = kept.into_iter().map(|segment| format!("/{segment}"));
    kept.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn is_used(root: Value, own: Value) -> bool {
        let document = json!({ "servers": root });
        let holder = json!({ "servers": own });
        let mut report = Report::default();
        let servers = Servers::of(document.as_object().unwrap());
        servers.note(holder.as_object().unwrap(), &Pointer::root(), &mut report);
        report.lossy().count() == 0
    }

    #[test]
    fn a_server_that_is_the_documents_is_no_loss() {
        let root =
            json!([{ "url": "https://api.example.com/v1" }, { "url": "https://eu.example.com" }]);
        for same in [
            json!([{ "url": "https://api.example.com/v1" }]),
            json!([{ "url": "https://API.example.com:443/v1/" }, { "url": "https://us.example.com" }]),
            json!([{ "url": "/v1" }]),
            json!([{ "url": "//api.example.com/v1" }]),
            json!([{ "url": "/v2/../v1/." }]),
            json!([{ "url": "https://{host}.example.com/{version}", "variables": {
                "host": { "default": "api" }, "version": { "default": "v1" },
            } }]),
            json!([]),
        ] {
            assert!(is_used(root.clone(), same.clone()), "{same}");
        }
        assert!(is_used(json!([]), json!([{ "url": "/" }])));
        assert!(is_used(
            json!([{ "url": "/api" }]),
            json!([{ "url": "api/" }])
        ));
    }

    #[test]
    fn another_server_is_a_loss() {
        let root =
            json!([{ "url": "https://api.example.com/v1" }, { "url": "https://eu.example.com" }]);
        for other in [
            json!([{ "url": "https://eu.example.com" }]),
            json!([{ "url": "http://api.example.com/v1" }]),
            json!([{ "url": "https://api.example.com:8443/v1" }]),
            json!([{ "url": "https://api.example.com/V1" }]),
            json!([{ "url": "/" }]),
        ] {
            assert!(!is_used(root.clone(), other.clone()), "{other}");
        }
    }
}
