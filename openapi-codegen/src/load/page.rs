//! Finds the OpenAPI document in a documentation page: Markdown with the document in a fenced block.

use serde_json::Value;

use super::text::{Position, Problem};

/// A fenced block of a page.
#[derive(Debug)]
pub(crate) struct Block {
    /// What stands in the block, without the indentation of its fence.
    pub text: String,
    /// The line of the page that the fence opens in.
    line: usize,
    /// How many characters were cut off at the beginning of each line.
    cut: Vec<usize>,
    is_closed: bool,
}

impl Block {
    /// The place in the page of a place in the block.
    pub(crate) fn in_page(&self, at: Position) -> Position {
        let cut = self.cut.get(at.line - 1).copied().unwrap_or_default();
        Position {
            line: self.line + at.line,
            column: at.column + cut,
        }
    }

    fn begins(&self) -> Position {
        Position {
            line: self.line,
            column: 1,
        }
    }

    fn is_document(&self) -> bool {
        let text = self.text.trim_start();
        if !text.starts_with('{') {
            return has_key(self.text.lines(), "openapi") || has_key(self.text.lines(), "swagger");
        }
        match serde_json::from_str::<Value>(text) {
            Ok(value) => value.get("openapi").or(value.get("swagger")).is_some(),
            // A document that is cut off, or YAML.
            Err(_) => text.contains("openapi") && text.contains("info"),
        }
    }

    /// Whether there are operations in it. Others are mere excerpts.
    fn has_paths(&self) -> bool {
        has_key(self.text.lines(), "paths") || self.text.contains("\"paths\"")
    }
}

/// Whether this is a page, and not YAML. The keys of YAML begin at the margin, where those in a page are
/// in a block.
pub(crate) fn is_page(text: &str) -> bool {
    if !text.contains("```") && !text.contains("~~~") {
        return false;
    }
    let mut fence: Option<Fence> = None;
    let mut has_fence = false;
    let outside = text.lines().filter(|line| {
        let margin = !line.starts_with([' ', '\t']);
        match &fence {
            Some(open) if open.is_closed_by(line) => fence = None,
            Some(_) => return false,
            None => {
                let opens = Fence::opened_by(line);
                has_fence |= opens.is_some();
                fence = opens.filter(|_| margin);
            }
        }
        fence.is_none()
    });
    let is_yaml = has_key(outside.collect::<Vec<_>>().into_iter(), "openapi");
    has_fence && !is_yaml
}

/// The block with the document.
pub(crate) fn document(text: &str) -> Result<Block, Problem> {
    let mut found: Vec<Block> = blocks(text);
    found.retain(Block::is_document);
    if found.len() > 1 && found.iter().any(Block::has_paths) {
        found.retain(Block::has_paths);
    }
    if found.len() > 1 {
        let lines: Vec<String> = found.iter().map(|block| block.line.to_string()).collect();
        let message = format!(
            "several fenced blocks of the page are OpenAPI documents, in the lines {}: \
             put the one to read in a file of its own",
            lines.join(", ")
        );
        return Err(Problem::new(found[1].begins(), message));
    }
    match found.pop() {
        Some(block) if block.is_closed => Ok(block),
        Some(block) => {
            let message =
                "the fenced block with the OpenAPI document is not closed: the page is cut off";
            Err(Problem::new(block.begins(), message))
        }
        None => {
            let message = "no fenced block of the page is an OpenAPI document";
            Err(Problem::new(Position::START, message))
        }
    }
}

/// Whether one of the lines begins with this key of YAML.
fn has_key<'t>(mut lines: impl Iterator<Item = &'t str>, key: &str) -> bool {
    lines.any(|line| {
        let line = line.strip_prefix(['"', '\'']).unwrap_or(line);
        let Some(rest) = line.strip_prefix(key) else {
            return false;
        };
        let rest = rest.strip_prefix(['"', '\'']).unwrap_or(rest);
        let after = rest.trim_start().strip_prefix(':');
        after.is_some_and(|value| value.is_empty() || value.starts_with([' ', '\t']))
    })
}

struct Fence {
    mark: char,
    length: usize,
    indent: usize,
}

/// What indents a line, a quotation included.
const INDENTATION: [char; 3] = [' ', '\t', '>'];

impl Fence {
    fn of<'t>(line: &'t str, text: &'t str) -> Option<(Self, &'t str)> {
        let mark = text.chars().next().filter(|mark| "`~".contains(*mark))?;
        let rest = text.trim_start_matches(mark);
        let fence = Self {
            mark,
            length: text.len() - rest.len(),
            indent: line.len() - text.len(),
        };
        (fence.length >= 3).then_some((fence, rest))
    }

    fn opened_by(line: &str) -> Option<Self> {
        // A list item can begin with a fence.
        let marker =
            |c: char| INDENTATION.contains(&c) || "-+*.)".contains(c) || c.is_ascii_digit();
        let (fence, info) = Self::of(line, line.trim_start_matches(marker))?;
        // Otherwise it is code inside a line.
        (fence.mark == '~' || !info.contains('`')).then_some(fence)
    }

    fn is_closed_by(&self, line: &str) -> bool {
        Self::of(line, line.trim_start_matches(INDENTATION)).is_some_and(|(fence, rest)| {
            fence.mark == self.mark
                && fence.length >= self.length
                // What is indented further stands in the block.
                && fence.indent <= self.indent + 3
                && rest.trim().is_empty()
        })
    }
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut fence: Option<Fence> = None;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        match (&fence, blocks.last_mut()) {
            (Some(open), Some(block)) if open.is_closed_by(line) => {
                block.is_closed = true;
                fence = None;
            }
            (Some(open), Some(block)) => {
                let start = line.chars().take(open.indent);
                let cut = start.take_while(|c| INDENTATION.contains(c)).count();
                block.text.push_str(&line[cut..]);
                block.cut.push(cut);
            }
            _ => {
                fence = Fence::opened_by(line);
                if fence.is_some() {
                    blocks.push(Block {
                        text: String::new(),
                        line: index + 1,
                        cut: Vec::new(),
                        is_closed: false,
                    });
                }
            }
        }
    }
    blocks
}
