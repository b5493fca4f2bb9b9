//! Names of counties that are everyday words too (礼县), or stand in the middle of one (道县 in 知道县医院): what shows that the
//! county is meant.

use std::ops::Range;

use crate::gazetteer::{DivisionId, NameKind, gazetteer};
use crate::mention::JOINTS;

use super::{Hit, Resolver, is_mark};

impl Resolver<'_> {
    /// 道县 in 知道县医院 is no county: a name of two characters needs a mark, a connective or its province around it.
    pub(super) fn short_county_is_meant(&self, hit: &Hit, bearers: &[DivisionId]) -> bool {
        let before = self.text[..hit.range.start].chars().next_back();
        let apart = before
            .is_none_or(|c| is_mark(c) || c.is_ascii_digit() || "在与和到赴向对为给从由及跟同往来帮扶助至".contains(c));
        apart || bearers.iter().any(|id| gazetteer().ancestors(*id).any(|above| self.context.contains(&above)))
    }

    /// 礼县、宕昌县: a county beside another one of its prefecture is no word of every day; nor is one before its own township.
    pub(super) fn beside_sibling(&self, range: &Range<usize>, bearers: &[DivisionId]) -> bool {
        let related = |other: DivisionId| {
            bearers.iter().any(|id| gazetteer().parent(*id) == gazetteer().parent(other) && *id != other)
        };
        let (before, after) = self.text.split_at(range.end);
        let before = &before[..range.start];
        let next = JOINTS.iter().find_map(|joint| after.strip_prefix(joint)).map(|rest| self.text.len() - rest.len());
        let named_at = |at: usize, fits: &dyn Fn(DivisionId) -> bool| {
            let names = gazetteer().names_at(self.text, at).flat_map(|hit| hit.name.bearers());
            names.into_iter().any(|(id, kind)| kind == NameKind::Full && fits(id))
        };
        let within = |id: DivisionId| gazetteer().parent(id).is_some_and(|parent| bearers.contains(&parent));
        let last = JOINTS.iter().find_map(|joint| before.strip_suffix(joint)).map(str::len);
        next.is_some_and(|at| named_at(at, &related))
            || last.and_then(|end| self.part_ending_at(end)?.id).is_some_and(related)
            || bearers.first().is_some_and(|id| gazetteer().level(*id) == 3) && named_at(range.end, &within)
    }
}
