//! Two operations that are the same one.

use super::{Common, Comparison, annotations::deprecation};
use crate::{
    change::{FromTo, Kind, Verdict},
    operations::Operation,
    place::{Part, Place},
    rust_api::method_name,
};

impl<'d, 'n> Comparison<'d, 'n> {
    pub(super) fn operation(&mut self, common: &Common<'d, 'n>) {
        let place = Place::of(&common.place, Part::Whole);
        let (old, new) = (&common.old, &common.new);
        if old.key() != new.key() {
            let words = |one: &Operation<'_>| format!("{} {}", one.method, one.path);
            let kind = Kind::Moved(FromTo {
                from: words(old),
                to: words(new),
            });
            self.push(&place, kind, Verdict::Breaking, Verdict::Unchanged);
        } else if old.path.ends_with('/') != new.path.ends_with('/') {
            let added = new.path.ends_with('/');
            let kind = Kind::TrailingSlash { added };
            self.push(&place, kind, Verdict::Compatible, Verdict::Unchanged);
        }
        self.method(&place, common);
        let is_deprecated = |operation: &Operation<'_>| operation.value["deprecated"] == true;
        if is_deprecated(old) != is_deprecated(new) {
            let kind = deprecation(is_deprecated(new));
            self.push(&place, kind, Verdict::Unchanged, Verdict::Unchanged);
        }
        self.operation_security(&place, old, new);
        self.operation_servers(&place, old, new);
        self.parameters(common);
        self.body(common);
        self.responses(common);
    }

    fn method(&mut self, place: &Place, common: &Common<'_, '_>) {
        let (old, new) = common.normalized;
        let (kind, rust) = match (old.and_then(method_name), new.and_then(method_name)) {
            (Some(from), Some(to)) if from != to => {
                let kind = Kind::MethodRenamed(FromTo { from, to });
                (kind, Verdict::Breaking)
            }
            (Some(_), None) => (Kind::MethodRemoved, Verdict::Breaking),
            (None, Some(_)) => (Kind::MethodAdded, Verdict::Compatible),
            _ => return,
        };
        self.push(place, kind, Verdict::Unchanged, rust);
    }
}
