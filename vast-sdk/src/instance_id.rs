use std::{fmt, str::FromStr};

/// The number of a Vast.ai instance.
///
/// ```
/// use vast_sdk::InstanceId;
///
/// let id: InstanceId = "12371".parse()?;
/// assert_eq!(id, InstanceId::from(12371));
/// assert!("12371:/data".parse::<InstanceId>().is_err());
/// # Ok::<(), vast_sdk::ParseInstanceIdError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "schemars",
    derive(schemars::JsonSchema, serde::Deserialize, serde::Serialize),
    schemars(description = "The number of a Vast.ai instance."),
    serde(transparent)
)]
pub struct InstanceId(i64);

impl InstanceId {
    /// The number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A text that is not the number of an instance.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not an instance id: expected a whole number such as 12371")]
pub struct ParseInstanceIdError {
    text: String,
}

impl FromStr for InstanceId {
    type Err = ParseInstanceIdError;

    /// Reads a whole number, in decimal digits only.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            Ok(number) if digits => Ok(Self(number)),
            _ => Err(ParseInstanceIdError {
                // Enough to recognise it by.
                text: text.chars().take(60).collect(),
            }),
        }
    }
}

impl From<i64> for InstanceId {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

impl From<i32> for InstanceId {
    fn from(number: i32) -> Self {
        Self(number.into())
    }
}

impl From<u32> for InstanceId {
    fn from(number: u32) -> Self {
        Self(number.into())
    }
}

impl TryFrom<u64> for InstanceId {
    type Error = std::num::TryFromIntError;

    fn try_from(number: u64) -> Result<Self, Self::Error> {
        number.try_into().map(Self)
    }
}

// What the published revisions of the document have asked for as `dst_id`: an integer or a string,
// required or not. With these, the facade compiles against all of them.

impl From<InstanceId> for i64 {
    fn from(id: InstanceId) -> Self {
        id.0
    }
}

impl From<InstanceId> for Option<i64> {
    fn from(id: InstanceId) -> Self {
        Some(id.0)
    }
}

impl From<InstanceId> for String {
    fn from(id: InstanceId) -> Self {
        id.to_string()
    }
}

impl From<InstanceId> for Option<String> {
    fn from(id: InstanceId) -> Self {
        Some(id.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_no_number_is_an_error_that_shows_it() {
        for text in [
            "",
            "abc",
            "12a",
            "C.12371",
            "1.5",
            "-5",
            "+5",
            " 5",
            "99999999999999999999",
        ] {
            let error = text.parse::<InstanceId>().unwrap_err();
            assert!(error.to_string().contains(&format!("{text:?}")), "{error}");
        }
    }

    #[test]
    fn an_endless_text_is_not_echoed_whole() {
        let error = "x".repeat(10_000).parse::<InstanceId>().unwrap_err();
        assert!(error.to_string().len() < 200);
    }

    #[test]
    fn a_number_beyond_the_range_does_not_become_another() {
        assert!(InstanceId::try_from(u64::MAX).is_err());
        assert_eq!(InstanceId::try_from(7_u64), Ok(InstanceId::from(7)));
    }
}
