//! Where a new revision comes from.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    time::Duration,
};

use serde_json::Value;
use tempfile::NamedTempFile;
use vast_sdk::{
    api::http_client_builder,
    reqwest::{Response, Url, redirect::Policy},
};

use crate::pipeline;

/// Many times the size of any document that is known.
const LARGEST: usize = 64 * 1024 * 1024;
const LONGEST: Duration = Duration::from_secs(120);

/// A new revision.
pub struct Source {
    pub document: Value,
    pub warnings: Vec<String>,
    /// The document in JSON, as it is published if it is that already.
    pub text: String,
}

/// # Errors
///
/// If there is no document, in words.
pub fn load(source: &str) -> Result<Source, String> {
    if source.contains("://") {
        let bytes = fetched(source)?;
        let mut file = NamedTempFile::new().map_err(|error| error.to_string())?;
        file.write_all(&bytes).map_err(|error| error.to_string())?;
        let name = file.path().display().to_string();
        return of_file(file.path()).map_err(|error| error.replace(&name, source));
    }
    let path = Path::new(source);
    if path.is_dir() {
        of_pages(path)
    } else {
        of_file(path)
    }
}

/// The text in a file that exists as long as this.
pub fn temporary(text: &str) -> Result<NamedTempFile, String> {
    let failed = |error: std::io::Error| format!("a file cannot be written: {error}");
    let mut file = NamedTempFile::new().map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    Ok(file)
}

fn of_file(path: &Path) -> Result<Source, String> {
    let loaded = pipeline::load(path).map_err(|error| error.to_string())?;
    let published = fs::read_to_string(path).unwrap_or_default();
    // As published, so that a reviewer sees the changes of its authors; but one line would be no help.
    let is_json = serde_json::from_str::<Value>(&published).is_ok_and(|it| it == loaded.document);
    let text = if is_json && published.lines().count() > 1 {
        published
    } else {
        format!("{:#}\n", loaded.document)
    };
    Ok(Source {
        document: loaded.document,
        warnings: loaded.warnings,
        text,
    })
}

/// Pages of a documentation, each with the part of the document that it explains.
fn of_pages(folder: &Path) -> Result<Source, String> {
    let mut whole = Value::Null;
    let mut warnings = Vec::new();
    let mut pages = Vec::new();
    find(folder, &mut pages);
    for page in &pages {
        // Most pages explain something else.
        let Ok(loaded) = pipeline::load(page) else {
            continue;
        };
        warnings.extend(loaded.warnings);
        if whole.is_null() {
            whole = loaded.document;
        } else {
            join(&mut whole, &loaded.document, &mut vec![]).map_err(|place| {
                format!(
                    "{} says something else of {place} than the pages before it",
                    page.display()
                )
            })?;
        }
    }
    if whole.is_null() {
        return Err(format!("no page in {} has a document", folder.display()));
    }
    Ok(Source {
        text: format!("{whole:#}\n"),
        document: whole,
        warnings,
    })
}

fn find(folder: &Path, pages: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let extension = path.extension().and_then(|extension| extension.to_str());
        if path.is_dir() && !path.is_symlink() {
            find(&path, pages);
        } else if matches!(extension, Some("md" | "mdx" | "json" | "yaml" | "yml")) {
            pages.push(path);
        }
    }
}

/// Adds what another page has: paths, methods and components.
fn join(whole: &mut Value, more: &Value, place: &mut Vec<String>) -> Result<(), String> {
    /// Pages describe themselves in `info`, and may name different tags and servers.
    const OF_THE_PAGE: [&str; 4] = ["info", "servers", "tags", "externalDocs"];

    let (Value::Object(whole), Value::Object(more)) = (&mut *whole, more) else {
        return if whole == more {
            Ok(())
        } else {
            Err(format!("#/{}", place.join("/")))
        };
    };
    for (key, value) in more {
        match whole.get_mut(key) {
            _ if place.is_empty() && OF_THE_PAGE.contains(&&**key) => {}
            None => drop(whole.insert(key.clone(), value.clone())),
            Some(known) => {
                place.push(key.clone());
                join(known, value, place)?;
                place.pop();
            }
        }
    }
    Ok(())
}

fn fetched(url: &str) -> Result<Vec<u8>, String> {
    let url = Url::parse(url).map_err(|error| format!("{url} is no URL: {error}"))?;
    if !is_safe(&url) {
        return Err(format!("{url} is not fetched: only https is"));
    }
    let redirects = Policy::custom(|attempt| {
        if attempt.previous().len() > 5 {
            attempt.error("too many redirects")
        } else if is_safe(attempt.url()) {
            attempt.follow()
        } else {
            attempt.error("it leads away from https")
        }
    });
    let failed = |error: vast_sdk::reqwest::Error| {
        let mut causes =
            std::iter::successors(std::error::Error::source(&error), |error| error.source());
        let cause = causes.by_ref().last().map(ToString::to_string);
        let cause = cause.unwrap_or_else(|| error.to_string());
        format!("{url} cannot be fetched: {cause}")
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let client = http_client_builder().map_err(|error| error.to_string())?;
        let client = client.timeout(LONGEST).redirect(redirects).build();
        let answer = client.map_err(failed)?.get(url.clone()).send().await;
        let mut answer = answer
            .and_then(Response::error_for_status)
            .map_err(failed)?;
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > LARGEST {
                return Err(format!("{url} is larger than {} MiB", LARGEST >> 20));
            }
        }
        Ok(bytes)
    })
}

/// What arrives becomes code, so nobody on the way may change it. This machine is no way.
fn is_safe(url: &Url) -> bool {
    let is_loopback = match url.host_str() {
        Some(host) => {
            host == "localhost"
                || host
                    .parse()
                    .is_ok_and(|it: std::net::IpAddr| it.is_loopback())
        }
        None => false,
    };
    url.scheme() == "https" || url.scheme() == "http" && is_loopback
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn page(path: &str, answer: &str) -> String {
        let answer = json!({ "200": { "description": answer } });
        let document = json!({
            "openapi": "3.1.0",
            "info": { "title": path, "version": "1" },
            "paths": { path: { "get": { "responses": answer } } },
        });
        format!("# A page\n\n```json\n{document}\n```\n")
    }

    #[test]
    fn the_pages_of_a_folder_make_one_document() {
        let folder = tempfile::TempDir::new().unwrap();
        let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
        fs::create_dir(folder.path().join("more")).unwrap();
        write("a.md", page("/a", "OK"));
        write("more/b.mdx", page("/b", "OK"));
        write("text.md", "# Something else\n".to_owned());
        let loaded = load(folder.path().to_str().unwrap()).ok().unwrap();
        let paths = loaded.document["paths"].as_object().unwrap();
        assert_eq!(paths.keys().collect::<Vec<_>>(), ["/a", "/b"]);
        write("c.md", page("/a", "something else"));
        let error = load(folder.path().to_str().unwrap()).err().unwrap();
        assert!(
            error.contains("c.md says something else of #/paths"),
            "{error}"
        );
    }

    #[test]
    fn a_document_on_one_line_is_spread_for_a_reviewer_and_another_stays_as_it_is() {
        let document = json!({ "openapi": "3.1.0", "info": {}, "paths": {} });
        let spread = "{ \"openapi\": \"3.1.0\",\n\"info\": {}, \"paths\": {} }\n";
        for (text, kept) in [(document.to_string(), false), (spread.to_owned(), true)] {
            let file = temporary(&text).unwrap();
            let loaded = load(file.path().to_str().unwrap()).ok().unwrap();
            assert_eq!(loaded.text == text, kept);
            assert!(loaded.text.lines().count() > 1);
        }
    }

    #[test]
    fn nothing_is_fetched_over_plain_http_from_elsewhere() {
        for url in [
            "http://example.org/openapi.json",
            "ftp://localhost/a",
            "https://",
        ] {
            let error = load(url).err().unwrap();
            assert!(
                error.contains("only https is") || error.contains("is no URL"),
                "{error}"
            );
        }
    }
}
