//! Which rule makes which change.

use super::{Change, Rule};

impl Change {
    /// The rule that makes such changes.
    #[expect(clippy::too_many_lines, reason = "it lists every change")]
    #[must_use]
    pub fn rule(&self) -> Rule {
        match self {
            Self::ContradictionResolved { .. } => Rule::AllOf,
            Self::ReadAsArray | Self::TupleMerged => Rule::Arrays,
            Self::BooleanSchema { .. } | Self::ForbiddenProperty => Rule::Booleans,
            Self::FieldNamed { .. }
            | Self::VariantNamed { .. }
            | Self::ObjectReadAsAny { .. }
            | Self::EnumerationReadAsText { .. } => Rule::Collisions,
            Self::ConditionNotChecked
            | Self::ConditionalPropertiesOptional
            | Self::ConditionalPropertiesLeftOut
            | Self::DiscriminatorNotUsed
            | Self::MappingNotUsed { .. }
            | Self::SubtypesUnited => Rule::Conditionals,
            Self::SplitByDirection { .. }
            | Self::ReadOnlyNotSent { .. }
            | Self::WriteOnlyNotRead { .. } => Rule::Direction,
            Self::TypeShared { .. }
            | Self::DescriptionsDiffer { .. }
            | Self::DescribedByName { .. } => Rule::Sharing,
            Self::VersionLowered { .. } | Self::NoPaths => Rule::Document,
            Self::DocumentationDescribed { .. }
            | Self::DefaultDescribed
            | Self::DefaultSent { .. } => Rule::Documentation,
            Self::ExtensionIgnored { .. } | Self::ExtensionKept { .. } => Rule::Extensions,
            Self::FormatDescribed { .. } | Self::FormatTyped { .. } => Rule::Formats,
            Self::SchemaNotGenerated { .. } | Self::OperationNotGenerated { .. } => Rule::Generate,
            Self::IdentifierNotNeeded { .. } => Rule::Identifiers,
            Self::InfoFilledIn { .. } => Rule::Info,
            Self::NotUsed { .. } => Rule::Leftovers,
            Self::LimitReached { .. } | Self::EndlessCombination { .. } => Rule::Limits,
            Self::WrongType { .. }
            | Self::NotAnObject { .. }
            | Self::NotASchema
            | Self::KeywordMalformed { .. } => Rule::Malformed,
            Self::OnlyItself { .. }
            | Self::SchemaAlias { .. }
            | Self::PlainSchemaInlined
            | Self::TypeNamed { .. }
            | Self::InlineSchemaNamed { .. }
            | Self::NullMovedToUses => Rule::Names,
            Self::ReadAsObject
            | Self::PatternsMerged
            | Self::PropertiesOfNoObject
            | Self::RequiredWithoutSchema { .. } => Rule::Objects,
            Self::UnionReadAsAny { .. } => Rule::OneOf,
            Self::EnumerationOpened { .. }
            | Self::ObjectOpened
            | Self::UnionOpened
            | Self::RequiredNotEnforced => Rule::Open,
            Self::OperationNamed { .. } => Rule::OperationId,
            Self::OperationLeftOut { .. }
            | Self::OperationExtensionIgnored { .. }
            | Self::PathsNotRead { .. } => Rule::Operations,
            Self::NullToldFromAbsent { .. }
            | Self::NullKept { .. }
            | Self::EmptyToldFromAbsent { .. }
            | Self::NullNotToldFromAbsent { .. }
            | Self::RecursivePropertyNamed { .. }
            | Self::ExtraToBeSet => Rule::Optional,
            Self::HeaderAsParameter { .. }
            | Self::ParameterMalformed
            | Self::ParameterLeftOut { .. }
            | Self::ReservedHeader { .. }
            | Self::ParameterRedeclared { .. }
            | Self::PathParameterRequired { .. }
            | Self::PathParameterUndeclared { .. }
            | Self::ParameterNullNotSent { .. }
            | Self::NullInsideNotSent
            | Self::ParameterRenamed { .. }
            | Self::ParameterSplit { .. }
            | Self::DeepArrayWrittenWithBrackets { .. }
            | Self::ParameterAsText { .. } => Rule::Parameters,
            Self::ReferenceNotFollowed { .. }
            | Self::ReferenceReadAsAny { .. }
            | Self::PathItemReferenced { .. }
            | Self::SelfReferenceLeftOut { .. } => Rule::References,
            Self::BodyWithoutContent
            | Self::MediaTypeNotSent { .. }
            | Self::BodyAsBytes
            | Self::BodySchemaNotUsed
            | Self::BodyOptional
            | Self::BodyAlwaysSent
            | Self::FormFieldAsText { .. } => Rule::RequestBody,
            Self::RangeNarrowed { .. }
            | Self::StatusReadLike { .. }
            | Self::HeadWithoutContent
            | Self::ResponseUnexpected { .. }
            | Self::DefaultForErrors
            | Self::DefaultForSuccess
            | Self::MediaTypeNotAsked { .. }
            | Self::ResponseAsBytes
            | Self::ResponseAsText
            | Self::HeadersNotTyped { .. }
            | Self::EmptyResponse { .. }
            | Self::ResponsesMerged { .. } => Rule::Responses,
            Self::ServersNotUsed | Self::ServersOfTheDocument => Rule::Servers,
            Self::TypeArraySplit | Self::NullableReadAsNull | Self::IntegersOf64Bits { .. } => {
                Rule::Types
            }
            Self::UnknownKeyword { .. } => Rule::Unknown,
            Self::CheckDescribed { .. } | Self::CheckEnforced { .. } => Rule::Validation,
            Self::ConstAsEnumeration | Self::NullAmongValues | Self::ValuesDescribed => {
                Rule::Values
            }
            Self::KeywordReadLike { like, .. } => like.rule(),
            Self::ObjectsMerged { alternatives } => alternatives.rule(),
        }
    }
}
