//! How the value of a parameter goes over the wire (OpenAPI 3.1.1, section 4.8.12 and appendix C; RFC 6570).

mod value;

use reqwest::header::{COOKIE, HeaderMap, HeaderValue};
use serde::Serialize;

use super::{
    Error,
    path::{NOT_A_SEGMENT, percent_encoded},
};
use value::Value;

/// The `style` of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `a=1,2`, or exploded `a=1&a=2`.
    Form,
    /// `a=1%202`.
    SpaceDelimited,
    /// `a=1%7C2`.
    PipeDelimited,
    /// `a[b]=1`.
    DeepObject,
    /// `1,2`.
    Simple,
    /// `.1,2`, or exploded `.1.2`.
    Label,
    /// `;a=1,2`, or exploded `;a=1;a=2`.
    Matrix,
    /// The value as JSON.
    Json,
}

/// The values to send, each with the name that it has there.
type Pairs = Vec<(String, String)>;

/// A value with its name, and how to write it.
struct Parameter<'p> {
    name: &'p str,
    style: Style,
    explode: bool,
    encode: fn(&str) -> String,
}

impl<'p> Parameter<'p> {
    fn encoded(name: &'p str, style: Style, explode: bool) -> Self {
        Self {
            name,
            style,
            explode,
            encode: percent_encoded,
        }
    }

    /// Reads `value`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRequest`] if it cannot be written.
    fn read<E>(&self, value: &(impl Serialize + ?Sized)) -> Result<Value, Error<E>> {
        let read = if self.style == Style::Json {
            match Value::of(value) {
                Ok(Value::Nothing) => Ok(Value::Nothing),
                _ => serde_json::to_string(value)
                    .map(Value::Text)
                    .map_err(|error| error.to_string()),
            }
        } else {
            Value::of(value).map_err(|error| error.to_string())
        };
        read.map_err(|error| Error::InvalidRequest(format!("`{}`: {error}", self.name)))
    }

    fn too_deep<E>(&self) -> Error<E> {
        Error::InvalidRequest(format!(
            "`{}` has an array or an object inside another one, which cannot be written in its style",
            self.name
        ))
    }

    fn scalar<E>(&self, value: &Value) -> Result<String, Error<E>> {
        match value {
            Value::Text(text) => Ok((self.encode)(text)),
            _ => Err(self.too_deep()),
        }
    }

    /// The elements of a list, or the names and values of an object one after the other.
    fn flat<E>(&self, value: &Value) -> Result<Vec<String>, Error<E>> {
        match value {
            Value::Nothing | Value::Null => Ok(Vec::new()),
            Value::Text(_) => Ok(vec![self.scalar(value)?]),
            Value::List(values) => values.iter().map(|value| self.scalar(value)).collect(),
            Value::Object(properties) => {
                let mut flat = Vec::new();
                for (name, value) in properties {
                    flat.push((self.encode)(name));
                    flat.push(self.scalar(value)?);
                }
                Ok(flat)
            }
        }
    }

    fn joined<E>(&self, value: &Value, delimiter: &str) -> Result<String, Error<E>> {
        Ok(self.flat(value)?.join(delimiter))
    }

    /// The value as pairs of names and values.
    fn pairs<E>(&self, value: &Value) -> Result<Pairs, Error<E>> {
        let name = (self.encode)(self.name);
        let delimiter = match self.style {
            Style::SpaceDelimited => "%20",
            Style::PipeDelimited => "%7C",
            _ => ",",
        };
        match value {
            Value::Nothing | Value::Null => Ok(Vec::new()),
            Value::Text(text) => Ok(vec![(name, (self.encode)(text))]),
            Value::List(values) if values.is_empty() => Ok(Vec::new()),
            Value::Object(properties) if properties.is_empty() => Ok(Vec::new()),
            _ if self.style == Style::DeepObject => {
                let mut pairs = Vec::new();
                self.deep(name, value, &mut pairs);
                Ok(pairs)
            }
            Value::List(values) if self.explode => {
                let values = values
                    .iter()
                    .map(|value| Ok((name.clone(), self.scalar(value)?)));
                values.collect()
            }
            Value::Object(properties) if self.explode => {
                let mut pairs = Vec::new();
                for (name, value) in properties {
                    let name = (self.encode)(name);
                    let values = match value {
                        Value::List(_) => self.flat(value)?,
                        value => vec![self.scalar(value)?],
                    };
                    pairs.extend(values.into_iter().map(|value| (name.clone(), value)));
                }
                Ok(pairs)
            }
            _ => Ok(vec![(name, self.joined(value, delimiter)?)]),
        }
    }

    /// `a[b][c]=1`, with `a[b][]=1` for the elements of a list, as servers with such names read them.
    fn deep(&self, name: String, value: &Value, pairs: &mut Pairs) {
        let inside = |key: &str| format!("{name}%5B{}%5D", (self.encode)(key));
        match value {
            Value::Nothing | Value::Null => {}
            Value::Text(text) => pairs.push((name, (self.encode)(text))),
            Value::List(values) => {
                for value in values {
                    self.deep(inside(""), value, pairs);
                }
            }
            Value::Object(properties) => {
                for (key, value) in properties {
                    self.deep(inside(key), value, pairs);
                }
            }
        }
    }

    /// The value as one text, as it stands in a path or in a header.
    fn text<E>(&self, value: &Value) -> Result<String, Error<E>> {
        let assigned = |pairs: Pairs| -> Vec<String> {
            let pairs = pairs.into_iter();
            let assigned = pairs.map(|(name, value)| match (self.style, value.as_str()) {
                (Style::Matrix, "") => name,
                _ => format!("{name}={value}"),
            });
            assigned.collect()
        };
        let delimiter = if self.style == Style::Label && self.explode {
            "."
        } else {
            ","
        };
        let list = match (self.style, value) {
            (Style::Matrix, _) => {
                let assigned = assigned(self.pairs(value)?).join(";");
                return Ok(match assigned.as_str() {
                    "" => assigned,
                    assigned => format!(";{assigned}"),
                });
            }
            (_, Value::Object(_)) if self.explode => assigned(self.pairs(value)?).join(delimiter),
            _ => self.joined(value, delimiter)?,
        };
        Ok(match self.style {
            Style::Label => format!(".{list}"),
            _ => list,
        })
    }
}

/// The pairs that a parameter adds to a query or to a form.
///
/// # Errors
///
/// [`Error::InvalidRequest`] if the value cannot be written in the style.
pub(super) fn query<E>(
    name: &str,
    value: &(impl Serialize + ?Sized),
    style: Style,
    explode: bool,
) -> Result<Vec<String>, Error<E>> {
    let parameter = Parameter::encoded(name, style, explode);
    let value = parameter.read(value)?;
    let pairs = parameter.pairs(&value)?.into_iter();
    Ok(pairs
        .map(|(name, value)| format!("{name}={value}"))
        .collect())
}

/// A parameter as a part of a path.
///
/// URL parsers remove `.` and `..` from a path, encoded or not (RFC 3986, section 5.2.4), and with an
/// empty value too the rest is the path of another operation. These become `NOT_A_SEGMENT`, which the
/// transport refuses.
///
/// # Errors
///
/// [`Error::InvalidRequest`] if the value cannot be written in the style.
pub fn path_parameter<E>(
    name: &str,
    value: &(impl Serialize + ?Sized),
    style: Style,
    explode: bool,
) -> Result<String, Error<E>> {
    let parameter = Parameter::encoded(name, style, explode);
    let value = parameter.read(value)?;
    let text = parameter.text(&value)?;
    Ok(match text.as_str() {
        "" | "." | ".." => NOT_A_SEGMENT.to_owned(),
        _ => text,
    })
}

/// Adds a parameter to the headers.
///
/// # Errors
///
/// [`Error::InvalidRequest`] if the value cannot be written in the style, or not in a header.
pub fn header_parameter<E>(
    headers: &mut HeaderMap,
    name: &'static str,
    value: &(impl Serialize + ?Sized),
    style: Style,
    explode: bool,
) -> Result<(), Error<E>> {
    let parameter = Parameter {
        encode: str::to_owned,
        ..Parameter::encoded(name, style, explode)
    };
    let value = parameter.read(value)?;
    let parts = match &value {
        Value::Text(_) => Vec::new(),
        value => parameter.flat(value)?,
    };
    if parts.is_empty() && !matches!(value, Value::Text(_)) {
        return Ok(());
    }
    if parts.iter().any(|part| part.contains(',')) {
        return Err(Error::InvalidRequest(format!(
            "`{name}` has an element with a comma, which separates elements in a header"
        )));
    }
    headers.append(name, HeaderValue::try_from(parameter.text(&value)?)?);
    Ok(())
}

/// Adds a parameter to the cookies. All cookies of a request are in one header (RFC 6265, section 5.4).
///
/// # Errors
///
/// [`Error::InvalidRequest`] if the value cannot be written in the style.
pub fn cookie_parameter<E>(
    headers: &mut HeaderMap,
    name: &str,
    value: &(impl Serialize + ?Sized),
    style: Style,
    explode: bool,
) -> Result<(), Error<E>> {
    let parameter = Parameter::encoded(name, style, explode);
    let value = parameter.read(value)?;
    for (name, value) in parameter.pairs(&value)? {
        let cookie = format!("{name}={value}");
        let cookies = match headers.get(COOKIE).and_then(|before| before.to_str().ok()) {
            Some(before) => format!("{before}; {cookie}"),
            None => cookie,
        };
        headers.insert(COOKIE, HeaderValue::try_from(cookies)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
