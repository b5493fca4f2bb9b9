//! What a document has spoken of so far: antecedents, the place, the helping side, the date.

use crate::gazetteer::{DivisionId, gazetteer};
use crate::mention::Kind;

use super::dates::Dates;
use super::entities::{Entities, LocalId};
use super::sides::{Side, Sides};
use super::traces::{Reach, Trace, Traces};

const COUNTIES: [Kind; 2] = [Kind::COUNTY, Kind::DISTRICT];

/// A place is helped where nothing shows that it helps.
const NOT_HELPING: [Side; 2] = [Side::Helped, Side::Unknown];

/// The state of the discourse while a document is read from its beginning to its end.
#[derive(Debug)]
pub struct Discourse {
    sides: Sides,
    traces: Traces,
    paragraph: usize,
    /// The paragraph in which the article began.
    article: usize,
    sentence: usize,
    /// Its dates.
    pub dates: Dates,
    /// The county that the document speaks for.
    own: Option<LocalId>,
    main_helper: Option<LocalId>,
    /// Whose money the article has spoken of last.
    source: Option<LocalId>,
}

impl Discourse {
    /// A discourse in which nothing has been said.
    #[must_use]
    pub fn new(sides: Sides, document_year: Option<i32>) -> Self {
        Self {
            sides,
            traces: Traces::new(),
            paragraph: 0,
            article: 0,
            sentence: 0,
            dates: Dates::new(document_year),
            own: None,
            main_helper: None,
            source: None,
        }
    }

    /// How many things have been spoken of.
    #[must_use]
    pub fn now(&self) -> usize {
        self.traces.len()
    }

    /// Questions see no further than this from here on.
    pub fn look_no_further_than(&mut self, horizon: usize) {
        self.traces.look_no_further_than(horizon);
    }

    /// The document's sides.
    #[must_use]
    pub fn sides(&self) -> &Sides {
        &self.sides
    }

    /// A new paragraph begins: its dates are its own.
    pub fn begin_paragraph(&mut self) {
        self.paragraph += 1;
        self.dates.begin_paragraph();
    }

    /// A new article or section begins with the next paragraph: villages of the one before are out of sight.
    pub fn begin_article(&mut self) {
        self.article = self.paragraph + 1;
        self.dates.begin_article();
        self.source = None;
    }

    /// A new sentence begins.
    pub fn begin_sentence(&mut self) {
        self.sentence += 1;
    }

    /// An entity is spoken of.
    pub fn speak_of(&mut self, entity: LocalId, kind: Kind) {
        self.pass_over(entity, kind, false, false);
    }

    /// A division of a chain; the outer ones only lead to the last. What is reached is spoken of, but things are not there.
    pub fn pass_over(&mut self, entity: LocalId, kind: Kind, outer: bool, reached: bool) {
        let (paragraph, sentence) = (self.paragraph, self.sentence);
        self.traces.push(Trace { entity, kind, paragraph, sentence, outer, reached });
    }

    /// Whose money is spoken of: 全部为某省财政帮扶资金.
    pub fn money_of(&mut self, entity: LocalId) {
        self.source = Some(entity);
    }

    /// Whose money the article has spoken of last.
    #[must_use]
    pub fn source(&self) -> Option<LocalId> {
        self.source
    }

    /// The document speaks for this county.
    pub fn speak_for(&mut self, entity: Option<LocalId>) {
        self.own = entity;
    }

    /// The helping division that the document names most, for where none has been named yet.
    pub fn helped_by(&mut self, entity: Option<LocalId>) {
        self.main_helper = entity;
    }

    /// The county that the document speaks for.
    #[must_use]
    pub fn own(&self) -> Option<LocalId> {
        self.own
    }

    /// The person that a pronoun means: the first of the last sentence that named one.
    #[must_use]
    pub fn person(&self) -> Option<LocalId> {
        // Whoever only writes the text is passed over.
        let last = self.traces.last(&[Kind::PERSON], |trace| !trace.outer)?;
        let told_of = |trace: &&Trace| trace.kind == Kind::PERSON && !trace.outer;
        self.traces.of_sentence(last.sentence).iter().find(told_of).map(|trace| trace.entity)
    }

    /// What has been spoken of last.
    #[must_use]
    pub fn last(&self) -> Option<LocalId> {
        self.traces.seen().last().map(|trace| trace.entity)
    }

    /// The nearest antecedent of one of the kinds; `fits` may ask for more.
    pub fn nearest(&self, kinds: &[Kind], fits: impl Fn(LocalId) -> bool) -> Option<LocalId> {
        self.traces.last(kinds, |trace| fits(trace.entity)).map(|trace| trace.entity)
    }

    /// The nearest antecedent of one of the kinds that is on a side.
    pub fn nearest_on_side(&self, kinds: &[Kind], side: Side, entities: &Entities) -> Option<LocalId> {
        let side_of = |entity| self.side(entities, entity);
        self.traces.last_on_side(Reach::Seen, kinds, &[side], side_of, |_| true).map(|trace| trace.entity)
    }

    /// The nearest antecedent of one of the kinds in this article.
    pub fn nearest_in_article(&self, kinds: &[Kind], fits: impl Fn(LocalId) -> bool) -> Option<LocalId> {
        let in_article = |trace: &Trace| trace.paragraph >= self.article;
        self.traces.last_since(kinds, in_article, |trace| fits(trace.entity)).map(|trace| trace.entity)
    }

    /// The nearest antecedent of one of the kinds in this paragraph.
    #[must_use]
    pub fn nearest_in_paragraph(&self, kinds: &[Kind]) -> Option<LocalId> {
        let in_paragraph = |trace: &Trace| trace.paragraph == self.paragraph;
        self.traces.last_since(kinds, in_paragraph, |_| true).map(|trace| trace.entity)
    }

    /// The last thing of one of the kinds that the sentence before this one names, in the same paragraph.
    #[must_use]
    pub fn of_last_sentence(&self, kinds: &[Kind]) -> Option<LocalId> {
        let last = self.traces.of_sentence(self.sentence.checked_sub(1)?);
        let named = last.iter().rev().filter(|trace| trace.paragraph == self.paragraph && !trace.outer);
        named.into_iter().find(|trace| kinds.contains(&trace.kind)).map(|trace| trace.entity)
    }

    /// What the sentence before this one began with, or the one before that.
    #[must_use]
    pub fn subject(&self) -> Option<LocalId> {
        let sentence =
            self.traces.seen().iter().rev().find(|trace| trace.sentence < self.sentence && !trace.outer)?.sentence;
        self.traces.of_sentence(sentence).iter().find(|trace| !trace.outer).map(|trace| trace.entity)
    }

    /// What this paragraph is about: the first thing of one of the kinds that it names, if nothing else but divisions
    /// above it comes before.
    #[must_use]
    pub fn topic(&self, kinds: &[Kind]) -> Option<LocalId> {
        let begin = self.traces.seen().partition_point(|trace| trace.paragraph < self.paragraph);
        let mut paragraph = self.traces.seen()[begin..].iter().filter(|trace| !trace.outer);
        let first = paragraph.next()?;
        // Only divisions of the same sentence may stand before it.
        std::iter::once(first)
            .chain(paragraph.take_while(|trace| trace.sentence == first.sentence))
            .find(|trace| !trace.kind.is_division() || kinds.contains(&trace.kind))
            .filter(|trace| kinds.contains(&trace.kind))
            .map(|trace| trace.entity)
    }

    /// The side of an entity that is a division.
    #[must_use]
    pub fn side(&self, entities: &Entities, entity: LocalId) -> Side {
        entities.get(entity).division.map_or(Side::Unknown, |id| self.sides.side(id))
    }

    /// The place that is spoken of: the village or township of this paragraph, else the county named last; always on the
    /// helped side where sides can be told.
    #[must_use]
    pub fn here(&self, entities: &Entities) -> Option<LocalId> {
        let side = |entity| self.side(entities, entity);
        let small = [Kind::VILLAGE, Kind::TOWNSHIP];
        let lies_here = |trace: &Trace| !trace.reached;
        let places = [small[0], small[1], COUNTIES[0], COUNTIES[1]];
        let local = self.traces.last_on_side(Reach::All, &places, &NOT_HELPING, side, lies_here);
        let local = local.filter(|trace| trace.paragraph == self.paragraph);
        // 该村位于某县某镇: what stands in the place that the same sentence names is what is spoken of.
        let inner = local.and_then(|outer| {
            let id = entities.get(outer.entity).division?;
            let sentence = self
                .traces
                .of_sentence(outer.sentence)
                .iter()
                .filter(|trace| small.contains(&trace.kind) && !trace.reached);
            sentence.rev().find(|trace| {
                let place = entities.get(trace.entity).division;
                trace.entity != outer.entity && place.is_some_and(|place| gazetteer().is_within(place, id))
            })
        });
        inner
            .or(local)
            .or_else(|| self.traces.last_on_side(Reach::Seen, &COUNTIES, &NOT_HELPING, side, lies_here))
            .or_else(|| self.traces.last_on_side(Reach::Seen, &[Kind::PREFECTURE], &NOT_HELPING, side, lies_here))
            .map(|trace| trace.entity)
    }

    /// The county that is spoken of, on the helped side.
    #[must_use]
    pub fn helped(&self, entities: &Entities) -> Option<LocalId> {
        let side = |entity| self.side(entities, entity);
        let last = self.traces.last_on_side(Reach::Seen, &COUNTIES, &NOT_HELPING, side, |_| true);
        last.map(|trace| trace.entity)
    }

    /// The helping division: the one that this paragraph names last, else the one that the article names most, a district
    /// or a prefecture before a province; else whoever helps before it, and last the one that the document names most.
    #[must_use]
    pub fn helper(&self, entities: &Entities) -> Option<LocalId> {
        let local = [Kind::DISTRICT, Kind::COUNTY, Kind::PREFECTURE];
        let side = |entity| self.side(entities, entity);
        let helping = |kinds: &[Kind], fits: fn(&Trace) -> bool| {
            self.traces.last_on_side(Reach::Seen, kinds, &[Side::Helping], side, fits)
        };
        let here = helping(&local, |trace| !trace.outer).filter(|trace| trace.paragraph == self.paragraph);
        here.map(|trace| trace.entity)
            .or_else(|| self.traces.main_helper(self.article, &local, side))
            .or_else(|| {
                let kinds = [&local[..2], &local[2..], &[Kind::PROVINCE]];
                kinds.into_iter().find_map(|kinds| helping(kinds, |_| true)).map(|trace| trace.entity)
            })
            .or(self.main_helper)
    }

    /// Both sides: the helping and the helped division that were named last.
    #[must_use]
    pub fn both(&self, entities: &Entities) -> Vec<LocalId> {
        self.helper(entities).into_iter().chain(self.helped(entities)).collect()
    }

    /// The division named last whose name ends in a word for a level: the county of 县委.
    #[must_use]
    pub fn of_level(&self, entities: &Entities, level: &str) -> Option<LocalId> {
        let kinds: &[Kind] = match level {
            "省" | "自治区" => &[Kind::PROVINCE],
            "州" | "盟" => &[Kind::PREFECTURE],
            "市" => &[Kind::PROVINCE, Kind::PREFECTURE, Kind::COUNTY],
            "区" => &[Kind::DISTRICT],
            "县" | "旗" => &[Kind::COUNTY],
            "镇" | "乡" | "街道" => &[Kind::TOWNSHIP],
            // A division of the corps goes by the name of its city.
            "师" => &[Kind::COUNTY, Kind::PREFECTURE],
            _ => &[Kind::VILLAGE],
        };
        self.nearest(kinds, |entity| {
            let entity = entities.get(entity);
            entity.name.ends_with(level) || level == "师" && entity.aliases.iter().any(|alias| alias.contains(level))
        })
    }
}

/// The county or district that a division lies in or is.
#[must_use]
pub fn county_of(id: DivisionId) -> Option<DivisionId> {
    gazetteer().county(id)
}
