//! What two operations take and return.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::{
    Common, Comparison, Source, annotations::deprecation, parameters::written, verdict_if,
};
use crate::{
    change::{FromTo, Kind, Verdict},
    document::{Document, address},
    place::{Part, Place, Side},
    rust_api::{is_same, outcome},
    schema::{ANY, Core},
};

type Content<'d> = BTreeMap<String, &'d Value>;

impl<'d, 'n> Comparison<'d, 'n> {
    pub(super) fn body(&mut self, common: &Common<'d, 'n>) {
        let old = self.old.resolve(&common.old.value["requestBody"]);
        let new = self.new.resolve(&common.new.value["requestBody"]);
        let place = Place::of(&common.place, Part::Body { media_type: None });
        let source = [address(old), address(new)];
        let is_required = |body: &Value| body["required"] == true;
        let required = is_required(new);
        let (kind, verdict) = match (old.is_object(), new.is_object()) {
            (false, false) => return,
            (false, true) if required => (Kind::Added { required }, Verdict::Breaking),
            (false, true) => (Kind::Added { required }, Verdict::Compatible),
            (true, false) => (Kind::Removed, Verdict::Breaking),
            (true, true) => {
                match (is_required(old), required) {
                    (false, true) => {
                        let kind = Kind::BecameRequired;
                        self.push_shared(
                            source,
                            &place,
                            kind,
                            Verdict::Breaking,
                            Verdict::Breaking,
                        );
                    }
                    (true, false) => {
                        let kind = Kind::BecameOptional;
                        self.push_shared(
                            source,
                            &place,
                            kind,
                            Verdict::Compatible,
                            Verdict::Compatible,
                        );
                    }
                    _ => {}
                }
                let rust = match common.normalized {
                    (Some(old), Some(new)) => {
                        let content = |body: &'n Value| &body["requestBody"]["content"];
                        verdict_if(!is_same(content(old), content(new)))
                    }
                    _ => Verdict::Unchanged,
                };
                let contents = [content(old), content(new)];
                self.content(source, &place, contents, rust, |media_type| Part::Body {
                    media_type,
                });
                return;
            }
        };
        self.push_shared(source, &place, kind, verdict, verdict);
    }

    /// Compares what is sent in each media type. `rust` is what follows from other media types.
    fn content(
        &mut self,
        source: Source,
        place: &Place,
        [old, new]: [Content<'d>; 2],
        rust: Verdict,
        part: impl Fn(Option<String>) -> Part,
    ) {
        let side = place.side().unwrap_or(Side::Response);
        // A stream has a schema for its items, since OpenAPI 3.2.
        let schema = |content: &'d Value| {
            let schema = content.get("schema").or_else(|| content.get("itemSchema"));
            schema.unwrap_or(&ANY)
        };
        let cores = |contents: &Content<'d>, document: &Document<'d>| -> HashSet<Core<'d>> {
            let contents = contents.values();
            let nodes = contents.map(|content| document.node(schema(content)));
            nodes.map(|node| node.core).collect()
        };
        // Where all media types have the same schema, none of them is meant.
        let is_one = cores(&old, &self.old).len() <= 1 && cores(&new, &self.new).len() <= 1;
        let mut removed = false;
        for (media_type, before) in &old {
            let wider = || match side {
                Side::Request => covering(&new, media_type),
                Side::Response => None,
            };
            let Some(after) = new.get(media_type).copied().or_else(wider) else {
                let media_type = media_type.clone();
                let kind = Kind::MediaTypeRemoved { media_type };
                removed = true;
                self.push_shared(source, place, kind, Verdict::Breaking, rust);
                continue;
            };
            let media_type = (!is_one).then(|| media_type.clone());
            let place = Place {
                part: part(media_type),
                ..place.clone()
            };
            self.root(&place, schema(before), schema(after), side);
        }
        for media_type in new.keys().filter(|name| !old.contains_key(*name)) {
            let media_type = media_type.clone();
            let kind = Kind::MediaTypeAdded { media_type };
            let rust = if removed { Verdict::Unchanged } else { rust };
            self.push_shared(source, place, kind, Verdict::Compatible, rust);
        }
    }

    pub(super) fn responses(&mut self, common: &Common<'d, 'n>) {
        let mut old = responses(common.old.value);
        let mut new = responses(common.new.value);
        let gone: Vec<String> = missing(&old, &new);
        let came: Vec<String> = missing(&new, &old);
        if let ([from], [to]) = (gone.as_slice(), came.as_slice())
            && from.starts_with('2')
            && to.starts_with('2')
        {
            let kind = Kind::StatusChanged(FromTo {
                from: from.clone(),
                to: to.clone(),
            });
            let place = response_place(common, from);
            let rust = outcome_changes(common, to);
            self.push(&place, kind, Verdict::Breaking, rust);
            let moved = old.remove(from);
            let is_empty = self.new.resolve(new[to])["content"].is_null();
            // That there is no content follows from the status.
            if let Some(response) = moved.filter(|_| !is_empty) {
                old.insert(to.clone(), response);
            } else {
                new.remove(to);
            }
        }
        // Where no success is documented, the default is one.
        if !old.keys().any(|status| status.starts_with('2'))
            && let Some(default) = old.get("default").copied()
        {
            for (status, after) in new.iter().filter(|(status, _)| status.starts_with('2')) {
                let (before, after) = (self.old.resolve(default), self.new.resolve(after));
                let source = [address(before), address(after)];
                let contents = [content(before), content(after)];
                let place = response_place(common, status);
                let rust = outcome_changes(common, status);
                self.content(source, &place, contents, rust, |media_type| {
                    Part::Response {
                        status: status.clone(),
                        media_type,
                    }
                });
            }
        }
        for status in missing(&old, &new) {
            let place = response_place(common, &status);
            let rust = outcome_changes(common, &status);
            // An error that does not come any more is none.
            let wire = if status.starts_with('2') {
                Verdict::Breaking
            } else {
                Verdict::Compatible
            };
            self.push(&place, Kind::Removed, wire, rust);
            old.remove(&status);
        }
        for status in missing(&new, &old) {
            let place = response_place(common, &status);
            let rust = outcome_changes(common, &status);
            let kind = Kind::Added { required: false };
            self.push(&place, kind, Verdict::Compatible, rust);
            new.remove(&status);
        }
        for (status, before) in old {
            let (before, after) = (self.old.resolve(before), self.new.resolve(new[&status]));
            let place = response_place(common, &status);
            let rust = outcome_changes(common, &status);
            let source = [address(before), address(after)];
            let contents = [content(before), content(after)];
            self.content(source, &place, contents, rust, |media_type| {
                Part::Response {
                    status: status.clone(),
                    media_type,
                }
            });
            self.headers(&place, &status, &before["headers"], &after["headers"]);
        }
    }

    fn headers(&mut self, place: &Place, status: &str, old: &'d Value, new: &'d Value) {
        let by_name = |headers: &'d Value| -> BTreeMap<String, (&'d str, &'d Value)> {
            let headers = headers.as_object().into_iter().flatten();
            let headers = headers.filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
            headers
                .map(|(name, header)| (name.to_ascii_lowercase(), (name.as_str(), header)))
                .collect()
        };
        let (old, new) = (by_name(old), by_name(new));
        let at = |name: &str| Place {
            part: Part::Header {
                status: status.to_owned(),
                name: name.to_owned(),
            },
            ..place.clone()
        };
        let required = |header: &Value| header["required"] == true;
        for (key, (name, before)) in &old {
            let place = at(name);
            let Some((_, after)) = new.get(key) else {
                let source = [address(self.old.resolve(before)), 0];
                let (wire, rust) = (Verdict::Breaking, Verdict::Unchanged);
                self.push_shared(source, &place, Kind::Removed, wire, rust);
                continue;
            };
            let (before, after) = (self.old.resolve(before), self.new.resolve(after));
            let source = [address(before), address(after)];
            let change = match (required(before), required(after)) {
                (false, true) => Some((Kind::BecameRequired, Verdict::Compatible)),
                (true, false) => Some((Kind::BecameOptional, Verdict::Breaking)),
                _ => None,
            };
            if let Some((kind, wire)) = change {
                self.push_shared(source, &place, kind, wire, Verdict::Unchanged);
            }
            let is_deprecated = |header: &Value| header["deprecated"] == true;
            if is_deprecated(before) != is_deprecated(after) {
                let kind = deprecation(is_deprecated(after));
                self.push_shared(source, &place, kind, Verdict::Unchanged, Verdict::Unchanged);
            }
            let ((before, old_style), (after, new_style)) = (written(before), written(after));
            if old_style.is_some() != new_style.is_some() {
                let words = |style: Option<&str>| style.unwrap_or("style `simple`").to_owned();
                let (from, to) = (words(old_style), words(new_style));
                let kind = Kind::SerializationChanged(FromTo { from, to });
                self.push_shared(source, &place, kind, Verdict::Breaking, Verdict::Unchanged);
            }
            if before.is_some() || after.is_some() {
                let (before, after) = (before.unwrap_or(&ANY), after.unwrap_or(&ANY));
                self.root(&place, before, after, Side::Response);
            }
        }
        for (_, (name, header)) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
            let header = self.new.resolve(header);
            let required = required(header);
            let kind = Kind::Added { required };
            self.push_shared(
                [0, address(header)],
                &at(name),
                kind,
                Verdict::Compatible,
                Verdict::Unchanged,
            );
        }
    }
}

fn response_place(common: &Common<'_, '_>, status: &str) -> Place {
    let part = Part::Response {
        status: status.to_owned(),
        media_type: None,
    };
    Place::of(&common.place, part)
}

/// Whether the client returns something else for the successes, or the errors, that the status is one of.
fn outcome_changes(common: &Common<'_, '_>, status: &str) -> Verdict {
    let (Some(old), Some(new)) = common.normalized else {
        return Verdict::Unchanged;
    };
    let changes = |success| match (outcome(old, success), outcome(new, success)) {
        (Some(old), Some(new)) => !is_same(old, new),
        (None, None) => false,
        _ => true,
    };
    let is_success = status.starts_with('2');
    verdict_if(changes(is_success) || status == "default" && changes(true))
}

/// The contents of a body by media type, in small letters and without its charset.
fn content(holder: &Value) -> Content<'_> {
    let content = holder["content"].as_object().into_iter().flatten();
    let content = content.map(|(media_type, content)| {
        let mut parts = media_type
            .split(';')
            .map(|part| part.trim().to_ascii_lowercase());
        let mut name = parts.next().unwrap_or_default();
        let mut parameters: Vec<String> = parts
            .filter(|part| !part.is_empty() && !part.starts_with("charset="))
            .collect();
        parameters.sort();
        for parameter in parameters {
            name = format!("{name};{parameter}");
        }
        (name, content)
    });
    content.collect()
}

/// What a range of media types, such as `text/*`, says of one that is in it.
fn covering<'d>(contents: &Content<'d>, media_type: &str) -> Option<&'d Value> {
    let (class, _) = media_type.split_once('/')?;
    let range = contents.get(&format!("{class}/*"));
    range.or_else(|| contents.get("*/*")).copied()
}

/// The responses by status, as OpenAPI spells it.
fn responses(operation: &Value) -> BTreeMap<String, &Value> {
    let responses = operation["responses"].as_object().into_iter().flatten();
    let responses = responses.filter(|(status, _)| !status.starts_with("x-"));
    responses
        .map(|(status, response)| {
            let spelled = match status.as_str() {
                "default" => status.clone(),
                other => other.to_ascii_uppercase(),
            };
            (spelled, response)
        })
        .collect()
}

/// The keys that only the one map has.
fn missing(of: &BTreeMap<String, &Value>, from: &BTreeMap<String, &Value>) -> Vec<String> {
    let missing = of.keys().filter(|key| !from.contains_key(*key));
    missing.cloned().collect()
}
