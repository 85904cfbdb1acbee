//! One difference between two documents.

use serde::Serialize;

use serde_json::Value;

use crate::place::{Place, Side};

/// What a change means for one of the two audiences: programs that speak to the server, and Rust code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing changes.
    Unchanged,
    /// Something changes, and what works goes on working.
    Compatible,
    /// What works may stop working.
    Breaking,
}

/// One difference between two documents. Its `Display` is a sentence.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// Where it is. A schema that several places refer to has its change once, at the shortest path.
    #[serde(flatten)]
    pub place: Place,
    /// The component that it is in, if that is used in several places.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub component: Option<String>,
    /// What has changed.
    pub change: Kind,
    /// What it means for what is sent and received.
    pub wire: Verdict,
    /// What it means for code that uses the generated client.
    pub rust: Verdict,
    /// The other operations, and the other statuses and media types of this one, in which it is the same change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Place>,
}

impl Change {
    pub(crate) fn new(place: Place, change: Kind, wire: Verdict, rust: Verdict) -> Self {
        Self {
            place,
            component: None,
            change,
            wire,
            rust,
            also: Vec::new(),
        }
    }

    /// Whether the wire or the Rust API breaks.
    #[must_use]
    pub fn is_breaking(&self) -> bool {
        self.wire == Verdict::Breaking || self.rust == Verdict::Breaking
    }
}

/// What the old document says, and what the new one says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FromTo<T> {
    /// In the old document.
    pub from: T,
    /// In the new document.
    pub to: T,
}

/// What has changed, at the [`Place`] of the change.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// Only the new document has it: an operation, a parameter, a body, a response, a header or a property.
    Added {
        /// Whether it has to be sent, or is always there.
        required: bool,
    },
    /// Only the old document has it.
    Removed,
    /// The operation has another path or method, both of which are in the texts.
    Moved(FromTo<String>),
    /// The path has a slash at its end, or has none any more.
    TrailingSlash {
        /// Whether it was added.
        added: bool,
    },
    /// The parameter has another name.
    Renamed(FromTo<String>),
    /// The parameter is in another part of the request.
    LocationChanged(FromTo<String>),
    /// The parameter is written in another way: its style, `explode` or media type.
    SerializationChanged(FromTo<String>),
    /// The response has another status.
    StatusChanged(FromTo<String>),
    /// A media type that only the new document has.
    MediaTypeAdded {
        /// Its name.
        media_type: String,
    },
    /// A media type that only the old document has.
    MediaTypeRemoved {
        /// Its name.
        media_type: String,
    },
    /// A server that only the new document has.
    ServerAdded {
        /// Its URL.
        url: String,
    },
    /// A server that only the old document has.
    ServerRemoved {
        /// Its URL.
        url: String,
    },
    /// The ways to authorize a request are others.
    SecurityChanged(FromTo<String>),
    /// A security scheme has the same name, and is another.
    SecuritySchemeChanged {
        /// The name of the scheme.
        scheme: String,
    },
    /// What could be left out has to be there.
    BecameRequired,
    /// What had to be there can be left out.
    BecameOptional,
    /// `null` is a value that is now allowed.
    BecameNullable,
    /// `null` is a value that is no longer allowed.
    NoLongerNullable,
    /// The type is another, or has other alternatives.
    TypeChanged(FromTo<String>),
    /// The format is another. `None` is any.
    FormatChanged(FromTo<Option<String>>),
    /// The values are now restricted to a list.
    ValuesRestricted {
        /// The list.
        values: Vec<Value>,
    },
    /// The values are no longer restricted to a list.
    ValuesUnrestricted {
        /// What the list was.
        values: Vec<Value>,
    },
    /// The list of values has more of them.
    ValuesAdded {
        /// Those that only the new document has.
        values: Vec<Value>,
    },
    /// The list of values has fewer of them.
    ValuesRemoved {
        /// Those that only the old document has.
        values: Vec<Value>,
    },
    /// A limit, such as `maxLength`, is another. `None` is no limit.
    LimitChanged {
        /// The keyword.
        limit: &'static str,
        /// In the old document.
        from: Option<String>,
        /// In the new document.
        to: Option<String>,
    },
    /// Another keyword that restricts values is different: `pattern`, `not`, `if` and others.
    CheckChanged {
        /// The keyword.
        keyword: &'static str,
        /// What it is about to do to the values that are allowed.
        effect: Effect,
    },
    /// What an object may hold besides its properties.
    AdditionalPropertiesChanged(FromTo<String>),
    /// A union has a variant that only the new document has.
    VariantAdded {
        /// The variant, in words.
        variant: String,
    },
    /// A union does not have a variant any more.
    VariantRemoved {
        /// The variant, in words.
        variant: String,
    },
    /// Another property tells the variants of a union apart.
    DiscriminatorChanged(FromTo<String>),
    /// A variant of a union has another value of the discriminator.
    VariantTagChanged {
        /// The variant, in words.
        variant: String,
        /// In the old document.
        from: String,
        /// In the new document.
        to: String,
    },
    /// The default is another. `None` is none.
    DefaultChanged(FromTo<Option<Value>>),
    /// The caller cannot send it any more.
    BecameReadOnly,
    /// The caller can send it.
    NoLongerReadOnly {
        /// Whether it has to be sent.
        required: bool,
    },
    /// The server does not send it any more.
    BecameWriteOnly,
    /// The server sends it.
    NoLongerWriteOnly,
    /// It should not be used any more.
    Deprecated,
    /// It may be used again.
    NoLongerDeprecated,
    /// The method of the generated client has another name.
    MethodRenamed(FromTo<String>),
    /// The generated client has a method for the operation, as it had not.
    MethodAdded,
    /// The generated client has no method for the operation, as it had.
    MethodRemoved,
    /// A type of the generated client is of another kind, although the wire is the same.
    RustTypeChanged(FromTo<String>),
    /// A type of the generated client has another name, or several have become one. Which types there are follows from
    /// the names of components, and where there are none, from those of operations and properties.
    TypesRenamed {
        /// The names in the old client.
        from: Vec<String>,
        /// The name in the new client.
        to: String,
    },
}

/// What becomes of the values that a keyword allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Fewer are allowed.
    Narrower,
    /// More are allowed.
    Wider,
    /// Others are allowed, as far as can be told.
    Different,
}

impl Effect {
    /// What it means for the wire: requests may say less, or responses more, than they might.
    pub(crate) fn verdict(self, side: Side) -> Verdict {
        match (self, side) {
            (Self::Wider, Side::Request) | (Self::Narrower, Side::Response) => Verdict::Compatible,
            _ => Verdict::Breaking,
        }
    }

    /// From whether the old or the new document restricts the values.
    pub(crate) fn of_presence(old: bool, new: bool) -> Self {
        match (old, new) {
            (false, true) => Self::Narrower,
            (true, false) => Self::Wider,
            _ => Self::Different,
        }
    }
}
