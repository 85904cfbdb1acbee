//! Which changes lose something. Each change is listed, so that a new one cannot be forgotten.

use super::{Change, Unexpected};

impl Change {
    /// Whether the generated client can still send, receive and show every value that the original
    /// allows, under the same names. A check that moved into a description is lossless; anything
    /// left out or guessed is not. A value without a type has numbers of 64 bits, as those of `serde_json`
    /// have.
    #[expect(clippy::too_many_lines, reason = "it lists every change")]
    #[must_use]
    pub fn is_lossless(&self) -> bool {
        match self {
            Self::ResponseUnexpected { reason } => !matches!(
                reason,
                Unexpected::BesideJson { .. } | Unexpected::SuccessWithoutContent
            ),
            Self::StatusReadLike { left_out, .. } => !left_out,
            // The body of another error is at hand.
            Self::RangeNarrowed { range } => !range.starts_with('2'),
            // The offset from UTC is lost.
            Self::FormatTyped { format } => format != "date-time",
            Self::ParameterNullNotSent { is_json, .. } => !is_json,
            Self::MediaTypeNotSent { same_values, .. }
            | Self::MediaTypeNotAsked { same_values, .. } => *same_values,
            Self::ServersNotUsed
            | Self::PathsNotRead { .. }
            | Self::WrongType { .. }
            | Self::NotAnObject { .. }
            | Self::ReferenceNotFollowed { .. }
            | Self::ReferenceReadAsAny { .. }
            | Self::SelfReferenceLeftOut { .. }
            | Self::OnlyItself { .. }
            | Self::LimitReached { .. }
            | Self::EndlessCombination { .. }
            | Self::NotASchema
            | Self::KeywordMalformed { .. }
            | Self::ContradictionResolved { .. }
            | Self::UnionReadAsAny { .. }
            | Self::ConditionalPropertiesLeftOut
            | Self::OperationLeftOut { .. }
            | Self::ParameterMalformed
            | Self::ParameterLeftOut { .. }
            | Self::ParameterAsText { .. }
            | Self::NullInsideNotSent
            | Self::DeepArrayWrittenWithBrackets { .. }
            | Self::BodyAsBytes
            | Self::BodyAlwaysSent
            | Self::NullNotToldFromAbsent { .. }
            | Self::DefaultSent { .. }
            | Self::IntegersOf64Bits { .. }
            | Self::ObjectReadAsAny { .. }
            | Self::FormFieldAsText { .. }
            | Self::SchemaNotGenerated { .. }
            | Self::OperationNotGenerated { .. } => false,
            Self::VersionLowered { .. }
            | Self::NoPaths
            | Self::InfoFilledIn { .. }
            | Self::NotUsed { .. }
            | Self::PathItemReferenced { .. }
            | Self::IdentifierNotNeeded { .. }
            | Self::BooleanSchema { .. }
            | Self::ForbiddenProperty
            | Self::KeywordReadLike { .. }
            | Self::ObjectsMerged { .. }
            | Self::TypeArraySplit
            | Self::ReadAsArray
            | Self::ReadAsObject
            | Self::TupleMerged
            | Self::PatternsMerged
            | Self::PropertiesOfNoObject
            | Self::RequiredWithoutSchema { .. }
            | Self::ConditionNotChecked
            | Self::ConditionalPropertiesOptional
            | Self::DiscriminatorNotUsed
            | Self::MappingNotUsed { .. }
            | Self::SubtypesUnited
            | Self::NullableReadAsNull
            | Self::ConstAsEnumeration
            | Self::NullAmongValues
            | Self::ValuesDescribed
            | Self::CheckDescribed { .. }
            | Self::FormatDescribed { .. }
            | Self::DocumentationDescribed { .. }
            | Self::DefaultDescribed
            | Self::ExtensionIgnored { .. }
            | Self::UnknownKeyword { .. }
            | Self::ServersOfTheDocument
            | Self::OperationNamed { .. }
            | Self::OperationExtensionIgnored { .. }
            | Self::ReservedHeader { .. }
            | Self::ParameterRedeclared { .. }
            | Self::PathParameterRequired { .. }
            | Self::PathParameterUndeclared { .. }
            | Self::ParameterRenamed { .. }
            | Self::ParameterSplit { .. }
            | Self::BodyWithoutContent
            | Self::BodySchemaNotUsed
            | Self::BodyOptional
            | Self::HeaderAsParameter { .. }
            | Self::CheckEnforced { .. }
            | Self::ExtensionKept { .. }
            | Self::RecursivePropertyNamed { .. }
            | Self::ExtraToBeSet
            | Self::EnumerationReadAsText { .. }
            | Self::HeadWithoutContent
            | Self::DefaultForErrors
            | Self::DefaultForSuccess
            | Self::ResponseAsBytes
            | Self::ResponseAsText
            | Self::HeadersNotTyped { .. }
            | Self::EmptyResponse { .. }
            | Self::ResponsesMerged { .. }
            | Self::SchemaAlias { .. }
            | Self::PlainSchemaInlined
            | Self::TypeNamed { .. }
            | Self::InlineSchemaNamed { .. }
            | Self::TypeShared { .. }
            | Self::DescriptionsDiffer { .. }
            | Self::DescribedByName { .. }
            | Self::NullMovedToUses
            | Self::FieldNamed { .. }
            | Self::VariantNamed { .. }
            | Self::SplitByDirection { .. }
            | Self::ReadOnlyNotSent { .. }
            | Self::WriteOnlyNotRead { .. }
            | Self::EnumerationOpened { .. }
            | Self::ObjectOpened
            | Self::UnionOpened
            | Self::RequiredNotEnforced
            | Self::NullToldFromAbsent { .. }
            | Self::NullKept { .. }
            | Self::EmptyToldFromAbsent { .. } => true,
        }
    }
}
