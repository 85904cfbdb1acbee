//! On a terminal: the progress bar, and Ctrl-C.

use std::{
    io::{Read, Write},
    process::{Child, Stdio},
    sync::{Mutex, mpsc},
    time::Duration,
};

use pty_process::{
    Size,
    blocking::{Command, Pty},
};
use tempfile::TempDir;
use vast_sdk_tests::{
    KEY,
    servers::{Fault, FaultyServer, Limit, RateLimitedServer, ok},
};

use crate::vast::{Vast, vast};

const CTRL_C: &[u8] = b"\x03";

/// A terminal in which the command runs.
struct Terminal {
    pty: Pty,
    process: Child,
    /// The output that was not read yet.
    shown: String,
    /// It is removed with this.
    _home: TempDir,
}

impl Terminal {
    fn run(vast: Vast) -> Self {
        let (pty, terminal) = pty_process::blocking::open().unwrap();
        pty.resize(Size::new(24, 80)).unwrap();
        let command = Command::from(vast.command).env("TERM", "xterm");
        Self {
            pty,
            process: command.spawn(terminal).unwrap(),
            shown: String::new(),
            _home: vast.home,
        }
    }

    /// Reads until this text, and returns what came before it.
    fn look_for(&mut self, text: &str) -> String {
        loop {
            if let Some(start) = self.shown.find(text) {
                let rest = self.shown.split_off(start + text.len());
                return std::mem::replace(&mut self.shown, rest);
            }
            assert!(self.look(), "{text:?} is not in {:?}", self.shown);
        }
    }

    fn press(&mut self, key: &[u8]) {
        self.pty.write_all(key).unwrap();
    }

    /// Reads to the end, and returns the exit status.
    fn status(mut self) -> i32 {
        while self.look() {}
        let status = self.process.wait().unwrap();
        status.code().expect("an exit status")
    }

    /// Reads more output; returns false at the end.
    fn look(&mut self) -> bool {
        let mut buffer = [0; 4096];
        // When the other end is closed, Linux returns an error.
        let read = self.pty.read(&mut buffer).unwrap_or_default();
        self.shown += &String::from_utf8_lossy(&buffer[..read]);
        read > 0
    }
}

/// A server that holds every request until it is told to accept one, or all of them.
struct Patient {
    server: FaultyServer,
    arrived: mpsc::Receiver<()>,
    /// Dropping it accepts all.
    accept: mpsc::Sender<()>,
}

impl Patient {
    async fn start() -> Self {
        let (arrival, arrived) = mpsc::channel();
        let (accept, told) = mpsc::channel();
        let told = Mutex::new(told);
        let fault = Fault::send_what(move || {
            // The receiver may be gone.
            let _ = arrival.send(());
            let told = told.lock().unwrap();
            let _ = tokio::task::block_in_place(|| told.recv());
            ok()
        });
        Self {
            server: FaultyServer::start(fault.and_read_again()).await,
            arrived,
            accept,
        }
    }

    fn run(&self, line: &str) -> Terminal {
        Terminal::run(vast(line).on(self.server.url()))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_have_a_progress_bar_in_place_of_lines() {
    let server = Patient::start().await;
    let mut terminal = server.run("cancel sync 1 2 3 --max-in-flight 1");
    let before = terminal.look_for("0/3");
    assert!(!before.contains("left"), "{before}");
    server.accept.send(()).unwrap();
    terminal.look_for("1/3, ");
    terminal.look_for("left");
    drop(server.accept);
    let shown = terminal.look_for("canceled 3 of 3");
    assert!(!shown.contains("1: canceled"), "{shown}");
    assert_eq!(terminal.status(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_printed_above_the_bar_and_counted_in_it() {
    let api = crate::vast::api();
    let mut terminal = Terminal::run(vast("cancel sync 98 1").on(api.base_url()));
    terminal.look_for("cannot cancel the syncs into instance 98");
    terminal.look_for("canceled 1 of 2, 1 failed");
    assert_eq!(terminal.status(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_has_no_bar() {
    let api = crate::vast::api();
    let mut terminal = Terminal::run(vast("cancel sync 1").on(api.base_url()));
    let before = terminal.look_for("Remote copy canceled");
    assert_eq!(before, "Remote copy canceled");
    assert_eq!(terminal.status(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_waits_for_what_is_in_flight_and_says_what_was_never_sent() {
    let server = Patient::start().await;
    let mut terminal = server.run("cancel sync 1 2 3 4 --max-in-flight 2");
    server.arrived.recv().unwrap();
    server.arrived.recv().unwrap();
    terminal.press(CTRL_C);
    terminal.look_for("nothing more is sent; waiting for what is in flight");
    drop(server.accept);
    terminal.look_for("canceled 2 of 4, 2 not sent");
    terminal.look_for("canceled: ");
    terminal.look_for("not sent: 3 4");
    assert_eq!(terminal.status(), 130);
    assert!(server.arrived.try_recv().is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_ends_the_wait_for_the_rate_limit_and_nothing_is_sent_after_it() {
    let server = RateLimitedServer::start(Limit {
        interval: Duration::from_secs(3600),
        tells: true,
        counts_rejected: false,
    })
    .await;
    let line = "cancel sync 1 2 3 4 --deadline 9h --max-in-flight 3";
    let mut terminal = Terminal::run(vast(line).on(server.url()));
    terminal.look_for("1/4");
    while server.counts().rejected == 0 {
        tokio::task::yield_now().await;
    }
    terminal.press(CTRL_C);
    terminal.look_for("canceled 1 of 4, 1 failed, 2 not sent");
    terminal.look_for("not sent: 3 4");
    assert_eq!(terminal.status(), 130);
    let counts = server.counts();
    assert_eq!((counts.accepted, counts.rejected), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn to_be_told_to_terminate_or_to_lose_the_terminal_is_a_ctrl_c() {
    for signal in ["TERM", "HUP"] {
        let server = Patient::start().await;
        let mut terminal = server.run("cancel sync 1 2 --max-in-flight 1");
        server.arrived.recv().unwrap();
        send(signal, &terminal.process);
        terminal.look_for("waiting for what is in flight");
        drop(server.accept);
        terminal.look_for("not sent: 2");
        assert_eq!(terminal.status(), 130);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_that_nohup_has_ignored_stays_ignored() {
    let server = Patient::start().await;
    let mut vast = vast("cancel sync 1 2 --max-in-flight 1").on(server.server.url());
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", "trap '' HUP; exec \"$@\"", "sh"]);
    shell
        .arg(vast.command.get_program())
        .args(vast.command.get_args());
    shell
        .env("VAST_URL", server.server.url())
        .env("VAST_API_KEY", KEY);
    vast.command = shell;
    let mut terminal = Terminal::run(vast);
    server.arrived.recv().unwrap();
    send("HUP", &terminal.process);
    drop(server.accept);
    terminal.look_for("canceled 2 of 2");
    assert_eq!(terminal.status(), 0);
}

fn send(signal: &str, process: &Child) {
    let mut kill = std::process::Command::new("kill");
    kill.args(["-s", signal, &process.id().to_string()]);
    assert!(kill.status().unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_stops_also_where_nobody_reads_the_results() {
    let server = FaultyServer::start(Fault::none()).await;
    let ids: Vec<String> = (1..=10_000).map(|id| id.to_string()).collect();
    let ids = ids.join("\n");
    let vast = vast("cancel sync --from-file ids.txt --raw").on(server.url());
    let mut vast = vast.with_file("ids.txt", &ids);
    let command = vast.command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    // More than fits into a pipe.
    let before = until_it_pauses(&server).await;
    assert!(before < 10_000);

    send("INT", &process);
    let mut stderr = process.stderr.take().unwrap();
    let mut shown = String::new();
    let mut buffer = [0; 4096];
    while !shown.contains("Ctrl-C again stops at once") {
        let read = stderr.read(&mut buffer).unwrap();
        assert_ne!(read, 0, "{shown}");
        shown += &String::from_utf8_lossy(&buffer[..read]);
    }
    send("INT", &process);
    stderr.read_to_string(&mut shown).unwrap();
    assert!(shown.contains("not sent: "), "{shown}");
    assert_eq!(process.wait().unwrap().code(), Some(130));
}

/// The number of requests, once none has come for a while.
async fn until_it_pauses(server: &FaultyServer) -> u32 {
    let mut requests = 0;
    let mut unchanged = 0;
    while unchanged < 100_000 {
        tokio::task::yield_now().await;
        let now = server.requests();
        unchanged = if now > requests || now == 0 {
            0
        } else {
            unchanged + 1
        };
        requests = now;
    }
    requests
}

#[tokio::test(flavor = "multi_thread")]
async fn colors_are_for_those_who_want_them() {
    let api = crate::vast::api();
    let run = |value| {
        let vast = vast("cancel sync 98").on(api.base_url());
        let mut terminal = Terminal::run(vast.env("NO_COLOR", value));
        terminal.look_for("error:");
        let shown = terminal.look_for("cannot cancel");
        (shown, terminal.status())
    };
    assert!(run("").0.contains('\u{1b}'));
    assert!(!run("1").0.contains('\u{1b}'));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_ctrl_c_stops_at_once_and_says_what_nobody_knows() {
    let server = Patient::start().await;
    let mut terminal = server.run("cancel sync 1 2 --max-in-flight 1");
    server.arrived.recv().unwrap();
    terminal.press(CTRL_C);
    terminal.look_for("Ctrl-C again stops at once");
    terminal.press(CTRL_C);
    terminal.look_for("canceled 0 of 2, 1 without an answer, 1 not sent");
    terminal.look_for("sent, but without an answer (perhaps canceled): 1");
    terminal.look_for("not sent: 2");
    assert_eq!(terminal.status(), 130);
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_in_the_only_cancel_waits_for_its_answer() {
    let server = Patient::start().await;
    let mut terminal = server.run("cancel sync 1");
    server.arrived.recv().unwrap();
    terminal.press(CTRL_C);
    terminal.look_for("waiting for what is in flight");
    drop(server.accept);
    terminal.look_for("Remote copy canceled");
    assert_eq!(terminal.status(), 130);
}
