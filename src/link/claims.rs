//! From matches to claims: slots and context become entities, amounts and dates.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, format_smolstr};

use crate::graph::{Number, Qualifiers, Value};
use crate::mention::{Kind, Mention, MentionValue};
use crate::rules::{Choice, Distribution, Emit, Match, Pack, Rule, nearest};
use crate::schema::{QuantityKind, Schema};

use super::entities::LocalId;
use super::resolve::{Meaning, Resolver};
use super::sides::Side;
use super::trace::{Attempt, Outcome};

/// A relation that a sentence states.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimedStatement {
    /// Where it starts.
    pub source: LocalId,
    /// Where it leads.
    pub target: LocalId,
    /// Its relation.
    pub relation: SmolStr,
    /// Its qualifiers; entities by their local index.
    pub qualifiers: Vec<(SmolStr, ClaimedValue)>,
    /// Bytes of its sentence.
    pub sentence: Range<usize>,
    /// The rule.
    pub rule: SmolStr,
    /// The rule's.
    pub confidence: f64,
}

/// The value of a qualifier before entities have ids.
#[derive(Clone, Debug, PartialEq)]
pub enum ClaimedValue {
    /// A number or a text.
    Plain(Value),
    /// An entity.
    Entity(LocalId),
}

/// A measure that a sentence states.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimedMeasure {
    /// What it is about.
    pub entity: LocalId,
    /// The indicator.
    pub indicator: SmolStr,
    /// Its value.
    pub value: Value,
    /// Its unit.
    pub unit: Option<SmolStr>,
    /// Its date.
    pub date: Option<SmolStr>,
    /// Bytes of its sentence.
    pub sentence: Range<usize>,
    /// The rule.
    pub rule: SmolStr,
}

/// All that a document states.
#[derive(Debug, Default)]
pub struct Claims {
    /// Relations.
    pub statements: Vec<ClaimedStatement>,
    /// Numbers.
    pub measures: Vec<ClaimedMeasure>,
}

impl Claims {
    /// How many statements and measures there are.
    fn ends(&self) -> (usize, usize) {
        (self.statements.len(), self.measures.len())
    }

    /// Of the statements with the same ends and relation, one that says less than another goes: 到访 without a date beside
    /// 到访 with one. Qualifiers that the schema calls loose do not count. Gives those that went, with the rules of the ones
    /// that stay in their place.
    pub fn fold(&mut self, schema: &Schema) -> Vec<(ClaimedStatement, SmolStr)> {
        let loose = |relation: &SmolStr| {
            schema.relations.get(relation.as_str()).map(|declared| declared.loose.as_slice()).unwrap_or_default()
        };
        let mut groups: FxHashMap<(LocalId, LocalId, SmolStr), Vec<usize>> = FxHashMap::default();
        for (index, claim) in self.statements.iter().enumerate() {
            groups.entry((claim.source, claim.target, claim.relation.clone())).or_default().push(index);
        }
        let mut gone: FxHashMap<usize, usize> = FxHashMap::default();
        for ((_, _, relation), members) in &groups {
            let telling = |index: &usize| -> Vec<&(SmolStr, ClaimedValue)> {
                self.statements[*index]
                    .qualifiers
                    .iter()
                    .filter(|(name, _)| !loose(relation).iter().any(|loose| loose == name.as_str()))
                    .collect()
            };
            for a in members {
                let less = telling(a);
                let covered = members.iter().find(|b| {
                    let more = telling(b);
                    let subset = less.iter().all(|qualifier| more.contains(qualifier));
                    a != *b
                        && subset
                        && !gone.contains_key(*b)
                        && (less.len() < more.len()
                            || less.len() == more.len() && a > *b && !loose(relation).is_empty())
                });
                if let Some(by) = covered {
                    gone.insert(*a, *by);
                }
            }
        }
        if gone.is_empty() {
            return Vec::new();
        }
        let mut lost: Vec<usize> = gone.keys().copied().collect();
        lost.sort_unstable();
        let lost =
            lost.into_iter().map(|index| (self.statements[index].clone(), self.statements[gone[&index]].rule.clone()));
        let lost = lost.collect();
        let mut index = 0;
        self.statements.retain(|_| {
            index += 1;
            !gone.contains_key(&(index - 1))
        });
        lost
    }
}

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
            let lacks =
                !rule.requires.is_empty() && !rule.requires.iter().any(|word| self.text.contains(word.as_str()));
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
    fn silence(&self, found: &Match, used: &FxHashSet<usize>) -> Outcome {
        if !used.is_empty() {
            return Outcome::SameEnds;
        }
        let mut filled = found.slots.iter().flat_map(|(_, filled)| filled);
        let taken = filled.find(|index| self.taken.contains(*index));
        taken.map_or(Outcome::NothingToClaim, |index| Outcome::Taken(*index))
    }

    /// Keeps what became of a match, where somebody asks.
    fn tell(&mut self, found: &Match, outcome: Outcome, before: (usize, usize), claims: &Claims) {
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

    /// The matches without those in which the helped side gives the money, where another match ends at the same place; and
    /// without those whose words run on over a second sum.
    fn plausible(&mut self, matches: Vec<Match>) -> Vec<Match> {
        let helped: Vec<bool> = matches
            .iter()
            .map(|found| {
                let giver = self.pack.rules[found.rule].giver.as_deref().and_then(|name| slot(found, name));
                giver.is_some_and(|filled| {
                    filled.iter().flat_map(|index| &self.meanings[*index].entities).any(|entity| {
                        self.resolver.entities.get(*entity).division.is_some() && self.side_of(*entity) == Side::Helped
                    })
                })
            })
            .collect();
        let stopped: Vec<Option<Outcome>> = matches
            .iter()
            .zip(&helped)
            .map(|(found, bad)| {
                let other = matches
                    .iter()
                    .zip(&helped)
                    .any(|(other, worse)| !worse && other.rule == found.rule && other.range.end == found.range.end);
                if *bad && other {
                    Some(Outcome::HelpedSideGives)
                } else if self.gives_where_it_stands(found) {
                    Some(Outcome::GivesWhereItStands)
                } else if !self.ends_as_asked(found) {
                    Some(Outcome::OtherEnding)
                } else {
                    (self.skips_a_sum(found) || self.skips_a_person(found)).then_some(Outcome::SkipsOver)
                }
            })
            .collect();
        let mut kept = Vec::with_capacity(matches.len());
        for (found, stopped) in matches.into_iter().zip(stopped) {
            match stopped {
                None => kept.push(found),
                Some(outcome) => self.tell(&found, outcome, (0, 0), &Claims::default()),
            }
        }
        kept
    }

    /// 在某村投资: the place in which money is spent does not give it.
    fn gives_where_it_stands(&self, found: &Match) -> bool {
        let giver = self.pack.rules[found.rule].giver.as_deref().and_then(|name| slot(found, name));
        giver.and_then(|filled| filled.first()).is_some_and(|index| {
            let mention = &self.mentions[*index];
            mention.kind.is_division() && self.text[..mention.range.start].ends_with('在')
        })
    }

    /// Whether the slots of which the rule asks an ending have it.
    fn ends_as_asked(&self, found: &Match) -> bool {
        self.pack.rules[found.rule].ends.iter().all(|(name, endings)| {
            let first = slot(found, name).and_then(|filled| filled.first());
            first.is_none_or(|index| {
                let text = self.text[self.mentions[*index].range.clone()].trim_end_matches(['”', '"', '》', '」']);
                endings.iter().any(|ending| text.ends_with(ending.as_str()))
            })
        })
    }

    /// Whether a person who fills no slot stands between a person who fills one and a post: it is the nearer one's.
    fn skips_a_person(&self, found: &Match) -> bool {
        let filled = |index: &usize| found.slots.iter().any(|(_, filled)| filled.contains(index));
        let of_kind = |kind: Kind| {
            (found.mentions_before..found.mentions_until).filter(move |index| self.mentions[*index].kind == kind)
        };
        let named = |index: &usize| matches!(self.mentions[*index].value, MentionValue::Person);
        let Some(first) = of_kind(Kind::PERSON).find(filled) else { return false };
        let Some(post) = of_kind(Kind::POST).filter(|index| *index > first).find(filled) else { return false };
        of_kind(Kind::PERSON).any(|index| first < index && index < post && named(&index) && !filled(&index))
    }

    /// Whether a sum that fills no slot stands between the sum of a match and its end.
    fn skips_a_sum(&self, found: &Match) -> bool {
        let filled = |index: &usize| found.slots.iter().any(|(_, filled)| filled.contains(index));
        let sums =
            (found.mentions_before..found.mentions_until).filter(|index| self.mentions[*index].kind == Kind::MONEY);
        let sums = sums.filter(|index| !self.only_compares(*index));
        let first = sums.clone().find(|index| filled(index));
        first.is_some_and(|first| sums.clone().any(|index| index > first && !filled(&index)))
    }

    fn emit(&mut self, rule: &Rule, emit: &Emit, found: &Match, claims: &mut Claims, used: &mut FxHashSet<usize>) {
        if let Some(indicator) = &emit.measure {
            self.measure(rule, emit, indicator, found, claims, used);
        } else if let Some(relation) = &emit.relation {
            self.relation(rule, emit, relation, found, claims, used);
        }
    }

    fn measure(
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

    fn relation(
        &mut self,
        rule: &Rule,
        emit: &Emit,
        relation: &SmolStr,
        found: &Match,
        claims: &mut Claims,
        used: &mut FxHashSet<usize>,
    ) {
        let before = claims.statements.len();
        let mut sources = self.entities(&emit.from, found);
        let mut targets = self.entities(&emit.to, found);
        if emit.directed_by_aid {
            (sources, targets) = self.helping_first(sources, targets);
            // Two divisions that are both helped are not each other's helpers, however they stand together.
            let known = |entity: &LocalId| self.side_of(*entity);
            targets.retain(|target| {
                !sources.iter().any(|source| known(source) != Side::Unknown && known(source) == known(target))
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
        let zipped =
            emit.distribution == Distribution::Pairwise && amounts.is_empty() && sources.len() == targets.len();
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
    }

    /// 2021年至2023年分别投入…: a pairwise emit whose date is an interval of as many years as there are sums.
    fn years_of(&self, emit: &Emit, found: &Match, sums: usize) -> Option<std::ops::RangeInclusive<i32>> {
        let date = emit.qualifiers.get("date").filter(|_| emit.distribution == Distribution::Pairwise && sums > 1)?;
        let date = self.date(date, found)?;
        let (first, last) = date.split_once('/')?;
        let years = first.parse::<i32>().ok()?..=last.parse::<i32>().ok()?;
        (years.clone().count() == sums).then_some(years)
    }

    fn state(
        &mut self,
        rule: &Rule,
        relation: &SmolStr,
        source: LocalId,
        target: LocalId,
        qualifiers: Vec<(SmolStr, ClaimedValue)>,
        claims: &mut Claims,
    ) {
        if source == target {
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
        });
    }

    /// The helping side first: the side whose province has the higher rank, else the one that the text names first.
    fn helping_first(&self, a: Vec<LocalId>, b: Vec<LocalId>) -> (Vec<LocalId>, Vec<LocalId>) {
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

    /// Whether a number only says by how much something has grown: 较上年增加150万元.
    fn only_compares(&self, index: usize) -> bool {
        let before = &self.text[..self.mentions[index].range.start];
        ["增加", "增加了", "增长", "增长了", "提高", "提高了", "减少", "减少了", "下降", "多出"].iter().any(|word| before.ends_with(word))
    }

    /// The amounts of an emit: a list of them where the text has one.
    fn amounts(&self, emit: &Emit, found: &Match) -> Vec<usize> {
        emit.qualifiers
            .get("amount")
            .and_then(|choice| choice.iter().find_map(|name| slot(found, name)))
            .map(|indices| {
                let sums = indices.iter().copied().filter(|index| self.mentions[*index].kind == Kind::MONEY);
                sums.filter(|index| !self.only_compares(*index)).collect()
            })
            .unwrap_or_default()
    }

    fn titles(&self, choice: &Choice, found: &Match, own_body: bool) -> Vec<Option<SmolStr>> {
        for name in choice.iter() {
            if let Some(literal) = name.strip_prefix('=') {
                return vec![Some(SmolStr::new(literal))];
            }
            let Some(indices) = slot(found, name.split('.').next().unwrap_or(name)) else {
                continue;
            };
            return indices
                .iter()
                .filter(|index| !own_body || self.meanings[**index].body.is_some())
                .map(|index| match &self.mentions[*index].value {
                    MentionValue::Post(post) => Some(SmolStr::new(&self.text[post.title.clone()])),
                    _ => None,
                })
                .collect();
        }
        Vec::new()
    }

    fn plain_qualifiers(&mut self, emit: &Emit, found: &Match) -> Vec<(SmolStr, ClaimedValue)> {
        let mut qualifiers = Vec::new();
        for (name, choice) in &emit.qualifiers {
            if name == "amount" || name == "title" {
                continue;
            }
            let kind = self.pack.schema.qualifiers.get(name.as_str()).map(|declared| declared.kind);
            let value = match kind {
                Some(QuantityKind::Date) => self.date(choice, found).map(|date| {
                    // An interval is since and until; each takes its own end.
                    let end = match name.as_str() {
                        "since" => date.split('/').next().map(SmolStr::new),
                        "until" => date.split('/').next_back().map(SmolStr::new),
                        _ => None,
                    };
                    ClaimedValue::Plain(Value::Text(end.unwrap_or(date)))
                }),
                Some(QuantityKind::Entity) => self.entities(choice, found).first().copied().map(ClaimedValue::Entity),
                Some(QuantityKind::Text) => {
                    self.words(choice, found).map(|text| ClaimedValue::Plain(Value::Text(text)))
                }
                _ => choice.iter().find_map(|name| slot(found, name)).and_then(|indices| indices.first()).and_then(
                    |index| match self.mentions[*index].value {
                        MentionValue::Number(number) => Some(ClaimedValue::Plain(Value::Number(Number(number)))),
                        _ => None,
                    },
                ),
            };
            if let Some(value) = value {
                qualifiers.push((name.clone(), value));
            }
        }
        qualifiers
    }

    fn words(&self, choice: &Choice, found: &Match) -> Option<SmolStr> {
        choice.iter().find_map(|name| {
            let group = found.texts.iter().find(|(known, _)| known == name).map(|(_, text)| SmolStr::new(text));
            group.or_else(|| name.strip_prefix('=').map(SmolStr::new)).or_else(|| {
                let index = slot(found, name)?.first().copied()?;
                Some(SmolStr::new(&self.text[self.mentions[index].range.clone()]))
            })
        })
    }

    /// A date: of a slot, or the one that holds at the end of the match.
    fn date(&self, choice: &Choice, found: &Match) -> Option<SmolStr> {
        choice.iter().find_map(|name| match name {
            "@date" => {
                let until = found.mentions_until;
                let said = self.meanings[..until].iter().rev().find_map(|meaning| meaning.date.clone());
                said.or_else(|| self.carried_date.clone())
            }
            "@event" => {
                let said = self.meanings[..found.mentions_until].iter().rev().find_map(|meaning| meaning.date.clone());
                said.or_else(|| self.event_date.as_deref().map(within))
                    .or_else(|| self.date(&Choice::One("@date".into()), found))
            }
            "@said" => self.meanings[..found.mentions_until].iter().rev().find_map(|meaning| meaning.date.clone()),
            "@first-date" => {
                self.meanings.iter().find_map(|meaning| meaning.date.clone()).or_else(|| self.carried_date.clone())
            }
            "@period" => {
                self.meanings.iter().filter_map(|meaning| meaning.date.clone()).find(|date| date.contains('/'))
            }
            _ => slot(found, name)?.iter().find_map(|index| self.meanings[*index].date.clone()),
        })
    }

    /// The entities of the first choice that has some.
    fn entities(&mut self, choice: &Choice, found: &Match) -> Vec<LocalId> {
        for name in choice.iter() {
            let entities = self.entities_of(name, found);
            if !entities.is_empty() {
                return entities;
            }
        }
        Vec::new()
    }

    fn entities_of(&mut self, name: &str, found: &Match) -> Vec<LocalId> {
        if let Some(context) = name.strip_prefix('@') {
            return self.context(context, found);
        }
        let (name, part) = name.split_once('.').map_or((name, None), |(name, part)| (name, Some(part)));
        let Some(indices) = slot(found, name) else {
            return Vec::new();
        };
        match part {
            Some("body") => indices.iter().filter_map(|index| self.meanings[*index].body).collect(),
            // The division that a post's body belongs to: where somebody who holds it works.
            Some("division") => {
                let bodies: Vec<LocalId> = indices
                    .iter()
                    .flat_map(|index| {
                        let meaning = &self.meanings[*index];
                        meaning.body.into_iter().chain(meaning.entities.iter().copied())
                    })
                    .collect();
                bodies.into_iter().filter_map(|body| self.division_of(body)).take(1).collect()
            }
            _ => indices.iter().flat_map(|index| self.meanings[*index].entities.clone()).collect(),
        }
    }

    fn division_of(&mut self, entity: LocalId) -> Option<LocalId> {
        let found = self.resolver.entities.get(entity);
        if found.division.is_some() || found.kind.is_division() {
            return Some(entity);
        }
        let placed = self.resolver.placed.get(&entity).map(|placed| placed.place);
        let sentence = self.sentence.clone();
        placed.or_else(|| {
            self.resolver.entities.get(entity).place.map(|id| self.resolver.entities.division(id, "", &sentence))
        })
    }

    fn context(&mut self, context: &str, found: &Match) -> Vec<LocalId> {
        let start = self.meanings.get(found.mentions_before).map_or(usize::MAX, |meaning| meaning.horizon);
        let end = self.meanings.get(found.mentions_until).map_or(usize::MAX, |meaning| meaning.horizon);
        let first = self.meanings.first().map_or(start, |meaning| meaning.horizon);
        if let Some(kinds) = context.strip_prefix("in:") {
            return self.in_sentence(kinds, found).into_iter().collect();
        }
        match context {
            "payer" => return self.payer(found).into_iter().collect(),
            "home" => return self.home(found).into_iter().collect(),
            "partner" => return self.partner().into_iter().collect(),
            _ => {}
        }
        let topic_kinds = self.topic_kinds();
        let resolver = &mut *self.resolver;
        resolver.discourse.look_no_further_than(end);
        let (discourse, entities) = (&resolver.discourse, &resolver.entities);
        let answer = match context {
            "here" => discourse.here(entities).into_iter().collect(),
            "helper" => discourse.helper(entities).into_iter().collect(),
            "helped" => discourse.helped(entities).into_iter().collect(),
            "both" => discourse.both(entities),
            "helping-province" => discourse
                .nearest(&[Kind::PROVINCE], |entity| discourse.side(entities, entity) == Side::Helping)
                .into_iter()
                .collect(),
            "helping-city" => discourse
                .nearest(&[Kind::PREFECTURE], |entity| discourse.side(entities, entity) == Side::Helping)
                .into_iter()
                .collect(),
            "helping-district" => discourse
                .nearest(&[Kind::DISTRICT, Kind::COUNTY], |entity| discourse.side(entities, entity) == Side::Helping)
                .into_iter()
                .collect(),
            "own" => discourse.own().into_iter().collect(),
            "topic" => discourse.topic(&topic_kinds).into_iter().collect(),
            "subject" => {
                let in_sentence =
                    self.meanings[..found.mentions_before].iter().find_map(|meaning| meaning.entities.first().copied());
                resolver.discourse.look_no_further_than(start.max(first));
                in_sentence.or_else(|| resolver.discourse.subject()).into_iter().collect()
            }
            near => {
                let kinds: Vec<Kind> =
                    near.split('|').flat_map(|kind| self.pack.lexicons.kinds().expand(kind)).collect();
                resolver.discourse.look_no_further_than(start);
                resolver
                    .discourse
                    .nearest_in_paragraph(&kinds)
                    .or_else(|| resolver.discourse.nearest(&kinds, |_| true))
                    .into_iter()
                    .collect()
            }
        };
        resolver.discourse.look_no_further_than(usize::MAX);
        answer
    }
}

impl Reading<'_, '_> {
    /// The nearest entity of one of the kinds in this sentence, before the match.
    fn in_sentence(&self, kinds: &str, found: &Match) -> Option<LocalId> {
        let kinds: Vec<Kind> = kinds.split('|').flat_map(|kind| self.pack.lexicons.kinds().expand(kind)).collect();
        let entities = &self.resolver.entities;
        self.meanings[..found.mentions_before]
            .iter()
            .rev()
            .flat_map(|meaning| meaning.entities.iter().rev())
            .copied()
            .find(|entity| kinds.contains(&entities.get(*entity).kind))
    }

    /// What a paragraph can be about: things and small places, no county and no person.
    fn topic_kinds(&self) -> Vec<Kind> {
        let things = self
            .pack
            .defaults
            .iter()
            .filter(|default| !default.by_name_only)
            .flat_map(|default| &default.types)
            .filter_map(|name| self.pack.lexicons.kinds().get(name));
        things.chain([Kind::VILLAGE, Kind::TOWNSHIP]).collect()
    }

    fn side_of(&self, entity: LocalId) -> Side {
        let entity = self.resolver.entities.get(entity);
        entity.division.or(entity.place).map_or(Side::Unknown, |id| self.resolver.discourse.sides().side(id))
    }

    /// Who can be meant to pay where the clause does not say: somebody named before who is not on the helped side.
    fn payer(&self, found: &Match) -> Option<LocalId> {
        let entities = &self.resolver.entities;
        let acts = |kind: Kind| self.pack.schema.acts(self.pack.lexicons.kinds().name(kind));
        let can_pay = |entity: &LocalId, unknown: bool| {
            let kind = entities.get(*entity).kind;
            match self.side_of(*entity) {
                Side::Helped => false,
                Side::Helping => acts(kind) || kind.is_division(),
                Side::Unknown => acts(kind) || unknown && kind.is_division(),
            }
        };
        // A division of which the side is not known comes last.
        [false, true].into_iter().find_map(|unknown| {
            let said = self.meanings[..found.mentions_before].iter().rev().flat_map(|meaning| &meaning.entities);
            said.copied()
                .find(|entity| can_pay(entity, unknown))
                .or_else(|| self.resolver.discourse.subject().filter(|entity| can_pay(entity, unknown)))
        })
    }

    /// Where somebody comes from: the body of a post named before, on the helping side.
    fn home(&self, found: &Match) -> Option<LocalId> {
        let bodies = self.meanings[..found.mentions_before].iter().rev().filter_map(|meaning| meaning.body);
        bodies.into_iter().find(|body| self.side_of(*body) == Side::Helping)
    }

    /// The organisation on the helped side that was named last.
    fn partner(&self) -> Option<LocalId> {
        let kinds: Vec<Kind> = self.pack.lexicons.kinds().those(|name| self.pack.schema.acts(name));
        self.resolver.discourse.nearest(&kinds, |entity| self.side_of(entity) == Side::Helped)
    }
}

/// When something happened that is told of days which it does not name: of 10 to 11 April, in April.
fn within(event: &str) -> SmolStr {
    match event.split_once('/') {
        Some((start, end)) if start.get(..7).is_some_and(|month| end.starts_with(month)) => SmolStr::new(&start[..7]),
        _ => SmolStr::new(event),
    }
}

/// What fills a slot; nothing where it is not there or empty.
fn slot<'m>(found: &'m Match, name: &str) -> Option<&'m [usize]> {
    found.slots.iter().find(|(slot, filled)| slot == name && !filled.is_empty()).map(|(_, filled)| filled.as_slice())
}

/// The qualifiers of a claim, with entities by their ids.
#[must_use]
pub fn qualifiers(claimed: &[(SmolStr, ClaimedValue)], id: impl Fn(LocalId) -> SmolStr) -> Qualifiers {
    claimed
        .iter()
        .map(|(name, value)| {
            let value = match value {
                ClaimedValue::Plain(value) => value.clone(),
                ClaimedValue::Entity(entity) => Value::Text(id(*entity)),
            };
            (name.clone(), value)
        })
        .collect()
}
