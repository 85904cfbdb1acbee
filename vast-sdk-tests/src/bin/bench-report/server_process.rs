//! A server without limit in a process of its own, so that it counts for neither side.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use vast_sdk_tests::{
    faulty_server::{Fault, FaultyServer},
    rate_limited::ok,
    tls::Authority,
};

/// Prints its URL and serves until it is killed.
pub async fn serve() {
    let server = FaultyServer::start(Fault::send(ok()).and_read_again()).await;
    println!("{}", server.url());
    std::future::pending::<()>().await;
}

/// The same over TLS, by an authority whose certificate it writes to a file.
pub async fn serve_tls(ca_cert: &str) {
    let authority = Authority::new();
    std::fs::write(ca_cert, authority.pem()).expect("a file");
    let fault = Fault::send(ok()).and_read_again();
    let server = FaultyServer::start_tls(fault, authority.server("127.0.0.1")).await;
    println!("{}", server.url());
    std::future::pending::<()>().await;
}

pub struct ServerProcess {
    process: Child,
    pub url: String,
}

impl ServerProcess {
    pub fn start() -> Self {
        Self::start_as(&["serve"])
    }

    pub fn start_tls(ca_cert: &str) -> Self {
        Self::start_as(&["serve-tls", ca_cert])
    }

    fn start_as(arguments: &[&str]) -> Self {
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
        }
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
