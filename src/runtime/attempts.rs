use std::fmt;

/// How often a request was sent until this answer or error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Attempts {
    /// 0 if it never was.
    pub(crate) count: u32,
    /// Whether the server may have acted upon one before the last.
    pub(crate) earlier_may_have_executed: bool,
}

impl Attempts {
    /// For a sentence that says already that the server may have acted.
    pub(crate) fn without_earlier(self) -> Self {
        Self {
            earlier_may_have_executed: false,
            ..self
        }
    }
}

/// What there is to add to a sentence about the last attempt.
impl fmt::Display for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.count > 1 {
            write!(f, ", in attempt {}", self.count)?;
        }
        if self.earlier_may_have_executed {
            f.write_str("; the server may have acted upon an earlier attempt")?;
        }
        Ok(())
    }
}
