//! The official divisions of China: code ↔ name ↔ parent, short names, former names, and lookup in running text.
//!
//! The tables are compiled by `examples/compile_gazetteer.rs` from the statistical division codes of 2023 and embedded;
//! see `data/gazetteer/README.md` for source, licence and layout. Nothing is parsed at start-up: numbers are read out of
//! the embedded bytes where they stand.

mod character_filter;
mod corps;
mod running_text;
mod short_names;
mod tables;

use std::sync::OnceLock;

use smol_str::SmolStr;

pub(crate) use character_filter::CharacterFilter;
pub use corps::corps_numeral;
pub use running_text::{Areas, NameHit, NameId, VillageHit, Villages};
pub use short_names::{short_names, village_base_name};
use tables::{Tables, Trie};

/// A division. Dense; divisions of levels 1 to 4 come first in the order of their codes, then the villages in theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DivisionId(u32);

impl DivisionId {
    /// Its number, from 0 on.
    #[inline]
    pub(crate) fn number(self) -> usize {
        self.0 as usize
    }
}

/// The type of a division, outermost first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DivisionType {
    /// 省、自治区、直辖市、特别行政区
    Province,
    /// 地级市、盟、自治州、地区
    Prefecture,
    /// 市辖区
    District,
    /// 县、旗、自治县、县级市、林区、特区
    County,
    /// 乡、镇、苏木、街道
    Township,
    /// 村、嘎查、社区
    Village,
}

impl DivisionType {
    /// Its name in the schema.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Province => "Province",
            Self::Prefecture => "Prefecture",
            Self::District => "District",
            Self::County => "County",
            Self::Township => "Township",
            Self::Village => "Village",
        }
    }

    /// 1 for a province to 5 for a village; districts and counties are both 3.
    #[must_use]
    pub fn level(self) -> u8 {
        match self {
            Self::Province => 1,
            Self::Prefecture => 2,
            Self::District | Self::County => 3,
            Self::Township => 4,
            Self::Village => 5,
        }
    }
}

/// How a name stands to its division.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// 三江侗族自治县
    Full,
    /// 三江县, 科左中旗, 文山州: shortened, but still with the word for its level.
    Abbreviated,
    /// 三江: without that word.
    Short,
    /// A name it had before.
    Former,
}

/// The national gazetteer.
pub struct Gazetteer {
    tables: Tables,
    names: Trie,
    /// Provinces by their one-character abbreviations, sorted.
    abbreviations: Vec<(char, DivisionId)>,
    /// Most characters of a text are none of those.
    abbreviation_filter: CharacterFilter,
}

/// The embedded gazetteer.
pub fn gazetteer() -> &'static Gazetteer {
    static GAZETTEER: OnceLock<Gazetteer> = OnceLock::new();
    GAZETTEER.get_or_init(|| {
        let mut gazetteer = Gazetteer {
            tables: Tables::embedded(),
            names: Trie::embedded(),
            abbreviations: Vec::new(),
            abbreviation_filter: CharacterFilter::default(),
        };
        for (code, characters) in short_names::PROVINCE_ABBREVIATIONS {
            let province = gazetteer.by_code(code);
            gazetteer.abbreviations.extend(characters.chars().zip(province.into_iter().cycle()));
        }
        gazetteer.abbreviations.sort_unstable();
        let characters = gazetteer.abbreviations.iter().map(|(character, _)| *character);
        gazetteer.abbreviation_filter = CharacterFilter::new(characters);
        gazetteer
    })
}

impl Gazetteer {
    /// The division of an official code of 2, 4, 6, 9 or 12 digits.
    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<DivisionId> {
        if !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        match code.len() {
            2 | 4 | 6 | 9 => self.tables.division_by_key(format!("{code:0<9}").parse().ok()?).map(DivisionId),
            12 => {
                let township = self.tables.division_by_key(code[..9].parse().ok()?)?;
                let village = self.tables.village_by_suffix(township, code[9..].parse().ok()?)?;
                Some(DivisionId(self.tables.divisions() + village))
            }
            _ => None,
        }
    }

    /// How many divisions there are of the levels 1 to 4, which have the lowest numbers.
    pub(crate) fn above_villages(&self) -> usize {
        self.tables.divisions() as usize
    }

    /// How many divisions there are at all levels.
    #[must_use]
    pub fn len(&self) -> usize {
        (self.tables.divisions() + self.tables.villages()) as usize
    }

    /// Whether there are none; there always are some.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All divisions, in the order of their ids.
    pub fn all(&self) -> impl Iterator<Item = DivisionId> + use<> {
        (0..self.tables.divisions() + self.tables.villages()).map(DivisionId)
    }

    fn village(&self, id: DivisionId) -> Option<u32> {
        id.0.checked_sub(self.tables.divisions())
    }

    /// The official code: 6 digits to the county, 9 for a township, 12 for a village.
    #[must_use]
    pub fn code(&self, id: DivisionId) -> SmolStr {
        if let Some(village) = self.village(id) {
            let township = self.tables.township_of_village(village);
            let (key, suffix) = (self.tables.key(township), self.tables.village_suffix(village));
            return digits::<12>(u64::from(key) * 1000 + u64::from(suffix));
        }
        let key = self.tables.key(id.0);
        if key.is_multiple_of(1000) { digits::<6>(u64::from(key / 1000)) } else { digits::<9>(u64::from(key)) }
    }

    /// The official name; of a village its base name (上湾村, not 上湾村村民委员会).
    #[must_use]
    pub fn name(&self, id: DivisionId) -> SmolStr {
        match self.village(id) {
            Some(village) => self.tables.village_name(village),
            None => SmolStr::new(self.tables.name(id.0)),
        }
    }

    /// The level of its type, 1 to 5.
    #[must_use]
    pub fn level(&self, id: DivisionId) -> u8 {
        if self.village(id).is_some() { 5 } else { self.tables.level(id.0) }
    }

    /// Its type.
    #[must_use]
    pub fn kind(&self, id: DivisionId) -> DivisionType {
        if self.village(id).is_some() {
            return DivisionType::Village;
        }
        let key = self.tables.key(id.0);
        if !key.is_multiple_of(1000) {
            DivisionType::Township
        } else if !key.is_multiple_of(100_000) {
            let ends_with = |ending| self.tables.name_ends_with(id.0, ending);
            if ends_with("区") && !ends_with("林区") && !ends_with("特区") {
                DivisionType::District
            } else {
                DivisionType::County
            }
        } else if !key.is_multiple_of(10_000_000) {
            DivisionType::Prefecture
        } else {
            DivisionType::Province
        }
    }

    /// The division that it belongs to; none for a province.
    #[must_use]
    pub fn parent(&self, id: DivisionId) -> Option<DivisionId> {
        if let Some(village) = self.village(id) {
            return Some(DivisionId(self.tables.township_of_village(village)));
        }
        self.tables.parent(id.0).map(DivisionId)
    }

    /// Its parent, the parent's parent, and so on to the province.
    pub fn ancestors(&self, id: DivisionId) -> impl Iterator<Item = DivisionId> + '_ {
        std::iter::successors(self.parent(id), |ancestor| self.parent(*ancestor))
    }

    /// The province that it lies in; a province lies in itself.
    #[must_use]
    pub fn province(&self, id: DivisionId) -> DivisionId {
        let division = self.village(id).map_or(id.0, |village| self.tables.township_of_village(village));
        let outer = std::iter::successors(Some(division), |division| self.tables.parent(*division)).last();
        outer.map_or(id, DivisionId)
    }

    /// The county or district that it lies in or is; none for a province or prefecture.
    #[must_use]
    pub fn county(&self, id: DivisionId) -> Option<DivisionId> {
        let village = self.village(id);
        // Some villages lie right in a county.
        let own = village.map_or(id.0, |village| self.tables.township_of_village(village));
        match self.tables.level(own) {
            1 | 2 => None,
            3 => Some(DivisionId(own)),
            _ => self.tables.parent(own).filter(|parent| self.tables.level(*parent) == 3).map(DivisionId),
        }
    }

    /// Whether it is `ancestor` or lies within it.
    #[must_use]
    pub fn is_within(&self, id: DivisionId, ancestor: DivisionId) -> bool {
        if id == ancestor {
            return true;
        }
        if self.village(ancestor).is_some() {
            return false;
        }
        // The code of a division begins with that of every division above it.
        let key = self.tables.key(self.village(id).map_or(id.0, |village| self.tables.township_of_village(village)));
        let above = self.tables.key(ancestor.0);
        match self.tables.level(ancestor.0) {
            1 => key / 10_000_000 == above / 10_000_000,
            2 => key / 100_000 == above / 100_000,
            3 => key / 1000 == above / 1000,
            _ => key == above,
        }
    }

    /// The divisions right below it, in the order of their codes.
    pub fn children(&self, id: DivisionId) -> impl Iterator<Item = DivisionId> + '_ {
        let (divisions, villages) = if self.village(id).is_some() {
            (0..0, 0..0)
        } else {
            let first = self.tables.divisions();
            let range = self.tables.villages_of(id.0);
            (self.tables.below(id.0), first + range.start..first + range.end)
        };
        divisions.chain(villages).map(DivisionId).filter(move |child| self.parent(*child) == Some(id))
    }

    /// The shorter names that people use: 勐腊 for 勐腊县; 三江县 and 三江 for 三江侗族自治县.
    #[must_use]
    pub fn short_names(&self, id: DivisionId) -> Vec<(SmolStr, NameKind)> {
        short_names(&self.name(id), self.kind(id).level())
    }

    /// The divisions that bear a name, full, short or former, at any level.
    #[must_use]
    pub fn by_name(&self, name: &str) -> Vec<(DivisionId, NameKind)> {
        let mut found = self
            .names_at(name, 0)
            .find(|hit| hit.end == name.len())
            .map_or_else(Vec::new, |hit| hit.name.bearers().collect());
        if let Some(hit) = self.villages_ending_at(name, 0, name.len()).into_iter().find(|hit| hit.start == 0) {
            found.extend(self.village_bearers(&hit).map(|id| (id, NameKind::Full)));
        }
        found
    }

    /// Lets the characters through that [`Self::province_by_abbreviation`] knows, and few others.
    pub(crate) fn abbreviation_filter(&self) -> CharacterFilter {
        self.abbreviation_filter
    }

    /// The province of a one-character abbreviation: 京, 沪, 蒙.
    #[must_use]
    pub fn province_by_abbreviation(&self, c: char) -> Option<DivisionId> {
        // It is asked for every character of a text.
        if !self.abbreviation_filter.may_hold(c) {
            return None;
        }
        let index = self.abbreviations.binary_search_by_key(&c, |(known, _)| *known).ok()?;
        Some(self.abbreviations[index].1)
    }
}

/// A number in so many decimal digits.
fn digits<const COUNT: usize>(number: u64) -> SmolStr {
    let mut rest = number;
    let mut written = [b'0'; COUNT];
    for digit in written.iter_mut().rev() {
        *digit += (rest % 10) as u8;
        rest /= 10;
    }
    SmolStr::new(std::str::from_utf8(&written).unwrap_or_default())
}
