//! Brings the files that a document refers to into the document.
//!
//! A file becomes a member of the extension [`FILES`], under its path relative to the document, and references to it lead
//! there: `#/x-files/common.yaml/components/schemas/Pet`. Where OpenAPI has no references, or where overlays look for
//! operations, the content is put in place: path items, operations, and whole sections such as `schemas`.

mod place;
mod references;
mod uri;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    rc::Rc,
};

use openapi_normalize::{FILES, is_own_uri};
use serde_json::{Map, Value, json};

use crate::Error;
use place::Place;
pub(super) use references::refers_elsewhere;
use references::{is_reference, mapped};

/// Content put in place can itself have content put in place, in a circle in the worst case.
const MOST_IN_PLACE: usize = 10_000;
const DEEPEST_IN_PLACE: usize = 16;

/// Reads the file at this path, which a reference leads to.
type Read<'r> = &'r mut dyn FnMut(&Path) -> Result<Value, Error>;

/// What [`bundle`] returns.
pub(super) struct Bundled {
    pub document: Value,
    /// The files besides the document.
    pub files: Vec<PathBuf>,
    /// A sentence for each file that cannot be read.
    pub warnings: Vec<String>,
}

/// Brings all files that the document at `path` refers to into it.
pub(super) fn bundle(path: &Path, document: Value, read: Read<'_>) -> Result<Bundled, Error> {
    let mut bundle = Bundle {
        path,
        read,
        files: vec![File::new(String::new(), document)],
        known: BTreeMap::new(),
        warnings: Vec::new(),
        in_place: 0,
    };
    if let Ok(canonical) = path.canonicalize() {
        bundle.known.insert(canonical, Some(0));
    }
    let mut document = bundle.rewritten(0)?;
    let mut bundled = Map::new();
    while let Some(index) = bundle.unwritten(&bundled) {
        let value = bundle.rewritten(index)?;
        bundled.insert(bundle.files[index].name.clone(), value);
    }
    if !bundled.is_empty() {
        match document.get_mut(FILES) {
            Some(Value::Object(own)) => own.extend(bundled),
            _ => document[FILES] = json!(bundled),
        }
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let files = bundle.files.iter().skip(1);
    Ok(Bundled {
        document,
        files: files.map(|file| folder.join(&file.name)).collect(),
        warnings: bundle.warnings,
    })
}

struct Bundle<'r> {
    /// The path of the document.
    path: &'r Path,
    read: Read<'r>,
    /// The document, and each file that was read.
    files: Vec<File>,
    /// The files by their canonical paths; `None` if a file cannot be read.
    known: BTreeMap<PathBuf, Option<usize>>,
    warnings: Vec<String>,
    /// How often content was put in place.
    in_place: usize,
}

struct File {
    /// The path relative to the document's folder. Empty for the document itself.
    name: String,
    value: Rc<Value>,
    anchors: BTreeMap<String, String>,
    /// Whether a reference leads to it.
    is_referenced: bool,
}

impl File {
    fn new(name: String, value: Value) -> Self {
        let mut anchors = BTreeMap::new();
        collect_anchors(&value, "", &mut anchors);
        Self {
            name,
            value: Rc::new(value),
            anchors,
            is_referenced: false,
        }
    }
}

/// Where a reference leads.
struct Target {
    file: usize,
    /// Percent-encoded, and without the `#`.
    fragment: String,
}

impl Bundle<'_> {
    /// A file that a reference leads to, and that is not in the bundle yet.
    fn unwritten(&self, bundled: &Map<String, Value>) -> Option<usize> {
        let is_missing =
            |file: &File| file.is_referenced && !bundled.contains_key(file.name.as_str());
        (1..self.files.len()).find(|index| is_missing(&self.files[*index]))
    }

    /// The content of a file, with its references as they are in the bundle.
    fn rewritten(&mut self, file: usize) -> Result<Value, Error> {
        let mut value = Value::clone(&self.files[file].value);
        self.rewrite(&mut value, file, Place::Plain, 0)?;
        Ok(value)
    }

    /// Rewrites the references in `value`, which is from `file`.
    fn rewrite(
        &mut self,
        value: &mut Value,
        file: usize,
        place: Place,
        depth: usize,
    ) -> Result<(), Error> {
        match value {
            Value::Array(values) => {
                for value in values {
                    self.rewrite(value, file, Place::Plain, depth)?;
                }
            }
            Value::Object(map) => {
                for (key, value) in map.iter_mut() {
                    if key == "discriminator" && !matches!(place, Place::Section { .. }) {
                        self.rewrite_mapping(value, file)?;
                    } else if let Some(place) = place.of(key) {
                        self.rewrite(value, file, place, depth)?;
                    }
                }
                let Some(Value::String(reference)) = map.get("$ref") else {
                    return Ok(());
                };
                let Some(target) = self.target(&reference.clone(), file)? else {
                    return Ok(());
                };
                let is_plain = place == Place::Plain || target.file == 0;
                if is_plain || !self.put_in_place(map, &target, place, depth)? {
                    let reference = self.reference(target);
                    map.insert("$ref".to_owned(), json!(reference));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Replaces a reference by what it leads to. What stands beside it stays. Returns whether it could.
    fn put_in_place(
        &mut self,
        map: &mut Map<String, Value>,
        target: &Target,
        place: Place,
        depth: usize,
    ) -> Result<bool, Error> {
        let content = Rc::clone(&self.files[target.file].value);
        let Some(content) = content.pointer(&uri::decoded(&target.fragment)) else {
            return Ok(false);
        };
        self.in_place += 1;
        if !content.is_object() || depth >= DEEPEST_IN_PLACE || self.in_place > MOST_IN_PLACE {
            return Ok(false);
        }
        let mut content = content.clone();
        self.rewrite(&mut content, target.file, place, depth + 1)?;
        map.remove("$ref");
        if let Value::Object(content) = content {
            for (key, value) in content {
                map.entry(key).or_insert(value);
            }
        }
        Ok(true)
    }

    fn rewrite_mapping(&mut self, discriminator: &mut Value, file: usize) -> Result<(), Error> {
        for value in mapped(discriminator) {
            if let Some(text) = value.as_str().filter(|text| is_reference(text))
                && let Some(target) = self.target(text, file)?
            {
                *value = json!(self.reference(target));
            }
        }
        Ok(())
    }

    /// Where a reference in `file` leads, if it is to a file that can be read.
    fn target(&mut self, reference: &str, file: usize) -> Result<Option<Target>, Error> {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let own_uri = self.files[file].value.get("$self").and_then(Value::as_str);
        let target = if uri.is_empty() || own_uri.is_some_and(|own| is_own_uri(own, uri)) {
            Some(file)
        } else {
            match uri::relative_path(uri, &self.files[file].name) {
                Some(name) => self.file(name, file)?,
                None => None,
            }
        };
        Ok(target.and_then(|file| {
            let is_pointer = fragment.is_empty() || fragment.starts_with('/');
            // The normalizer knows the anchors of the document.
            let fragment = if is_pointer || file == 0 {
                fragment
            } else {
                self.files[file].anchors.get(fragment)?
            };
            let fragment = fragment.to_owned();
            Some(Target { file, fragment })
        }))
    }

    /// The reference to a target, in the bundle.
    fn reference(&mut self, target: Target) -> String {
        let Target { file, fragment } = target;
        let file = &mut self.files[file];
        file.is_referenced = true;
        if file.name.is_empty() {
            return format!("#{fragment}");
        }
        let name = file.name.replace('~', "~0").replace('/', "~1");
        format!("#/{FILES}/{}{fragment}", name.replace('%', "%25"))
    }

    /// The file with this path relative to the document's folder, which `from` refers to.
    fn file(&mut self, name: String, from: usize) -> Result<Option<usize>, Error> {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let path = folder.join(&name);
        let canonical = path.canonicalize();
        let key = canonical.as_ref().unwrap_or(&path);
        if let Some(known) = self.known.get(key) {
            return Ok(*known);
        }
        let key = key.clone();
        let file = match canonical {
            Ok(_) if path.is_file() => {
                let value = (self.read)(&path)?;
                self.files.push(File::new(name, value));
                Some(self.files.len() - 1)
            }
            _ => {
                let from = match self.files[from].name.as_str() {
                    "" => self.path.to_owned(),
                    name => folder.join(name),
                };
                self.warnings.push(format!(
                    "{} refers to {}, which is not a file: what refers to it is left out or read as any JSON",
                    from.display(),
                    path.display()
                ));
                None
            }
        };
        self.known.insert(key, file);
        Ok(file)
    }
}

/// The places of the anchors in a file.
fn collect_anchors(value: &Value, at: &str, anchors: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(map) => {
            for key in ["$anchor", "$dynamicAnchor"] {
                if let Some(Value::String(anchor)) = map.get(key) {
                    anchors
                        .entry(anchor.clone())
                        .or_insert_with(|| at.to_owned());
                }
            }
            for (key, value) in map {
                let key = key
                    .replace('~', "~0")
                    .replace('/', "~1")
                    .replace('%', "%25");
                collect_anchors(value, &format!("{at}/{key}"), anchors);
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                collect_anchors(value, &format!("{at}/{index}"), anchors);
            }
        }
        _ => {}
    }
}
