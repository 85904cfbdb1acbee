use std::{fmt::Display, io, process::ExitCode};

use vast_sdk::ErrorKind;

/// The exit status. Of several, the highest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExitStatus {
    Success = 0,
    Refused = 1,
    Usage = 2,
    Credentials = 3,
    NoSuchInstance = 4,
    RateLimited = 5,
    Network = 6,
    NotUnderstood = 7,
    /// `EX_IOERR` in BSD's `sysexits.h`.
    Output = 74,
    /// 128 plus the number of SIGINT, as in shells.
    Interrupted = 130,
}

impl ExitStatus {
    /// Shown in the help.
    pub const EXPLAINED: &str = "\
Exit status:
  0    all syncs are canceled, or the operation has succeeded
  1    the API refused
  2    the command line is invalid, or not as the document says; nothing was sent
  3    no API key, or one that the API does not accept for this
  4    there is no such instance
  5    still rate limited at the deadline or after the last attempt
  6    the network or the server failed, or there was no answer in time; the
       server may have acted, unless the error says that there was no connection
  7    the answer was not understood; the server may have acted
  74   standard output or the file of --failed-to cannot be written to
  130  interrupted, by Ctrl-C, SIGTERM or SIGHUP
Of several instances, the highest status counts.";

    pub fn failure(self, reason: impl Into<String>) -> Failure {
        Failure {
            status: self,
            reason: reason.into(),
        }
    }
}

/// Why a command failed.
pub struct Failure {
    pub status: ExitStatus,
    pub reason: String,
}

impl Failure {
    /// An input cannot be read.
    pub fn unreadable(name: impl Display, error: &io::Error) -> Self {
        ExitStatus::Usage.failure(format!("{name} cannot be read: {error}"))
    }
}

impl From<ErrorKind> for ExitStatus {
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::Refused | ErrorKind::InvalidArguments => Self::Refused,
            ErrorKind::InvalidUrl | ErrorKind::PlainHttp | ErrorKind::InvalidRequest => Self::Usage,
            ErrorKind::MissingApiKey
            | ErrorKind::InvalidApiKey
            | ErrorKind::Unauthorized
            | ErrorKind::Forbidden => Self::Credentials,
            ErrorKind::NoSuchInstance => Self::NoSuchInstance,
            ErrorKind::RateLimited => Self::RateLimited,
            ErrorKind::Stopped => Self::Interrupted,
            ErrorKind::Connect
            | ErrorKind::Timeout
            | ErrorKind::Interrupted
            | ErrorKind::Server => Self::Network,
            // The others, and those that may be added.
            _ => Self::NotUnderstood,
        }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status as u8)
    }
}
