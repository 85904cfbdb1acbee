use std::process::ExitCode;

use vast_sdk::ErrorKind;

use crate::Failure;

/// What a command tells the shell. Of several, the highest counts.
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
    /// `EX_IOERR` of BSD's `sysexits.h`.
    Output = 74,
    /// 128 and the number of SIGINT, as shells have it.
    Interrupted = 130,
}

impl ExitStatus {
    /// For the help.
    pub const EXPLAINED: &str = "\
Exit status:
  0    all syncs are canceled
  1    the API refuses
  2    the command is not used as it should be; nothing was sent
  3    no API key, or one that the API does not accept for this
  4    there is no such instance
  5    rate limited, until the deadline or the last attempt
  6    the network or the server failed, or there was no answer in time; the
       server may have acted, unless the error says that there was no connection
  7    an answer that was not understood; the server may have acted
  74   standard output cannot be written to
  130  interrupted, by Ctrl-C, SIGTERM or SIGHUP
Of several instances, the highest status counts.";

    pub fn failure(self, message: impl Into<String>) -> Failure {
        Failure {
            status: self,
            message: message.into(),
        }
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
            // Those that there are, and those that are yet to come.
            _ => Self::NotUnderstood,
        }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status as u8)
    }
}
