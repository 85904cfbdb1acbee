//! What is wrong with a text that is not YAML.

use granit_parser::{ErrorKind, ScanError};

use crate::load::text::{Position, Problem};

const TAB: &str = "a tab stands where only spaces can";

pub(super) const TOO_DEEP: &str = "mappings and sequences are nested in more than 127 levels";

pub(super) fn problem(text: &str, error: &ScanError) -> Problem {
    let marker = error.marker();
    let offset = marker.byte_offset().unwrap_or_default();
    let rest = text.get(offset..).unwrap_or_default();
    let words = sentence(error.kind(), rest.chars().next());
    let at = match rest.find('\t') {
        // The parser tells where the value begins that has the tab.
        Some(tab) if words == TAB => Position::of(text, offset + tab),
        _ => Position {
            line: marker.line().max(1),
            column: marker.col() + 1,
        },
    };
    Problem::new(at, words)
}

#[expect(clippy::too_many_lines, reason = "a line for each kind of error")]
fn sentence(kind: &ErrorKind, found: Option<char>) -> String {
    use ErrorKind as K;
    let words = match kind {
        K::UnexpectedEofFlowSequence
        | K::UnexpectedEofFlowMapping
        | K::UnexpectedEofImplicitFlowMapping
        | K::UnexpectedEofBlockSequence
        | K::UnexpectedEofBlockMapping
        | K::UnexpectedEof => "the document ends inside a value",
        K::UnclosedFlowCollection { open } => return format!("the `{open}` is not closed"),
        K::MismatchedFlowCollectionEnd { open, close } => {
            return format!("a `{open}` is closed by `{close}`");
        }
        K::MisplacedFlowCollectionEnd => "a bracket is closed that was not opened",
        K::ExpectedFlowMappingSeparator => "expected `,` or `}`",
        K::ExpectedFlowSequenceSeparator => "expected `,` or `]`",
        K::BlockEntryInFlowCollection => "a `-` begins no element inside brackets",
        K::UnclosedQuotedScalar => "the quote is not closed",
        K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => {
            "something follows the closing quote"
        }
        K::DocumentIndicatorInQuotedScalar => {
            "the quote is not closed before the line `---` or `...`"
        }
        K::UnknownQuotedScalarEscape
        | K::InvalidQuotedScalarHexEscape
        | K::InvalidLowSurrogateHexEscape
        | K::InvalidLowSurrogate
        | K::MissingLowSurrogate
        | K::UnpairedLowSurrogate
        | K::InvalidUnicodeEscape => {
            "the backslash begins no escape: in double quotes it is written as two"
        }
        K::TabNotAllowed
        | K::TabInBlockIndentation
        | K::TabAtBlockScalarStart
        | K::TabInIndentation
        | K::TabInPlainScalar => TAB,
        K::InvalidIndentation
        | K::InvalidFlowScalarIndent
        | K::InvalidQuotedScalarIndent
        | K::InvalidBlockScalarIndent => "the indentation does not fit the lines before",
        K::ExpectedBlockMappingKey => {
            "expected a key: the indentation does not fit the lines before, or a value needs quotes"
        }
        K::ExpectedBlockSequenceEntry => {
            "expected `-`: the indentation does not fit the lines before"
        }
        K::BlockSequenceEntryNotAllowed | K::InvalidBlockEntryWhitespace => {
            "a `-` cannot begin an element here"
        }
        K::SimpleKeyExpected | K::InvalidSimpleKey => "expected `:` after the key",
        K::MappingKeyNotAllowed
        | K::FlowMappingValueAdjacentCollection
        | K::InvalidMappingValueWhitespace
        | K::InvalidColonPlacement
        | K::MappingValueNotAllowed => {
            "a `:` cannot stand here: the indentation does not fit the lines before, or a value needs quotes"
        }
        K::ZeroBlockScalarIndent | K::InvalidBlockScalarHeader => {
            "after `|` or `>`, the text begins on the next line"
        }
        K::CommentInterceptedScalar => "a comment interrupts a text of several lines",
        K::CommentNotSeparated => "a comment needs a space before the `#`",
        K::UnknownAnchor => "the alias names no anchor that stands before it",
        K::AnchorCountOverflow => "there are too many anchors",
        K::MissingAnchorOrAliasName => {
            "expected a name after `&` or `*`; text that begins so needs quotes"
        }
        K::ExpectedTagBang
        | K::InvalidGlobalTagCharacter
        | K::UndeclaredTagHandle
        | K::InvalidTagTerminator
        | K::MissingTagUri
        | K::UnclosedVerbatimTag
        | K::InvalidTagEscape
        | K::InvalidTagUtf8LeadingByte
        | K::InvalidTagUtf8TrailingByte
        | K::InvalidTagUtf8 => "the tag after `!` is malformed; text that begins so needs quotes",
        K::DuplicateVersionDirective
        | K::UnsupportedYamlMajorVersion
        | K::DuplicateTagDirective
        | K::MissingDocumentEndBeforeDirective
        | K::ExpectedTagDirectiveBang
        | K::InvalidDirectiveTerminator
        | K::DirectiveDisallowed
        | K::MissingYamlVersionSeparator
        | K::MissingDirectiveName
        | K::InvalidDirectiveName
        | K::DirectiveByteLimitExceeded { .. }
        | K::TooManyReservedDirectiveParams { .. }
        | K::YamlVersionTooLong
        | K::MissingYamlVersion
        | K::InvalidTagDirectiveTerminator => {
            "the line is not a YAML directive; text that begins with `%` needs quotes"
        }
        K::ExpectedDocumentStart => "expected the line `---`",
        K::InvalidDocumentEnd => "something follows the end of the document",
        K::BomInsideDocument => "a byte-order mark stands inside the document",
        K::RecursionLimitExceeded => TOO_DEEP,
        _ => match found {
            Some('\t') => TAB,
            Some(found) => {
                return format!("{found:?} cannot stand here: text that begins so needs quotes");
            }
            None => "expected a value",
        },
    };
    words.to_owned()
}
