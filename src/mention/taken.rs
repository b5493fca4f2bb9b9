//! The bytes of a text that accepted names cover, asked for at every place where a name could stand.

use std::ops::Range;

/// Ranges by where they begin: one bit for each byte of the text, and the lengths beside it.
pub(super) struct Taken {
    begins: Vec<u64>,
    ends: Vec<u32>,
    longest: usize,
}

impl Taken {
    /// Nothing taken in a text of so many bytes.
    pub(super) fn new(bytes: usize) -> Self {
        Self { begins: vec![0; bytes / 64 + 1], ends: vec![0; bytes + 1], longest: 0 }
    }

    /// Whether the last range that begins before the end of this one reaches into it.
    #[inline]
    pub(super) fn overlaps(&self, range: &Range<usize>) -> bool {
        self.before(range.end, range.start).is_some_and(|start| self.ends[start] as usize > range.start)
    }

    /// Takes a range; one that begins at the same byte as another takes its place.
    pub(super) fn insert(&mut self, range: &Range<usize>) {
        self.begins[range.start / 64] |= 1 << (range.start % 64);
        self.ends[range.start] = u32::try_from(range.end).unwrap_or(u32::MAX);
        self.longest = self.longest.max(range.len());
    }

    /// Where ranges begin, in order.
    pub(super) fn beginnings(&self) -> impl Iterator<Item = usize> + '_ {
        let words = self.begins.iter().enumerate().filter(|(_, bits)| **bits != 0);
        words.flat_map(|(word, bits)| {
            let after = |bits: &u64| Some(bits & (bits - 1)).filter(|rest| *rest != 0);
            std::iter::successors(Some(*bits), after).map(move |bits| word * 64 + bits.trailing_zeros() as usize)
        })
    }

    /// Where the last range that begins before `end` begins, if it ends there.
    #[inline]
    pub(super) fn ending_at(&self, end: usize) -> Option<usize> {
        self.before(end, end).filter(|start| self.ends[*start] as usize == end)
    }

    /// The last beginning before `end`; none where that range is too far off to reach `floor`.
    #[inline]
    fn before(&self, end: usize, floor: usize) -> Option<usize> {
        let last = end.checked_sub(1)?;
        let first_word = floor.saturating_sub(self.longest) / 64;
        let mut word = last / 64;
        let mut bits = self.begins[word] & (u64::MAX >> (63 - last % 64));
        while bits == 0 {
            if word <= first_word {
                return None;
            }
            word -= 1;
            bits = self.begins[word];
        }
        Some(word * 64 + 63 - bits.leading_zeros() as usize)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn answers_like_a_sorted_map(ranges in prop::collection::vec((0_usize..400, 0_usize..90), 0..30)) {
            let mut taken = Taken::new(500);
            let mut map: BTreeMap<usize, usize> = BTreeMap::new();
            for (start, length) in ranges {
                let range = start..start + length;
                let overlaps = map.range(..range.end).next_back().is_some_and(|(_, end)| *end > range.start);
                prop_assert_eq!(taken.overlaps(&range), overlaps);
                for end in 0..500 {
                    let ending = map.range(..end).next_back().filter(|(_, last)| **last == end).map(|(start, _)| *start);
                    prop_assert_eq!(taken.ending_at(end), ending);
                }
                if length > 0 {
                    taken.insert(&range);
                    map.insert(range.start, range.end);
                }
            }
            prop_assert!(taken.beginnings().eq(map.keys().copied()));
        }
    }
}
