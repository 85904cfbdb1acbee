use std::fmt;

/// The attempts up to an answer or error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Attempts {
    /// 0 if nothing was sent.
    pub(crate) count: u32,
    /// Whether the server may have acted on an attempt before the last.
    pub(crate) earlier_may_have_executed: bool,
    /// Whether there would have been another attempt if the retry budget had not been used up.
    pub(crate) were_withheld: bool,
}

impl Attempts {
    /// These, with what is known from before.
    pub(crate) fn after(self, before: Self) -> Self {
        let earlier_may_have_executed =
            self.earlier_may_have_executed || before.earlier_may_have_executed;
        Self {
            earlier_may_have_executed,
            ..self
        }
    }

    /// For a sentence that already says that the server may have acted.
    pub(crate) fn without_earlier(self) -> Self {
        Self {
            earlier_may_have_executed: false,
            ..self
        }
    }
}

/// Completes a sentence about the last attempt.
impl fmt::Display for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.count > 1 {
            write!(f, ", in attempt {}", self.count)?;
        }
        if self.were_withheld {
            f.write_str(", and not sent again, as too many other calls have failed")?;
        }
        if self.earlier_may_have_executed {
            f.write_str("; the server may have acted upon an earlier attempt")?;
        }
        Ok(())
    }
}
