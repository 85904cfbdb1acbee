use serde::{
    Serialize, Serializer,
    ser::{SerializeSeq, SerializeStruct},
};

/// A query parameter, like that of `progenitor_client`, which has no integers of 128 bits.
pub struct QueryParam<'a, T> {
    name: &'a str,
    value: &'a T,
}

impl<'a, T> QueryParam<'a, T> {
    /// The parameter of this name.
    pub fn new(name: &'a str, value: &'a T) -> Self {
        Self { name, value }
    }
}

impl<T: Serialize> Serialize for QueryParam<'_, T> {
    fn serialize<S: Serializer>(&self, pairs: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(Pairs {
            name: self.name,
            pairs,
        })
    }
}

/// Writes a scalar as a pair of name and value, an array as a pair for each element, and the properties of
/// an object as they are.
struct Pairs<'a, S> {
    name: &'a str,
    pairs: S,
}

macro_rules! scalars {
    ($($method:ident: $scalar:ty,)*) => {
        $(
            fn $method(self, value: $scalar) -> Result<S::Ok, S::Error> {
                [(self.name, value)].serialize(self.pairs)
            }
        )*
    };
}

impl<'a, S: Serializer> Serializer for Pairs<'a, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Elements<'a, S::SerializeSeq>;
    type SerializeTuple = S::SerializeTuple;
    type SerializeTupleStruct = S::SerializeTupleStruct;
    type SerializeTupleVariant = S::SerializeTupleVariant;
    type SerializeMap = S::SerializeMap;
    type SerializeStruct = S::SerializeStruct;
    type SerializeStructVariant = S::SerializeStructVariant;

    scalars! {
        serialize_bool: bool,
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_i128: i128,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_u128: u128,
        serialize_f32: f32,
        serialize_f64: f64,
        serialize_char: char,
        serialize_str: &str,
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<S::Ok, S::Error> {
        self.pairs.serialize_bytes(value)
    }

    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.pairs.serialize_none()
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        self.pairs.serialize_unit()
    }

    fn serialize_unit_struct(self, name: &'static str) -> Result<S::Ok, S::Error> {
        self.pairs.serialize_unit_struct(name)
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<S::Ok, S::Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let mut fields = self.pairs.serialize_struct(name, 1)?;
        fields.serialize_field(variant, value)?;
        fields.end()
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        Ok(Elements {
            name: self.name,
            pairs: self.pairs.serialize_seq(length)?,
        })
    }

    fn serialize_tuple(self, length: usize) -> Result<Self::SerializeTuple, S::Error> {
        self.pairs.serialize_tuple(length)
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        length: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        self.pairs.serialize_tuple_struct(name, length)
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        self.pairs
            .serialize_tuple_variant(name, index, variant, length)
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        self.pairs.serialize_map(length)
    }

    fn serialize_struct(
        self,
        name: &'static str,
        length: usize,
    ) -> Result<Self::SerializeStruct, S::Error> {
        self.pairs.serialize_struct(name, length)
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        self.pairs
            .serialize_struct_variant(name, index, variant, length)
    }
}

struct Elements<'a, S> {
    name: &'a str,
    pairs: S,
}

impl<S: SerializeSeq> SerializeSeq for Elements<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_element<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), S::Error> {
        self.pairs.serialize_element(&(self.name, value))
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.pairs.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: impl Serialize) -> String {
        serde_urlencoded::to_string(QueryParam::new("n", &value)).unwrap()
    }

    #[test]
    fn an_integer_of_any_size_is_written() {
        assert_eq!(written(u64::MAX), "n=18446744073709551615");
        assert_eq!(written(1_i128 << 64), "n=18446744073709551616");
        assert_eq!(
            written(vec![1_i128, -(1 << 64)]),
            "n=1&n=-18446744073709551616"
        );
        assert_eq!(written(None::<i128>), "");
    }
}
