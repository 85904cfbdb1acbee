//! What goes for all operations.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Comparison;
use crate::{
    change::{Kind, Verdict},
    document::Document,
    operations::Operation,
    place::Place,
};

impl<'d> Comparison<'d, '_> {
    pub(super) fn whole_document(&mut self, operations: &[(Operation<'d>, Operation<'d>)]) {
        self.inherited_security(operations);
        let (old, new) = (self.old.root.get("servers"), self.new.root.get("servers"));
        self.servers(&Place::document(), old, new);
    }

    pub(super) fn operation_servers(
        &mut self,
        place: &Place,
        old: &Operation<'d>,
        new: &Operation<'d>,
    ) {
        let own = [old, new].map(|operation| operation.own("servers"));
        if own.iter().any(Option::is_some) {
            let servers = |operation: &Operation<'d>, document: &Document<'d>| {
                let own = operation.own("servers");
                own.or_else(|| document.root.get("servers"))
            };
            let (old, new) = (servers(old, &self.old), servers(new, &self.new));
            self.servers(place, old, new);
        }
    }

    fn servers(&mut self, place: &Place, old: Option<&Value>, new: Option<&Value>) {
        let (old, new) = (urls(old), urls(new));
        for url in old.difference(&new) {
            let kind = Kind::ServerRemoved { url: url.clone() };
            self.push(place, kind, Verdict::Breaking, Verdict::Unchanged);
        }
        for url in new.difference(&old) {
            let kind = Kind::ServerAdded { url: url.clone() };
            self.push(place, kind, Verdict::Compatible, Verdict::Unchanged);
        }
    }
}

/// The URLs of servers, with the defaults of their variables. Without any, it is that of the document.
fn urls(servers: Option<&Value>) -> BTreeSet<String> {
    let servers = servers.and_then(Value::as_array).into_iter().flatten();
    let mut urls: BTreeSet<String> = servers
        .filter_map(|server| {
            let mut url = server["url"].as_str()?.to_owned();
            for (name, variable) in server["variables"].as_object().into_iter().flatten() {
                let default = variable["default"].as_str().unwrap_or_default();
                url = url.replace(&format!("{{{name}}}"), default);
            }
            Some(format!("{}/", url.trim_end_matches('/')))
        })
        .collect();
    if urls.is_empty() {
        urls.insert("/".to_owned());
    }
    urls
}
