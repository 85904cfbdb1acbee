//! Integers as JSON has them: of any size, and `1.0` and `1e3` are some. `serde` alone refuses those, and
//! `serde_json` rounds what does not fit into 64 bits.

use std::{collections::HashMap, fmt, hash::BuildHasher, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeSeed, Error, MapAccess, SeqAccess, Unexpected, Visitor,
        value::MapAccessDeserializer,
    },
};
use serde_json::value::RawValue;

/// Reads a type that is made of integers.
///
/// # Errors
///
/// If the value is of another type, or does not fit.
pub fn read_integers<'de, T: MadeOfIntegers<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    T::read(deserializer)
}

/// An integer, or a container of integers.
pub trait MadeOfIntegers<'de>: Sized {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// If the value is of another type, or does not fit.
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

impl<'de> MadeOfIntegers<'de> for i128 {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(RAW_VALUE, Integer)
    }
}

impl<'de> MadeOfIntegers<'de> for i64 {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let integer = i128::read(deserializer)?;
        Self::try_from(integer)
            .map_err(|_| D::Error::custom(format_args!("{integer} does not fit into 64 bits")))
    }
}

impl<'de, T: MadeOfIntegers<'de>> MadeOfIntegers<'de> for Box<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self::new)
    }
}

impl<'de, T: MadeOfIntegers<'de>> MadeOfIntegers<'de> for Option<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(Nullable(PhantomData))
    }
}

impl<'de, T: MadeOfIntegers<'de>> MadeOfIntegers<'de> for Vec<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(List(PhantomData))
    }
}

impl<'de, T: MadeOfIntegers<'de>, S: BuildHasher + Default> MadeOfIntegers<'de>
    for HashMap<String, T, S>
{
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Values(PhantomData))
    }
}

/// Reads the `T` of a container.
pub(super) struct Inside<T>(pub(super) PhantomData<T>);

impl<'de, T: MadeOfIntegers<'de>> DeserializeSeed<'de> for Inside<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read(deserializer)
    }
}

/// The name by which `serde_json` is asked for a number as it is written. Whatever does not know it takes it
/// for any struct of one field, and hands out a number of 64 bits.
const RAW_VALUE: &str = "$serde_json::private::RawValue";

struct Integer;

impl<'de> Visitor<'de> for Integer {
    type Value = i128;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<i128, A::Error> {
        let written = Box::<RawValue>::deserialize(MapAccessDeserializer::new(map))?;
        let written = written.get();
        exact(written).ok_or_else(|| {
            A::Error::custom(format_args!("{written} is not an integer of 128 bits"))
        })
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<i128, D::Error> {
        inner.deserialize_any(self)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<i128, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<i128, E> {
        Ok(value.into())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<i128, E> {
        Ok(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<i128, E> {
        exact(&format!("{value:e}")).ok_or_else(|| E::invalid_type(Unexpected::Float(value), &self))
    }
}

/// The integer that a JSON number is, if it is one.
fn exact(number: &str) -> Option<i128> {
    let (negative, number) = match number.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, number),
    };
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() {
        return (!digits.is_empty()).then_some(0);
    }
    let trailing = i64::try_from(digits.len() - significant.len()).ok()?;
    let places = i64::try_from(fraction.len()).ok()?;
    let exponent: i64 = exponent.parse().ok()?;
    let power = exponent.checked_sub(places)?.checked_add(trailing)?;
    let scale = 10_i128.checked_pow(u32::try_from(power).ok()?)?;
    let sign = if negative { "-" } else { "" };
    let significant: i128 = format!("{sign}{significant}").parse().ok()?;
    significant.checked_mul(scale)
}

struct Nullable<T>(PhantomData<T>);

impl<'de, T: MadeOfIntegers<'de>> Visitor<'de> for Nullable<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer or null")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Self::Value, D::Error> {
        T::read(inner).map(Some)
    }
}

struct List<T>(PhantomData<T>);

impl<'de, T: MadeOfIntegers<'de>> Visitor<'de> for List<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = seq.next_element_seed(Inside(PhantomData))? {
            list.push(element);
        }
        Ok(list)
    }
}

struct Values<T, S>(PhantomData<(T, S)>);

impl<'de, T: MadeOfIntegers<'de>, S: BuildHasher + Default> Visitor<'de> for Values<T, S> {
    type Value = HashMap<String, T, S>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = HashMap::default();
        while let Some(name) = map.next_key()? {
            values.insert(name, map.next_value_seed(Inside(PhantomData))?);
        }
        Ok(values)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(transparent)]
    struct Read<T: for<'a> MadeOfIntegers<'a>>(#[serde(deserialize_with = "read_integers")] T);

    fn read<T: for<'a> MadeOfIntegers<'a>>(text: &str) -> Option<T> {
        serde_json::from_str::<Read<T>>(text)
            .ok()
            .map(|read| read.0)
    }

    #[test]
    fn an_integer_is_read_exactly_however_large_it_is_and_however_it_is_written() {
        for (text, integer) in [
            ("0", 0),
            ("-0.0", 0),
            ("0e99999", 0),
            ("1.0", 1),
            ("1e3", 1000),
            ("-1.50E+1", -15),
            ("100e-2", 1),
            ("9007199254740993", 9_007_199_254_740_993),
            ("9223372036854775808", 9_223_372_036_854_775_808),
            ("18446744073709551615", 18_446_744_073_709_551_615),
            (
                "123456789012345678901234567890",
                123_456_789_012_345_678_901_234_567_890,
            ),
            ("-170141183460469231731687303715884105728", i128::MIN),
        ] {
            assert_eq!(read(text), Some(integer), "{text}");
        }
    }

    #[test]
    fn what_is_not_an_integer_or_does_not_fit_is_an_error() {
        for text in [
            "1.5",
            "1e-1",
            "\"1\"",
            "null",
            "true",
            "[]",
            "{}",
            "1e999999999999",
        ] {
            assert_eq!(read::<i128>(text), None, "{text}");
        }
        assert_eq!(
            read::<i128>("170141183460469231731687303715884105728"),
            None
        );
        assert_eq!(read::<i64>("9223372036854775808"), None);
        assert_eq!(read::<i64>("-9223372036854775808.0"), Some(i64::MIN));
    }

    #[test]
    fn integers_are_read_inside_of_containers() {
        assert_eq!(read::<Option<i128>>("null"), Some(None));
        assert_eq!(read("[1.0, null]"), Some(vec![Some(1_i128), None]));
        assert_eq!(
            read("{\"a\": [18446744073709551616]}"),
            Some(HashMap::from([("a".to_owned(), vec![1_i128 << 64])]))
        );
    }

    #[test]
    fn an_integer_is_read_from_a_value_and_from_what_serde_has_buffered() {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Buffered {
            Read(Read<i128>),
        }
        let values = [json!(1.0), json!(u64::MAX), json!(i64::MIN), json!(1e3)];
        let integers = [1, i128::from(u64::MAX), i128::from(i64::MIN), 1000];
        for (value, integer) in values.iter().zip(integers) {
            assert_eq!(Read::<i128>::deserialize(value).unwrap().0, integer);
            assert_eq!(
                serde_json::from_value::<Read<i128>>(value.clone())
                    .unwrap()
                    .0,
                integer
            );
            let Buffered::Read(read) = Buffered::deserialize(value).unwrap();
            assert_eq!(read.0, integer);
        }
        assert!(Buffered::deserialize(&Value::Null).is_err());
    }
}
