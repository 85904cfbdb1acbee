//! Proxies that the environment names. The server is none that exists, so that only a proxy can answer.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener},
    thread,
};

use vast_sdk_tests::servers::{Fault, FaultyServer, nobody, ok};

use crate::vast::{Ended, vast};

const SERVER: &str = "https://192.0.2.1";

fn run(arguments: &str, server: &str, variables: &[(&str, &str)]) -> Ended {
    let vast = vast(&format!("cancel sync 1 {arguments}")).on(server);
    let vast = variables
        .iter()
        .fold(vast, |vast, (name, value)| vast.env(name, value));
    vast.run()
}

#[test]
fn a_variable_that_cannot_be_used_is_an_error_and_nothing_is_sent_directly() {
    for value in [
        "ftp://127.0.0.1",
        "http://user:secret@127.0.0.1:1 ",
        "http://user:secret@:1",
    ] {
        let ended = run("", SERVER, &[("HTTPS_PROXY", value)]);
        assert_eq!(ended.status, 2, "{}", ended.stderr);
        assert!(ended.stderr.contains("HTTPS_PROXY"), "{}", ended.stderr);
        assert!(!ended.stderr.contains("secret"), "{}", ended.stderr);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_makes_no_connection_is_asked_again_and_named() {
    const UNAVAILABLE: &str = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n";
    const UNKNOWN: &str = "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
    for (answer, requests) in [(UNAVAILABLE, 2), (UNKNOWN, 1)] {
        let proxy = FaultyServer::start(Fault::send(answer)).await;
        let address = proxy.address();
        let url = format!("http://user:secret@{address}");
        let ended = run("--retry 2", SERVER, &[("https_proxy", &url)]);
        assert_eq!(ended.status, 6, "{}", ended.stderr);
        assert_eq!(proxy.requests(), requests);
        let name = format!("the proxy http://{address} of https_proxy");
        assert!(ended.stderr.contains(&name), "{}", ended.stderr);
        assert!(!ended.stderr.contains("secret"), "{}", ended.stderr);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_is_not_there_is_named() {
    let url = nobody().await;
    let ended = run("--retry 1", SERVER, &[("ALL_PROXY", &url)]);
    let name = format!("the proxy {url} of ALL_PROXY");
    assert!(ended.stderr.contains(&name), "{}", ended.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ipv6_address_that_reqwest_cannot_reach_through_a_proxy_has_a_way_out() {
    let opens = Fault::send("HTTP/1.1 200 OK\r\n\r\n").and_read_again();
    let proxy = FaultyServer::start(opens).await;
    let url = proxy.url();
    let server = "https://[2001:db8::1]";
    let ended = run("--retry 1", server, &[("https_proxy", &url)]);
    assert_eq!(ended.status, 6, "{}", ended.stderr);
    assert!(
        ended.stderr.contains("list the address in no_proxy"),
        "{}",
        ended.stderr
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_on_loopback_and_an_exception_have_no_proxy() {
    let server = FaultyServer::start(Fault::send(ok())).await;
    let ended = run("", &server.url(), &[("http_proxy", "ftp://nonsense")]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let variables = [
        ("https_proxy", "ftp://nonsense"),
        ("no_proxy", "a.org 192.0.2.0/24"),
    ];
    let ended = run("--curl", SERVER, &variables);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
}

#[test]
fn socks_5_is_a_proxy_as_well() {
    for scheme in ["socks5", "socks5h"] {
        let url = format!("{scheme}://{}", socks_5());
        let arguments = "--allow-plain-http --retry 1";
        let ended = run(arguments, "http://192.0.2.1", &[("all_proxy", &url)]);
        assert_eq!(ended.status, 0, "{}", ended.stderr);
    }
}

/// A SOCKS5 proxy (RFC 1928) that answers one request itself, as the server would.
fn socks_5() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let mut greeting = [0; 3];
        connection.read_exact(&mut greeting).unwrap();
        connection.write_all(&[5, 0]).unwrap();
        let mut request = [0; 10];
        connection.read_exact(&mut request).unwrap();
        connection
            .write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])
            .unwrap();
        let mut body = Vec::new();
        while !body.ends_with(b"}") {
            let mut byte = [0];
            connection.read_exact(&mut byte).unwrap();
            body.extend(byte);
        }
        connection.write_all(ok().as_bytes()).unwrap();
    });
    address
}
