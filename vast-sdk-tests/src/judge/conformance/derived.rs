//! The JSON Schema that `schemars` derives from each generated type, against the document's:
//! properties, what is required, types, `null`, enumerations.

use std::collections::BTreeSet;

use openapi_normalize::{Change, Rule};
use serde_json::Value;
use vast_sdk::api::registry::Type;

use super::{Failure, Subject};
use crate::judge::{
    alternatives::{Alternative, alternatives},
    openapi::{Body, Document, Operation, Pointer},
    shape::Shape,
};

/// Compares the types of every operation.
#[must_use]
pub fn check(subject: &Subject) -> Vec<Failure> {
    let mut failures = Vec::new();
    for (operation, generated) in subject.pairs_of(&subject.declared) {
        let responses = operation.responses();
        let with = |success: bool| -> Vec<&Body> {
            let some = responses
                .iter()
                .filter(|(status, _)| status.starts_with('2') == success);
            some.map(|(_, body)| body).collect()
        };
        let body = operation.request_body();
        let parts = [
            (body.iter().collect(), generated.body, Direction::Request),
            (with(true), generated.success, Direction::Response),
            (with(false), generated.error, Direction::Response),
        ];
        for (bodies, generated, direction) in parts {
            let Some(generated) = generated else { continue };
            let comparison = Comparison::new(subject, generated, direction);
            let found = comparison.check(&operation, &bodies).into_iter();
            failures.extend(found.map(|what| Failure {
                operation: operation.to_string(),
                what: format!("{}: {what}", generated.name),
            }));
        }
    }
    failures
}

#[derive(Clone, Copy, PartialEq)]
enum Direction {
    Request,
    Response,
}

struct Comparison<'s> {
    subject: &'s Subject,
    derived: Document,
    direction: Direction,
    seen: BTreeSet<(Vec<Pointer>, Vec<Pointer>)>,
    found: Vec<String>,
}

impl<'s> Comparison<'s> {
    fn new(subject: &'s Subject, generated: Type, direction: Direction) -> Self {
        Self {
            subject,
            derived: Document::new((generated.schema)().to_value()),
            direction,
            seen: BTreeSet::new(),
            found: Vec::new(),
        }
    }

    fn check(mut self, operation: &Operation<'_>, bodies: &[&Body]) -> Vec<String> {
        let schemas = bodies.iter().filter_map(|body| body.json()?.1.as_ref());
        let declared: Vec<Alternative> = schemas
            .flat_map(|schema| alternatives(&self.subject.declared, std::slice::from_ref(schema)))
            .collect();
        if declared.is_empty() {
            return Vec::new(); // The document does not describe it.
        }
        let root = Document::target("#");
        let derived = alternatives(&self.derived, std::slice::from_ref(&root));
        // An answer without content beside others is `null`.
        let there = !bodies.iter().any(|body| body.content.is_empty());
        self.compare(operation.at(), &declared, &derived, there);
        self.found
    }

    /// Compares what is declared at `at` with what is derived; `there` says whether the value is required.
    fn compare(
        &mut self,
        at: &Pointer,
        declared: &[Alternative],
        derived: &[Alternative],
        there: bool,
    ) {
        let declared = Shape::of(&self.subject.declared, declared);
        let is_open = self.is_explained(&declared, |change| matches!(change, Change::UnionOpened));
        let documented = without_open(derived).filter(|_| is_open);
        let derived = Shape::of(&self.derived, documented.as_deref().unwrap_or(derived));
        if !self.seen.insert((declared.at.clone(), derived.at.clone())) {
            return;
        }
        let at = declared.at.first().unwrap_or(at).clone();
        self.compare_types(&at, &declared, &derived, there);
        self.compare_strings(&at, &declared, &derived);
        self.compare_properties(&at, &declared, &derived);
        let anything = vec![Vec::new()];
        if declared.types.contains("array") && derived.types.contains("array") {
            let [one, other] =
                [&declared.items, &derived.items].map(|items| items.as_ref().unwrap_or(&anything));
            self.compare(&at, one, other, true);
        }
        // Among several objects, one may be open.
        let is_open = self.is_explained(&declared, |change| matches!(change, Change::ObjectOpened));
        match (&declared.others, &derived.others) {
            (Some(_), Some(_)) if is_open => {}
            (Some(one), Some(other)) => self.compare(&at, one, other, true),
            (Some(_), None) if derived.types.contains("object") => {
                self.differ(&at, &declared, &derived, "other properties are not taken");
            }
            _ => {}
        }
    }

    fn compare_types(&mut self, at: &Pointer, declared: &Shape, derived: &Shape, there: bool) {
        let mut types = [declared.types.clone(), derived.types.clone()];
        if !there {
            // An optional property is an `Option`, whose schema allows `null`.
            for types in &mut types {
                types.remove("null");
            }
        }
        let [wanted, got] = &types;
        let explained = || {
            let wider = wanted.is_subset(got) && self.direction == Direction::Response;
            (wider && self.is_explained(declared, |change| matches!(change, Change::UnionOpened)))
                || self.is_explained(declared, |change| {
                    matches!(change, Change::ReadAsArray | Change::ReadAsObject)
                })
                || self.subject.report.explains_loss(at)
        };
        if wanted != got && !explained() {
            let what = format!("the types are {got:?}, not {wanted:?}");
            self.differ(at, declared, derived, &what);
        }
    }

    fn compare_strings(&mut self, at: &Pointer, declared: &Shape, derived: &Shape) {
        if declared.strings == derived.strings || !declared.types.contains("string") {
            return;
        }
        let all_named = derived.named == declared.named
            && self.is_explained(declared, |change| {
                matches!(
                    change,
                    Change::EnumerationOpened { .. } | Change::UnionOpened
                )
            });
        let text = self.is_explained(declared, |change| {
            matches!(change.rule(), Rule::Collisions | Rule::Values)
        });
        if derived.strings.is_some() || !(all_named || text) {
            let what = format!(
                "the values are {:?}, not {:?}",
                derived.strings, declared.strings
            );
            self.differ(at, declared, derived, &what);
        }
    }

    fn compare_properties(&mut self, at: &Pointer, declared: &Shape, derived: &Shape) {
        if !declared.types.contains("object") {
            return;
        }
        for (name, property) in &declared.properties {
            let Some(got) = derived.properties.get(name) else {
                let places: Vec<Pointer> = property.alternatives.concat();
                let is_in_extra = |change: &Change| {
                    matches!(
                        change,
                        Change::ReadOnlyNotSent { .. } | Change::WriteOnlyNotRead { .. }
                    )
                };
                let left = self.subject.report.explains(&places, is_in_extra);
                let lost = places
                    .iter()
                    .any(|place| self.subject.report.explains_loss(place));
                if !left && !lost {
                    let what = format!("the property `{name}` is missing");
                    self.differ(at, declared, derived, &what);
                }
                continue;
            };
            let open = || {
                self.is_explained(declared, |change| {
                    matches!(change, Change::RequiredNotEnforced)
                })
            };
            if property.required != got.required && !(property.required && open()) {
                let is = if property.required { "is not" } else { "is" };
                let what = format!("the property `{name}` {is} required");
                self.differ(at, declared, derived, &what);
            }
            let there = property.required && got.required;
            self.compare(at, &property.alternatives, &got.alternatives, there);
        }
        let mut others = derived.properties.keys();
        let is_named = |name: &String| {
            declared.properties.contains_key(name) || declared.required.contains(name)
        };
        if let Some(name) = others.find(|name| !is_named(name)) {
            let what = format!("the property `{name}` is not in the document");
            self.differ(at, declared, derived, &what);
        }
    }

    fn is_explained(&self, declared: &Shape, is_such: impl Fn(&Change) -> bool) -> bool {
        self.subject.report.explains(&declared.at, is_such)
    }

    fn differ(&mut self, at: &Pointer, declared: &Shape, derived: &Shape, what: &str) {
        let pretty = |document: &Document, shape: &Shape| {
            let schemas: Vec<&Value> = shape.at.iter().map(|at| document.get(at)).collect();
            let value = match schemas.as_slice() {
                [one] => serde_json::to_string_pretty(one),
                several => serde_json::to_string_pretty(several),
            };
            value.unwrap_or_default()
        };
        let columns = side_by_side(
            &pretty(&self.subject.declared, declared),
            &pretty(&self.derived, derived),
        );
        self.found.push(format!("{at}: {what}\n{columns}"));
    }
}

/// What the variants of a union allow, without the one for any JSON: there, only the union itself has to hold.
fn without_open(derived: &[Alternative]) -> Option<Vec<Alternative>> {
    let is_open = |one: &&Alternative| {
        let mut others = derived.iter().filter(|other| other.len() > one.len());
        others.any(|other| one.iter().all(|schema| other.contains(schema)))
    };
    let variants: Vec<Alternative> = derived
        .iter()
        .filter(|one| !is_open(one))
        .cloned()
        .collect();
    (!variants.is_empty()).then_some(variants)
}

/// The document's schema on the left, the derived one on the right.
fn side_by_side(left: &str, right: &str) -> String {
    const WIDTH: usize = 60;
    let cut = |line: &str| line.chars().take(WIDTH).collect::<String>();
    let mut lines = vec![(
        "in the document".to_owned(),
        "derived from the type".to_owned(),
    )];
    let (mut left, mut right) = (left.lines(), right.lines());
    loop {
        let (one, other) = (left.next(), right.next());
        if one.is_none() && other.is_none() {
            break;
        }
        lines.push((cut(one.unwrap_or_default()), cut(other.unwrap_or_default())));
    }
    let lines = lines
        .iter()
        .map(|(one, other)| format!("  {one:WIDTH$} | {other}\n"));
    lines.collect()
}
