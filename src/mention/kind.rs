//! The kinds of mention: those that the engine itself finds, and those that a rule pack declares.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// A kind of mention; indexes the pack's [`KindTable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Kind(pub u8);

impl Kind {
    /// Divisions, outermost first; the order is that of their levels.
    pub const PROVINCE: Kind = Kind(0);
    /// 地级市、盟、自治州、地区
    pub const PREFECTURE: Kind = Kind(1);
    /// 市辖区
    pub const DISTRICT: Kind = Kind(2);
    /// 县、旗、县级市
    pub const COUNTY: Kind = Kind(3);
    /// 乡、镇、街道
    pub const TOWNSHIP: Kind = Kind(4);
    /// 村、嘎查、社区
    pub const VILLAGE: Kind = Kind(5);
    /// A named human being.
    pub const PERSON: Kind = Kind(6);
    /// A point or an interval of time.
    pub const DATE: Kind = Kind(7);
    /// An amount in CNY.
    pub const MONEY: Kind = Kind(8);
    /// A plain number; its unit stays in the text.
    pub const NUMBER: Kind = Kind(9);
    /// A post with its body: 岷县水利局副局长.
    pub const POST: Kind = Kind(10);
    /// A word for two sides at once: 两地, 双方, 京蒙.
    pub const PAIR: Kind = Kind(11);

    /// Whether it is one of the six levels of divisions.
    #[must_use]
    pub fn is_division(self) -> bool {
        self.0 <= Self::VILLAGE.0
    }

    /// The character that stands for a mention of this kind in the sentence that the rules see.
    #[must_use]
    pub fn symbol(self) -> char {
        // A private-use character, so that no text of the source can be taken for it (sources that hold some lose them).
        char::from_u32(0xE000 + u32::from(self.0)).unwrap_or('\u{E0FF}')
    }
}

/// Whether a character stands for a mention in what the rules see.
#[must_use]
pub fn is_symbol(c: char) -> bool {
    ('\u{E000}'..='\u{E0FF}').contains(&c)
}

/// The names of all kinds: the engine's own, then the types that the pack's schema declares.
#[derive(Clone, Debug)]
pub struct KindTable {
    names: Vec<SmolStr>,
    by_name: FxHashMap<SmolStr, Kind>,
}

const ENGINE_KINDS: [&str; 12] = [
    "Province",
    "Prefecture",
    "District",
    "County",
    "Township",
    "Village",
    "Person",
    "Date",
    "Money",
    "Number",
    "Post",
    "Pair",
];

impl KindTable {
    /// The engine's kinds and then those of `declared` that it does not have.
    #[must_use]
    pub fn new<'a>(declared: impl IntoIterator<Item = &'a str>) -> Self {
        let mut names: Vec<SmolStr> = ENGINE_KINDS.iter().map(SmolStr::new).collect();
        for name in declared {
            if !names.iter().any(|known| known == name) && names.len() < usize::from(u8::MAX) {
                names.push(SmolStr::new(name));
            }
        }
        let by_name = names.iter().cloned().zip((0..=u8::MAX).map(Kind)).collect();
        Self { names, by_name }
    }

    /// The kind of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Kind> {
        self.by_name.get(name).copied()
    }

    /// The name of a kind.
    #[must_use]
    pub fn name(&self, kind: Kind) -> &SmolStr {
        &self.names[usize::from(kind.0)]
    }

    /// The kinds whose name is chosen.
    pub fn those(&self, chosen: impl Fn(&str) -> bool) -> Vec<Kind> {
        self.names.iter().filter(|name| chosen(name)).filter_map(|name| self.get(name)).collect()
    }

    /// All names that a slot may give as its type.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(SmolStr::as_str).chain(["Division"])
    }

    /// The kinds that a slot type stands for: one kind, or all levels for `Division`.
    #[must_use]
    pub fn expand(&self, name: &str) -> Vec<Kind> {
        if name == "Division" {
            return (Kind::PROVINCE.0..=Kind::VILLAGE.0).map(Kind).collect();
        }
        self.get(name).into_iter().collect()
    }
}
