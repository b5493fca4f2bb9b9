//! Which side of a document's divisions helps and which is helped.

use rustc_hash::FxHashMap;

use crate::gazetteer::{DivisionId, gazetteer};
use crate::mention::{Chain, Mention, MentionValue, Mentions};
use crate::rules::Helpers;

/// The side that a division is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// It gives aid.
    Helping,
    /// It is given aid.
    Helped,
    /// The document does not show it.
    Unknown,
}

/// The divisions that a mention names, also in the name of an organisation or in that of a post's body.
fn divisions(mention: &Mention) -> Vec<DivisionId> {
    match &mention.value {
        MentionValue::Division(chain) => chain.known().into_iter().collect(),
        MentionValue::Pair(ids) => ids.clone(),
        MentionValue::Name(name) => name.division.iter().filter_map(Chain::known).collect(),
        MentionValue::Post(post) => post.body.iter().flat_map(|body| divisions(body)).collect(),
        _ => Vec::new(),
    }
}

/// The sides of one document: of the ranks of its divisions' provinces, the highest helps and the lowest is helped.
#[derive(Clone, Debug)]
pub struct Sides {
    /// Provinces with a rank; all others have rank 0.
    ranks: FxHashMap<DivisionId, u8>,
    highest: u8,
    lowest: u8,
}

impl Sides {
    /// Reads the sides off the divisions of a document.
    #[must_use]
    pub fn of(mentions: &Mentions, helpers: &Helpers) -> Self {
        let ranks = helpers.rank.iter().filter_map(|(code, rank)| Some((gazetteer().by_code(code)?, *rank))).collect();
        let mut sides = Self { ranks, highest: 0, lowest: u8::MAX };
        for mention in &mentions.all {
            for id in divisions(mention) {
                let rank = sides.rank(id);
                sides.highest = sides.highest.max(rank);
                sides.lowest = sides.lowest.min(rank);
            }
        }
        sides
    }

    /// The rank of a division's province.
    #[must_use]
    pub fn rank(&self, id: DivisionId) -> u8 {
        self.ranks.get(&gazetteer().province(id)).copied().unwrap_or(0)
    }

    /// The side of a division.
    #[must_use]
    pub fn side(&self, id: DivisionId) -> Side {
        if self.highest <= self.lowest {
            return Side::Unknown;
        }
        match self.rank(id) {
            rank if rank == self.highest => Side::Helping,
            rank if rank == self.lowest => Side::Helped,
            _ => Side::Unknown,
        }
    }
}
