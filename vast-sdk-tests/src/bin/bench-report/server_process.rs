//! A server in a process of its own, so that it counts for neither side.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use tempfile::NamedTempFile;
use vast_sdk_tests::servers::{Authority, Fault, FaultyServer};

/// Prints its URL and serves until it is killed.
pub async fn serve() {
    let server = FaultyServer::start(Fault::none()).await;
    println!("{}", server.url());
    std::future::pending::<()>().await;
}

/// The same over TLS, by an authority whose certificate it writes to a file.
pub async fn serve_tls(ca_cert: &str) {
    let authority = Authority::new();
    std::fs::write(ca_cert, authority.pem()).expect("a file");
    let server = FaultyServer::start_tls(Fault::none(), authority.server("127.0.0.1")).await;
    println!("{}", server.url());
    std::future::pending::<()>().await;
}

pub struct ServerProcess {
    process: Child,
    pub url: String,
    ca_cert: Option<NamedTempFile>,
}

impl ServerProcess {
    pub fn start() -> Self {
        Self::start_as(&["serve"], None)
    }

    pub fn start_tls() -> Self {
        let file = NamedTempFile::new().expect("a file");
        let path = file.path().display().to_string();
        Self::start_as(&["serve-tls", &path], Some(file))
    }

    fn start_as(arguments: &[&str], ca_cert: Option<NamedTempFile>) -> Self {
        let mut process = this_program()
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program starts");
        let output = process.stdout.take().expect("a pipe");
        let mut url = String::new();
        let read = BufReader::new(output).read_line(&mut url);
        read.expect("the server prints its URL");
        Self {
            process,
            url: url.trim().to_owned(),
            ca_cert,
        }
    }

    /// The file with the certificate of who has signed its own.
    pub fn ca_cert(&self) -> Option<&str> {
        self.ca_cert.as_ref()?.path().to_str()
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub fn this_program() -> Command {
    Command::new(std::env::current_exe().expect("this program has a path"))
}
