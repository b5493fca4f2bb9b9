//! Bytes that are checked before they are read: each block against its checksum when it is first touched.
//!
//! Readers get zeros or nothing in the place of what is damaged, and the fault is kept; [`PackedGraph::read`] looks for it
//! before it lets an answer out. So the readers' code need not speak of faults at each number, and no damaged byte is
//! answered from.
//!
//! [`PackedGraph::read`]: super::PackedGraph::read

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use memmap2::Mmap;

use super::PackedError;
use super::layout::{BLOCK, Header, Section};

/// The bytes of a file, mapped or read.
pub(super) enum Bytes {
    Mapped(Mmap),
    Owned(Vec<u8>),
}

impl std::ops::Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Mapped(map) => map,
            Self::Owned(bytes) => bytes,
        }
    }
}

/// What is wrong with a file, found while it was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fault {
    /// The byte.
    pub(super) offset: u64,
    /// Whether the checksum of its block is wrong; else the checksum is right and the value senseless.
    pub(super) checksum: bool,
}

/// See the module.
pub(super) struct Blocks {
    bytes: Bytes,
    pub(super) header: Header,
    /// A bit for each block that has been checked.
    checked: Vec<AtomicU64>,
    fault: OnceLock<Fault>,
}

impl Blocks {
    pub(super) fn new(bytes: Bytes) -> Result<Self, PackedError> {
        let header = Header::decode(&bytes)?;
        let checksums = &bytes[header.checksums as usize..];
        if crc32fast::hash(checksums) != header.checksum {
            return Err(PackedError::Damaged { offset: header.checksums });
        }
        let checked = (0..(checksums.len() / 4).div_ceil(64)).map(|_| AtomicU64::new(0)).collect();
        Ok(Self { bytes, header, checked, fault: OnceLock::new() })
    }

    /// The first fault that was found.
    pub(super) fn fault(&self) -> Option<Fault> {
        self.fault.get().copied()
    }

    /// Notes that a record of a section holds a value that makes no sense.
    #[cold]
    pub(super) fn senseless(&self, section: Section, record: usize) {
        let offset = self.header.sections[section as usize].0 + (record * section.record()) as u64;
        let _ = self.fault.set(Fault { offset, checksum: false });
    }

    /// Bytes of a section; empty where there are none or where they are damaged.
    #[inline]
    pub(super) fn bytes(&self, section: Section, range: Range<u64>) -> &[u8] {
        let (begin, length) = self.header.sections[section as usize];
        if range.start > range.end || range.end > length {
            let _ = self.fault.set(Fault { offset: begin, checksum: false });
            return &[];
        }
        let (first, last) = (begin + range.start, begin + range.end);
        if first == last {
            return &[];
        }
        let mut block = first as usize / BLOCK;
        while block * BLOCK < last as usize {
            if !self.is_whole(block) {
                return &[];
            }
            block += 1;
        }
        &self.bytes[first as usize..last as usize]
    }

    /// A record of a section, by its number; zeros where it is damaged or there is none.
    #[inline]
    pub(super) fn record<const SIZE: usize>(&self, section: Section, number: usize) -> [u8; SIZE] {
        let begin = (number * section.record()) as u64;
        self.bytes(section, begin..begin + SIZE as u64).try_into().unwrap_or([0; SIZE])
    }

    /// One of the numbers that a record is made of.
    #[inline]
    pub(super) fn field(&self, section: Section, number: usize, field: usize) -> u32 {
        let begin = (number * section.record() + field * 4) as u64;
        self.bytes(section, begin..begin + 4).try_into().map_or(0, u32::from_le_bytes)
    }

    /// A number of a section of numbers.
    #[inline]
    pub(super) fn u32(&self, section: Section, number: usize) -> u32 {
        u32::from_le_bytes(self.record(section, number))
    }

    /// Records of a section; none where it does not have them all.
    #[inline]
    pub(super) fn records(&self, section: Section, first: u64, last: u64) -> Range<usize> {
        let (first, last) = (first as usize, last as usize);
        if first > last || last > self.header.count(section) {
            self.senseless(section, first);
            return 0..0;
        }
        first..last
    }

    /// The text between two neighbouring offsets.
    #[inline]
    pub(super) fn text(&self, offsets: Section, bytes: Section, number: usize) -> &str {
        let pair: [u8; 16] = self.record(offsets, number);
        let (first, last) = pair.split_at(8);
        let offset = |bytes: &[u8]| bytes.try_into().map(u64::from_le_bytes).unwrap_or_default();
        std::str::from_utf8(self.bytes(bytes, offset(first)..offset(last))).unwrap_or_else(|_| {
            self.senseless(offsets, number);
            ""
        })
    }

    #[inline]
    fn is_whole(&self, block: usize) -> bool {
        let (word, bit) = ((block - 1) / 64, 1_u64 << ((block - 1) % 64));
        // Two threads may check one block twice, which does no harm.
        self.checked[word].load(Ordering::Relaxed) & bit != 0 || self.check(block, word, bit)
    }

    #[cold]
    fn check(&self, block: usize, word: usize, bit: u64) -> bool {
        let begin = block * BLOCK;
        let end = (begin + BLOCK).min(self.header.checksums as usize);
        let at = self.header.checksums as usize + (block - 1) * 4;
        let whole = crc32fast::hash(&self.bytes[begin..end]).to_le_bytes() == self.bytes[at..at + 4];
        if whole {
            self.checked[word].fetch_or(bit, Ordering::Relaxed);
        } else {
            let _ = self.fault.set(Fault { offset: begin as u64, checksum: true });
        }
        whole
    }
}

/// Little-endian numbers.
#[inline]
pub(super) fn numbers<const COUNT: usize>(bytes: &[u8]) -> [u32; COUNT] {
    std::array::from_fn(|place| {
        bytes.get(place * 4..place * 4 + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_le_bytes)
    })
}
