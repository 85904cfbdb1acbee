//! What combining schemas has in common: references are read in place, and there is an end.

use super::{Kind, Reader, Schema};
use crate::{Pointer, read::schemas::DEEPEST};

impl Reader<'_> {
    /// Combines two schemas, unless that is what is being done already: two that each refer to
    /// themselves have no end together.
    pub(crate) fn combine(
        &mut self,
        left: Schema,
        right: Schema,
        at: &Pointer,
        how: fn(&mut Self, Schema, Schema, &Pointer) -> Schema,
    ) -> Schema {
        let pair = match (&left.kind, &right.kind) {
            (Kind::Reference(left), Kind::Reference(right)) => Some((left.clone(), right.clone())),
            _ => None,
        };
        if let Some(pair) = &pair {
            if self.combining.contains(pair) {
                let what = format!(
                    "{} and {} contain themselves: the first counts",
                    pair.0, pair.1
                );
                self.report.lossy_change(at, "limits", what);
                return left;
            }
            self.combining.push(pair.clone());
        }
        let work = right.size_and_height().0;
        let combined = self.step(work, at, |reader| how(reader, left, right, at));
        if pair.is_some() {
            self.combining.pop();
        }
        combined.unwrap_or_else(|| Schema::new(Kind::Any, at))
    }

    /// What the schema says about the shape, past its references.
    pub(crate) fn shape_of(&mut self, schema: &Schema) -> Kind {
        let at = schema.origin.clone();
        self.expand(schema.clone(), &at)
            .map_or(Kind::Any, |schema| schema.kind)
    }

    /// The schema that a reference leads to, read in place; any other schema as it is. `None`, with
    /// a line in the report, where the reference leads back into itself.
    pub(crate) fn expand(&mut self, schema: Schema, at: &Pointer) -> Option<Schema> {
        let Kind::Reference(target) = &schema.kind else {
            return Some(schema);
        };
        if self.expanding.contains(target) {
            self.report.lossy_change(
                at,
                "references",
                format!("{target} contains itself: its own part is left out here"),
            );
            return None;
        }
        let expanded = if let Some(known) = self.expanded.get(target) {
            let known = known.clone();
            let (size, height) = known.as_ref().map_or((1, 1), Schema::size_and_height);
            self.step(size, at, |reader| {
                // What is put in here goes as deep as it went where it was read.
                let room = DEEPEST.saturating_sub(reader.depth);
                if height <= room {
                    return known;
                }
                let what = "nested too deeply: read as anything";
                reader.report.lossy_change(at, "limits", what);
                None
            })?
        } else {
            let value = self.resolver.get(target)?;
            self.expanding.push(target.clone());
            let read = self.read(value, target);
            let expanded = self.expand(read, at);
            self.expanding.pop();
            self.expanded.insert(target.clone(), expanded.clone());
            expanded
        };
        expanded.map(|expanded| Schema {
            nullable: expanded.nullable || schema.nullable,
            description: schema.description.or(expanded.description),
            ..expanded
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::tree::tests::read;

    #[test]
    fn two_schemas_that_contain_themselves_have_an_end_together() {
        let (_, report) = read(&json!({
            "allOf": [{ "$ref": "#/s" }, { "$ref": "#/t" }],
            "s": { "properties": { "p": { "$ref": "#/s" } } },
            "t": { "properties": { "p": { "$ref": "#/t" } } },
        }));
        assert!(report.lossy().any(|entry| entry.rule == "limits"));
    }

    #[test]
    fn combinations_that_explode_are_cut_off() {
        let mut document = json!({ "allOf": [{ "$ref": "#/s40" }, { "$ref": "#/t40" }] });
        for (name, extra) in [("s", "x"), ("t", "y")] {
            document[format!("{name}0")] = json!({ "type": "string" });
            for level in 1..=40 {
                let inner = json!({ "$ref": format!("#/{name}{}", level - 1) });
                document[format!("{name}{level}")] = json!({ "oneOf": [
                    { "properties": { "p": inner } },
                    { "properties": { "p": inner, extra: {} } },
                ] });
            }
        }
        let (_, report) = read(&document);
        assert!(report.lossy().any(|entry| entry.rule == "limits"));
    }
}
