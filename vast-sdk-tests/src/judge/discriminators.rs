//! Which schema a discriminator's tag names, by the rules of OpenAPI.

use serde_json::Value;

/// Where named schemas stand.
pub(super) const SCHEMAS: &str = "#/components/schemas/";

/// A schema that inherits itself has no discriminator.
const LONGEST_CHAIN: u8 = 32;

/// The `discriminator` of a schema.
pub struct Discriminator<'d> {
    document: &'d Value,
    /// The property that holds the tag.
    pub property: String,
    /// Each tag of the mapping, with the name of its schema.
    mapping: Vec<(String, String)>,
}

impl<'d> Discriminator<'d> {
    /// That of a schema, or of the schemas that it inherits, if they have one.
    #[must_use]
    pub fn of(document: &'d Value, schema: &Value) -> Option<Self> {
        Self::within(document, schema, LONGEST_CHAIN)
    }

    fn within(document: &'d Value, schema: &Value, chain: u8) -> Option<Self> {
        let chain = chain.checked_sub(1)?;
        let discriminator = &schema["discriminator"];
        if discriminator.is_null() && schema["oneOf"].is_null() && schema["anyOf"].is_null() {
            let mut parents = schema["allOf"].as_array().into_iter().flatten();
            return parents.find_map(|parent| {
                let name = parent["$ref"].as_str()?.strip_prefix(SCHEMAS)?;
                Self::within(document, &document["components"]["schemas"][name], chain)
            });
        }
        let mapping = discriminator["mapping"].as_object().into_iter().flatten();
        let mapping = mapping.filter_map(|(tag, schema)| {
            let schema = schema.as_str()?;
            let name = schema.rsplit('/').next().unwrap_or(schema);
            Some((tag.clone(), name.to_owned()))
        });
        Some(Self {
            document,
            property: discriminator["propertyName"].as_str()?.to_owned(),
            mapping: mapping.collect(),
        })
    }

    /// The tags of a schema: those of the mapping, or else the constant that the schema has there, or else its name.
    #[must_use]
    pub fn tags(&self, schema: &str) -> Vec<&str> {
        let mapped = self.mapping.iter().filter(|(_, name)| name == schema);
        let mapped: Vec<&str> = mapped.map(|(tag, _)| tag.as_str()).collect();
        if !mapped.is_empty() {
            return mapped;
        }
        let schemas = self.document["components"]["schemas"].as_object();
        let named = schemas.and_then(|schemas| schemas.get_key_value(schema));
        let constant = named.map(|(_, schema)| &schema["properties"][&self.property]["const"]);
        if let Some(constant) = constant.and_then(Value::as_str) {
            return vec![constant];
        }
        named.map(|(name, _)| name.as_str()).into_iter().collect()
    }

    /// Whether a tag can name a schema that adds nothing to what it inherits. Otherwise it is only another name.
    #[must_use]
    pub fn can_name(&self, schema: &str) -> bool {
        self.mapping.is_empty() || self.mapping.iter().any(|(_, name)| name == schema)
    }

    /// The schemas that inherit `parent`, and `parent` itself if the mapping names it. Empty if none inherits it.
    #[must_use]
    pub fn family(&self, parent: &str) -> Vec<&'d str> {
        let schemas = self.document["components"]["schemas"].as_object();
        let all: Vec<(&String, &Value)> = schemas.into_iter().flatten().collect();
        let itself = all.iter().find(|(name, _)| *name == parent);
        let mut family: Vec<&str> = itself.map(|(name, _)| name.as_str()).into_iter().collect();
        let mut next = 0;
        while let Some(parent) = family.get(next).copied() {
            next += 1;
            let reference = format!("{SCHEMAS}{parent}");
            for (name, schema) in &all {
                let mut members = schema["allOf"].as_array().into_iter().flatten();
                if members.any(|member| member["$ref"] == *reference)
                    && !family.contains(&name.as_str())
                {
                    family.push(name);
                }
            }
        }
        if family.len() == 1 {
            return Vec::new();
        }
        family.retain(|name| {
            *name != parent || self.mapping.iter().any(|(_, mapped)| mapped == name)
        });
        family
    }

    /// The schema among these that the tag of a value names.
    #[must_use]
    pub fn named<'n>(&self, value: &Value, among: &[&'n str]) -> Option<&'n str> {
        let tag = value[&self.property].as_str()?;
        let mut named = among.iter().copied();
        named.find(|name| self.tags(name).contains(&tag))
    }
}
