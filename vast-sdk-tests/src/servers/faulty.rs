//! A server on plain TCP or TLS: it sends raw bytes, and can break the connection as no HTTP server would.

use std::{
    borrow::Cow,
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::{AbortHandle, JoinSet},
};
use tokio_rustls::TlsAcceptor;

use super::ok;

/// What a [`FaultyServer`] does with each connection.
#[derive(Clone)]
pub struct Fault {
    reads: bool,
    sends: Arc<dyn Fn() -> Cow<'static, str> + Send + Sync>,
    pause: Option<Duration>,
    then: Then,
    /// What the next request of the connection meets.
    next: Option<Arc<Fault>>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Then {
    Close,
    Reset,
    Stall,
    SendForever,
    ReadAgain,
}

impl Fault {
    /// Closes the connection at once, without reading from it.
    #[must_use]
    pub fn close_at_once() -> Self {
        Self {
            reads: false,
            ..Self::send("")
        }
    }

    /// Accepts every cancel, like a server without a fault.
    #[must_use]
    pub fn none() -> Self {
        Self::send(ok()).and_read_again()
    }

    /// Reads the request, sends these bytes and closes the connection.
    pub fn send(bytes: impl Into<Cow<'static, str>>) -> Self {
        let bytes = bytes.into();
        Self::send_what(move || bytes.clone())
    }

    /// Reads the request, sends what `bytes` returns and closes the connection.
    pub fn send_what(bytes: impl Fn() -> Cow<'static, str> + Send + Sync + 'static) -> Self {
        Self {
            reads: true,
            sends: Arc::new(bytes),
            pause: None,
            then: Then::Close,
            next: None,
        }
    }

    /// Pauses before each byte.
    #[must_use]
    pub fn pausing(mut self, pause: Duration) -> Self {
        self.pause = Some(pause);
        self
    }

    /// Resets the connection after the bytes instead of closing it.
    #[must_use]
    pub fn and_reset(self) -> Self {
        self.and(Then::Reset)
    }

    /// Sends nothing after the bytes, and leaves the connection open.
    #[must_use]
    pub fn and_stall(self) -> Self {
        self.and(Then::Stall)
    }

    /// Keeps sending after the bytes, without end.
    #[must_use]
    pub fn and_send_forever(self) -> Self {
        self.and(Then::SendForever)
    }

    /// Reads the next request and sends the bytes again.
    #[must_use]
    pub fn and_read_again(self) -> Self {
        self.and(Then::ReadAgain)
    }

    /// Meets the next request of the connection with another fault.
    #[must_use]
    pub fn before(mut self, next: Self) -> Self {
        self.next = Some(Arc::new(next));
        self
    }

    fn resets(&self) -> bool {
        self.then == Then::Reset || self.next.as_ref().is_some_and(|next| next.resets())
    }

    fn and(mut self, then: Then) -> Self {
        self.then = then;
        self
    }

    async fn meet(
        &self,
        mut connection: impl AsyncRead + AsyncWrite + Unpin,
        requests: &AtomicU32,
    ) -> io::Result<()> {
        let mut fault = self;
        loop {
            if fault.reads {
                read_request(&mut connection).await?;
            }
            requests.fetch_add(1, Ordering::Relaxed);
            let bytes = (fault.sends)();
            match fault.pause {
                None => connection.write_all(bytes.as_bytes()).await?,
                Some(pause) => {
                    for byte in bytes.bytes() {
                        tokio::time::sleep(pause).await;
                        connection.write_all(&[byte]).await?;
                    }
                }
            }
            connection.flush().await?;
            if let Some(next) = &fault.next {
                fault = next;
                continue;
            }
            match fault.then {
                Then::Close => return connection.shutdown().await,
                Then::Reset => return Ok(()),
                Then::Stall => {
                    // Nothing comes but the end of the connection.
                    let _ = connection.read_u8().await;
                    return Ok(());
                }
                Then::SendForever => loop {
                    connection.write_all(&[b'x'; 1024]).await?;
                },
                Then::ReadAgain => {}
            }
        }
    }
}

async fn read_request(connection: &mut (impl AsyncRead + Unpin)) -> io::Result<()> {
    let mut request = [0; 4096];
    let mut read = 0;
    while !is_whole(&request[..read]) {
        match connection.read(&mut request[read..]).await? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => read += count,
        }
    }
    Ok(())
}

/// A request here either has no body or ends with a JSON object.
fn is_whole(request: &[u8]) -> bool {
    let without_body = [&b"GET"[..], b"CONNECT"];
    let without_body = without_body
        .iter()
        .any(|method| request.starts_with(method));
    request.ends_with(b"}") || without_body && request.ends_with(b"\r\n\r\n")
}

/// A server that treats every connection with a [`Fault`]. Dropping it closes all connections and frees
/// its port.
pub struct FaultyServer {
    scheme: &'static str,
    address: SocketAddr,
    requests: Arc<AtomicU32>,
    open: Arc<()>,
    accepting: AbortHandle,
}

impl FaultyServer {
    /// On a free port.
    pub async fn start(fault: Fault) -> Self {
        Self::start_at(([127, 0, 0, 1], 0).into(), fault, None).await
    }

    /// Over TLS.
    pub async fn start_tls(fault: Fault, tls: TlsAcceptor) -> Self {
        Self::start_at(([127, 0, 0, 1], 0).into(), fault, Some(tls)).await
    }

    /// At a given address, for example that of a server that was dropped.
    pub async fn start_at(address: SocketAddr, fault: Fault, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind(address).await.expect("a port");
        let address = listener.local_addr().expect("a bound socket");
        let requests = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&requests);
        let open = Arc::new(());
        let connected = Arc::clone(&open);
        let scheme = if tls.is_some() { "https" } else { "http" };
        let accepting = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((connection, _)) = listener.accept().await {
                let (fault, tls, count) = (fault.clone(), tls.clone(), Arc::clone(&count));
                let connected = Arc::clone(&connected);
                connections.spawn(async move {
                    let served = serve(connection, fault, tls, count).await;
                    drop(connected);
                    served
                });
                while connections.try_join_next().is_some() {}
            }
        });
        Self {
            scheme,
            address,
            requests,
            open,
            accepting: accepting.abort_handle(),
        }
    }

    /// The URL to give to a client.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// The address it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many requests have arrived; connections, if the fault does not read requests.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.requests.load(Ordering::Relaxed)
    }

    /// How many connections are open.
    #[must_use]
    pub fn connections(&self) -> usize {
        // The server and its task hold one each.
        Arc::strong_count(&self.open).saturating_sub(2)
    }
}

impl Drop for FaultyServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn serve(
    connection: TcpStream,
    fault: Fault,
    tls: Option<TlsAcceptor>,
    requests: Arc<AtomicU32>,
) -> io::Result<()> {
    // Otherwise an answer waits until the client has acknowledged the end of the TLS handshake.
    connection.set_nodelay(true)?;
    if fault.resets() {
        connection.set_zero_linger()?;
    }
    match tls {
        None => fault.meet(connection, &requests).await,
        Some(tls) => fault.meet(tls.accept(connection).await?, &requests).await,
    }
}
