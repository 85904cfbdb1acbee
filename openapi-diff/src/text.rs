//! Changes in words.

use std::fmt;

use serde_json::Value;

use crate::{
    change::{Change, Effect, FromTo, Kind},
    place::{Part, Place, Side},
};

/// More values than this are counted.
const MOST_VALUES: usize = 12;

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(operation), false) = (&self.place.operation, self.place.part == Part::Whole) {
            write!(f, "`{}`: ", operation.id)?;
        }
        let subject = match &self.change {
            Kind::RustTypeChanged(_) => format!("a Rust type in {}", self.place),
            Kind::TypesRenamed { from, .. } if from.len() == 1 => "the Rust type".to_owned(),
            Kind::TypesRenamed { .. } => "the Rust types".to_owned(),
            _ => self.place.to_string(),
        };
        write!(f, "{subject} {}", Predicate(&self.change, &self.place))?;
        also(self, f)
    }
}

/// `` (component `Pet`, also the 404 response, also in `b` and 3 more operations) ``
fn also(change: &Change, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let operation = &change.place.operation;
    let others = change.also.iter();
    let (same, others): (Vec<&Place>, Vec<&Place>) =
        others.partition(|other| other.operation == *operation);
    let mut ids: Vec<&str> = Vec::new();
    for operation in others.iter().filter_map(|other| other.operation.as_ref()) {
        if !ids.contains(&operation.id.as_str()) {
            ids.push(&operation.id);
        }
    }
    let mut words = Vec::new();
    if let Some(name) = &change.component {
        words.push(format!("component `{name}`"));
    }
    match same.as_slice() {
        [] => {}
        [one] => words.push(format!("also {one}")),
        [one, two] => words.push(format!("also {one} and {two}")),
        [one, rest @ ..] => words.push(format!("also {one} and {} more places", rest.len())),
    }
    match ids.as_slice() {
        [] => {}
        [one] => words.push(format!("also in `{one}`")),
        [one, two] => words.push(format!("also in `{one}` and `{two}`")),
        [one, rest @ ..] => {
            words.push(format!(
                "also in `{one}` and {} more operations",
                rest.len()
            ));
        }
    }
    if words.is_empty() {
        return Ok(());
    }
    write!(f, " ({})", words.join(", "))
}

struct Predicate<'c>(&'c Kind, &'c Place);

impl fmt::Display for Predicate<'_> {
    #[expect(clippy::too_many_lines, reason = "a line or two for each kind")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.1;
        let is_request = place.side() == Some(Side::Request);
        match self.0 {
            Kind::Added { required } => match (place.side(), required) {
                (Some(Side::Request), true) => f.write_str("was added, and is required"),
                _ => f.write_str("was added"),
            },
            Kind::Removed => f.write_str("was removed"),
            Kind::Moved(FromTo { from, to }) => write!(f, "moved from `{from}` to `{to}`"),
            Kind::TrailingSlash { added: true } => {
                f.write_str("has a slash at the end of its path")
            }
            Kind::TrailingSlash { added: false } => {
                f.write_str("no longer has a slash at the end of its path")
            }
            Kind::Renamed(FromTo { from, to }) => {
                write!(f, "was renamed from `{from}` to `{to}`")
            }
            Kind::LocationChanged(FromTo { from, to }) => {
                write!(f, "moved from {from} to {to}")
            }
            Kind::SerializationChanged(FromTo { from, to }) => {
                write!(f, "is written as {to} instead of {from}")
            }
            Kind::StatusChanged(FromTo { to, .. }) => write!(f, "now has the status {to}"),
            Kind::MediaTypeAdded { media_type } => write!(f, "can be {media_type}, too"),
            Kind::MediaTypeRemoved { media_type } => {
                write!(f, "can no longer be {media_type}")
            }
            Kind::ServerAdded { url } => write!(f, "has the server {url}, too"),
            Kind::ServerRemoved { url } => write!(f, "no longer has the server {url}"),
            Kind::SecurityChanged(FromTo { from, to }) => {
                write!(f, "is secured by {to} instead of {from}")
            }
            Kind::SecuritySchemeChanged { scheme } => {
                write!(f, "has another security scheme under the name `{scheme}`")
            }
            Kind::BecameRequired if is_request => f.write_str("is now required"),
            Kind::BecameRequired => f.write_str("is now always there"),
            Kind::BecameOptional if is_request => f.write_str("is now optional"),
            Kind::BecameOptional => f.write_str("may now be absent"),
            Kind::BecameNullable => f.write_str("may now be null"),
            Kind::NoLongerNullable => f.write_str("may no longer be null"),
            Kind::TypeChanged(FromTo { from, to }) => {
                write!(f, "changed its type from {from} to {to}")
            }
            Kind::FormatChanged(FromTo { from, to }) => {
                let any = || "any format".to_owned();
                let from = from.clone().unwrap_or_else(any);
                let to = to.clone().unwrap_or_else(any);
                write!(f, "changed its format from {from} to {to}")
            }
            Kind::ValuesRestricted { values } => {
                write!(f, "now has to be one of {}", List(values))
            }
            Kind::ValuesUnrestricted { values } => {
                write!(f, "no longer has to be one of {}", List(values))
            }
            Kind::ValuesAdded { values } => write!(f, "can be {}, too", List(values)),
            Kind::ValuesRemoved { values } => write!(f, "can no longer be {}", List(values)),
            Kind::LimitChanged { limit, from, to } => match (from, to) {
                (None, Some(to)) => write!(f, "now has {limit} {to}"),
                (Some(from), None) => write!(f, "no longer has {limit} {from}"),
                (from, to) => {
                    let [from, to] = [from, to].map(|text| text.as_deref().unwrap_or("none"));
                    write!(f, "changed its {limit} from {from} to {to}")
                }
            },
            Kind::CheckChanged { keyword, effect } => match effect {
                Effect::Narrower => write!(f, "now has `{keyword}`"),
                Effect::Wider => write!(f, "no longer has `{keyword}`"),
                Effect::Different => write!(f, "has another `{keyword}`"),
            },
            Kind::AdditionalPropertiesChanged(FromTo { from, to }) => {
                write!(f, "allows {to} besides its properties, instead of {from}")
            }
            Kind::VariantAdded { variant } => write!(f, "can be {variant}, too"),
            Kind::VariantRemoved { variant } => write!(f, "can no longer be {variant}"),
            Kind::DiscriminatorChanged(FromTo { from, to }) => {
                write!(f, "is told apart by {to} instead of {from}")
            }
            Kind::VariantTagChanged { variant, from, to } => {
                write!(f, "marks {variant} by {to} instead of {from}")
            }
            Kind::DefaultChanged(FromTo { from, to }) => match (from, to) {
                (None, Some(to)) => write!(f, "now has the default {to}"),
                (Some(from), None) => write!(f, "no longer has the default {from}"),
                (from, to) => {
                    let [from, to] = [from, to].map(|value| value.clone().unwrap_or_default());
                    write!(f, "changed its default from {from} to {to}")
                }
            },
            Kind::BecameReadOnly => f.write_str("is now read-only"),
            Kind::NoLongerReadOnly { required: true } => {
                f.write_str("is no longer read-only, and is required")
            }
            Kind::NoLongerReadOnly { required: false } => f.write_str("is no longer read-only"),
            Kind::BecameWriteOnly => f.write_str("is now write-only"),
            Kind::NoLongerWriteOnly => f.write_str("is no longer write-only"),
            Kind::Deprecated => f.write_str("is deprecated"),
            Kind::NoLongerDeprecated => f.write_str("is no longer deprecated"),
            Kind::MethodRenamed(FromTo { from, to }) => {
                write!(f, "has the method `{to}` instead of `{from}`")
            }
            Kind::MethodAdded => f.write_str("now has a method in the generated client"),
            Kind::MethodRemoved => f.write_str("no longer has a method in the generated client"),
            Kind::RustTypeChanged(FromTo { from, to }) => write!(f, "is {to} instead of {from}"),
            Kind::TypesRenamed { from, to } => {
                let verb = if from.len() == 1 { "is" } else { "are" };
                let from = from.join("`, `");
                write!(f, "`{from}` in {place} {verb} now `{to}`")
            }
        }
    }
}

struct List<'v>(&'v [Value]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.iter().take(MOST_VALUES).map(ToString::to_string);
        let shown: Vec<String> = shown.collect();
        f.write_str(&shown.join(", "))?;
        match self.0.len().saturating_sub(MOST_VALUES) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}
