//! Which variant of each union a value has, by the published document.

use serde_json::Value;

use super::{
    direction::resolved,
    discriminators::{Discriminator, SCHEMAS},
    openapi::{Document, Pointer},
};

/// A variant that a value must have.
#[derive(Debug)]
pub struct Expected {
    /// Where the union stands: a JSON pointer into the value.
    pub at: String,
    /// The name or the title of the variant's schema.
    pub name: String,
    /// Whether a tag names it, so that there has to be a union.
    pub is_tagged: bool,
}

impl Expected {
    /// Whether this is a variant with this name and this type of its content. Types may have a longer name.
    #[must_use]
    pub fn is(&self, name: &str, content: &str) -> bool {
        let wanted = letters(&self.name);
        letters(name) == wanted
            || letters(content).starts_with(&wanted)
            || letters(content).ends_with(&wanted)
    }
}

fn letters(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The variants that a value of a schema has, where its tags name them or only one schema of a union is valid.
#[must_use]
pub fn expected(document: &Document, schema: &Pointer, value: &Value) -> Vec<Expected> {
    let mut search = Search {
        document,
        found: Vec::new(),
    };
    search.schema(schema, value, &mut String::new(), 32);
    search.found
}

struct Search<'d> {
    document: &'d Document,
    found: Vec<Expected>,
}

impl Search<'_> {
    fn schema(&mut self, schema: &Pointer, value: &Value, at: &mut String, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        let document = self.document;
        let named = document.get(schema)["$ref"].as_str();
        let schema = document.resolve(schema);
        let keywords = document.get(&schema);
        let root = document.root();
        if let Some(discriminator) = Discriminator::of(root, keywords) {
            let parent = named.and_then(|named| named.strip_prefix(SCHEMAS));
            let family = parent.map(|parent| discriminator.family(parent));
            let family = family.unwrap_or_default();
            if let Some(name) = discriminator.named(value, &family) {
                self.found.push(tagged(at, name));
                return self.keywords(
                    &Document::target(&format!("{SCHEMAS}{name}")),
                    value,
                    at,
                    depth,
                );
            }
        }
        self.keywords(&schema, value, at, depth);
    }

    fn keywords(&mut self, schema: &Pointer, value: &Value, at: &mut String, depth: usize) {
        let document = self.document;
        let keywords = document.get(schema);
        for keyword in ["oneOf", "anyOf"] {
            if let Some(members) = keywords[keyword].as_array() {
                self.union(schema, keyword, members, value, at, depth);
            }
        }
        let members = keywords["allOf"].as_array().map_or(0, Vec::len);
        for index in 0..members {
            let member = schema.child("allOf").child(&index.to_string());
            // A parent is not a union for its children.
            let member = document.resolve(&member);
            self.keywords_if_deep(&member, value, at, depth);
        }
        for (name, value) in value.as_object().into_iter().flatten() {
            let mut part = schema.child("properties").child(name);
            if document.get(&part).is_null() {
                part = schema.child("additionalProperties");
            }
            self.inside(&part, name, value, at, depth);
        }
        for (index, value) in value.as_array().into_iter().flatten().enumerate() {
            self.inside(&schema.child("items"), &index.to_string(), value, at, depth);
        }
    }

    fn keywords_if_deep(&mut self, schema: &Pointer, value: &Value, at: &mut String, depth: usize) {
        if let Some(depth) = depth.checked_sub(1) {
            self.keywords(schema, value, at, depth);
        }
    }

    fn inside(
        &mut self,
        schema: &Pointer,
        key: &str,
        value: &Value,
        at: &mut String,
        depth: usize,
    ) {
        if !self.document.get(schema).is_object() {
            return;
        }
        let outside = at.len();
        at.push('/');
        at.push_str(&key.replace('~', "~0").replace('/', "~1"));
        self.schema(schema, value, at, depth);
        at.truncate(outside);
    }

    fn union(
        &mut self,
        schema: &Pointer,
        keyword: &str,
        members: &[Value],
        value: &Value,
        at: &mut String,
        depth: usize,
    ) {
        let document = self.document;
        let places: Vec<Pointer> = (0..members.len())
            .map(|index| schema.child(keyword).child(&index.to_string()))
            .collect();
        let names: Vec<Option<&str>> = members
            .iter()
            .map(|member| member["$ref"].as_str()?.strip_prefix(SCHEMAS))
            .collect();
        if let Some(discriminator) = Discriminator::of(document.root(), document.get(schema)) {
            let among: Vec<&str> = names.iter().copied().flatten().collect();
            if let Some(name) = discriminator.named(value, &among) {
                let index = names.iter().position(|one| *one == Some(name));
                // A single schema is no union.
                if members.len() > 1 {
                    self.found.push(tagged(at, name));
                }
                return self.schema(&places[index.unwrap_or_default()], value, at, depth);
            }
        }
        let mut valid = places
            .iter()
            .enumerate()
            .filter(|(_, place)| document.validator(place).is_valid(value));
        let (Some((index, place)), None) = (valid.next(), valid.next()) else {
            return;
        };
        let title = resolved(document.root(), &members[index])["title"].as_str();
        // A nullable value has no union.
        let others = members
            .iter()
            .filter(|member| member["type"] != "null")
            .count();
        let is_object = value.is_object() && others > 1;
        if let Some(name) = names[index].or(title).filter(|_| is_object) {
            self.found.push(Expected {
                at: at.clone(),
                name: name.to_owned(),
                is_tagged: false,
            });
        }
        self.schema(place, value, at, depth);
    }
}

fn tagged(at: &str, name: &str) -> Expected {
    Expected {
        at: at.to_owned(),
        name: name.to_owned(),
        is_tagged: true,
    }
}
