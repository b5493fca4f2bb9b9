//! What has been spoken of, in order, and the same by kind and by side: whoever looks for an antecedent goes back through those
//! that can be one, not through all of a long document.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use crate::mention::Kind;

use super::entities::LocalId;
use super::sides::Side;

/// One thing that was spoken of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trace {
    pub(super) entity: LocalId,
    pub(super) kind: Kind,
    pub(super) paragraph: usize,
    pub(super) sentence: usize,
    /// Whether it only leads to what is spoken of: 云南省 in 云南省姚安县.
    pub(super) outer: bool,
    /// Whether it only has the use of something elsewhere: 带动某镇某村.
    pub(super) reached: bool,
}

/// Which traces a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Those up to the horizon.
    Seen,
    /// Those behind it too.
    All,
}

/// As a rule what is looked for has just been spoken of: so many traces are gone through before lists are asked.
const JUST: usize = 24;

/// And so many of the right kind before those: what no reader remembers is no antecedent.
const FAR: usize = 1000;

/// The traces of a discourse. All questions see those up to a horizon.
#[derive(Debug)]
pub(super) struct Traces {
    all: Vec<Trace>,
    of_kind: FxHashMap<Kind, Vec<u32>>,
    of_side: RefCell<Sorted>,
    /// How many traces a question may see: a rule that fires in the middle of a sentence does not know its end.
    horizon: usize,
}

/// Traces sorted by what their entities are, as far as somebody has asked.
#[derive(Debug, Default)]
struct Sorted {
    /// How many have been sorted.
    until: usize,
    of_side: FxHashMap<(Kind, Side), Vec<u32>>,
    /// The paragraph in which the article begins that the helpers are of.
    article: usize,
    /// For each that helps in the article, where it is spoken of.
    helpers: FxHashMap<LocalId, Vec<u32>>,
}

impl Traces {
    /// Without any.
    pub(super) fn new() -> Self {
        Self { all: Vec::new(), of_kind: FxHashMap::default(), of_side: RefCell::default(), horizon: usize::MAX }
    }

    /// Adds one.
    pub(super) fn push(&mut self, trace: Trace) {
        self.of_kind.entry(trace.kind).or_default().push(self.all.len() as u32);
        self.all.push(trace);
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Questions see no further than this from here on.
    pub(super) fn look_no_further_than(&mut self, horizon: usize) {
        self.horizon = horizon;
    }

    fn limit(&self) -> usize {
        self.all.len().min(self.horizon)
    }

    /// Those that can be seen.
    pub(super) fn seen(&self) -> &[Trace] {
        &self.all[..self.limit()]
    }

    /// Those of a sentence; sentences follow one another.
    pub(super) fn of_sentence(&self, sentence: usize) -> &[Trace] {
        let seen = self.seen();
        let begin = seen.partition_point(|trace| trace.sentence < sentence);
        let end = begin + seen[begin..].partition_point(|trace| trace.sentence <= sentence);
        &seen[begin..end]
    }

    /// The last one of some kinds that fits.
    pub(super) fn last(&self, kinds: &[Kind], fits: impl Fn(&Trace) -> bool) -> Option<&Trace> {
        self.last_since(kinds, |_| true, fits)
    }

    /// The same, not going back beyond the first that is not `near`.
    pub(super) fn last_since(
        &self,
        kinds: &[Kind],
        near: impl Fn(&Trace) -> bool,
        fits: impl Fn(&Trace) -> bool,
    ) -> Option<&Trace> {
        let limit = self.limit();
        let just = limit.saturating_sub(JUST);
        for trace in self.all[just..limit].iter().rev() {
            if !near(trace) {
                return None;
            }
            if kinds.contains(&trace.kind) && fits(trace) {
                return Some(trace);
            }
        }
        let lists = kinds.iter().filter_map(|kind| self.of_kind.get(kind)).map(Vec::as_slice);
        let before = backwards(lists, just).map(|index| &self.all[index]).take(FAR);
        before.take_while(|trace| near(trace)).find(|trace| fits(trace))
    }

    /// The last one of some kinds whose entity is on one of some sides and that fits.
    pub(super) fn last_on_side(
        &self,
        reach: Reach,
        kinds: &[Kind],
        sides: &[Side],
        side: impl Fn(LocalId) -> Side,
        fits: impl Fn(&Trace) -> bool,
    ) -> Option<&Trace> {
        let limit = if reach == Reach::All { self.all.len() } else { self.limit() };
        let just = limit.saturating_sub(JUST);
        let is_one = |trace: &&Trace| {
            kinds.contains(&trace.kind)
                && trace.kind.is_division()
                && fits(trace)
                && sides.contains(&side(trace.entity))
        };
        if let Some(found) = self.all[just..limit].iter().rev().find(is_one) {
            return Some(found);
        }
        self.sort(&side);
        let sorted = self.of_side.borrow();
        let pairs = kinds.iter().flat_map(|kind| sides.iter().map(move |side| (*kind, *side)));
        let lists = pairs.filter_map(|pair| sorted.of_side.get(&pair)).map(Vec::as_slice);
        backwards(lists, just).map(|index| &self.all[index]).take(FAR).find(|trace| fits(trace))
    }

    /// Of the divisions that help in the article which begins with a paragraph, the one that it names most often, of equally
    /// often named ones the one named last; those that only lead to another are passed over.
    pub(super) fn main_helper(
        &self,
        article: usize,
        kinds: &[Kind],
        side: impl Fn(LocalId) -> Side,
    ) -> Option<LocalId> {
        self.sort(&side);
        let mut sorted = self.of_side.borrow_mut();
        let sorted = &mut *sorted;
        if sorted.article != article {
            sorted.article = article;
            sorted.helpers.clear();
            let begin = self.all.partition_point(|trace| trace.paragraph < article);
            for index in begin..sorted.until {
                sorted.add_helper(index, &self.all[index], &side);
            }
        }
        let limit = self.limit() as u32;
        let seen = |(entity, places): (&LocalId, &Vec<u32>)| {
            let count = places.partition_point(|place| *place < limit);
            let last = count.checked_sub(1).map(|last| places[last])?;
            kinds.contains(&self.all[last as usize].kind).then_some((count, last, *entity))
        };
        sorted.helpers.iter().filter_map(seen).max().map(|(_, _, entity)| entity)
    }

    /// Sorts what has been added since somebody asked last.
    fn sort(&self, side: &impl Fn(LocalId) -> Side) {
        let mut sorted = self.of_side.borrow_mut();
        for index in sorted.until..self.all.len() {
            let trace = &self.all[index];
            if trace.kind.is_division() {
                sorted.of_side.entry((trace.kind, side(trace.entity))).or_default().push(index as u32);
                if trace.paragraph >= sorted.article {
                    sorted.add_helper(index, trace, side);
                }
            }
        }
        sorted.until = self.all.len();
    }
}

impl Sorted {
    fn add_helper(&mut self, index: usize, trace: &Trace, side: &impl Fn(LocalId) -> Side) {
        if trace.kind.is_division() && !trace.outer && side(trace.entity) == Side::Helping {
            self.helpers.entry(trace.entity).or_default().push(index as u32);
        }
    }
}

/// The numbers of some lists, each of which ascends, that are below a limit, from the highest down.
fn backwards<'l>(lists: impl Iterator<Item = &'l [u32]>, limit: usize) -> impl Iterator<Item = usize> {
    let below = |list: &'l [u32]| &list[..list.partition_point(|index| (*index as usize) < limit)];
    let mut lists: Vec<&[u32]> = lists.map(below).filter(|list| !list.is_empty()).collect();
    std::iter::from_fn(move || {
        let list = lists.iter_mut().max_by_key(|list| list.last().copied())?;
        let (last, rest) = list.split_last()?;
        *list = rest;
        Some(*last as usize)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KINDS: [Kind; 4] = [Kind::COUNTY, Kind::DISTRICT, Kind::PREFECTURE, Kind::PERSON];

    fn side(entity: LocalId) -> Side {
        [Side::Helping, Side::Helped, Side::Unknown][entity % 3]
    }

    proptest! {
        /// Every question is answered as if all traces were gone through one by one.
        #[test]
        fn lists_answer_like_going_back(
            spoken in prop::collection::vec((0..9_usize, 0..4_usize, 0..6_usize, any::<bool>()), 1..200),
            asked in prop::collection::vec((0..200_usize, 1..4_usize, 0..40_usize), 1..12),
        ) {
            let mut traces = Traces::new();
            let (mut paragraph, mut begun) = (0, 0);
            let mut questions = asked.into_iter().peekable();
            for (entity, kind, step, outer) in spoken {
                paragraph += step / 5;
                traces.push(Trace { entity, kind: KINDS[kind], paragraph, sentence: paragraph, outer, reached: outer });
                begun += 1;
                let Some((horizon, many, article)) = questions.next_if(|(at, ..)| at % 7 == begun % 7) else { continue };
                traces.look_no_further_than(if horizon < 150 { traces.len().saturating_sub(horizon % 5) } else { usize::MAX });
                let (kinds, seen) = (&KINDS[..many], traces.seen());
                let fits = |trace: &Trace| !trace.outer;
                let back = || seen.iter().rev();
                let entity = |found: Option<&Trace>| found.map(|trace| (trace.entity, trace.kind, trace.paragraph));
                let of_kinds = |trace: &&Trace| kinds.contains(&trace.kind) && fits(trace);
                prop_assert_eq!(entity(traces.last(kinds, fits)), entity(back().find(of_kinds)));
                let near = |trace: &Trace| trace.paragraph >= article;
                prop_assert_eq!(
                    entity(traces.last_since(kinds, near, fits)),
                    entity(back().take_while(|trace| near(trace)).find(of_kinds))
                );
                let sides = [Side::Helped, Side::Unknown];
                let divisions = |trace: &&Trace| trace.kind.is_division() && sides.contains(&side(trace.entity));
                prop_assert_eq!(
                    entity(traces.last_on_side(Reach::Seen, kinds, &sides, side, fits)),
                    entity(back().filter(divisions).find(of_kinds))
                );
                let mut counts: Vec<(LocalId, usize)> = Vec::new();
                for trace in back().take_while(|trace| near(trace)) {
                    if trace.kind.is_division() && kinds.contains(&trace.kind) && !trace.outer && side(trace.entity) == Side::Helping {
                        match counts.iter_mut().find(|(known, _)| *known == trace.entity) {
                            Some((_, count)) => *count += 1,
                            None => counts.push((trace.entity, 1)),
                        }
                    }
                }
                let most = counts.iter().rev().max_by_key(|(_, count)| *count).map(|(entity, _)| *entity);
                // An entity has one kind.
                if seen.iter().all(|trace| seen.iter().all(|other| other.entity != trace.entity || other.kind == trace.kind)) {
                    prop_assert_eq!(traces.main_helper(article, kinds, side), most);
                }
            }
        }
    }
}
