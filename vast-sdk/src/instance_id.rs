use std::{
    fmt::{self, Display},
    str::FromStr,
};

/// The id of a Vast.ai instance: a whole number, never negative.
///
/// Integer literals and `u32` convert without a check, so `client.cancel_sync(12371)` just works. Other
/// integers and text are checked, because a negative number is never an instance:
///
/// ```
/// use vast_sdk::InstanceId;
///
/// let id = InstanceId::from(12371);
/// assert_eq!(id, "12371".parse()?);
/// assert_eq!(id, InstanceId::try_from(12371_i64)?);
/// assert!(InstanceId::try_from(-5_i64).is_err());
/// assert!("-5".parse::<InstanceId>().is_err());
/// assert!("12371:/data".parse::<InstanceId>().is_err());
/// # Ok::<(), vast_sdk::InvalidInstanceId>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "schemars",
    derive(schemars::JsonSchema, serde::Deserialize, serde::Serialize),
    schemars(description = "The id of a Vast.ai instance.", extend("minimum" = 0)),
    serde(try_from = "i64", into = "i64")
)]
pub struct InstanceId(i64);

impl InstanceId {
    /// The number, which is never negative.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl Display for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A number or a text that is not the id of an instance. `Display` shows it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not an instance id: expected a whole number such as 12371")]
pub struct InvalidInstanceId {
    text: String,
}

impl InvalidInstanceId {
    fn new(text: impl Display) -> Self {
        // Enough to recognize it by.
        let text = text.to_string().chars().take(60).collect();
        Self { text }
    }
}

impl FromStr for InstanceId {
    type Err = InvalidInstanceId;

    /// Reads a whole number in decimal digits.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            Ok(number) if digits => Ok(Self(number)),
            _ => Err(InvalidInstanceId::new(text)),
        }
    }
}

// The only integer that converts without a check, so that an integer literal is taken for a `u32`. With a
// second one, literals would fall back to `i32`, and `-5` would compile.
impl From<u32> for InstanceId {
    fn from(number: u32) -> Self {
        Self(number.into())
    }
}

macro_rules! try_from_integer {
    ($($integer:ty),*) => {
        $(
            impl TryFrom<$integer> for InstanceId {
                type Error = InvalidInstanceId;

                fn try_from(number: $integer) -> Result<Self, Self::Error> {
                    match i64::try_from(number) {
                        Ok(id) if id >= 0 => Ok(Self(id)),
                        _ => Err(InvalidInstanceId::new(number)),
                    }
                }
            }
        )*
    };
}

try_from_integer!(i32, i64, u64, isize, usize);

// The types that the published revisions of the document give to `dst_id`: an integer or a string,
// required or not. The facade compiles against all of them.

macro_rules! into_integer {
    ($($integer:ty),*) => {
        $(
            impl From<InstanceId> for $integer {
                fn from(id: InstanceId) -> Self {
                    id.0.into()
                }
            }

            impl From<InstanceId> for Option<$integer> {
                fn from(id: InstanceId) -> Self {
                    Some(id.into())
                }
            }
        )*
    };
}

into_integer!(i64, i128);

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
    fn a_text_that_is_not_a_number_is_an_error_that_shows_it() {
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
    fn a_number_out_of_range_does_not_become_another() {
        assert!(InstanceId::try_from(u64::MAX).is_err());
        assert_eq!(InstanceId::try_from(7_u64), Ok(InstanceId::from(7)));
    }

    #[test]
    fn a_negative_number_is_refused_as_a_number_and_as_text_alike() {
        let number = InstanceId::try_from(-5_i64).unwrap_err();
        assert_eq!(Err(number), "-5".parse::<InstanceId>());
    }

    #[cfg(feature = "schemars")]
    #[test]
    fn a_negative_number_in_json_is_refused_and_its_schema_says_so() {
        assert!(serde_json::from_str::<InstanceId>("-5").is_err());
        let schema = schemars::schema_for!(InstanceId).to_value();
        assert_eq!(schema["type"], "integer");
        assert_eq!(schema["minimum"], 0, "{schema}");
    }
}
