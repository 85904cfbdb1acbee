//! The parameters of two operations.

use openapi_normalize::field_name;
use serde_json::Value;

use super::{Common, Comparison, annotations::deprecation, verdict_if};
use crate::{
    change::{FromTo, Kind, Verdict},
    document::{Document, letters},
    operations::{Operation, path_names},
    place::{Part, Place, Side},
    schema::Types,
};

#[derive(Clone, Copy)]
struct Parameter<'d> {
    location: &'d str,
    name: &'d str,
    value: &'d Value,
}

impl<'d> Parameter<'d> {
    /// The parameters of an operation, and those of its path item that it does not replace.
    fn all(operation: &Operation<'d>, document: &Document<'d>) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for holder in [operation.value, operation.item] {
            for value in holder["parameters"].as_array().into_iter().flatten() {
                let value = document.resolve(value);
                let (location, name) = (value["in"].as_str(), value["name"].as_str());
                let (Some(location), Some(name)) = (location, name) else {
                    continue;
                };
                let parameter = Self {
                    location,
                    name,
                    value,
                };
                if !all.iter().any(|known| known.is_same(&parameter)) {
                    all.push(parameter);
                }
            }
        }
        all
    }

    fn is_same(&self, other: &Parameter<'_>) -> bool {
        let is_same_name = match self.location {
            "header" => self.name.eq_ignore_ascii_case(other.name),
            _ => self.name == other.name,
        };
        self.location == other.location && is_same_name
    }

    fn is_required(&self) -> bool {
        self.location == "path" || self.value["required"] == true
    }

    fn place(&self, common: &Common<'_, '_>) -> Place {
        let part = Part::Parameter {
            location: self.location.to_owned(),
            name: self.name.to_owned(),
        };
        Place::of(&common.place, part)
    }

    /// Its schema, and the media type in which it is written, if it is.
    fn schema(&self) -> (Option<&'d Value>, Option<&'d str>) {
        let content = self.value["content"].as_object();
        match content.and_then(|content| content.iter().next()) {
            Some((media_type, content)) => (content.get("schema"), Some(media_type)),
            None => (self.value.get("schema"), None),
        }
    }

    fn serialization(&self, document: &Document<'d>) -> String {
        let (schema, media_type) = self.schema();
        if let Some(media_type) = media_type {
            return media_type.to_owned();
        }
        let usual = match self.location {
            "query" | "cookie" => "form",
            _ => "simple",
        };
        let style = self.value["style"].as_str().unwrap_or(usual);
        let types = schema.map_or(Types::ALL, |schema| {
            document.view(&document.node(schema).core).types
        });
        let is_scalar = types.and(Types::ARRAY.or(Types::OBJECT)) == Types::NONE;
        let explode = self.value["explode"].as_bool().unwrap_or(style == "form");
        // How a single value is written depends on neither.
        let styles_alike = [
            "form",
            "simple",
            "spaceDelimited",
            "pipeDelimited",
            "deepObject",
        ];
        if is_scalar && styles_alike.contains(&style) {
            "a single value".to_owned()
        } else if explode && !is_scalar {
            format!("style `{style}`, exploded")
        } else {
            format!("style `{style}`")
        }
    }
}

/// A way in which two parameters are the same one.
type IsSame<'f> = &'f dyn Fn(&Parameter<'_>, &Parameter<'_>) -> bool;

impl<'d, 'n> Comparison<'d, 'n> {
    pub(super) fn parameters(&mut self, common: &Common<'d, 'n>) {
        let mut removed = Parameter::all(&common.old, &self.old);
        let mut added = Parameter::all(&common.new, &self.new);
        let renamed_in_path: Vec<(&str, &str)> = path_names(common.old.path)
            .zip(path_names(common.new.path))
            .collect();
        let in_path = |old: &Parameter<'_>, new: &Parameter<'_>| {
            let both_in_path = old.location == "path" && new.location == "path";
            both_in_path && renamed_in_path.contains(&(old.name, new.name))
        };
        let respelled = |old: &Parameter<'_>, new: &Parameter<'_>| {
            old.location == new.location && letters(old.name) == letters(new.name)
        };
        let ways: [IsSame<'_>; 4] = [
            &in_path,
            &|old, new| old.is_same(new),
            &respelled,
            &|old, new| old.name == new.name,
        ];
        for is_same in ways {
            removed.retain(|old| {
                let found = added.iter().position(|new| is_same(old, new));
                if let Some(found) = found {
                    self.parameter(common, *old, added.remove(found));
                }
                found.is_none()
            });
        }
        for parameter in removed {
            let place = parameter.place(common);
            self.push(&place, Kind::Removed, Verdict::Breaking, Verdict::Breaking);
        }
        for parameter in added {
            let required = parameter.is_required();
            let verdict = if required {
                Verdict::Breaking
            } else {
                Verdict::Compatible
            };
            let kind = Kind::Added { required };
            self.push(&parameter.place(common), kind, verdict, verdict);
        }
    }

    fn parameter(&mut self, common: &Common<'d, 'n>, old: Parameter<'d>, new: Parameter<'d>) {
        let place = new.place(common);
        if old.location != new.location {
            let kind = Kind::LocationChanged(FromTo {
                from: format!("the {}", old.location),
                to: format!("the {}", new.location),
            });
            self.push(&place, kind, Verdict::Breaking, Verdict::Unchanged);
        } else if !old.is_same(&new) {
            let kind = Kind::Renamed(FromTo {
                from: old.name.to_owned(),
                to: new.name.to_owned(),
            });
            let wire = verdict_if(old.location != "path");
            let rust = verdict_if(field_name(old.name) != field_name(new.name));
            if wire != rust || wire == Verdict::Breaking {
                self.push(&place, kind, wire, rust);
            }
        }
        match (old.is_required(), new.is_required()) {
            (false, true) => {
                let kind = Kind::BecameRequired;
                self.push(&place, kind, Verdict::Breaking, Verdict::Breaking);
            }
            (true, false) => {
                // The setter takes the same.
                let kind = Kind::BecameOptional;
                self.push(&place, kind, Verdict::Compatible, Verdict::Unchanged);
            }
            _ => {}
        }
        let is_deprecated = |parameter: &Parameter<'_>| parameter.value["deprecated"] == true;
        if is_deprecated(&old) != is_deprecated(&new) {
            let kind = deprecation(is_deprecated(&new));
            self.push(&place, kind, Verdict::Unchanged, Verdict::Unchanged);
        }
        let written = (old.serialization(&self.old), new.serialization(&self.new));
        let ((before, _), (after, _)) = (old.schema(), new.schema());
        if let (Some(before), Some(after)) = (before, after) {
            let types = |document: &Document<'d>, schema: &'d Value| {
                document.view(&document.node(schema).core).types
            };
            // Another type is written in another way in any case.
            let is_same_type = types(&self.old, before) == types(&self.new, after);
            if written.0 != written.1 && is_same_type && old.location == new.location {
                let kind = Kind::SerializationChanged(FromTo {
                    from: written.0,
                    to: written.1,
                });
                self.push(&place, kind, Verdict::Breaking, Verdict::Unchanged);
            }
            self.root(&place, before, after, Side::Request);
        }
    }
}
