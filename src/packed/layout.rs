//! Where everything stands in a packed file; `docs/packed-format.md` is the specification.

use super::PackedError;

/// What the file begins with.
pub const MAGIC: [u8; 8] = *b"AIDGRAPH";
/// The version of the format that is written and read.
pub const VERSION: u32 = 2;
/// Bytes of a block; each has a checksum of its own. The header is the first one. Small, so that a question that touches
/// few places checks few bytes.
pub(super) const BLOCK: usize = 1024;
/// In the place of a string that is not there.
pub(super) const NONE: u32 = u32::MAX;

/// The parts of the body, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// Where each string begins in `StringBytes`, and where the last one ends: u64.
    StringOffsets,
    /// UTF-8.
    StringBytes,
    /// Types, relations, qualifiers, indicators and rules: the number of the string of each, u32.
    Terms,
    /// Ten u32 each, by id: id, path, record, title, date, date source, publisher, author, format, encoding.
    Documents,
    /// Seven u32 each, by id, and one more that ends the ranges: id, type, code, first label, first measure, first evidence,
    /// evidence count.
    Nodes,
    /// Where each label begins in `LabelBytes`, and where the last one ends: u64.
    LabelOffsets,
    /// Names and other names, UTF-8; of each entity first the name.
    LabelBytes,
    /// The entity of each label: u32.
    LabelNodes,
    /// The [spelling](crate::graph::Spelling) of each label: u64.
    LabelSpellings,
    /// The [reading](crate::graph::Reading) of each label: u64.
    LabelReadings,
    /// Labels by their text: u32.
    LabelOrder,
    /// Entities that have a code, by it: u32.
    CodeOrder,
    /// Thirty-two bytes each: indicator, kind of value, value (u64), unit, date, first evidence, evidence count.
    Measures,
    /// How many statements start from the entities before each one, and how many lead to them; and one more that ends the
    /// ranges: two u32 each. Their sum is its first place in `Adjacent`.
    Starts,
    /// The other end and the statement, two u32 each: of each entity first those that start from it, then those that lead to
    /// it, side by side, for a search that looks both ways.
    Adjacent,
    /// The source and the target of each statement: two u32.
    Ends,
    /// Twenty-four bytes each, by source, target, relation and qualifiers, and one more that ends the ranges: relation, first
    /// qualifier, first evidence, evidence count, confidence (f64).
    Edges,
    /// Sixteen bytes each: name, kind of value, value (u64).
    Qualifiers,
    /// Six u32 each: document, page or 0, start, end, quote, rule.
    Evidence,
}

pub(super) const SECTIONS: usize = 19;

impl Section {
    pub(super) const ALL: [Self; SECTIONS] = [
        Self::StringOffsets,
        Self::StringBytes,
        Self::Terms,
        Self::Documents,
        Self::Nodes,
        Self::LabelOffsets,
        Self::LabelBytes,
        Self::LabelNodes,
        Self::LabelSpellings,
        Self::LabelReadings,
        Self::LabelOrder,
        Self::CodeOrder,
        Self::Measures,
        Self::Starts,
        Self::Adjacent,
        Self::Ends,
        Self::Edges,
        Self::Qualifiers,
        Self::Evidence,
    ];

    /// The bytes of one record.
    #[inline]
    pub(super) const fn record(self) -> usize {
        match self {
            Self::StringBytes | Self::LabelBytes => 1,
            Self::StringOffsets | Self::LabelOffsets | Self::LabelSpellings | Self::LabelReadings => 8,
            Self::Starts | Self::Adjacent | Self::Ends => 8,
            Self::Documents => 40,
            Self::Nodes => 28,
            Self::Measures => 32,
            Self::Edges | Self::Evidence => 24,
            Self::Qualifiers => 16,
            _ => 4,
        }
    }

    /// Whether one more record ends the range of the last one.
    #[inline]
    const fn has_end(self) -> bool {
        matches!(self, Self::StringOffsets | Self::LabelOffsets | Self::Nodes | Self::Starts | Self::Edges)
    }
}

/// The first block.
#[derive(Clone, Debug)]
pub(super) struct Header {
    /// Bytes of the whole file.
    pub(super) length: u64,
    /// Where the checksums begin that end the file.
    pub(super) checksums: u64,
    /// The checksum of the checksums.
    pub(super) checksum: u32,
    /// Where each section begins, and its length in bytes.
    pub(super) sections: [(u64, u64); SECTIONS],
}

impl Header {
    pub(super) fn encode(&self) -> [u8; BLOCK] {
        let mut bytes = Vec::with_capacity(BLOCK);
        bytes.extend(MAGIC);
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend((BLOCK as u32).to_le_bytes());
        bytes.extend(self.length.to_le_bytes());
        bytes.extend(self.checksums.to_le_bytes());
        bytes.extend(self.checksum.to_le_bytes());
        bytes.extend((SECTIONS as u32).to_le_bytes());
        for (begin, length) in self.sections {
            bytes.extend(begin.to_le_bytes());
            bytes.extend(length.to_le_bytes());
        }
        let mut block = [0; BLOCK];
        block[..bytes.len()].copy_from_slice(&bytes);
        let checksum = crc32fast::hash(&block[..BLOCK - 4]);
        block[BLOCK - 4..].copy_from_slice(&checksum.to_le_bytes());
        block
    }

    /// Reads the header of a file and checks that it fits the file.
    pub(super) fn decode(file: &[u8]) -> Result<Self, PackedError> {
        if !file.starts_with(&MAGIC) {
            return Err(PackedError::NotPacked);
        }
        let cut_off = PackedError::Header { length: file.len() as u64 };
        let Some(block) = file.get(..BLOCK) else { return Err(cut_off) };
        let mut rest = &block[MAGIC.len()..];
        // All within one block whose length is known.
        let mut number = |bytes: usize| {
            let (head, tail) = rest.split_at(bytes);
            rest = tail;
            head.iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
        };
        let version = number(4) as u32;
        if version != VERSION {
            return Err(PackedError::Version { found: version });
        }
        let block_size = number(4);
        let (length, checksums, checksum, count) = (number(8), number(8), number(4) as u32, number(4));
        let mut sections = [(0, 0); SECTIONS];
        sections.iter_mut().for_each(|section| *section = (number(8), number(8)));
        let stored = u32::from_le_bytes([block[BLOCK - 4], block[BLOCK - 3], block[BLOCK - 2], block[BLOCK - 1]]);
        if crc32fast::hash(&block[..BLOCK - 4]) != stored || block_size != BLOCK as u64 || count != SECTIONS as u64 {
            return Err(cut_off);
        }
        if length != file.len() as u64 {
            return Err(PackedError::Length { stated: length, actual: file.len() as u64 });
        }
        let header = Self { length, checksums, checksum, sections };
        if header.is_sound() { Ok(header) } else { Err(cut_off) }
    }

    /// Whether sections follow one another within the body and are whole numbers of records.
    fn is_sound(&self) -> bool {
        let mut end = BLOCK as u64;
        for (section, (begin, length)) in Section::ALL.into_iter().zip(self.sections) {
            let next = begin.checked_add(length);
            let record = section.record() as u64;
            if begin < end || length % record != 0 || section.has_end() && length == 0 {
                return false;
            }
            match next {
                Some(next) if next <= self.checksums => end = next,
                _ => return false,
            }
        }
        let blocks = (self.checksums - BLOCK as u64).div_ceil(BLOCK as u64);
        self.checksums.checked_add(4 * blocks) == Some(self.length)
    }

    /// How many records a section has, not counting one that only ends a range.
    #[inline]
    pub(super) fn count(&self, section: Section) -> usize {
        let all = self.sections[section as usize].1 as usize / section.record();
        all - usize::from(section.has_end())
    }
}
