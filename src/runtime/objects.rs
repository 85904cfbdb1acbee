//! Reading and writing objects so that `null` and absent stay apart, and nothing is written twice.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, MapAccess, Visitor},
    ser::SerializeMap,
};
use serde_json::{Map, Value};

use super::integers::{Inside, MadeOfIntegers};

/// Reads a property that is there, so that it is told from one that is absent even if it is `null`.
///
/// # Errors
///
/// If the value is of another type.
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// [`present`] for types that are made of integers.
///
/// # Errors
///
/// If the value is of another type, or does not fit.
pub fn present_integers<'de, T: MadeOfIntegers<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::read(deserializer).map(Some)
}

/// What was read so far of an object that keeps undocumented properties.
pub trait ReadObject<'de>: Default {
    /// Reads the next property.
    ///
    /// # Errors
    ///
    /// If its value is of another type.
    fn read<A: MapAccess<'de>>(&mut self, property: Property<'_, A>) -> Result<(), A::Error>;
}

/// Reads an object, property by property. One that stands twice counts as it stands last.
///
/// # Errors
///
/// If the value is not an object, or a property is of another type.
pub fn read_object<'de, T: ReadObject<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_map(Object(PhantomData))
}

/// The value of a property that has to be there.
///
/// # Errors
///
/// If it is not there.
pub fn required<T, E: Error>(value: Option<T>, name: &'static str) -> Result<T, E> {
    value.ok_or_else(|| E::missing_field(name))
}

struct Object<T>(PhantomData<T>);

impl<'de, T: ReadObject<'de>> Visitor<'de> for Object<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut read = T::default();
        while let Some(name) = map.next_key()? {
            read.read(Property {
                name,
                map: &mut map,
            })?;
        }
        Ok(read)
    }
}

/// A property that is being read.
pub struct Property<'a, A> {
    name: String,
    map: &'a mut A,
}

impl<'de, A: MapAccess<'de>> Property<'_, A> {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its value, which is there.
    ///
    /// # Errors
    ///
    /// If it is of another type.
    pub fn present<T: Deserialize<'de>>(self) -> Result<Option<T>, A::Error> {
        self.map.next_value().map(Some)
    }

    /// [`Property::present`] for types that are made of integers.
    ///
    /// # Errors
    ///
    /// If the value is of another type, or does not fit.
    pub fn present_integers<T: MadeOfIntegers<'de>>(self) -> Result<Option<T>, A::Error> {
        self.map.next_value_seed(Inside(PhantomData)).map(Some)
    }

    /// Its value; if that is `null`, `extra` keeps it.
    ///
    /// # Errors
    ///
    /// If the value is of another type.
    pub fn optional<T: Deserialize<'de>>(
        self,
        extra: &mut Map<String, Value>,
    ) -> Result<Option<T>, A::Error> {
        let value = self.map.next_value()?;
        Ok(keep_null(value, self.name, extra))
    }

    /// [`Property::optional`] for types that are made of integers.
    ///
    /// # Errors
    ///
    /// If the value is of another type, or does not fit.
    pub fn optional_integers<T: MadeOfIntegers<'de>>(
        self,
        extra: &mut Map<String, Value>,
    ) -> Result<Option<T>, A::Error> {
        let value = self.map.next_value_seed(Inside(PhantomData))?;
        Ok(keep_null(value, self.name, extra))
    }

    /// An undocumented property: goes to `extra`.
    ///
    /// # Errors
    ///
    /// If its value is of another type than those of `extra`.
    pub fn undocumented<T: Deserialize<'de>>(
        self,
        extra: &mut impl Extend<(String, T)>,
    ) -> Result<(), A::Error> {
        let value = self.map.next_value()?;
        extra.extend([(self.name, value)]);
        Ok(())
    }

    /// [`Property::undocumented`] for types that are made of integers.
    ///
    /// # Errors
    ///
    /// If the value is of another type than those of `extra`, or does not fit.
    pub fn undocumented_integers<T: MadeOfIntegers<'de>>(
        self,
        extra: &mut impl Extend<(String, T)>,
    ) -> Result<(), A::Error> {
        let value = self.map.next_value_seed(Inside(PhantomData))?;
        extra.extend([(self.name, value)]);
        Ok(())
    }
}

fn keep_null<T>(value: Option<T>, name: String, extra: &mut Map<String, Value>) -> Option<T> {
    if value.is_none() {
        extra.insert(name, Value::Null);
    } else {
        extra.remove(&name);
    }
    value
}

/// An object that is being written.
pub struct ObjectWriter<M> {
    map: M,
    names: Vec<&'static str>,
}

impl<M: SerializeMap> ObjectWriter<M> {
    /// Begins an object.
    ///
    /// # Errors
    ///
    /// That of the serializer.
    pub fn new<S: Serializer<SerializeMap = M>>(serializer: S) -> Result<Self, S::Error> {
        Ok(Self {
            map: serializer.serialize_map(None)?,
            names: Vec::new(),
        })
    }

    /// Writes a documented property.
    ///
    /// # Errors
    ///
    /// That of the serializer.
    pub fn property(&mut self, name: &'static str, value: &impl Serialize) -> Result<(), M::Error> {
        self.names.push(name);
        self.map.serialize_entry(name, value)
    }

    /// Writes the properties of `extra` and ends the object. A `null` that was read is in `extra`; if its field has
    /// been set since, the field counts.
    ///
    /// # Errors
    ///
    /// That of the serializer.
    pub fn end_with<'v, T: Serialize + 'v>(
        mut self,
        extra: impl IntoIterator<Item = (&'v String, &'v T)>,
    ) -> Result<M::Ok, M::Error> {
        for (name, value) in extra {
            if !self.names.contains(&name.as_str()) {
                self.map.serialize_entry(name, value)?;
            }
        }
        self.map.end()
    }
}
