//! The names of divisions in running text: what is found where, and who bears it.

use super::{DivisionId, Gazetteer, NameKind, gazetteer};

/// A name found in a text. Many names of many texts are no places, so the divisions that bear it are read when asked for.
#[derive(Clone, Copy, Debug)]
pub struct NameHit {
    /// Byte behind the name.
    pub end: usize,
    /// Which name it is.
    pub name: NameId,
}

/// A name of levels 1 to 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NameId(u32);

impl NameId {
    /// The divisions that bear the name, in the order of their codes.
    pub fn bearers(self) -> impl Iterator<Item = (DivisionId, NameKind)> {
        gazetteer().tables.bearers(self.0).map(|(id, kind)| (DivisionId(id), kind))
    }
}

/// A village name found in a text.
#[derive(Clone, Debug)]
pub struct VillageHit {
    /// First byte of the name.
    pub start: usize,
    name: u32,
}

/// The villages of a division: their numbers follow one another.
#[derive(Clone, Copy, Debug)]
pub struct Villages {
    first: u32,
    end: u32,
}

/// The villages of some divisions.
#[derive(Clone, Debug, Default)]
pub struct Areas(Vec<Villages>);

impl FromIterator<Villages> for Areas {
    fn from_iter<T: IntoIterator<Item = Villages>>(villages: T) -> Self {
        let mut all: Vec<Villages> = villages.into_iter().filter(|villages| villages.first < villages.end).collect();
        all.sort_unstable_by_key(|villages| villages.first);
        // A division's villages lie among those of the division around it.
        let mut apart: Vec<Villages> = Vec::with_capacity(all.len());
        for villages in all {
            match apart.last_mut() {
                Some(last) if villages.first <= last.end => last.end = last.end.max(villages.end),
                _ => apart.push(villages),
            }
        }
        Self(apart)
    }
}

impl Areas {
    fn hold(&self, village: u32) -> bool {
        let next = self.0.partition_point(|area| area.end <= village);
        self.0.get(next).is_some_and(|area| area.first <= village)
    }
}

impl Gazetteer {
    /// All names of levels 1 to 4 that start at byte `at`, shortest first.
    pub fn names_at<'a>(&'a self, text: &'a str, at: usize) -> impl Iterator<Item = NameHit> + 'a {
        let prefixes = self.names.prefixes(&text[at..]);
        prefixes.map(move |(entry, length)| NameHit { end: at + length, name: NameId(entry) })
    }

    /// All names of levels 1 to 4 that begin these characters, shortest first, each with how many characters it has.
    #[inline]
    pub(crate) fn names_beginning<'a>(
        &'a self,
        characters: impl Iterator<Item = char> + 'a,
    ) -> impl Iterator<Item = (NameId, usize)> + 'a {
        self.names.beginning(characters).map(|(entry, length)| (NameId(entry), length))
    }

    /// The village names that end at byte `end` and start at `floor` or behind it, longest first.
    #[must_use]
    pub fn villages_ending_at(&self, text: &str, floor: usize, end: usize) -> Vec<VillageHit> {
        let mut hits: Vec<VillageHit> = self
            .tables
            .village_names_ending(&text[floor..end])
            .into_iter()
            .map(|(length, name)| VillageHit { start: end - length, name })
            .collect();
        hits.reverse();
        hits
    }

    /// The villages that bear the name of a hit, in the order of their codes.
    pub fn village_bearers<'a>(&'a self, hit: &VillageHit) -> impl Iterator<Item = DivisionId> + 'a {
        let first = self.tables.divisions();
        self.tables.villages_named(hit.name).map(move |village| DivisionId(first + village))
    }

    /// Those of them that lie within a division of level 1 to 4; found by search, however many bear the name.
    pub fn village_bearers_within<'a>(
        &'a self,
        hit: &VillageHit,
        ancestor: DivisionId,
    ) -> impl Iterator<Item = DivisionId> + 'a {
        self.village_bearers_among(hit, self.villages_of(ancestor))
    }

    /// Those of them that are among some villages.
    pub fn village_bearers_among<'a>(
        &'a self,
        hit: &VillageHit,
        villages: Villages,
    ) -> impl Iterator<Item = DivisionId> + 'a {
        let first = self.tables.divisions();
        let range = villages.first..villages.end;
        self.tables.villages_named_in(hit.name, range).map(move |village| DivisionId(first + village))
    }

    /// Adds those of them that are among some villages.
    pub fn add_village_bearers_among(&self, hit: &VillageHit, areas: &Areas, bearers: &mut Vec<DivisionId>) {
        let first = self.tables.divisions();
        let named = self.tables.villages_named(hit.name);
        // Whatever there are fewer of is gone through, and the others are searched.
        if named.len() <= areas.0.len() {
            bearers.extend(named.filter(|village| areas.hold(*village)).map(|village| DivisionId(first + village)));
        } else {
            bearers.extend(areas.0.iter().flat_map(|area| self.village_bearers_among(hit, *area)));
        }
    }

    /// All villages within a division of level 1 to 4.
    #[must_use]
    pub fn villages_of(&self, ancestor: DivisionId) -> Villages {
        let range = if self.village(ancestor).is_some() { 0..0 } else { self.tables.villages_below(ancestor.0) };
        Villages { first: range.start, end: range.end }
    }
}
