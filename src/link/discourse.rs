//! What a document has spoken of so far: antecedents, the place, the helping side, the date.

use smol_str::SmolStr;

use crate::gazetteer::{DivisionId, gazetteer};
use crate::graph::days_in_month;
use crate::mention::{DateValue, Kind, Point, Year};

use super::entities::{Entities, LocalId};
use super::sides::{Side, Sides};

/// One thing that was spoken of.
#[derive(Clone, Copy, Debug)]
struct Trace {
    entity: LocalId,
    kind: Kind,
    paragraph: usize,
    sentence: usize,
    /// Whether it only leads to what is spoken of: 云南省 in 云南省姚安县.
    outer: bool,
    /// Whether it only has the use of something elsewhere: 带动某镇某村.
    reached: bool,
}

/// The state of the discourse while a document is read from its beginning to its end.
#[derive(Debug)]
pub struct Discourse {
    sides: Sides,
    traces: Vec<Trace>,
    paragraph: usize,
    /// The paragraph in which the article began.
    article: usize,
    sentence: usize,
    document_year: Option<i32>,
    /// The year and the month in which the document was written.
    document_month: Option<(i32, u32)>,
    /// The date that a decree bears at its end.
    issued: Option<SmolStr>,
    paragraph_year: Option<i32>,
    /// The year in the heading of the section: 2017年 above the entries of a chronicle.
    section_year: Option<i32>,
    last_year: Option<i32>,
    /// The day that was said last.
    last_day: Option<(i32, u32, u32)>,
    /// The month that was said last.
    last_month: Option<u32>,
    /// The month of what is being told, which a day alone (21日) is one of: that of a day, or one without a year. Months of a
    /// stated year (2020年11月摘帽) are as a rule the background.
    told_month: Option<u32>,
    /// The date that the paragraph carries, in full.
    paragraph_date: Option<SmolStr>,
    /// The last date of the article that is more exact than a year.
    event_date: Option<SmolStr>,
    /// The county that the document speaks for.
    own: Option<LocalId>,
    main_helper: Option<LocalId>,
    /// Whose money the article has spoken of last.
    source: Option<LocalId>,
    /// How many traces a question may see: a rule that fires in the middle of a sentence does not know its end.
    horizon: usize,
}

impl Discourse {
    /// A discourse in which nothing has been said.
    #[must_use]
    pub fn new(sides: Sides, document_year: Option<i32>) -> Self {
        Self {
            sides,
            traces: Vec::new(),
            paragraph: 0,
            article: 0,
            sentence: 0,
            document_year,
            document_month: None,
            issued: None,
            paragraph_year: None,
            section_year: None,
            last_year: None,
            last_day: None,
            last_month: None,
            told_month: None,
            paragraph_date: None,
            event_date: None,
            own: None,
            main_helper: None,
            source: None,
            horizon: usize::MAX,
        }
    }

    /// The document was written in this month.
    pub fn written_in(&mut self, month: Option<(i32, u32)>) {
        self.document_month = month;
    }

    /// The document is a decree of this date.
    pub fn issue(&mut self, date: SmolStr) {
        self.issued = Some(date);
    }

    /// The date of the document, where it is a decree.
    #[must_use]
    pub fn issued(&self) -> Option<SmolStr> {
        self.issued.clone()
    }

    /// How many things have been spoken of.
    #[must_use]
    pub fn now(&self) -> usize {
        self.traces.len()
    }

    /// Questions see no further than this from here on.
    pub fn look_no_further_than(&mut self, horizon: usize) {
        self.horizon = horizon;
    }

    fn seen(&self) -> &[Trace] {
        &self.traces[..self.traces.len().min(self.horizon)]
    }

    /// What a sentence has spoken of; sentences follow one another in the traces.
    fn of_sentence(&self, sentence: usize) -> &[Trace] {
        let seen = self.seen();
        let begin = seen.partition_point(|trace| trace.sentence < sentence);
        let end = seen.partition_point(|trace| trace.sentence <= sentence);
        &seen[begin..end]
    }

    /// The document's sides.
    #[must_use]
    pub fn sides(&self) -> &Sides {
        &self.sides
    }

    /// A new paragraph begins: its dates are its own.
    pub fn begin_paragraph(&mut self) {
        self.paragraph += 1;
        self.paragraph_year = None;
        self.paragraph_date = None;
    }

    /// A new article or section begins with the next paragraph: villages of the one before are out of sight.
    pub fn begin_article(&mut self) {
        self.article = self.paragraph + 1;
        self.event_date = None;
        self.source = None;
    }

    /// A heading has been read to its end; a year in it holds for its section.
    pub fn end_heading(&mut self) {
        self.section_year = self.paragraph_year.or(self.section_year);
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

    /// A date is said; gives its ISO form. One that only says how long something has lasted does not carry over.
    pub fn say_date(&mut self, date: &DateValue, lasting: bool) -> Option<SmolStr> {
        if let Year::FromDay(offset) = date.start.year {
            let day = later(self.last_day?, offset)?;
            self.event_date = Some(day.clone());
            self.paragraph_date = Some(day.clone());
            return Some(day);
        }
        let counted = match date.start.year {
            Year::FromMonth(offset) => Some(self.document_month.and_then(|month| months_on(month, offset))?),
            Year::SameMonth => Some((self.last_year?, self.last_month?)),
            _ => None,
        };
        let date = &match counted {
            Some((year, month)) => {
                let start = Point { year: Year::Absolute(year), month: Some(month), day: date.start.day };
                DateValue { start, end: None, period: false }
            }
            None => *date,
        };
        let current = self.told_month.or(self.last_month);
        let date = &DateValue {
            start: date.start.in_month(current),
            end: date.end.map(|end| end.in_month(date.start.month.or(current))),
            period: date.period,
        };
        let month = date.end.and_then(|end| end.month).or(date.start.month);
        self.last_month = month.or(self.last_month);
        if date.start.day.is_some() || !matches!(date.start.year, Year::Absolute(_)) {
            self.told_month = month.or(self.told_month);
        }
        let context = match date.start.year {
            Year::Unsaid => self.paragraph_year.or(self.section_year),
            _ => self.last_year,
        };
        let iso = date.iso(self.document_year, context)?;
        if let (Some(year), Some(month), Some(day)) =
            (date.year(self.document_year, context), date.start.month, date.start.day)
        {
            self.last_day = Some((year, month, date.end.and_then(|end| end.day).unwrap_or(day)));
        }
        let background = lasting && matches!(date.start.year, Year::Absolute(_));
        if !date.period && !background {
            let year = date.year(self.document_year, context);
            self.paragraph_year = year.or(self.paragraph_year);
            self.last_year = year.or(self.last_year);
            self.paragraph_date = Some(iso.clone());
            // 2022年8月投产: a month of a stated year is as a rule the background of what is told.
            let told = date.start.year == Year::Unsaid || date.start.day.is_some();
            if date.start.month.is_some() && (told || self.event_date.is_none()) {
                self.event_date = Some(iso.clone());
            }
        }
        Some(iso)
    }

    /// The date that holds where a sentence gives none: the paragraph's, else the year spoken of last.
    #[must_use]
    pub fn date(&self) -> Option<SmolStr> {
        self.paragraph_date.clone().or_else(|| self.last_year.map(|year| SmolStr::new(format!("{year}"))))
    }

    /// The day or month that is being told of: years of the background (该基地2022年建成) do not change it.
    #[must_use]
    pub fn event_date(&self) -> Option<SmolStr> {
        self.event_date.clone()
    }

    /// The person that a pronoun means: the first of the last sentence that named one.
    #[must_use]
    pub fn person(&self) -> Option<LocalId> {
        // Whoever only writes the text is passed over.
        let told_of = |trace: &&Trace| trace.kind == Kind::PERSON && !trace.outer;
        let last = self.seen().iter().rev().find(told_of)?;
        self.of_sentence(last.sentence).iter().find(told_of).map(|trace| trace.entity)
    }

    /// The nearest antecedent of one of the kinds; `fits` may ask for more.
    pub fn nearest(&self, kinds: &[Kind], fits: impl Fn(LocalId) -> bool) -> Option<LocalId> {
        self.seen()
            .iter()
            .rev()
            .find(|trace| kinds.contains(&trace.kind) && fits(trace.entity))
            .map(|trace| trace.entity)
    }

    /// The nearest antecedent of one of the kinds in this article.
    pub fn nearest_in_article(&self, kinds: &[Kind], fits: impl Fn(LocalId) -> bool) -> Option<LocalId> {
        let mut traces = self.seen().iter().rev().take_while(|trace| trace.paragraph >= self.article);
        traces.find(|trace| kinds.contains(&trace.kind) && fits(trace.entity)).map(|trace| trace.entity)
    }

    /// The nearest antecedent of one of the kinds in this paragraph.
    #[must_use]
    pub fn nearest_in_paragraph(&self, kinds: &[Kind]) -> Option<LocalId> {
        self.seen()
            .iter()
            .rev()
            .take_while(|trace| trace.paragraph == self.paragraph)
            .find(|trace| kinds.contains(&trace.kind))
            .map(|trace| trace.entity)
    }

    /// The last thing of one of the kinds that the sentence before this one names, in the same paragraph.
    #[must_use]
    pub fn of_last_sentence(&self, kinds: &[Kind]) -> Option<LocalId> {
        let last = self.of_sentence(self.sentence.checked_sub(1)?);
        let named = last.iter().rev().filter(|trace| trace.paragraph == self.paragraph && !trace.outer);
        named.into_iter().find(|trace| kinds.contains(&trace.kind)).map(|trace| trace.entity)
    }

    /// What the sentence before this one began with, or the one before that.
    #[must_use]
    pub fn subject(&self) -> Option<LocalId> {
        let sentence = self.seen().iter().rev().find(|trace| trace.sentence < self.sentence && !trace.outer)?.sentence;
        self.of_sentence(sentence).iter().find(|trace| !trace.outer).map(|trace| trace.entity)
    }

    /// What this paragraph is about: the first thing of one of the kinds that it names, if nothing else but divisions
    /// above it comes before.
    #[must_use]
    pub fn topic(&self, kinds: &[Kind]) -> Option<LocalId> {
        let begin = self.seen().partition_point(|trace| trace.paragraph < self.paragraph);
        let mut paragraph = self.seen()[begin..].iter().filter(|trace| !trace.outer);
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
        let helped = |trace: &&Trace| {
            trace.kind.is_division() && !trace.reached && self.side(entities, trace.entity) != Side::Helping
        };
        let small = [Kind::VILLAGE, Kind::TOWNSHIP];
        let local = self
            .traces
            .iter()
            .rev()
            .take_while(|trace| trace.paragraph == self.paragraph)
            .filter(helped)
            .find(|trace| small.contains(&trace.kind) || self.is_county(trace.kind));
        // 该村位于某县某镇: what stands in the place that the same sentence names is what is spoken of.
        let inner = local.and_then(|outer| {
            let id = entities.get(outer.entity).division?;
            let sentence =
                self.of_sentence(outer.sentence).iter().filter(|trace| small.contains(&trace.kind) && !trace.reached);
            sentence.rev().find(|trace| {
                let place = entities.get(trace.entity).division;
                trace.entity != outer.entity && place.is_some_and(|place| gazetteer().is_within(place, id))
            })
        });
        inner
            .or(local)
            .or_else(|| self.seen().iter().rev().filter(helped).find(|trace| self.is_county(trace.kind)))
            .or_else(|| self.seen().iter().rev().filter(helped).find(|trace| trace.kind == Kind::PREFECTURE))
            .map(|trace| trace.entity)
    }

    fn is_county(&self, kind: Kind) -> bool {
        kind == Kind::COUNTY || kind == Kind::DISTRICT
    }

    /// The county that is spoken of, on the helped side.
    #[must_use]
    pub fn helped(&self, entities: &Entities) -> Option<LocalId> {
        self.seen()
            .iter()
            .rev()
            .find(|trace| self.is_county(trace.kind) && self.side(entities, trace.entity) != Side::Helping)
            .map(|trace| trace.entity)
    }

    /// The helping division: the one that this paragraph names last, else the one that the article names most, a district
    /// or a prefecture before a province; else whoever helps before it, and last the one that the document names most.
    #[must_use]
    pub fn helper(&self, entities: &Entities) -> Option<LocalId> {
        let local = [Kind::DISTRICT, Kind::COUNTY, Kind::PREFECTURE];
        let helping = |trace: &&Trace| {
            !trace.outer && local.contains(&trace.kind) && self.side(entities, trace.entity) == Side::Helping
        };
        let here = self.seen().iter().rev().take_while(|trace| trace.paragraph == self.paragraph).find(helping);
        here.map(|trace| trace.entity)
            .or_else(|| {
                let article = self.seen().iter().rev().take_while(|trace| trace.paragraph >= self.article);
                let mut counts: Vec<(LocalId, usize)> = Vec::new();
                for trace in article.filter(helping) {
                    match counts.iter_mut().find(|(known, _)| *known == trace.entity) {
                        Some((_, count)) => *count += 1,
                        None => counts.push((trace.entity, 1)),
                    }
                }
                // Of equally often named ones the nearest, which comes first here.
                counts.iter().rev().max_by_key(|(_, count)| *count).map(|(entity, _)| *entity)
            })
            .or_else(|| {
                [&local[..2], &local[2..], &[Kind::PROVINCE]].into_iter().find_map(|kinds| {
                    let mut helping =
                        self.seen().iter().rev().filter(|trace| self.side(entities, trace.entity) == Side::Helping);
                    helping.find(|trace| kinds.contains(&trace.kind)).map(|trace| trace.entity)
                })
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

/// A month some months later or, for a negative number, before.
fn months_on((year, month): (i32, u32), months: i32) -> Option<(i32, u32)> {
    let total = year.checked_mul(12)?.checked_add_unsigned(month.checked_sub(1)?)?.checked_add(months)?;
    Some((total.div_euclid(12), u32::try_from(total.rem_euclid(12)).ok()? + 1))
}

/// A day some days later, in ISO 8601.
fn later((year, month, day): (i32, u32, u32), days: i32) -> Option<SmolStr> {
    let last = days_in_month(year, month);
    let day = day.checked_add_signed(days)?;
    let (year, month, day) = match (day > last, month) {
        (false, _) => (year, month, day),
        (true, 12) => (year + 1, 1, day - last),
        (true, _) => (year, month + 1, day - last),
    };
    Some(SmolStr::new(format!("{year:04}-{month:02}-{day:02}")))
}

/// The county or district that a division lies in or is.
#[must_use]
pub fn county_of(id: DivisionId) -> Option<DivisionId> {
    gazetteer().county(id)
}
