//! The text of a change. The phrases for its reasons stand with the reasons.

use std::fmt;

use super::{Change, NotUsed, ParameterProblem};

impl fmt::Display for Change {
    #[expect(clippy::too_many_lines, reason = "a line for each change")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::VersionLowered { version } => write!(f, "{version} is lowered to 3.0.3"),
            Self::NoPaths => f.write_str("no `paths`: a document without operations"),
            Self::InfoFilledIn { key, text } => write!(f, "`{key}` is {text:?}"),
            Self::NotUsed {
                key,
                reason: NotUsed::NoPart,
            } => write!(f, "`{key}` {}", NotUsed::NoPart),
            Self::NotUsed { key, reason } => write!(f, "`{key}`: {reason}"),
            Self::ServersNotUsed => f.write_str(
                "a server of its own is not used: the call goes to the base URL of the client",
            ),
            Self::ServersOfTheDocument => f.write_str("the server is that of the document"),
            Self::PathsNotRead { key } => write!(
                f,
                "the paths in `{key}` are not those of OpenAPI: their operations are left out"
            ),
            Self::WrongType { key } => write!(f, "`{key}` is of the wrong type: left out"),
            Self::NotAnObject { part } => write!(f, "{part} is not an object: left out"),
            Self::ReferenceNotFollowed { reference, reason } => {
                write!(f, "`$ref` {reference:?} {reason}")
            }
            Self::ReferenceReadAsAny { reference, reason } => {
                write!(f, "`$ref` {reference:?} {reason}: read as anything")
            }
            Self::PathItemReferenced { target } => write!(f, "the path item is that of {target}"),
            Self::SelfReferenceLeftOut { target } => {
                write!(f, "{target} contains itself: its own part is left out here")
            }
            Self::OnlyItself { target } => {
                write!(f, "{target} is made of nothing but itself: any JSON")
            }
            Self::IdentifierNotNeeded { keyword } => {
                write!(f, "`{keyword}` is not needed: references are resolved")
            }
            Self::LimitReached { limit } => write!(f, "{limit}: read as anything"),
            Self::EndlessCombination { first, second } => write!(
                f,
                "{first} and {second} contain themselves: the first counts"
            ),
            Self::BooleanSchema { allowed: true } => {
                f.write_str("`true` is the schema of anything")
            }
            Self::BooleanSchema { allowed: false } => {
                f.write_str("`false` allows no value: read as anything, since none can come")
            }
            Self::ForbiddenProperty => f.write_str("a property that may not be there"),
            Self::NotASchema => f.write_str("not a schema: read as anything"),
            Self::KeywordMalformed { keyword, problem } => {
                write!(f, "`{keyword}` {problem}: ignored")
            }
            Self::KeywordReadLike { keyword, like } => {
                write!(f, "`{keyword}` is read like `{like}`")
            }
            Self::ContradictionResolved { left, right } => {
                write!(f, "{left} and {right} at once: read as {left}")
            }
            Self::UnionReadAsAny { problem } => write!(f, "{problem}: read as anything"),
            Self::ObjectsMerged { .. } => write!(
                f,
                "objects of which several may hold become one with the properties of all"
            ),
            Self::TypeArraySplit => f.write_str("in place of an array of types, `null` becomes `nullable`, and several others `oneOf`"),
            Self::ReadAsArray => f.write_str("a schema with `items` is read as an array"),
            Self::ReadAsObject => {
                f.write_str("a schema with keywords of an object is read as an object")
            }
            Self::TupleMerged => {
                f.write_str("positions are not told apart: an element is what any of them allows")
            }
            Self::PatternsMerged => f.write_str(
                "patterns are not told apart: an unnamed property is what any of them allows",
            ),
            Self::PropertiesOfNoObject => {
                f.write_str("properties of what is not an object by its type: no value has them")
            }
            Self::RequiredWithoutSchema { name } => {
                write!(f, "`{name}` is required without a schema: it is anything")
            }
            Self::ConditionNotChecked => f.write_str("the condition is not checked by the client"),
            Self::ConditionalPropertiesOptional => {
                f.write_str("properties under a condition are optional ones")
            }
            Self::ConditionalPropertiesLeftOut => f.write_str(
                "properties under a condition, in a schema that is not an object: left out",
            ),
            Self::DiscriminatorNotUsed => {
                f.write_str("the discriminator tells no schemas apart: not used")
            }
            Self::MappingNotUsed { value } => write!(
                f,
                "{value:?} stands for a schema that is not among the variants: not used"
            ),
            Self::SubtypesUnited => {
                f.write_str("a value has the schema of one of the subtypes: one of these types")
            }
            Self::NullableReadAsNull => {
                f.write_str("`nullable` without anything else is read as `null`")
            }
            Self::ConstAsEnumeration => f.write_str("`const` becomes an enumeration of one value"),
            Self::NullAmongValues => f.write_str("`null` among the values becomes `nullable`"),
            Self::ValuesDescribed => {
                f.write_str("values that are not all strings are described, not checked")
            }
            Self::CheckDescribed { keyword } | Self::FormatDescribed { keyword } => {
                write!(f, "`{keyword}` is described, not checked by the client")
            }
            Self::DocumentationDescribed { keyword } => {
                write!(f, "`{keyword}` moves into the description")
            }
            Self::DefaultDescribed => {
                f.write_str("the default is described: the server applies it")
            }
            Self::ExtensionIgnored { keyword } => {
                write!(f, "`{keyword}` says nothing about the JSON")
            }
            Self::UnknownKeyword { keyword } => write!(
                f,
                "`{keyword}` is not a keyword of JSON Schema: an annotation"
            ),
            Self::OperationNamed {
                method,
                path,
                operation_id,
            } => write!(f, "{method} {path} is named `{operation_id}`"),
            Self::OperationLeftOut {
                operation_id,
                reason,
            } => write!(f, "the operation `{operation_id}` is left out: {reason}"),
            Self::OperationExtensionIgnored { keyword } => write!(
                f,
                "`{keyword}` is not acted on: the operation is one call with one answer"
            ),
            Self::OperationNotGenerated {
                operation_id,
                reason,
            } => write!(f, "the operation `{operation_id}` is left out: {reason}"),
            Self::ParameterMalformed => {
                f.write_str("the parameter has no `name` or no `in`: left out")
            }
            Self::ParameterLeftOut { name, reason } => match reason {
                ParameterProblem::NotSendable { location } => write!(
                    f,
                    "the {location} parameter `{name}` cannot be sent: left out"
                ),
                ParameterProblem::NotInPath => write!(f, "`{name}` is not in the path: left out"),
                ParameterProblem::NameTaken => write!(
                    f,
                    "`{name}` has the Rust name of something else: left out"
                ),
                ParameterProblem::SentAnyway => write!(
                    f,
                    "`{name}` is sent with every request, with the version of the document: left out"
                ),
                ParameterProblem::Unnamed => write!(
                    f,
                    "properties of `{name}` that the document does not name cannot be sent"
                ),
            },
            Self::ReservedHeader { name } if name.eq_ignore_ascii_case("authorization") => {
                write!(
                    f,
                    "the header `{name}` has the key: the client's transport sets it"
                )
            }
            Self::ReservedHeader { name } => write!(
                f,
                "the client sends the header `{name}` itself: setting it is optional"
            ),
            Self::ParameterRedeclared { name, other } => write!(
                f,
                "`{name}` is declared again: this one counts, not the one at {other}"
            ),
            Self::PathParameterRequired { name } => write!(
                f,
                "the path parameter `{name}` is required, as every one is"
            ),
            Self::PathParameterUndeclared { name } => write!(
                f,
                "`{name}` of the path is not declared: taken for a string"
            ),
            Self::ParameterNullNotSent { name, .. } => {
                write!(f, "`{name}` is not sent as null: it is left out")
            }
            Self::NullInsideNotSent => f.write_str(
                "`null` inside the value has no form in its style: what is `null` there is left out",
            ),
            Self::ParameterRenamed { name, rust } => write!(
                f,
                "`{name}` has the Rust name of something else: it is set with `{rust}`"
            ),
            Self::DeepArrayWrittenWithBrackets { name } => write!(
                f,
                "`{name}` is an array, which the style `deepObject` does not define: written as `{name}[]=`"
            ),
            Self::ParameterSplit { name } => {
                write!(f, "`{name}` is sent as a parameter for each property")
            }
            Self::ParameterAsText { name, written } => {
                write!(f, "`{name}` is a string that the caller writes {written}")
            }
            Self::BodyWithoutContent => f.write_str("a request body without content: none is sent"),
            Self::MediaTypeNotSent {
                sent: used,
                same_values: true,
            }
            | Self::MediaTypeNotAsked {
                asked: used,
                same_values: true,
            } => write!(
                f,
                "of several media types with the same schema, `{used}` is used"
            ),
            Self::MediaTypeNotSent { sent, .. } => write!(
                f,
                "of several media types, `{sent}` is sent and not this one"
            ),
            Self::BodyAsBytes => {
                f.write_str("the body is text or bytes, which the caller writes in this media type")
            }
            Self::BodySchemaNotUsed => {
                f.write_str("the body is text or bytes, whatever its schema says")
            }
            Self::BodyOptional => {
                f.write_str("the body is optional: where none is set, none is sent")
            }
            Self::BodyAlwaysSent => {
                f.write_str("the body is optional, and the client always sends one")
            }
            Self::HeaderAsParameter { header } => write!(
                f,
                "`{header}` is a parameter that the caller sets: the client would send another value"
            ),
            Self::FormFieldAsText { name } => write!(
                f,
                "`{name}` is a string that the caller writes as the API wants it"
            ),
            Self::StatusReadLike {
                status,
                like,
                left_out: false,
            } => write!(f, "`{status}` is read like `{like}`"),
            Self::StatusReadLike { status, like, .. } => {
                write!(f, "`{status}` is left out: `{like}` is there, too")
            }
            Self::RangeNarrowed { range } => write!(
                f,
                "some statuses of `{range}` are read in another way: of the others, those that are registered have its type"
            ),
            Self::HeadWithoutContent => f.write_str("an answer to HEAD has no content"),
            Self::ResponseUnexpected { reason } => write!(f, "{reason}"),
            Self::DefaultForErrors => f.write_str(
                "`default` stands for every error status that has no response of its own",
            ),
            Self::DefaultForSuccess => {
                f.write_str("no success is documented: `default` stands for it too")
            }
            Self::MediaTypeNotAsked { asked, .. } => write!(
                f,
                "of several media types, `{asked}` is asked for, not this one"
            ),
            Self::ResponseAsBytes => {
                f.write_str("the content is handed out as bytes, whatever its schema says")
            }
            Self::ResponseAsText => f.write_str("the content is text, whatever its schema says"),
            Self::HeadersNotTyped { key } => {
                write!(f, "`{key}` are not typed: headers can be read by name")
            }
            Self::EmptyResponse { read_as } => {
                write!(f, "no content, where another success has some: {read_as}")
            }
            Self::ResponsesMerged { class } => write!(
                f,
                "the {class} responses become one type with the values of all"
            ),
            Self::SchemaAlias { target } => write!(f, "another name for {target}"),
            Self::PlainSchemaInlined => {
                f.write_str("a schema of one plain value is used in place, without a name")
            }
            Self::TypeNamed { name } => write!(f, "the type is named `{name}`"),
            Self::InlineSchemaNamed { name } => write!(f, "the inline schema is named `{name}`"),
            Self::TypeShared { instead_of, name } => write!(
                f,
                "`{instead_of}` is equal to other types: `{name}` is the type of all"
            ),
            Self::DescriptionsDiffer { name } => write!(
                f,
                "the schemas that `{name}` stands for differ in descriptions: those are left out"
            ),
            Self::DescribedByName { name } => write!(
                f,
                "the descriptions are those of `{name}`, which has other ones"
            ),
            Self::NullMovedToUses => {
                f.write_str("`null` is allowed where the schema is used, not by the type itself")
            }
            Self::FieldNamed { name, field } => write!(
                f,
                "`{name}` would have the Rust name of another field: it is `{field}`"
            ),
            Self::VariantNamed { value, variant } => write!(
                f,
                "{value:?} would have the Rust name of another variant: it is `{variant}`"
            ),
            Self::SplitByDirection { request, response } => write!(
                f,
                "used in requests, as `{request}`, and in responses, as `{response}`"
            ),
            Self::ReadOnlyNotSent { name } => {
                write!(f, "`{name}` is read-only: not in requests")
            }
            Self::WriteOnlyNotRead { name } => {
                write!(
                    f,
                    "`{name}` is write-only: not in responses, where `extra` would have it"
                )
            }
            Self::EnumerationOpened { name, known } => write!(
                f,
                "a value outside the list can be read: `{name}` is a `{known}` or a string"
            ),
            Self::ObjectOpened => f.write_str(
                "undocumented properties are kept in `extra`, where integers above 64 bits are rounded",
            ),
            Self::UnionOpened => f.write_str(
                "a value that fits no variant is read as JSON, where integers above 64 bits are rounded",
            ),
            Self::RequiredNotEnforced => {
                f.write_str("a required property that is missing or null decodes as absent")
            }
            Self::NullToldFromAbsent { name } => {
                write!(f, "`{name}`: null and absent are told apart")
            }
            Self::NullKept { name } => {
                write!(
                    f,
                    "`{name}`: a null is kept in `extra`, to be told from absent"
                )
            }
            Self::EmptyToldFromAbsent { name } => {
                write!(f, "`{name}`: empty and absent are told apart")
            }
            Self::NullNotToldFromAbsent {
                name,
                is_response: true,
            } => write!(f, "`{name}`: null and absent are one"),
            Self::NullNotToldFromAbsent { name, .. } => {
                write!(f, "`{name}`: null and absent are one, and null is not sent")
            }
            Self::FormatTyped { format } => match format.as_str() {
                "date-time" => f.write_str(
                    "the string has a type of its format: the offset from UTC is not kept, and another string is an error",
                ),
                format => write!(f, "the type is that of the format `{format}`: another value is an error"),
            },
            Self::CheckEnforced { keyword } => {
                write!(f, "`{keyword}` is checked where a string of a request is made")
            }
            Self::DefaultSent { name } => write!(
                f,
                "`{name}` is sent with its default where it is not set: it cannot be left out"
            ),
            Self::ExtensionKept { keyword } => {
                write!(f, "`{keyword}` is kept: the generator acts on it")
            }
            Self::RecursivePropertyNamed { name, target } => write!(
                f,
                "the property leads back to its own type: a `{name}`, which holds a `{target}`"
            ),
            Self::ExtraToBeSet => {
                f.write_str("a builder has to be given `extra`, which may be empty")
            }
            Self::IntegersOf64Bits { schemas } => write!(
                f,
                "integers have 64 bits, also where no format says so: {schemas} schemas"
            ),
            Self::ObjectReadAsAny { name } => write!(
                f,
                "`{name}` has the Rust name of another property: the object is any JSON"
            ),
            Self::EnumerationReadAsText { value } => write!(
                f,
                "{value:?} has the Rust name of another value: any string"
            ),
            Self::SchemaNotGenerated { name, reason } => {
                write!(f, "`{name}` is any JSON: {reason}")
            }
        }
    }
}
