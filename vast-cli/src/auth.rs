//! `vast auth`: the API key of this user.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, IsTerminal, Read, Write},
    path::{Path, PathBuf},
};

use vast_sdk::{
    ApiKeySource, Client, Error,
    api::{
        ApiKey, ClientInfo,
        registry::{Arguments, OPERATIONS},
    },
};

use crate::{
    api::operation::Document,
    arguments::{Auth, Global},
    connection::{self, which_key},
    exit_status::{ExitStatus, Failure},
    output::{self, Notes},
    runtime,
};

/// Where the API says whose key it is, in the documents that have it.
const WHO: &str = "/api/v0/users/current";

pub fn run(global: &Global, auth: &Auth, notes: &Notes) -> Result<ExitStatus, Failure> {
    match auth {
        Auth::Status => status(global, notes),
        Auth::Login => login(),
        Auth::Logout => logout(),
    }
}

fn status(global: &Global, notes: &Notes) -> Result<ExitStatus, Failure> {
    let client = connection::client(global, notes)?;
    let (key, server) = (which_key(&client), client.api().inner().base_url());
    let verdict = asked(&client)?;
    let said = match &verdict {
        None => "The document has no operation that says whose key it is.\n",
        Some(Ok(())) => "The server accepts it.\n",
        Some(Err(_)) => "",
    };
    let text = format!("The key is {key}.\nThe server is {server}.\n{said}");
    output::results(text.as_bytes())?;
    match verdict {
        Some(Err(error)) => Err(ExitStatus::from(error.kind()).failure(error.to_string())),
        _ => Ok(ExitStatus::Success),
    }
}

/// What the server says of the key, if the document has an operation for that.
fn asked(client: &Client) -> Result<Option<Result<(), Error>>, Failure> {
    let document = Document::of_this_build();
    let mut operations = document.operations();
    let found = operations
        .find(|operation| operation.path.trim_end_matches('/') == WHO && operation.method == "GET");
    let registered = found.and_then(|found| OPERATIONS.iter().find(|known| known.id == found.name));
    let Some(registered) = registered else {
        return Ok(None);
    };
    let transport = client.api().inner().clone();
    runtime::interruptible(async {
        let answer = (registered.call)(transport, Arguments::new()).await;
        Ok(Some(answer.map(drop).map_err(Error::from)))
    })
}

fn login() -> Result<ExitStatus, Failure> {
    let path = file()?;
    let unreadable = |error| Failure::unreadable("the key", &error);
    let key = if io::stdin().is_terminal() {
        rpassword::prompt_password("API key: ").map_err(unreadable)?
    } else {
        runtime::interruptible(runtime::blocking(move || {
            let mut text = String::new();
            let read = io::stdin().take(64 * 1024).read_to_string(&mut text);
            read.map(|_| text).map_err(unreadable)
        }))?
    };
    // As in files for shells and containers.
    let key = key.trim();
    let key = key.strip_prefix("export ").unwrap_or(key).trim_start();
    let key = key.strip_prefix("VAST_API_KEY=").unwrap_or(key);
    let key = key.trim_matches(['"', '\'']);
    ApiKey::new(key).map_err(|why| {
        ExitStatus::Credentials.failure(format!("the API key that was given cannot be used: {why}"))
    })?;
    store(&path, key).map_err(|error| {
        let path = path.display();
        ExitStatus::Output.failure(format!("the API key cannot be stored in {path}: {error}"))
    })?;
    output::results(format!("The key is stored in {}.\n", path.display()).as_bytes())
}

fn file() -> Result<PathBuf, Failure> {
    ApiKeySource::official_file().ok_or_else(|| {
        let reason = "there is no home directory to store the API key in";
        ExitStatus::Credentials.failure(reason)
    })
}

/// Replaces the file at once, so that nobody reads half of a key, and only this user reads any.
fn store(path: &Path, key: &str) -> io::Result<()> {
    let (mut folders, mut options) = (DirBuilder::new(), OpenOptions::new());
    #[cfg(unix)]
    {
        std::os::unix::fs::DirBuilderExt::mode(&mut folders, 0o700);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    if let Some(folder) = path.parent() {
        folders.recursive(true).create(folder)?;
    }
    let new = path.with_extension(std::process::id().to_string());
    let mut file = options.write(true).create_new(true).open(&new)?;
    let stored = writeln!(file, "{key}").and_then(|()| file.sync_all());
    let stored = stored.and_then(|()| fs::rename(&new, path));
    if stored.is_err() {
        let _ = fs::remove_file(&new);
    }
    stored
}

fn logout() -> Result<ExitStatus, Failure> {
    let path = file()?;
    let text = match fs::remove_file(&path) {
        Ok(()) => format!(
            "The key in {} is removed. It stays valid.\n",
            path.display()
        ),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            format!("There is no key in {}.\n", path.display())
        }
        Err(error) => {
            let reason = format!("{} cannot be removed: {error}", path.display());
            return Err(ExitStatus::Output.failure(reason));
        }
    };
    output::results(text.as_bytes())
}
