//! On a terminal: the progress bar, and Ctrl-C.

use std::{
    io::{Read, Write},
    process::Child,
    sync::{Mutex, mpsc},
};

use pty_process::{
    Size,
    blocking::{Command, Pty},
};
use vast_sdk_tests::{
    faulty_server::{Fault, FaultyServer},
    rate_limited::ok,
};

use crate::vast::{Vast, vast};

const CTRL_C: &[u8] = b"\x03";

/// A person in front of a terminal that the command runs in.
struct Terminal {
    pty: Pty,
    process: Child,
    /// What it shows, but for what has been looked at.
    shown: String,
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
        }
    }

    /// Looks until this is shown, and returns what was shown before it.
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

    /// Looks to the end, for the exit status.
    fn status(mut self) -> i32 {
        while self.look() {}
        let status = self.process.wait().unwrap();
        status.code().expect("an exit status")
    }

    /// Whether there is more to see.
    fn look(&mut self) -> bool {
        let mut buffer = [0; 4096];
        // Where the other end is closed, Linux has an error.
        let read = self.pty.read(&mut buffer).unwrap_or_default();
        self.shown += &String::from_utf8_lossy(&buffer[..read]);
        read > 0
    }
}

/// A server that has every request wait until it is told to accept one, or all that come.
struct Patient {
    server: FaultyServer,
    arrived: mpsc::Receiver<()>,
    /// To drop it accepts all.
    accept: mpsc::Sender<()>,
}

impl Patient {
    async fn start() -> Self {
        let (arrival, arrived) = mpsc::channel();
        let (accept, told) = mpsc::channel();
        let told = Mutex::new(told);
        let fault = Fault::send_what(move || {
            // Nobody may be listening any more.
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
    terminal.look_for("0/3");
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
    terminal.look_for("stopping after the 2 in flight; Ctrl-C stops at once");
    drop(server.accept);
    terminal.look_for("canceled 2 of 4, 2 not sent");
    terminal.look_for("canceled: ");
    terminal.look_for("not sent: 3 4");
    assert_eq!(terminal.status(), 130);
    assert!(server.arrived.try_recv().is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_ctrl_c_stops_at_once_and_says_what_nobody_knows() {
    let server = Patient::start().await;
    let mut terminal = server.run("cancel sync 1 2 --max-in-flight 1");
    server.arrived.recv().unwrap();
    terminal.press(CTRL_C);
    terminal.look_for("stopping after the 1 in flight");
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
    terminal.look_for("stopping after the 1 in flight");
    drop(server.accept);
    terminal.look_for("Remote copy canceled");
    assert_eq!(terminal.status(), 130);
}
