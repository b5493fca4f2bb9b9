//! The embedded tables, read in place. Their layout is documented in `data/gazetteer/README.md`.

use std::ops::Range;

use smol_str::SmolStr;

use super::NameKind;

static DIVISIONS: &[u8] = include_bytes!("../../data/gazetteer/divisions.bin");
static VILLAGES: &[u8] = include_bytes!("../../data/gazetteer/villages.bin");
static VILLAGE_NAMES: &[u8] = include_bytes!("../../data/gazetteer/village-names.fst");
static NAMES: &[u8] = include_bytes!("../../data/gazetteer/names.trie");

/// Little-endian numbers of `WIDTH` bytes in embedded bytes.
#[derive(Clone, Copy)]
struct Column<const WIDTH: usize>(&'static [u8]);

impl<const WIDTH: usize> Column<WIDTH> {
    #[inline]
    fn get(self, index: u32) -> u32 {
        let at = index as usize * WIDTH;
        let mut bytes = [0; 4];
        bytes[..WIDTH].copy_from_slice(&self.0[at..at + WIDTH]);
        u32::from_le_bytes(bytes)
    }

    #[inline]
    fn len(self) -> u32 {
        u32::try_from(self.0.len() / WIDTH).unwrap_or(u32::MAX)
    }

    /// The first index in `range` whose value is at least `value`; the column ascends there.
    fn lower_bound(self, range: Range<u32>, value: u32) -> u32 {
        let (mut low, mut high) = (range.start, range.end);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.get(middle) < value { low = middle + 1 } else { high = middle }
        }
        low
    }
}

impl Column<4> {
    /// The first index from `start` on whose value is at least `value`, which is expected not far away.
    fn lower_bound_near(self, start: u32, value: u32) -> u32 {
        let (mut low, mut step) = (start, 1);
        while low + step < self.len() && self.get(low + step) < value {
            low += step;
            step *= 2;
        }
        self.lower_bound(low..self.len().min(low + step), value)
    }
}

/// Cuts a file into its sections: each starts with its length in bytes as a little-endian `u32`.
fn sections<const COUNT: usize>(mut file: &'static [u8]) -> [&'static [u8]; COUNT] {
    std::array::from_fn(|_| {
        let (length, rest) = file.split_at(4);
        let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]) as usize;
        let (section, rest) = rest.split_at(length);
        file = rest;
        section
    })
}

/// The division above each and the level of each, found in one pass since a code follows that of the division above it.
fn parents(keys: Column<4>) -> (Vec<u32>, Vec<u8>) {
    // The province, prefecture and county read last, with their keys.
    let mut above = [(0, 0); 3];
    (0..keys.len())
        .map(|division| {
            let key = keys.get(division);
            let units = [10_000_000, 100_000, 1000];
            let level = units.iter().position(|unit| key.is_multiple_of(*unit)).unwrap_or(units.len());
            // Placeholder prefectures such as 市辖区 are not in the table, so the search goes on to the province.
            let parent = (0..level).rev().find(|upper| above[*upper].1 == key / units[*upper] * units[*upper]);
            let parent = parent.map_or(division, |upper| above[upper].0);
            if let Some(place) = above.get_mut(level) {
                *place = (division, key);
            }
            (parent, level as u8 + 1)
        })
        .unzip()
}

pub(super) struct Tables {
    keys: Column<4>,
    name_ends: Column<4>,
    names: &'static [u8],
    first_villages: Column<3>,
    bearer_ends: Column<3>,
    bearers: Column<3>,
    village_suffixes: Column<2>,
    village_names: Column<3>,
    named_ends: Column<3>,
    named: Column<3>,
    reversed: fst::raw::Fst<&'static [u8]>,
    /// The division above each; provinces are their own.
    parents: Vec<u32>,
    /// The level of each, 1 to 4.
    levels: Vec<u8>,
}

impl Tables {
    pub(super) fn embedded() -> Self {
        let [keys, name_ends, names, first_villages, bearer_ends, bearers] = sections(DIVISIONS);
        let [village_suffixes, village_names, named_ends, named] = sections(VILLAGES);
        let (parents, levels) = parents(Column(keys));
        Self {
            parents,
            levels,
            keys: Column(keys),
            name_ends: Column(name_ends),
            names,
            first_villages: Column(first_villages),
            bearer_ends: Column(bearer_ends),
            bearers: Column(bearers),
            village_suffixes: Column(village_suffixes),
            village_names: Column(village_names),
            named_ends: Column(named_ends),
            named: Column(named),
            reversed: fst::raw::Fst::new(VILLAGE_NAMES).expect("a test opens the embedded table"),
        }
    }

    #[inline]
    pub(super) fn divisions(&self) -> u32 {
        self.keys.len()
    }

    pub(super) fn villages(&self) -> u32 {
        self.village_suffixes.len()
    }

    /// Nine digits: the code, padded with zeros.
    #[inline]
    pub(super) fn key(&self, division: u32) -> u32 {
        self.keys.get(division)
    }

    /// The division that one of the levels 1 to 4 belongs to.
    #[inline]
    pub(super) fn parent(&self, division: u32) -> Option<u32> {
        let parent = self.parents[division as usize];
        (parent != division).then_some(parent)
    }

    /// The level of a division of the levels 1 to 4.
    #[inline]
    pub(super) fn level(&self, division: u32) -> u8 {
        self.levels[division as usize]
    }

    pub(super) fn division_by_key(&self, key: u32) -> Option<u32> {
        let index = self.keys.lower_bound(0..self.keys.len(), key);
        (index < self.keys.len() && self.keys.get(index) == key).then_some(index)
    }

    pub(super) fn name(&self, division: u32) -> &'static str {
        std::str::from_utf8(self.name_bytes(division)).unwrap_or_default()
    }

    /// Whether a name ends so; asked often, and the bytes tell it.
    pub(super) fn name_ends_with(&self, division: u32, ending: &str) -> bool {
        self.name_bytes(division).ends_with(ending.as_bytes())
    }

    fn name_bytes(&self, division: u32) -> &'static [u8] {
        let start = if division == 0 { 0 } else { self.name_ends.get(division - 1) };
        &self.names[start as usize..self.name_ends.get(division) as usize]
    }

    /// The divisions whose code lies in the block of this one's, itself left out.
    pub(super) fn below(&self, division: u32) -> Range<u32> {
        let key = self.key(division);
        let unit = [10_000_000, 100_000, 1000, 1].into_iter().find(|unit| key.is_multiple_of(*unit)).unwrap_or(1);
        division + 1..self.keys.lower_bound_near(division, key + unit)
    }

    /// The villages of a township itself.
    pub(super) fn villages_of(&self, division: u32) -> Range<u32> {
        let end = if division + 1 < self.divisions() { self.first_villages.get(division + 1) } else { self.villages() };
        self.first_villages.get(division)..end
    }

    /// All villages within a division.
    pub(super) fn villages_below(&self, division: u32) -> Range<u32> {
        let last = self.below(division).end;
        let end = if last < self.divisions() { self.first_villages.get(last) } else { self.villages() };
        self.first_villages.get(division)..end
    }

    pub(super) fn village_by_suffix(&self, township: u32, suffix: u32) -> Option<u32> {
        let range = self.villages_of(township);
        let index = self.village_suffixes.lower_bound(range.clone(), suffix);
        (index < range.end && self.village_suffixes.get(index) == suffix).then_some(index)
    }

    pub(super) fn village_suffix(&self, village: u32) -> u32 {
        self.village_suffixes.get(village)
    }

    pub(super) fn township_of_village(&self, village: u32) -> u32 {
        // The last division whose first village is not behind this one.
        self.first_villages.lower_bound(0..self.divisions(), village + 1) - 1
    }

    pub(super) fn village_name(&self, village: u32) -> SmolStr {
        let key = self.reversed_village_name(u64::from(self.village_names.get(village)));
        std::str::from_utf8(&key).unwrap_or_default().chars().rev().collect()
    }

    /// The key of a number, as `get_key` of the map gives it, which goes through the ways on from a node one by one; but
    /// numbers ascend with their keys, so those of the ways do too and can be searched.
    fn reversed_village_name(&self, number: u64) -> Vec<u8> {
        let mut key = Vec::with_capacity(32);
        let mut rest = number;
        let mut node = self.reversed.root();
        while rest > 0 || !node.is_final() {
            let (mut last, mut end) = (0, node.len());
            while end - last > 1 {
                let middle = usize::midpoint(last, end);
                if node.transition(middle).out.value() <= rest { last = middle } else { end = middle }
            }
            if end == 0 {
                break;
            }
            let way = node.transition(last);
            let Some(left) = rest.checked_sub(way.out.value()) else { break };
            rest = left;
            key.push(way.inp);
            node = self.reversed.node(way.addr);
        }
        key
    }

    /// Length in bytes and number of each village name that ends this text, shortest first.
    pub(super) fn village_names_ending(&self, text: &str) -> Vec<(usize, u32)> {
        let mut found = Vec::new();
        let mut node = self.reversed.root();
        let mut output = fst::raw::Output::zero();
        let mut length = 0;
        let mut buffer = [0; 4];
        for c in text.chars().rev() {
            for byte in c.encode_utf8(&mut buffer).bytes() {
                let Some(index) = node.find_input(byte) else {
                    return found;
                };
                let transition = node.transition(index);
                output = output.cat(transition.out);
                node = self.reversed.node(transition.addr);
            }
            length += c.len_utf8();
            if node.is_final() {
                let number = output.cat(node.final_output()).value();
                found.push((length, u32::try_from(number).unwrap_or_default()));
            }
        }
        found
    }

    fn named_range(&self, name: u32) -> Range<u32> {
        let start = if name == 0 { 0 } else { self.named_ends.get(name - 1) };
        start..self.named_ends.get(name)
    }

    pub(super) fn villages_named(&self, name: u32) -> impl ExactSizeIterator<Item = u32> + '_ {
        let Range { start, end } = self.named_range(name);
        // A range of `usize` knows its length.
        (start as usize..end as usize).map(|index| self.named.get(index as u32))
    }

    /// The villages of that name whose numbers lie in `range`.
    pub(super) fn villages_named_in(&self, name: u32, range: Range<u32>) -> impl Iterator<Item = u32> + '_ {
        let named = self.named_range(name);
        let first = self.named.lower_bound(named.clone(), range.start);
        (first..named.end).map(|index| self.named.get(index)).take_while(move |village| *village < range.end)
    }

    /// The divisions that bear the name of an entry of the trie.
    pub(super) fn bearers(&self, entry: u32) -> impl Iterator<Item = (u32, NameKind)> + '_ {
        let start = if entry == 0 { 0 } else { self.bearer_ends.get(entry - 1) };
        (start..self.bearer_ends.get(entry)).map(|index| {
            let packed = self.bearers.get(index);
            let kind = match packed & 3 {
                0 => NameKind::Full,
                1 => NameKind::Abbreviated,
                2 => NameKind::Short,
                _ => NameKind::Former,
            };
            (packed >> 2, kind)
        })
    }
}

/// The names of levels 1 to 4, by their beginnings.
pub(super) struct Trie {
    trie: crawdad::Trie,
}

impl Trie {
    pub(super) fn embedded() -> Self {
        Self { trie: crawdad::Trie::deserialize_from_slice(NAMES).0 }
    }

    /// Entry and length in characters of each name that begins these, shortest first.
    #[inline]
    pub(super) fn beginning<'a>(
        &'a self,
        characters: impl Iterator<Item = char> + 'a,
    ) -> impl Iterator<Item = (u32, usize)> + 'a {
        self.trie.common_prefix_search(characters)
    }

    /// Entry and length in bytes of each name that begins this text, shortest first.
    pub(super) fn prefixes<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (u32, usize)> + 'a {
        self.trie
            .common_prefix_search(text.chars())
            .map(|(entry, characters)| (entry, text.chars().take(characters).map(char::len_utf8).sum()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_village_is_the_key_of_its_number() {
        let tables = Tables::embedded();
        for village in (0..tables.villages()).step_by(97) {
            let number = u64::from(tables.village_names.get(village));
            assert_eq!(Some(tables.reversed_village_name(number)), tables.reversed.get_key(number), "{village}");
        }
    }
}
