//! Reads YAML 1.2, as JSON.

mod error;
mod scalar;

use std::collections::{BTreeMap, HashMap};

use granit_parser::{Event, Parser, ScalarStyle, Span, StrInput, options};
use serde_json::{Map, Value};

use super::text::{DuplicateKey, Parsed, Position, Problem};

/// As deep as `serde_json` reads.
const DEEPEST: usize = 127;

/// Aliases can make a document grow exponentially. No document has more values than this.
const MOST_COPIED: usize = 1_000_000;

pub(crate) fn parse(text: &str) -> Result<Parsed, Problem> {
    let mut reader = Reader::new(text);
    let value = reader.document()?;
    let mut duplicates = Vec::new();
    if reader.has_duplicates {
        // Few documents have them, so their places are looked for only then.
        let mut again = Reader::new(text);
        again.duplicates = Some(Vec::new());
        again.document()?;
        duplicates = again.duplicates.unwrap_or_default();
    }
    Ok(Parsed { value, duplicates })
}

struct Reader<'t> {
    events: Parser<'t, StrInput<'t>>,
    text: &'t str,
    anchors: HashMap<usize, Value>,
    /// How many values were copied for aliases.
    copied: usize,
    /// Whether a mapping has a key more than once.
    has_duplicates: bool,
    /// The keys that stand more than once, if they are looked for.
    duplicates: Option<Vec<DuplicateKey>>,
}

/// The places of the keys of a mapping, and the values that do not count.
#[derive(Default)]
struct Places {
    last: HashMap<String, Position>,
    earlier: BTreeMap<String, Vec<(Position, Value)>>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        let options = options! {
            emit_comments: false,
            flow_nesting_limit: DEEPEST + 1,
            block_nesting_limit: DEEPEST + 1,
        };
        Self {
            events: Parser::new_from_str_with_options(text, options),
            text,
            anchors: HashMap::new(),
            copied: 0,
            has_duplicates: false,
            duplicates: None,
        }
    }

    fn next(&mut self) -> Result<(Event<'t>, Position), Problem> {
        match self.events.next_event() {
            Some(Ok((event, span))) => Ok((event, position(span))),
            Some(Err(error)) => Err(error::problem(self.text, &error)),
            None => Ok((Event::StreamEnd, Position::START)),
        }
    }

    fn document(&mut self) -> Result<Value, Problem> {
        let mut document = None;
        loop {
            match self.next()? {
                (Event::DocumentStart(..), at) if document.is_some() => {
                    let message = "a second document begins here, and only one is read";
                    return Err(Problem::new(at, message));
                }
                (Event::StreamEnd, _) => return Ok(document.unwrap_or_default()),
                (event, at) if event.is_node() => document = Some(self.node(event, at, 0)?),
                _ => {}
            }
        }
    }

    fn node(&mut self, event: Event<'t>, at: Position, depth: usize) -> Result<Value, Problem> {
        if depth > DEEPEST {
            return Err(Problem::new(at, error::TOO_DEEP));
        }
        let anchor = event.anchor_id();
        let value = match event {
            Event::Scalar(text, style, _, tag) => scalar::value(&text, style, tag.as_deref(), at)?,
            Event::SequenceStart(..) => self.sequence(depth)?,
            Event::MappingStart(..) => self.mapping(depth)?,
            Event::Alias(id) => self.alias(id, at, depth)?,
            _ => Value::Null,
        };
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, value.clone());
        }
        Ok(value)
    }

    fn alias(&mut self, id: usize, at: Position, depth: usize) -> Result<Value, Problem> {
        let value = self
            .anchors
            .get(&id)
            .ok_or_else(|| Problem::new(at, "the alias stands inside the value that it names"))?;
        let (count, height) = size(value);
        self.copied += count;
        if self.copied > MOST_COPIED {
            let message = "the aliases up to here make more than a million values";
            return Err(Problem::new(at, message));
        }
        if depth + height > DEEPEST {
            return Err(Problem::new(at, error::TOO_DEEP));
        }
        Ok(value.clone())
    }

    fn sequence(&mut self, depth: usize) -> Result<Value, Problem> {
        let mut values = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd | Event::StreamEnd, _) => return Ok(Value::Array(values)),
                (event, at) => values.push(self.node(event, at, depth + 1)?),
            }
        }
    }

    fn mapping(&mut self, depth: usize) -> Result<Value, Problem> {
        let mut map = Map::new();
        let mut places = Places::default();
        let mut merged = Vec::new();
        loop {
            let (event, at) = self.next()?;
            if matches!(event, Event::MappingEnd | Event::StreamEnd) {
                break;
            }
            let is_merge =
                matches!(&event, Event::Scalar(key, ScalarStyle::Plain, ..) if key == "<<");
            let key = self.key(event, at)?;
            let (event, value_at) = self.next()?;
            let value = self.node(event, value_at, depth + 1)?;
            if is_merge {
                merged.extend(mappings(value, value_at)?);
                continue;
            }
            if self.duplicates.is_some() {
                places.note(&key, at, map.get(&key));
            }
            self.has_duplicates |= map.insert(key, value).is_some();
        }
        if let Some(duplicates) = &mut self.duplicates {
            duplicates.extend(places.duplicates(&map));
        }
        if !merged.is_empty() {
            let own = map;
            map = merged.into_iter().flatten().collect();
            map.extend(own);
        }
        Ok(Value::Object(map))
    }

    /// Keys are text in JSON, so a key stays as it is written.
    fn key(&mut self, event: Event<'t>, at: Position) -> Result<String, Problem> {
        let not_text = || Problem::new(at, "a key has to be text");
        match event {
            Event::Scalar(text, _, 0, _) => Ok(text.into_owned()),
            Event::Scalar(ref text, ..) => {
                let key = text.clone().into_owned();
                self.node(event, at, 0)?;
                Ok(key)
            }
            Event::Alias(id) => match self.anchors.get(&id) {
                Some(Value::String(key)) => Ok(key.clone()),
                _ => Err(not_text()),
            },
            _ => Err(not_text()),
        }
    }
}

/// What `<<` brings into a mapping, the later before the earlier: the first of several counts.
fn mappings(value: Value, at: Position) -> Result<Vec<Map<String, Value>>, Problem> {
    let values = match value {
        Value::Array(values) => values.into_iter().rev().collect(),
        value => vec![value],
    };
    let mappings = values.into_iter().map(|value| match value {
        Value::Object(map) => Ok(map),
        _ => Err(Problem::new(
            at,
            "`<<` takes a mapping or a sequence of mappings",
        )),
    });
    mappings.collect()
}

impl Places {
    /// Notes the place of a key, and the value that it has had so far.
    fn note(&mut self, key: &str, at: Position, value: Option<&Value>) {
        let before = self.last.insert(key.to_owned(), at);
        if let Some((before, value)) = before.zip(value) {
            let earlier = self.earlier.entry(key.to_owned()).or_default();
            earlier.push((before, value.clone()));
        }
    }

    fn duplicates(self, map: &Map<String, Value>) -> impl Iterator<Item = DuplicateKey> {
        self.earlier.into_iter().map(move |(key, earlier)| {
            let counts = &map[&key];
            let earlier = earlier.iter().map(|(at, value)| (*at, value == counts));
            DuplicateKey {
                earlier: earlier.collect(),
                last: self.last[&key],
                key,
            }
        })
    }
}

fn position(span: Span) -> Position {
    Position {
        line: span.start.line(),
        column: span.start.col() + 1,
    }
}

/// The number of values in a value, and how deep they are nested.
fn size(value: &Value) -> (usize, usize) {
    let inner = |values: &mut dyn Iterator<Item = &Value>| {
        let sizes = values.map(size);
        let (count, height) = sizes.fold((0, 0), |(count, height), (more, deep)| {
            (count + more, height.max(deep))
        });
        (count + 1, height + 1)
    };
    match value {
        Value::Array(values) => inner(&mut values.iter()),
        Value::Object(map) => inner(&mut map.values()),
        _ => (1, 0),
    }
}
