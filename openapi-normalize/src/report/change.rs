use serde::{Deserialize, Serialize};

use super::{
    Alternatives, EmptyAs, KeywordProblem, Limit, NotUsed, OperationProblem, ParameterProblem,
    Part, ReadLike, ResponseClass, Unexpected, UnionProblem, Unresolved, ValueKind, WrittenAs,
};
use crate::pointer::Pointer;

/// What was done at one place of the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Change {
    // The document
    /// The document was written in another version of OpenAPI.
    VersionLowered {
        /// The version.
        version: String,
    },
    /// The document has no operations.
    NoPaths,
    /// A text that OpenAPI 3.0 requires was missing or unusable.
    InfoFilledIn {
        /// The key.
        key: String,
        /// The text in its place.
        text: String,
    },
    /// A key that a generated client has no use for.
    NotUsed {
        /// The key.
        key: String,
        /// Why.
        reason: NotUsed,
    },
    /// An operation has servers of its own.
    ServersNotUsed,
    /// An operation names the server of the document.
    ServersOfTheDocument,
    /// A vendor extension has paths of its own.
    PathsNotRead {
        /// The extension.
        key: String,
    },
    /// A key holds a value of another type than OpenAPI says.
    WrongType {
        /// The key.
        key: String,
    },
    /// A part of the document is not an object.
    NotAnObject {
        /// Which part.
        part: Part,
    },

    // References
    /// A reference leads nowhere, and what refers is left out.
    ReferenceNotFollowed {
        /// The reference, as written.
        reference: String,
        /// Why.
        reason: Unresolved,
    },
    /// A reference leads nowhere, and the schema is any JSON.
    ReferenceReadAsAny {
        /// The reference, as written.
        reference: String,
        /// Why.
        reason: Unresolved,
    },
    /// A path item stands elsewhere.
    PathItemReferenced {
        /// Where the reference leads.
        target: Pointer,
    },
    /// A schema is made of itself and something else.
    SelfReferenceLeftOut {
        /// Where the reference leads.
        target: Pointer,
    },
    /// A schema is made of nothing but itself.
    OnlyItself {
        /// Where the reference leads.
        target: Pointer,
    },
    /// A keyword such as `$id` only serves references.
    IdentifierNotNeeded {
        /// The keyword.
        keyword: String,
    },

    // Schemas
    /// The schema is too deep or too much work, and becomes any JSON.
    LimitReached {
        /// Which limit.
        limit: Limit,
    },
    /// Two schemas that contain themselves cannot be combined.
    EndlessCombination {
        /// The schema that counts.
        first: Pointer,
        /// The other one.
        second: Pointer,
    },
    /// `true` or `false` stands in place of a schema.
    BooleanSchema {
        /// Which of the two.
        allowed: bool,
    },
    /// The schema of a property is `false`.
    ForbiddenProperty,
    /// Something stands in place of a schema.
    NotASchema,
    /// The value of a keyword means nothing, and is ignored.
    KeywordMalformed {
        /// The keyword.
        keyword: String,
        /// What is wrong.
        problem: KeywordProblem,
    },
    /// A keyword is read like another one.
    KeywordReadLike {
        /// The keyword.
        keyword: String,
        /// The other keyword.
        like: ReadLike,
    },
    /// Two types are required at once.
    ContradictionResolved {
        /// The type that counts.
        left: ValueKind,
        /// The other type.
        right: ValueKind,
    },
    /// A union cannot be combined with what stands beside it.
    UnionReadAsAny {
        /// What is wrong.
        problem: UnionProblem,
    },
    /// Several objects become one.
    ObjectsMerged {
        /// Which keyword combined them.
        alternatives: Alternatives,
    },
    /// `type` is an array.
    TypeArraySplit,
    /// A schema with keywords of an array has no type.
    ReadAsArray,
    /// A schema with keywords of an object has no type.
    ReadAsObject,
    /// The positions of an array have schemas of their own.
    TupleMerged,
    /// Property names are told apart by patterns.
    PatternsMerged,
    /// A schema that no object satisfies lists properties.
    PropertiesOfNoObject,
    /// A required property has no schema.
    RequiredWithoutSchema {
        /// Its name.
        name: String,
    },
    /// A schema has an `if`.
    ConditionNotChecked,
    /// Properties are only there under a condition.
    ConditionalPropertiesOptional,
    /// A schema that is not an object has properties under a condition.
    ConditionalPropertiesLeftOut,
    /// A `discriminator` does not name a property, or stands where there is nothing to tell apart.
    DiscriminatorNotUsed,
    /// A `discriminator` maps a value to a schema that is not among the variants.
    MappingNotUsed {
        /// The value.
        value: String,
    },
    /// Other schemas extend a schema that has a `discriminator`.
    SubtypesUnited,
    /// A variant says `nullable` and nothing else.
    NullableReadAsNull,
    /// `const` is an enumeration of one value.
    ConstAsEnumeration,
    /// `null` is one of the values of an enumeration.
    NullAmongValues,
    /// An enumeration that is not of strings moves into the description.
    ValuesDescribed,
    /// A check on values moves into the description.
    CheckDescribed {
        /// The keyword.
        keyword: String,
    },
    /// A format moves into the description.
    FormatDescribed {
        /// The keyword.
        keyword: String,
    },
    /// A title, an example or the like moves into the description.
    DocumentationDescribed {
        /// The keyword.
        keyword: String,
    },
    /// The default moves into the description.
    DefaultDescribed,
    /// A vendor extension, or `xml`.
    ExtensionIgnored {
        /// The keyword.
        keyword: String,
    },
    /// A keyword that JSON Schema does not have.
    UnknownKeyword {
        /// The keyword.
        keyword: String,
    },

    // Operations
    /// An operation has another name than its `operationId`.
    OperationNamed {
        /// The method.
        method: String,
        /// The path.
        path: String,
        /// The name in the client.
        operation_id: String,
    },
    /// An operation cannot be called.
    OperationLeftOut {
        /// The name in the client.
        operation_id: String,
        /// Why.
        reason: OperationProblem,
    },
    /// A vendor extension says something about an operation that the client does not act on.
    OperationExtensionIgnored {
        /// The extension.
        keyword: String,
    },

    // Parameters
    /// A parameter without a name or a location.
    ParameterMalformed,
    /// A parameter cannot be sent.
    ParameterLeftOut {
        /// Its name.
        name: String,
        /// Why.
        reason: ParameterProblem,
    },
    /// A header that the client sets itself.
    ReservedHeader {
        /// Its name.
        name: String,
    },
    /// A parameter is declared twice.
    ParameterRedeclared {
        /// Its name.
        name: String,
        /// The declaration that does not count.
        other: Pointer,
    },
    /// A path parameter is not declared as required.
    PathParameterRequired {
        /// Its name.
        name: String,
    },
    /// A parameter of the path template is not declared.
    PathParameterUndeclared {
        /// Its name.
        name: String,
    },
    /// A parameter may be `null`.
    ParameterNullNotSent {
        /// Its name.
        name: String,
        /// Whether it is JSON, which has a `null`. A style has none.
        is_json: bool,
    },
    /// Parts of a parameter or of a form may be `null`.
    NullInsideNotSent,
    /// A parameter has another name in Rust.
    ParameterRenamed {
        /// Its name.
        name: String,
        /// Its name in Rust.
        rust: String,
    },
    /// The properties of an object are parameters.
    ParameterSplit {
        /// Its name.
        name: String,
    },
    /// A parameter has an array in a style that has none.
    DeepArrayWrittenWithBrackets {
        /// Its name.
        name: String,
    },
    /// The caller has to write the value of a parameter.
    ParameterAsText {
        /// Its name.
        name: String,
        /// How.
        written: WrittenAs,
    },

    // Request bodies
    /// A request body has no content.
    BodyWithoutContent,
    /// A request body has several media types.
    MediaTypeNotSent {
        /// The one that is sent.
        sent: String,
        /// Whether this one has the same values.
        same_values: bool,
    },
    /// The caller has to write the body.
    BodyAsBytes,
    /// The body is text or bytes, but has a schema.
    BodySchemaNotUsed,
    /// The body can be left out.
    BodyOptional,
    /// The body can be left out, but the client always sends one.
    BodyAlwaysSent,
    /// The client would send another value of a header: the caller sets it.
    HeaderAsParameter {
        /// The name of the header.
        header: String,
    },
    /// The caller has to write the value of a form field.
    FormFieldAsText {
        /// Its name.
        name: String,
    },

    // Responses
    /// A status is not spelled as OpenAPI does.
    StatusReadLike {
        /// As it is spelled.
        status: String,
        /// The status.
        like: String,
        /// Whether it is left out, because the document has the other one, too.
        left_out: bool,
    },
    /// A range of statuses is read as those of it that are registered.
    RangeNarrowed {
        /// The range.
        range: String,
    },
    /// An answer to HEAD has no content.
    HeadWithoutContent,
    /// A response has no type: the client hands out its status and body.
    ResponseUnexpected {
        /// Why.
        reason: Unexpected,
    },
    /// The response `default` is that of errors.
    DefaultForErrors,
    /// The response `default` is also that of a success.
    DefaultForSuccess,
    /// A response has several media types.
    MediaTypeNotAsked {
        /// The one that is asked for.
        asked: String,
        /// Whether this one has the same values.
        same_values: bool,
    },
    /// A response is not JSON.
    ResponseAsBytes,
    /// A response is text, beside others that are JSON.
    ResponseAsText,
    /// A response documents its headers or links.
    HeadersNotTyped {
        /// The key.
        key: String,
    },
    /// A success without content stands beside one with content.
    EmptyResponse {
        /// What the client reads.
        read_as: EmptyAs,
    },
    /// Several responses have one type.
    ResponsesMerged {
        /// Which responses.
        class: ResponseClass,
    },

    // Names
    /// A named schema is nothing but a reference.
    SchemaAlias {
        /// Where the reference leads.
        target: String,
    },
    /// A named schema is a plain value.
    PlainSchemaInlined,
    /// A type has another name than its schema.
    TypeNamed {
        /// Its name.
        name: String,
    },
    /// An inline schema needs a name.
    InlineSchemaNamed {
        /// Its name.
        name: String,
    },
    /// Inline schemas of several operations or named schemas are equal, and have one type.
    TypeShared {
        /// The name that the type of this one would have.
        instead_of: String,
        /// The name of the type.
        name: String,
    },
    /// Equal schemas that have one type are described in different words.
    DescriptionsDiffer {
        /// The name of the type.
        name: String,
    },
    /// An inline schema has the type of an equal named schema, which is described in other words.
    DescribedByName {
        /// The name of the type.
        name: String,
    },
    /// A named schema may be `null`.
    NullMovedToUses,
    /// Another property would have the same Rust name.
    FieldNamed {
        /// The name of the property.
        name: String,
        /// The name of its field.
        field: String,
    },
    /// Another value of the enumeration would have the same Rust name.
    VariantNamed {
        /// The value.
        value: String,
        /// The name that its variant is made of.
        variant: String,
    },

    // Requests and responses
    /// A schema is used in requests and in responses.
    SplitByDirection {
        /// The type in requests.
        request: String,
        /// The type in responses.
        response: String,
    },
    /// A property of a request that is `readOnly`.
    ReadOnlyNotSent {
        /// Its name.
        name: String,
    },
    /// A property of a response that is `writeOnly`.
    WriteOnlyNotRead {
        /// Its name.
        name: String,
    },
    /// A response may hold a value that the document does not list.
    EnumerationOpened {
        /// Its name.
        name: String,
        /// The enumeration of the listed values.
        known: String,
    },
    /// A response may hold properties that are not documented.
    ObjectOpened,
    /// A response may hold a value of another type.
    UnionOpened,
    /// A response may lack what the document requires.
    RequiredNotEnforced,
    /// A property can be absent, `null` or a value.
    NullToldFromAbsent {
        /// Its name.
        name: String,
    },
    /// A property of a response that is `null`.
    NullKept {
        /// Its name.
        name: String,
    },
    /// An optional array or object.
    EmptyToldFromAbsent {
        /// Its name.
        name: String,
    },
    /// A property can be absent, `null` or a value, and the client takes the first two for one.
    NullNotToldFromAbsent {
        /// Its name.
        name: String,
        /// Whether it is a property of a response.
        is_response: bool,
    },
    // What the settings keep
    /// progenitor chooses the type by the format.
    FormatTyped {
        /// The format.
        format: String,
    },
    /// The type of a string in a request makes a check.
    CheckEnforced {
        /// The keyword.
        keyword: String,
    },
    /// A request has the default of a property that is not set.
    DefaultSent {
        /// The name of the property.
        name: String,
    },
    /// progenitor acts on a vendor extension.
    ExtensionKept {
        /// The extension.
        keyword: String,
    },

    /// An optional property leads back to its own type.
    RecursivePropertyNamed {
        /// The type of the property.
        name: String,
        /// The type that it holds.
        target: String,
    },
    /// A builder has to be given the properties that an object does not name, even if there are none.
    ExtraToBeSet,

    // What Rust has no types for without another runtime
    /// Integers of any size are read and written with 64 bits.
    IntegersOf64Bits {
        /// How many schemas say so.
        schemas: usize,
    },
    /// Two properties of an object have the same Rust name.
    ObjectReadAsAny {
        /// One of them.
        name: String,
    },
    /// Two values of an enumeration have the same Rust name.
    EnumerationReadAsText {
        /// One of them.
        value: String,
    },

    // The generator
    /// The generator fails on a schema. [`normalize`](crate::normalize) never reports this;
    /// whoever generates the client pushes it.
    SchemaNotGenerated {
        /// Its name.
        name: String,
        /// Why.
        reason: String,
    },
    /// The generator fails on an operation. [`normalize`](crate::normalize) never reports this;
    /// whoever generates the client pushes it.
    OperationNotGenerated {
        /// The name in the client.
        operation_id: String,
        /// Why.
        reason: String,
    },
}
