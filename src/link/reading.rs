//! Reading a sentence's matches: what the emits of its rules claim about the entities in their slots.

use std::ops::Range;

use rustc_hash::FxHashSet;
use smol_str::{SmolStr, format_smolstr};

use crate::gazetteer::gazetteer;
use crate::graph::{Number, Value};
use crate::mention::{Mention, MentionValue};
use crate::rules::{Distribution, Emit, Match, Pack, Rule, nearest};
use crate::schema::QuantityKind;

use super::claims::{ClaimedMeasure, ClaimedStatement, ClaimedValue, Claims};
use super::entities::LocalId;
use super::resolve::{Meaning, Resolver};
use super::sides::Side;
use super::slots::slot;
use super::trace::{Attempt, Outcome};

/// Reads the matches of one sentence.
pub struct Reading<'r, 'a> {
    /// The resolver that has resolved the sentence.
    pub resolver: &'r mut Resolver<'a>,
    /// The pack.
    pub pack: &'a Pack,
    /// The document's text.
    pub text: &'a str,
    /// Bytes of the sentence.
    pub sentence: Range<usize>,
    /// The sentence's mentions.
    pub mentions: &'a [Mention],
    /// What they mean.
    pub meanings: &'r [Meaning],
    /// The date that held before the sentence.
    pub carried_date: Option<SmolStr>,
    /// The last day or month that the article has told of before the sentence.
    pub event_date: Option<SmolStr>,
    /// Where the sums begin of which a sentence here may settle the payer.
    pub settles_from: usize,
    /// Amounts and counts that a claim has taken; a rule of lower priority does not take them again.
    pub taken: FxHashSet<usize>,
    /// Mentions that a rule of a family has for itself.
    pub exclusive: FxHashSet<(usize, SmolStr)>,
    /// What became of the matches, where somebody asks.
    pub attempts: Option<Vec<Attempt>>,
}

impl Reading<'_, '_> {
    /// Adds what the matches claim.
    pub fn read(&mut self, matches: Vec<Match>, claims: &mut Claims) {
        let plausible = self.plausible(matches);
        let before = self.attempts.is_some().then(|| plausible.clone());
        let matches = nearest(plausible);
        let kept: FxHashSet<(usize, Range<usize>)> =
            before.iter().flat_map(|_| &matches).map(|one| (one.rule, one.range.clone())).collect();
        for outdone in before.into_iter().flatten().filter(|one| !kept.contains(&(one.rule, one.range.clone()))) {
            self.tell(&outdone, Outcome::Nearer, claims.ends(), claims);
        }
        for found in &matches {
            let rule = &self.pack.rules[found.rule];
            let lacks = self.resolver.lacks_required(found.rule);
            let family = rule.id.split('/').next().unwrap_or_default();
            let exclusive: Vec<(usize, &str)> = rule
                .exclusive
                .iter()
                .flat_map(|name| slot(found, name).unwrap_or_default())
                .map(|index| (*index, family))
                .collect();
            let owned =
                exclusive.iter().find(|(index, family)| self.exclusive.contains(&(*index, SmolStr::new(family))));
            if lacks || owned.is_some() {
                let outcome = owned.map_or(Outcome::Requires, |(index, _)| Outcome::Exclusive(*index));
                self.tell(found, outcome, claims.ends(), claims);
                continue;
            }
            let ends = claims.ends();
            let before = claims.statements.len();
            let mut used = FxHashSet::default();
            for emit in &rule.emits {
                self.emit(rule, emit, found, claims, &mut used);
            }
            if self.attempts.is_some() {
                let outcome = if claims.ends() == ends { self.silence(found, &used) } else { Outcome::Claimed };
                self.tell(found, outcome, ends, claims);
            }
            self.taken.extend(used);
            if claims.statements.len() > before {
                self.exclusive.extend(exclusive.into_iter().map(|(index, family)| (index, SmolStr::new(family))));
            }
        }
    }

    /// Why a match claims nothing.
    pub(super) fn silence(&self, found: &Match, used: &FxHashSet<usize>) -> Outcome {
        if !used.is_empty() {
            return Outcome::SameEnds;
        }
        let mut filled = found.slots.iter().flat_map(|(_, filled)| filled);
        let taken = filled.find(|index| self.taken.contains(*index));
        taken.map_or(Outcome::NothingToClaim, |index| Outcome::Taken(*index))
    }

    /// Keeps what became of a match, where somebody asks.
    pub(super) fn tell(&mut self, found: &Match, outcome: Outcome, before: (usize, usize), claims: &Claims) {
        if let Some(attempts) = &mut self.attempts {
            let (statements, measures) = claims.ends();
            attempts.push(Attempt {
                found: found.clone(),
                outcome,
                claims: Vec::new(),
                statements: before.0..statements,
                measures: before.1..measures,
            });
        }
    }

    pub(super) fn emit(
        &mut self,
        rule: &Rule,
        emit: &Emit,
        found: &Match,
        claims: &mut Claims,
        used: &mut FxHashSet<usize>,
    ) {
        if emit.restates {
            self.restate(rule, emit, found, claims);
        } else if let Some(indicator) = &emit.settles {
            self.settle(rule, emit, indicator, found, claims);
        } else if let Some(indicator) = &emit.measure {
            self.measure(rule, emit, indicator, found, claims, used);
        } else if let Some(relation) = &emit.relation {
            self.relation(rule, emit, relation, found, claims, used);
        }
    }

    pub(super) fn measure(
        &mut self,
        rule: &Rule,
        emit: &Emit,
        indicator: &SmolStr,
        found: &Match,
        claims: &mut Claims,
        used: &mut FxHashSet<usize>,
    ) {
        let targets = self.entities(&emit.of, found);
        let kind = self.pack.schema.indicators.get(indicator.as_str()).map(|declared| declared.kind);
        let values: Vec<usize> =
            emit.value.iter().find_map(|name| slot(found, name)).map(<[usize]>::to_vec).unwrap_or_default();
        let date_only = kind == Some(QuantityKind::Date);
        let pairwise = emit.distribution == Distribution::Pairwise && values.len() == targets.len();
        for (position, index) in values.iter().enumerate() {
            let value = if date_only {
                self.meanings[*index].date.clone().map(Value::Text)
            } else {
                match &self.mentions[*index].value {
                    MentionValue::Number(number) if !self.taken.contains(index) => Some(Value::Number(Number(*number))),
                    _ => None,
                }
            };
            let Some(value) = value else { continue };
            let written = emit.unit.as_ref().and_then(|name| found.texts.iter().find(|(known, _)| known == name));
            let unit = written.map(|(_, text)| SmolStr::new(text)).or_else(|| emit.unit.clone()).or_else(|| {
                self.pack
                    .schema
                    .indicators
                    .get(indicator.as_str())
                    .and_then(|declared| declared.unit.as_deref())
                    .map(SmolStr::new)
            });
            let date = emit.qualifiers.get("date").and_then(|choice| self.date(choice, found)).filter(|_| !date_only);
            // 9月12日，某某某到某县考察。…现有工人65名: a count is not of the day of a visit that another sentence tells of.
            let said = |date: &SmolStr| self.meanings.iter().any(|meaning| meaning.date.as_ref() == Some(date));
            let date = date.filter(|date| !date.contains('-') || said(date));
            for (number, entity) in targets.iter().enumerate() {
                if pairwise && number != position {
                    continue;
                }
                claims.measures.push(ClaimedMeasure {
                    entity: *entity,
                    indicator: indicator.clone(),
                    value: value.clone(),
                    unit: unit.clone().filter(|_| !date_only),
                    date: date.clone(),
                    sentence: self.sentence.clone(),
                    rule: rule.id.clone(),
                });
                if !date_only {
                    used.insert(*index);
                }
            }
        }
    }

    pub(super) fn relation(
        &mut self,
        rule: &Rule,
        emit: &Emit,
        relation: &SmolStr,
        found: &Match,
        claims: &mut Claims,
        used: &mut FxHashSet<usize>,
    ) {
        let before = claims.statements.len();
        let named =
            |name: &str| name.starts_with("@in:") || slot(found, name.split('.').next().unwrap_or(name)).is_some();
        let guessed = !emit.from.iter().any(named);
        let mut sources = self.entities(&emit.from, found);
        let mut targets = self.entities(&emit.to, found);
        if emit.directed_by_aid {
            (sources, targets) = self.helping_first(sources, targets);
            // Two divisions that are both helped are not each other's helpers, however they stand together.
            let known = |entity: &LocalId| match (self.side_of(*entity), self.resolver.entities.get(*entity).kind) {
                // A hospital of the city may help one of the county.
                (Side::Helped, kind) if !kind.is_division() => Side::Unknown,
                (side, _) => side,
            };
            targets.retain(|target| {
                !sources.iter().any(|source| known(source) != Side::Unknown && known(source) == known(target))
            });
        }
        // 贵州省委、省政府表扬一批结对帮扶个人: two bodies of one division are not each other's helpers.
        if emit.directed_by_aid {
            let opened = |entity: &LocalId| {
                let opened = self.resolver.entities.get(*entity).opened_by?;
                gazetteer().county(opened).or(Some(opened))
            };
            targets.retain(|target| {
                !sources.iter().any(|source| opened(source).is_some() && opened(source) == opened(target))
            });
        }
        // A rule that names an amount is about that amount: where it is taken already, another rule has read the place.
        let amounts = self.amounts(emit, found);
        if amounts.iter().any(|index| self.taken.contains(index)) {
            return;
        }
        // A title that stands for itself needs its body; one whose body the rule names does not.
        let own_body = emit.to.iter().any(|name| name.ends_with(".body"));
        let titles = emit.qualifiers.get("title").map(|choice| self.titles(choice, found, own_body));
        let mut titles = titles.unwrap_or_default();
        // Posts and bodies run side by side; a single one serves all.
        let posts = !titles.is_empty();
        if !posts {
            titles.push(None);
        }
        let plain = self.plain_qualifiers(emit, found);
        let several = targets.len() > 1 && !amounts.is_empty();
        // 甲、乙分别与丙、丁结对; 甲、乙分别向丙、丁拨付50万元、60万元.
        let each_its_own = amounts.is_empty() || amounts.len() == sources.len() && sources.len() > 1;
        let zipped = emit.distribution == Distribution::Pairwise && each_its_own && sources.len() == targets.len();
        for (number, source) in sources.iter().enumerate() {
            for (position, target) in targets.iter().enumerate() {
                if zipped && number != position {
                    continue;
                }
                let mut qualifiers = plain.clone();
                if posts {
                    match titles.get(position.min(titles.len() - 1)).cloned().flatten() {
                        Some(title) => {
                            qualifiers.push((SmolStr::new("title"), ClaimedValue::Plain(Value::Text(title))))
                        }
                        None => continue,
                    }
                }
                if let Some(years) = self.years_of(emit, found, amounts.len()).filter(|_| targets.len() == 1) {
                    for (index, year) in amounts.iter().zip(years) {
                        let MentionValue::Number(number) = self.mentions[*index].value else { continue };
                        let mut dated: Vec<_> = qualifiers.iter().filter(|(name, _)| name != "date").cloned().collect();
                        dated.push((SmolStr::new("amount"), ClaimedValue::Plain(Value::Number(Number(number)))));
                        dated.push((SmolStr::new("date"), ClaimedValue::Plain(Value::Text(format_smolstr!("{year}")))));
                        self.state(rule, relation, *source, *target, dated, claims);
                    }
                    continue;
                }
                let amount = match emit.distribution {
                    Distribution::Shared if several => None,
                    Distribution::Pairwise if amounts.len() == targets.len() => amounts.get(position),
                    // 甲区、乙区分别投入50万元、60万元: as many givers as sums.
                    Distribution::Pairwise if amounts.len() == sources.len() => amounts.get(number),
                    Distribution::Pairwise if several => None,
                    _ => amounts.first(),
                };
                if let Some(index) = amount
                    && let MentionValue::Number(number) = self.mentions[*index].value
                {
                    qualifiers.push((SmolStr::new("amount"), ClaimedValue::Plain(Value::Number(Number(number)))));
                }
                self.state(rule, relation, *source, *target, qualifiers, claims);
            }
            if several && emit.distribution == Distribution::Shared {
                let shared: Vec<LocalId> = self.entities(&emit.share_to, found);
                if let (Some(place), Some(MentionValue::Number(number))) =
                    (shared.first(), amounts.first().map(|index| &self.mentions[*index].value))
                {
                    let mut qualifiers = plain.clone();
                    qualifiers.push((SmolStr::new("amount"), ClaimedValue::Plain(Value::Number(Number(*number)))));
                    self.state(rule, relation, *source, *place, qualifiers, claims);
                }
            }
        }
        // What leads from a place to itself claims nothing and leaves the sum to another rule.
        if claims.statements.len() > before {
            used.extend(amounts);
        }
        claims.statements[before..].iter_mut().for_each(|claim| claim.guessed = guessed);
    }

    /// 2021年至2023年分别投入…: a pairwise emit whose date is an interval of as many years as there are sums.
    pub(super) fn years_of(&self, emit: &Emit, found: &Match, sums: usize) -> Option<std::ops::RangeInclusive<i32>> {
        let date = emit.qualifiers.get("date").filter(|_| emit.distribution == Distribution::Pairwise && sums > 1)?;
        let date = self.date(date, found)?;
        let (first, last) = date.split_once('/')?;
        let years = first.parse::<i32>().ok()?..=last.parse::<i32>().ok()?;
        (years.clone().count() == sums).then_some(years)
    }

    pub(super) fn state(
        &mut self,
        rule: &Rule,
        relation: &SmolStr,
        source: LocalId,
        target: LocalId,
        qualifiers: Vec<(SmolStr, ClaimedValue)>,
        claims: &mut Claims,
    ) {
        if source == target || rule.giver.is_some() && self.lies_in(source, target) {
            return;
        }
        claims.statements.push(ClaimedStatement {
            source,
            target,
            relation: relation.clone(),
            qualifiers,
            sentence: self.sentence.clone(),
            rule: rule.id.clone(),
            confidence: rule.confidence,
            again: false,
            guessed: false,
        });
    }

    /// Whether one division lies in another: a township gives its own county nothing.
    fn lies_in(&self, inner: LocalId, outer: LocalId) -> bool {
        let division = |entity: LocalId| self.resolver.entities.get(entity).division;
        division(inner).zip(division(outer)).is_some_and(|(inner, outer)| gazetteer().is_within(inner, outer))
    }

    /// The helping side first: the side whose province has the higher rank, else the one that the text names first.
    pub(super) fn helping_first(&self, a: Vec<LocalId>, b: Vec<LocalId>) -> (Vec<LocalId>, Vec<LocalId>) {
        // Two sides in one list: 甲县和乙区结对.
        let (a, b) = if b.is_empty() && a.len() >= 2 { (a[..1].to_vec(), a[1..].to_vec()) } else { (a, b) };
        let side = |entities: &[LocalId]| {
            entities
                .iter()
                .map(|entity| {
                    let entity = self.resolver.entities.get(*entity);
                    entity
                        .division
                        .or(entity.place)
                        .map_or(Side::Unknown, |id| self.resolver.discourse.sides().side(id))
                })
                .find(|side| *side != Side::Unknown)
                .unwrap_or(Side::Unknown)
        };
        if side(&a) == Side::Helped && side(&b) != Side::Helped
            || side(&b) == Side::Helping && side(&a) != Side::Helping
        {
            (b, a)
        } else {
            (a, b)
        }
    }
}
