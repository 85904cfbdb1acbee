//! Finds the API key and the URL, in the places and the order of the official client.

use std::{
    ffi::OsString,
    fmt,
    io::{self, Read},
    path::{Path, PathBuf},
};

use vast_api::ApiKey;

use crate::{Error, ErrorKind};

/// Where the API key of a client came from. `Display` completes the sentence "the API key …".
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ApiKeySource {
    /// It was given to [`ClientBuilder::api_key`](crate::ClientBuilder::api_key).
    Given,
    /// The environment variable with this name.
    Variable(&'static str),
    /// The file at this path.
    File(PathBuf),
}

/// A key, and where it comes from.
#[derive(Debug)]
pub(crate) struct Credentials {
    pub api_key: ApiKey,
    pub source: ApiKeySource,
}

const KEY_VARIABLE: &str = "VAST_API_KEY";
const URL_VARIABLE: &str = "VAST_URL";

/// Where credentials are looked up, which tests replace.
pub(crate) struct Environment<V> {
    pub variable: V,
    pub home: Option<PathBuf>,
}

pub(crate) fn of_this_process() -> Environment<impl Fn(&str) -> Option<OsString>> {
    Environment {
        variable: |name: &str| std::env::var_os(name),
        // Some systems give an empty path if there is no home, which would mean the current directory.
        home: std::env::home_dir().filter(|home| home.is_absolute()),
    }
}

impl<V: Fn(&str) -> Option<OsString>> Environment<V> {
    /// The key from `VAST_API_KEY`, unless that is empty, or else from the first key file that exists.
    pub(crate) fn credentials(&self) -> Result<Credentials, Error> {
        let variable = (self.variable)(KEY_VARIABLE);
        if let Some(value) = variable.filter(|value| !value.is_empty()) {
            let source = ApiKeySource::Variable(KEY_VARIABLE);
            return match value.into_string() {
                // What reads a file into a variable may leave the end of the line.
                Ok(key) => source.key(key.trim_end_matches(['\r', '\n']).to_owned()),
                Err(_) => Err(source.unusable("it is not valid text")),
            };
        }
        let files = self.key_files();
        for path in &files {
            match read(path) {
                Err(error) if is_absent(&error) => {}
                content => return ApiKeySource::File(path.clone()).content(content),
            }
        }
        let files: Vec<String> = files
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        Err(Error::new(
            ErrorKind::MissingApiKey,
            format!(
                "no API key: set the environment variable {KEY_VARIABLE}, or put the key into {}",
                match files.len() {
                    0 =>
                        "a key file (but there is no home directory to look for one in)".to_owned(),
                    _ => files.join(" or "),
                }
            ),
        ))
    }

    /// The URL from `VAST_URL`, if it is set.
    pub(crate) fn url(&self) -> Result<Option<String>, Error> {
        match (self.variable)(URL_VARIABLE) {
            None => Ok(None),
            Some(value) if value.is_empty() => Ok(None),
            Some(value) => value.into_string().map(Some).map_err(|_| {
                let sentence = format!("the environment variable {URL_VARIABLE} is not valid text");
                Error::new(ErrorKind::InvalidUrl, sentence)
            }),
        }
    }

    /// The key files of the official client, the current one first.
    fn key_files(&self) -> Vec<PathBuf> {
        // The XDG Base Directory Specification says to ignore a relative path.
        let xdg = (self.variable)("XDG_CONFIG_HOME").map(PathBuf::from);
        let xdg = xdg.filter(|path| path.is_absolute());
        let config = xdg.or_else(|| Some(self.home.as_ref()?.join(".config")));
        let current = config.map(|config| config.join("vastai").join("vast_api_key"));
        let legacy = self.home.as_ref().map(|home| home.join(".vast_api_key"));
        current.into_iter().chain(legacy).collect()
    }
}

/// Reads a file up to a length that no key has.
fn read(path: &Path) -> io::Result<String> {
    const LONGEST_KEY: u64 = 64 * 1024;
    let mut text = String::new();
    let file = std::fs::File::open(path)?;
    file.take(LONGEST_KEY).read_to_string(&mut text)?;
    Ok(text)
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// The key from this file, which has to exist.
pub(crate) fn of_file(path: PathBuf) -> Result<Credentials, Error> {
    let content = read(&path);
    ApiKeySource::File(path).content(content)
}

/// The key in `VAST_API_KEY=key`, as in files for shells and containers; or else the text itself.
fn without_name(text: &str) -> &str {
    let assignment = text.strip_prefix("export ").unwrap_or(text).trim_start();
    let value = assignment.strip_prefix(KEY_VARIABLE);
    let Some(value) = value.and_then(|rest| rest.strip_prefix('=')) else {
        return text;
    };
    let quoted = |quote| value.strip_prefix(quote)?.strip_suffix(quote);
    quoted('"').or_else(|| quoted('\'')).unwrap_or(value)
}

impl ApiKeySource {
    /// The file in which the official client keeps the key: `$XDG_CONFIG_HOME/vastai/vast_api_key`, where
    /// `$XDG_CONFIG_HOME` is `~/.config` unless set. `None` without a home directory.
    #[must_use]
    pub fn official_file() -> Option<PathBuf> {
        of_this_process().key_files().into_iter().next()
    }

    pub(crate) fn key(self, key: String) -> Result<Credentials, Error> {
        match ApiKey::new(key) {
            Ok(api_key) => Ok(Credentials {
                api_key,
                source: self,
            }),
            Err(error) => Err(self.unusable(error)),
        }
    }

    fn content(self, content: io::Result<String>) -> Result<Credentials, Error> {
        match content {
            Ok(text) => {
                let key = text.trim_start_matches('\u{feff}').trim();
                self.key(without_name(key).to_owned())
            }
            Err(error) => {
                let sentence = format!("the API key {self} cannot be read: {error}");
                Err(Error::new(ErrorKind::InvalidApiKey, sentence).with_source(error))
            }
        }
    }

    fn unusable(&self, why: impl fmt::Display) -> Error {
        let sentence = format!("the API key {self} cannot be used: {why}");
        Error::new(ErrorKind::InvalidApiKey, sentence)
    }
}

impl fmt::Display for ApiKeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given => f.write_str("that was given"),
            Self::Variable(name) => write!(f, "in the environment variable {name}"),
            Self::File(path) => write!(f, "in the file {}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;
    use crate::{Client, ClientBuilder};

    /// A home directory, and the variables of the environment in it.
    struct Home {
        folder: TempDir,
        variables: Vec<(&'static str, OsString)>,
    }

    impl Home {
        fn new() -> Self {
            Self {
                folder: TempDir::new().unwrap(),
                variables: Vec::new(),
            }
        }

        fn with(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
            self.variables.push((name, value.into()));
            self
        }

        fn with_file(self, path: &str, content: &str) -> Self {
            let path = self.folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
            self
        }

        fn key(&self) -> Result<ApiKey, Error> {
            let credentials = self.environment().credentials()?;
            Ok(credentials.api_key)
        }

        fn environment(&self) -> Environment<impl Fn(&str) -> Option<OsString>> {
            Environment {
                variable: |name: &str| {
                    let found = self.variables.iter().find(|(known, _)| *known == name);
                    found.map(|(_, value)| value.clone())
                },
                home: Some(self.folder.path().to_owned()),
            }
        }
    }

    fn key(text: &str) -> ApiKey {
        ApiKey::new(text).unwrap()
    }

    #[test]
    fn the_key_is_looked_up_in_the_official_order() {
        let home = Home::new().with_file(".vast_api_key", "legacy");
        assert_eq!(home.key().unwrap(), key("legacy"));
        let home = home.with_file(".config/vastai/vast_api_key", "current\n");
        assert_eq!(home.key().unwrap(), key("current"));
        let xdg = home.folder.path().join("xdg");
        let home = home
            .with_file("xdg/vastai/vast_api_key", "  xdg\r\n")
            .with("XDG_CONFIG_HOME", xdg);
        assert_eq!(home.key().unwrap(), key("xdg"));
        let home = home.with("VAST_API_KEY", "variable");
        assert_eq!(home.key().unwrap(), key("variable"));
    }

    #[test]
    fn a_variable_may_be_empty_or_end_with_the_line_it_was_read_from() {
        let with = |value: &str| {
            let home = Home::new().with_file(".vast_api_key", "legacy");
            home.with("VAST_API_KEY", value)
        };
        assert_eq!(with("").key().unwrap(), key("legacy"));
        assert_eq!(with("variable\n").key().unwrap(), key("variable"));
        assert_eq!(with("variable\r\n").key().unwrap(), key("variable"));
    }

    #[test]
    fn a_key_file_may_name_the_variable() {
        for text in [
            "VAST_API_KEY=recognizable\n",
            "export VAST_API_KEY=\"recognizable\"",
            "VAST_API_KEY='recognizable'",
            "recognizable",
        ] {
            let home = Home::new().with_file(".vast_api_key", text);
            assert_eq!(home.key().unwrap(), key("recognizable"), "{text}");
        }
        let other = Home::new().with_file(".vast_api_key", "VAST_API_KEYS=a");
        assert_eq!(other.key().unwrap(), key("VAST_API_KEYS=a"));
    }

    #[test]
    fn a_relative_xdg_config_home_is_ignored() {
        let home = Home::new()
            .with_file(".config/vastai/vast_api_key", "current")
            .with("XDG_CONFIG_HOME", "relative");
        assert_eq!(home.key().unwrap(), key("current"));
    }

    #[test]
    fn no_key_anywhere_names_every_place_that_was_looked_in() {
        let home = Home::new();
        let error = home.key().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::MissingApiKey);
        let places = [".config/vastai/vast_api_key", ".vast_api_key"];
        let places = places.map(|place| home.folder.path().join(place));
        let message = error.to_string();
        assert!(message.contains("VAST_API_KEY"), "{message}");
        for place in places {
            assert!(message.contains(place.to_str().unwrap()), "{message}");
        }
    }

    #[test]
    fn without_a_home_directory_the_error_says_so() {
        let environment = Environment {
            variable: |_: &str| None,
            home: None,
        };
        let error = environment.credentials().unwrap_err();
        assert!(error.to_string().contains("no home directory"), "{error}");
    }

    #[test]
    fn an_unusable_key_is_an_error_that_names_its_place_and_no_later_place_is_tried() {
        let home = Home::new().with_file(".vast_api_key", "legacy");
        for (value, why) in [
            ("\n", "empty"),
            ("se\ncret", "line break"),
            ("s€cret", "character"),
        ] {
            let home = Home {
                folder: TempDir::new().unwrap(),
                variables: vec![("VAST_API_KEY", value.into())],
            };
            let error = home.key().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidApiKey);
            let message = error.to_string();
            assert!(message.contains("VAST_API_KEY"), "{message}");
            assert!(message.contains(why), "{message}");
            assert!(!message.contains("cret"), "{message}");
        }
        let home = home.with_file(".config/vastai/vast_api_key", "\n");
        let error = home.key().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidApiKey);
        assert!(error.to_string().contains(".config/vastai"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn values_that_are_not_text_are_errors() {
        use std::os::unix::ffi::OsStringExt;
        let broken = || OsString::from_vec(vec![b'k', 0xff]);
        let error = Home::new()
            .with("VAST_API_KEY", broken())
            .key()
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidApiKey);
        let home = Home::new().with("VAST_URL", broken());
        let error = home.environment().url().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidUrl);
    }

    #[test]
    fn a_key_file_that_cannot_be_read_is_an_error_that_names_it() {
        let home = Home::new().with_file(".vast_api_key/in-the-way", "");
        let error = home.key().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidApiKey);
        assert!(error.to_string().contains(".vast_api_key"), "{error}");
    }

    #[test]
    fn a_client_knows_where_its_key_came_from() {
        let home = Home::new()
            .with_file("given", "k\n")
            .with("VAST_API_KEY", "k");
        let source = |builder: ClientBuilder| {
            let client = builder.0.build(&home.environment()).unwrap();
            client.api_key_source().to_string()
        };
        let file = home.folder.path().join("given");
        let in_file = format!("in the file {}", file.display());
        assert_eq!(source(Client::builder().api_key("k")), "that was given");
        assert_eq!(source(Client::builder().api_key_file(file)), in_file);
        let in_variable = "in the environment variable VAST_API_KEY";
        assert_eq!(source(Client::builder()), in_variable);
    }

    #[test]
    fn a_given_key_file_that_is_not_there_is_an_error_and_no_other_place_is_tried() {
        let home = Home::new().with("VAST_API_KEY", "k");
        let builder = Client::builder().api_key_file(home.folder.path().join("none"));
        let error = builder.0.build(&home.environment()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidApiKey);
        assert!(error.to_string().contains("none"), "{error}");
    }

    #[test]
    fn an_invalid_vast_url_is_an_error_that_names_the_variable() {
        let home = Home::new()
            .with("VAST_API_KEY", "k")
            .with("VAST_URL", "console.vast.ai");
        let error = Client::builder().0.build(&home.environment()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidUrl);
        assert!(error.to_string().contains("VAST_URL"), "{error}");
    }

    #[test]
    fn what_is_given_to_the_builder_comes_first() {
        let home = Home::new()
            .with("VAST_API_KEY", "not\nused")
            .with("VAST_URL", "not used");
        let builder = Client::builder().api_key("k").url("https://127.0.0.1");
        builder.0.build(&home.environment()).unwrap();
    }
}
