//! Answers that come in pages.

use std::collections::HashSet;

use serde_json::Value;

use super::operation::{Argument, Operation};
use crate::exit_status::{ExitStatus, Failure};

/// What a parameter for the size of a page is called.
const SIZES: [&str; 7] = [
    "count",
    "first",
    "limit",
    "maxresults",
    "pagesize",
    "perpage",
    "size",
];

/// How the pages of an operation follow each other: an optional parameter takes what a property of the page before says.
#[derive(Debug, PartialEq, Eq)]
pub struct Pages<'d> {
    /// The parameter in the query, such as `after_token`.
    pub parameter: &'d str,
    /// The property of the answer, such as `next_token`.
    next: &'d str,
    /// The only list in the answer.
    list: &'d str,
}

impl<'d> Pages<'d> {
    /// None if the document does not make it plain.
    pub fn of(operation: &Operation<'d>) -> Option<Self> {
        if operation.method != "GET" {
            return None;
        }
        let properties = operation.properties(operation.success()?);
        let property = |is: &dyn Fn(&str, &Value) -> bool| {
            let mut found = properties
                .iter()
                .filter(|(name, property)| is(name, operation.resolved(property.schema)));
            let (&name, _) = found.next()?;
            found.next().is_none().then_some(name)
        };
        let list = property(&|_, schema| schema["type"] == "array")?;
        let arguments = operation.arguments();
        let is_for = |argument: &Argument<'_>, next: &str| {
            let (parameter, next) = (plain(argument.name), plain(next));
            let Some(what) = next.strip_prefix("next") else {
                return false;
            };
            let is_optional = argument.location == "query" && !argument.is_required;
            let names = [what.to_owned(), format!("after{what}"), next.clone()];
            is_optional && !what.is_empty() && names.contains(&parameter)
        };
        let parameter_for = |next: &str| arguments.iter().find(|it| is_for(it, next));
        let next = property(&|name, _| parameter_for(name).is_some())?;
        Some(Self {
            parameter: parameter_for(next)?.name,
            next,
            list,
        })
    }

    /// Whether the caller wants all pages: with a place to start at or a size, it is one.
    pub fn are_all_wanted<'a>(&self, mut given: impl Iterator<Item = &'a str>) -> bool {
        !given.any(|name| name == self.parameter || SIZES.contains(&&*plain(name)))
    }

    /// What the next page is called; none after the last.
    pub fn after(&self, page: &Value) -> Option<Value> {
        let next = &page[self.next];
        (!next.is_null() && next != "").then(|| next.clone())
    }
}

/// All pages so far: the list of all, and the other properties of the last.
pub struct Joined<'d> {
    pages: &'d Pages<'d>,
    pub value: Value,
    seen: HashSet<String>,
}

impl<'d> Joined<'d> {
    pub fn new(pages: &'d Pages<'d>, first: Value) -> Self {
        Self {
            pages,
            value: first,
            seen: HashSet::new(),
        }
    }

    /// # Errors
    ///
    /// If the server leads in a circle.
    pub fn next(&mut self) -> Result<Option<Value>, Failure> {
        let next = self.pages.after(&self.value);
        if let Some(next) = &next
            && !self.seen.insert(next.to_string())
        {
            let reason = format!("the server names the page {next} twice; nothing was changed");
            return Err(ExitStatus::NotUnderstood.failure(reason));
        }
        Ok(next)
    }

    pub fn add(&mut self, mut page: Value) {
        let list = self.pages.list;
        if let (Some(before), Some(more)) =
            (self.value[list].as_array_mut(), page[list].as_array_mut())
        {
            before.append(more);
            std::mem::swap(before, more);
        }
        self.value = page;
    }
}

/// A name without what writers differ in.
fn plain(name: &str) -> String {
    name.replace(['_', '-'], "").to_lowercase()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::operation::Document, *};

    fn document(parameter: &str, next: &str) -> Document {
        Document::of(json!({ "paths": { "/things": { "get": {
            "operationId": "list_things",
            "parameters": [{ "name": parameter, "in": "query", "schema": { "type": "string" } }],
            "responses": { "200": { "content": { "application/json": { "schema": {
                "type": "object",
                "properties": {
                    next: { "type": "string", "nullable": true },
                    "things": { "type": "array", "items": {} },
                    "total": { "type": "integer" },
                },
            } } } } },
        } } } }))
    }

    #[test]
    fn pages_are_known_by_their_names() {
        for (parameter, next, are_pages) in [
            ("after_token", "next_token", true),
            ("cursor", "next_cursor", true),
            ("pageToken", "nextPageToken", true),
            ("next_page", "next_page", true),
            ("token", "next_cursor", false),
            ("after_token", "previous_token", false),
            ("filter", "next", false),
        ] {
            let document = document(parameter, next);
            let operation = document.operation("list_things").ok().unwrap();
            let pages = Pages::of(&operation);
            assert_eq!(pages.is_some(), are_pages, "{parameter}, {next}");
            let Some(pages) = pages else { continue };
            assert_eq!((pages.parameter, pages.list), (parameter, "things"));
            assert!(pages.are_all_wanted(["order_by"].into_iter()));
            assert!(!pages.are_all_wanted([parameter].into_iter()));
            assert!(!pages.are_all_wanted(["limit"].into_iter()));
        }
    }

    #[test]
    fn the_lists_of_all_pages_are_joined() {
        let document = document("after_token", "next_token");
        let operation = document.operation("list_things").ok().unwrap();
        let pages = Pages::of(&operation).unwrap();
        let mut joined = Joined::new(
            &pages,
            json!({ "things": [1, 2], "next_token": "a", "total": 3 }),
        );
        assert_eq!(joined.next().ok().unwrap(), Some(json!("a")));
        joined.add(json!({ "things": [3], "next_token": null, "total": 4 }));
        assert_eq!(joined.next().ok().unwrap(), None);
        let all = json!({ "things": [1, 2, 3], "next_token": null, "total": 4 });
        assert_eq!(joined.value, all);
    }

    #[test]
    fn a_circle_of_pages_is_an_error() {
        let document = document("after_token", "next_token");
        let operation = document.operation("list_things").ok().unwrap();
        let pages = Pages::of(&operation).unwrap();
        let page = || json!({ "things": [1], "next_token": "a" });
        let mut joined = Joined::new(&pages, page());
        assert!(joined.next().is_ok());
        joined.add(page());
        let reason = joined.next().err().unwrap().reason;
        assert!(reason.contains("names the page \"a\" twice"), "{reason}");
    }
}
