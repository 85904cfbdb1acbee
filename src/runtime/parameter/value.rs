//! Reads a value as what a parameter can be: a text, a list or an object. Numbers keep every digit.

use std::fmt::{self, Display};

use serde::{
    Serialize, Serializer,
    ser::{
        self, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
        SerializeTupleStruct, SerializeTupleVariant,
    },
};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// `None`, which is not sent.
    Nothing,
    /// `null`, which only JSON has a form for.
    Null,
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

impl Value {
    pub(super) fn of(value: &(impl Serialize + ?Sized)) -> Result<Self, Unwritable> {
        value.serialize(Reader)
    }

    /// Whether no style writes it (RFC 6570, section 2.3).
    fn has_no_form(&self) -> bool {
        matches!(self, Self::Nothing | Self::Null)
    }
}

/// A value that does not serialize.
#[derive(Debug)]
pub(super) struct Unwritable(String);

impl Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unwritable {}

impl ser::Error for Unwritable {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

struct Reader;

/// A list or an object that is being read.
struct Parts {
    list: Vec<Value>,
    object: Vec<(String, Value)>,
    key: String,
    /// The variant around it.
    variant: Option<&'static str>,
}

impl Parts {
    fn new(variant: Option<&'static str>) -> Self {
        Self {
            list: Vec::new(),
            object: Vec::new(),
            key: String::new(),
            variant,
        }
    }

    fn element(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), Unwritable> {
        let value = Value::of(value)?;
        self.list.extend((!value.has_no_form()).then_some(value));
        Ok(())
    }

    fn property(&mut self, key: &str, value: &(impl Serialize + ?Sized)) -> Result<(), Unwritable> {
        let value = Value::of(value)?;
        let property = (!value.has_no_form()).then(|| (key.to_owned(), value));
        self.object.extend(property);
        Ok(())
    }

    /// The object, with its properties in one order wherever they come from.
    fn into_object(mut self) -> Value {
        self.object.sort_by(|(one, _), (other, _)| one.cmp(other));
        Value::Object(self.object)
    }

    fn inside(variant: Option<&'static str>, value: Value) -> Value {
        match variant {
            Some(variant) => Value::Object(vec![(variant.to_owned(), value)]),
            None => value,
        }
    }
}

macro_rules! texts {
    ($($method:ident: $type:ty),*) => {
        $(fn $method(self, value: $type) -> Result<Value, Unwritable> {
            Ok(Value::Text(value.to_string()))
        })*
    };
}

macro_rules! parts {
    ($($method:ident: $($argument:ty),*);*) => {
        $(fn $method(self, $(_: $argument),*) -> Result<Parts, Unwritable> {
            Ok(Parts::new(None))
        })*
    };
}

impl Serializer for Reader {
    type Ok = Value;
    type Error = Unwritable;
    type SerializeSeq = Parts;
    type SerializeTuple = Parts;
    type SerializeTupleStruct = Parts;
    type SerializeTupleVariant = Parts;
    type SerializeMap = Parts;
    type SerializeStruct = Parts;
    type SerializeStructVariant = Parts;

    texts! {
        serialize_bool: bool, serialize_char: char, serialize_str: &str,
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128,
        serialize_f32: f32
    }

    fn serialize_f64(self, value: f64) -> Result<Value, Unwritable> {
        // As in JSON: `1.0`, not `1`, and no hundreds of zeros.
        let text = serde_json::to_string(&value).map_err(ser::Error::custom)?;
        Ok(Value::Text(text))
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<Value, Unwritable> {
        bytes.serialize(self)
    }

    fn serialize_none(self) -> Result<Value, Unwritable> {
        Ok(Value::Nothing)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, Unwritable> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value, Unwritable> {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Value, Unwritable> {
        Ok(Value::Null)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Value, Unwritable> {
        Ok(Value::Text(variant.to_owned()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Value, Unwritable> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Value, Unwritable> {
        Ok(Parts::inside(Some(variant), value.serialize(self)?))
    }

    parts! {
        serialize_seq: Option<usize>;
        serialize_tuple: usize;
        serialize_tuple_struct: &'static str, usize;
        serialize_map: Option<usize>;
        serialize_struct: &'static str, usize
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts, Unwritable> {
        Ok(Parts::new(Some(variant)))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts, Unwritable> {
        Ok(Parts::new(Some(variant)))
    }
}

macro_rules! lists {
    ($($of:ident: $method:ident),*) => {
        $(impl $of for Parts {
            type Ok = Value;
            type Error = Unwritable;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
                self.element(value)
            }

            fn end(self) -> Result<Value, Unwritable> {
                Ok(Parts::inside(self.variant, Value::List(self.list)))
            }
        })*
    };
}

lists! {
    SerializeSeq: serialize_element, SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field, SerializeTupleVariant: serialize_field
}

macro_rules! objects {
    ($($of:ident),*) => {
        $(impl $of for Parts {
            type Ok = Value;
            type Error = Unwritable;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), Unwritable> {
                self.property(key, value)
            }

            fn end(self) -> Result<Value, Unwritable> {
                Ok(Parts::inside(self.variant, self.into_object()))
            }
        })*
    };
}

objects!(SerializeStruct, SerializeStructVariant);

impl SerializeMap for Parts {
    type Ok = Value;
    type Error = Unwritable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unwritable> {
        match Value::of(key)? {
            Value::Text(key) => self.key = key,
            _ => return Err(ser::Error::custom("a name has to be a text")),
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        let key = std::mem::take(&mut self.key);
        self.property(&key, value)
    }

    fn end(self) -> Result<Value, Unwritable> {
        Ok(self.into_object())
    }
}
