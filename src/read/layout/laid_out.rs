//! The text of a document as it is put together block by block, with the way back to the source.

use super::super::{Block, BlockKind, Segment};
use super::line::{Blanks, Line};
use super::markdown;
use super::table::{self, Table};

/// The text with its blocks and the way back.
pub(in crate::read) struct LaidOut {
    pub(in crate::read) text: String,
    pub(in crate::read) blocks: Vec<Block>,
    pub(in crate::read) map: Vec<Segment>,
    /// Whether lines hold marks of Markdown, which are no text.
    pub(super) markdown: bool,
}

impl LaidOut {
    /// Nothing yet, with room for so many bytes of text.
    pub(super) fn with_capacity(bytes: usize) -> Self {
        LaidOut { text: String::with_capacity(bytes), blocks: Vec::new(), map: Vec::new(), markdown: false }
    }

    /// Adds lines as one block.
    pub(super) fn block(&mut self, kind: BlockKind, lines: &[Line<'_>]) {
        let start = self.open_block();
        for line in lines {
            let before = self.text[start..].chars().next_back();
            // Only words of Latin letters need the blank that the line break stood for.
            let blank = before.is_some_and(|c| c.is_ascii_alphabetic())
                && line.content.starts_with(|c: char| c.is_ascii_alphabetic());
            if blank {
                self.map.push(Segment { text_byte: self.text.len(), source_character: line.offset.saturating_sub(1) });
                self.text.push(' ');
            }
            if self.markdown {
                for part in markdown::text_parts(line) {
                    self.line(kind, &part);
                }
            } else {
                self.line(kind, line);
            }
        }
        self.close_block(kind, start);
    }

    /// Adds a table, a paragraph a row.
    pub(super) fn table(&mut self, table: &Table<'_>) {
        for row in &table.rows {
            let start = self.open_block();
            for (head, cell) in table.heads.iter().zip(row) {
                if table::is_empty(cell) || table::is_row_number(head) {
                    continue;
                }
                if self.text.len() > start {
                    self.between("，");
                }
                self.line(BlockKind::Paragraph, &head.name);
                self.between("：");
                self.line(BlockKind::Paragraph, cell);
                if let Some(unit) = head.unit.as_ref().filter(|_| table::is_number(cell)) {
                    let end = cell.offset + cell.characters - 1;
                    self.line(BlockKind::Paragraph, unit);
                    // What follows is at the end of the cell again, not in the head.
                    self.map.push(Segment { text_byte: self.text.len(), source_character: end });
                }
            }
            if self.text.len() > start {
                self.between("。");
            }
            self.close_block(BlockKind::Paragraph, start);
        }
    }

    /// Adds the fields of a form as one paragraph, like a row of a table: 项目名称：甲项目，建设地点：乙村。
    pub(super) fn form(&mut self, fields: &[Line<'_>]) {
        let start = self.open_block();
        for field in fields {
            if self.text.len() > start {
                self.between("，");
            }
            let value = field.content.trim_end_matches(['。', '；', ';']);
            self.line(BlockKind::Paragraph, &field.part(0, value.len()));
        }
        self.between("。");
        self.close_block(BlockKind::Paragraph, start);
    }

    fn open_block(&mut self) -> usize {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.len()
    }

    fn close_block(&mut self, kind: BlockKind, start: usize) {
        if start < self.text.len() {
            self.blocks.push(Block { kind, range: start..self.text.len() });
        } else if start > 0 {
            self.text.pop();
        }
    }

    /// Adds a mark that the source does not have; it leads back to the character before it.
    fn between(&mut self, mark: &str) {
        let source_character = self.map.last().map_or(0, |segment| {
            let written = self.text[segment.text_byte..].chars().count() as u32;
            segment.source_character + written.saturating_sub(1)
        });
        self.map.push(Segment { text_byte: self.text.len(), source_character });
        self.text.push_str(mark);
    }

    fn line(&mut self, kind: BlockKind, line: &Line<'_>) {
        self.map.push(Segment { text_byte: self.text.len(), source_character: line.offset });
        if kind == BlockKind::Paragraph && line.blanks > Blanks::None {
            self.without_idle_blanks(line);
        } else {
            self.text.push_str(line.content);
        }
    }

    /// Adds a line without the blanks that a crawler put around marks and numbers: 3200 万元 , 用于. Blanks between words
    /// stay, since they part names.
    fn without_idle_blanks(&mut self, line: &Line<'_>) {
        let content = line.content;
        // What is added next begins at byte `from`, character `offset`.
        let (mut from, mut offset) = (0, line.offset);
        let mut at = 0;
        while let Some(found) = first_idle(&content[at..]) {
            let blank = at + found;
            let after = content[blank..].trim_start_matches([' ', '\u{a0}']);
            at = content.len() - after.len();
            let (before, after) = (content[..blank].chars().next_back(), after.chars().next());
            if before.zip(after).is_some_and(|(left, right)| is_idle_between(left, right)) {
                self.text.push_str(&content[from..blank]);
                offset += content[from..at].chars().count() as u32;
                self.map.push(Segment { text_byte: self.text.len(), source_character: offset });
                from = at;
            }
        }
        self.text.push_str(&content[from..]);
    }
}

/// Where the first blank of those begins that may be idle.
fn first_idle(text: &str) -> Option<usize> {
    // U+00A0 begins so.
    memchr::memchr2_iter(b' ', 0xC2, text.as_bytes()).find(|at| text[*at..].starts_with([' ', '\u{a0}']))
}

/// Marks of Chinese texts, beside which a blank says nothing.
const MARKS: [char; 19] =
    ['，', '。', '；', '：', '！', '？', '、', '（', '）', '《', '》', '“', '”', '‘', '’', '—', '…', '·', '％'];

/// Whether a blank between two characters says nothing: beside a mark of punctuation, or between a number and a word.
fn is_idle_between(left: char, right: char) -> bool {
    let is_mark = |c: char| c.is_ascii_punctuation() || MARKS.contains(&c);
    let is_number = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let is_word = |c: char| !c.is_ascii() && !is_mark(c) && !is_number(c);
    is_mark(left) && !left.is_ascii_digit() && !right.is_ascii_alphanumeric()
        || is_mark(right) && !left.is_ascii_alphabetic()
        || is_mark(left) && right.is_ascii_digit() && !left.is_ascii_alphanumeric() && left != '.'
        || is_number(left) && is_word(right)
        || is_word(left) && is_number(right)
}
