//! The parameters of two operations.

use openapi_normalize::field_name;
use serde_json::Value;

use super::{Common, Comparison, annotations::deprecation, verdict_if};
use crate::{
    change::{FromTo, Kind, Verdict},
    document::{Document, address, letters},
    operations::{Operation, path_names, template},
    place::{Part, Place, Side},
    schema::{ANY, Types},
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

    fn serialization(&self, document: &Document<'d>) -> String {
        let (schema, media_type) = written(self.value);
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
        // How a list is written does not depend on it here.
        let is_list = style == "simple" && types.and(Types::OBJECT) == Types::NONE;
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
        } else if explode && !is_scalar && style != "deepObject" && !is_list {
            format!("style `{style}`, exploded")
        } else {
            format!("style `{style}`")
        }
    }
}

/// The schema of a parameter or a header, and the media type in which it is written, if it is.
pub(super) fn written(value: &Value) -> (Option<&Value>, Option<&str>) {
    let content = value["content"].as_object();
    match content.and_then(|content| content.iter().next()) {
        Some((media_type, content)) => (content.get("schema"), Some(media_type)),
        None => (value.get("schema"), None),
    }
}

/// The parameters of two paths that stand in the same place, or that are called alike where the paths differ.
fn renamed_in_path<'p>(old: &'p str, new: &'p str) -> Vec<(&'p str, &'p str)> {
    let (mut before, mut after): (Vec<&str>, Vec<&str>) =
        (path_names(old).collect(), path_names(new).collect());
    if template(old) != template(new) {
        let common: Vec<&str> = before
            .iter()
            .copied()
            .filter(|name| after.contains(name))
            .collect();
        before.retain(|name| !common.contains(name));
        after.retain(|name| !common.contains(name));
    }
    before.into_iter().zip(after).collect()
}

/// A way in which two parameters are the same one.
type IsSame<'f> = &'f dyn Fn(&Parameter<'_>, &Parameter<'_>) -> bool;

impl<'d, 'n> Comparison<'d, 'n> {
    pub(super) fn parameters(&mut self, common: &Common<'d, 'n>) {
        let mut removed = Parameter::all(&common.old, &self.old);
        let mut added = Parameter::all(&common.new, &self.new);
        let renamed_in_path = renamed_in_path(common.old.path, common.new.path);
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
            let source = [address(parameter.value), 0];
            let breaks = Verdict::Breaking;
            self.push_shared(source, &place, Kind::Removed, breaks, breaks);
        }
        for parameter in added {
            let required = parameter.is_required();
            let verdict = if required {
                Verdict::Breaking
            } else {
                Verdict::Compatible
            };
            let kind = Kind::Added { required };
            let source = [0, address(parameter.value)];
            self.push_shared(source, &parameter.place(common), kind, verdict, verdict);
        }
    }

    fn parameter(&mut self, common: &Common<'d, 'n>, old: Parameter<'d>, new: Parameter<'d>) {
        let place = new.place(common);
        let source = [address(old.value), address(new.value)];
        if old.location != new.location {
            let kind = Kind::LocationChanged(FromTo {
                from: format!("the {}", old.location),
                to: format!("the {}", new.location),
            });
            self.push_shared(source, &place, kind, Verdict::Breaking, Verdict::Unchanged);
        } else if !old.is_same(&new) {
            let kind = Kind::Renamed(FromTo {
                from: old.name.to_owned(),
                to: new.name.to_owned(),
            });
            let wire = verdict_if(old.location != "path");
            let rust = verdict_if(field_name(old.name) != field_name(new.name));
            if wire != rust || wire == Verdict::Breaking {
                self.push_shared(source, &place, kind, wire, rust);
            }
        }
        match (old.is_required(), new.is_required()) {
            (false, true) => {
                let kind = Kind::BecameRequired;
                self.push_shared(source, &place, kind, Verdict::Breaking, Verdict::Breaking);
            }
            (true, false) => {
                // The setter takes the same.
                let kind = Kind::BecameOptional;
                self.push_shared(
                    source,
                    &place,
                    kind,
                    Verdict::Compatible,
                    Verdict::Unchanged,
                );
            }
            _ => {}
        }
        let is_deprecated = |parameter: &Parameter<'_>| parameter.value["deprecated"] == true;
        if is_deprecated(&old) != is_deprecated(&new) {
            let kind = deprecation(is_deprecated(&new));
            self.push_shared(source, &place, kind, Verdict::Unchanged, Verdict::Unchanged);
        }
        let styles = (old.serialization(&self.old), new.serialization(&self.new));
        let ((before, _), (after, _)) = (written(old.value), written(new.value));
        if before.is_some() || after.is_some() {
            let (before, after) = (before.unwrap_or(&ANY), after.unwrap_or(&ANY));
            let types = |document: &Document<'d>, schema: &'d Value| {
                document.view(&document.node(schema).core).types
            };
            // Another type is written in another way in any case.
            let is_same_type = types(&self.old, before) == types(&self.new, after);
            if styles.0 != styles.1 && is_same_type && old.location == new.location {
                let kind = Kind::SerializationChanged(FromTo {
                    from: styles.0,
                    to: styles.1,
                });
                self.push_shared(source, &place, kind, Verdict::Breaking, Verdict::Unchanged);
            }
            self.root(&place, before, after, Side::Request);
        }
    }
}
