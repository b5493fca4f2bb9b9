//! Scoring a graph against a gold file, level by level.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value as Json;
use smol_str::SmolStr;

use crate::graph::{Entity, Evidence, KnowledgeGraph, Measure, Statement, Value};

use super::alignment::Alignment;
use super::counts::{Counts, RuleCounts, Tally};
use super::fault::{Fault, FaultKind};
use super::gold::{Gold, GoldMeasure, GoldRelation, values};
use super::similarity::comparable;

/// Relations that are not annotated.
const UNSCORED: [&str; 2] = ["part_of", "part_of_site"];
/// The type that is not annotated.
const DOCUMENT: &str = "Document";
/// Qualifiers that may be left out where several values are acceptable: the text then speaks of them loosely.
const LOOSE: [&str; 3] = ["until", "kind", "since"];
/// Rule id of what the gazetteer alone knows.
const GAZETTEER: &str = "gazetteer";

const RIGHT: Counts = Counts { right: 1, wrong: 0, missing: 0 };
const WRONG: Counts = Counts { right: 0, wrong: 1, missing: 0 };
const MISSING: Counts = Counts { right: 0, wrong: 0, missing: 1 };

/// How a graph agrees with a gold file, or several graphs with theirs.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Score {
    /// Entities by type.
    pub entities: Tally,
    /// Relations by name, whatever their qualifiers.
    pub relations: Tally,
    /// Relations by name, with the qualifiers that the gold asks for.
    pub statements: Tally,
    /// Measures by indicator.
    pub measures: Tally,
    /// Rules by id: the statements and measures that they claim.
    pub rules: BTreeMap<SmolStr, RuleCounts>,
    /// What is missing and what is wrong.
    #[serde(skip)]
    pub faults: Vec<Fault>,
}

impl Score {
    /// The four levels by name.
    #[must_use]
    pub fn levels(&self) -> [(&'static str, &Tally); 4] {
        [
            ("entities", &self.entities),
            ("relations", &self.relations),
            ("statements", &self.statements),
            ("measures", &self.measures),
        ]
    }

    /// Adds the score of another text.
    pub fn add(&mut self, other: &Score) {
        self.entities.add(&other.entities);
        self.relations.add(&other.relations);
        self.statements.add(&other.statements);
        self.measures.add(&other.measures);
        for (rule, counts) in &other.rules {
            self.rules.entry(rule.clone()).or_default().add(*counts);
        }
        self.faults.extend(other.faults.iter().cloned());
    }

    fn credit(&mut self, evidence: &[Evidence], counts: RuleCounts) {
        let rules: BTreeSet<&SmolStr> = evidence.iter().map(|evidence| &evidence.rule).collect();
        for rule in rules {
            self.rules.entry(rule.clone()).or_default().add(counts);
        }
    }
}

/// Scores a graph against the gold file of its text.
///
/// Entities match by type and by code, else by a name; names of projects, sites, organisations, honours and agreements need
/// only be similar. Relations match by both ends and their name, statements also by every qualifier that the gold gives,
/// measures by entity, indicator and value, and by the date where both give one. What is optional in the gold is neither
/// asked for nor wrong.
#[must_use]
pub fn score(graph: &KnowledgeGraph, gold: &Gold) -> Score {
    let entities: Vec<&Entity> = graph.entities().filter(|entity| entity.kind != DOCUMENT).collect();
    let scorer = Scorer { graph, gold, alignment: Alignment::new(&entities, &gold.entities) };
    let mut score = Score::default();
    scorer.entities(&entities, &mut score);
    scorer.relations(&mut score);
    scorer.measures(&entities, &mut score);
    score
}

struct Scorer<'a> {
    graph: &'a KnowledgeGraph,
    gold: &'a Gold,
    alignment: Alignment<'a>,
}

impl Scorer<'_> {
    fn entities(&self, entities: &[&Entity], score: &mut Score) {
        let found = self.alignment.found();
        let untyped = SmolStr::default();
        for wanted in self.gold.entities.iter().filter(|wanted| !wanted.optional) {
            let kind = wanted.types.first().unwrap_or(&untyped);
            let there = found.contains(&wanted.key);
            score.entities.count(kind, if there { RIGHT } else { MISSING });
            if !there {
                score.faults.push(Fault::missing(FaultKind::MissingEntity, format!("{kind} {}", wanted.name)));
            }
        }
        for entity in entities.iter().filter(|entity| self.alignment.strangers.contains(entity.id.as_str())) {
            // A division that is there only as the parent of one that the text names is no error.
            if !entity.evidence.iter().any(|evidence| evidence.rule != GAZETTEER) {
                continue;
            }
            score.entities.count(&entity.kind, WRONG);
            let double = self.alignment.doubles.contains(entity.id.as_str());
            let kind = if double { FaultKind::DuplicateEntity } else { FaultKind::WrongEntity };
            score.faults.push(Fault::wrong(kind, format!("{} {}", entity.kind, entity.name), &entity.evidence));
        }
    }

    fn relations(&self, score: &mut Score) {
        let wanted = &self.gold.relations;
        let (mut matched, mut exact) = (BTreeSet::new(), BTreeSet::new());
        for statement in self.graph.statements().filter(|statement| self.is_scored(statement)) {
            let hits: Vec<usize> = (0..wanted.len())
                .filter(|index| {
                    let one = &wanted[*index];
                    one.relation == statement.relation
                        && self.alignment.is(&statement.source, &one.from)
                        && self.alignment.is(&statement.target, &one.to)
                })
                .collect();
            let full: Vec<usize> =
                hits.iter().copied().filter(|index| self.qualifiers_hold(statement, &wanted[*index])).collect();
            let mut counts = RuleCounts::default();
            if full.is_empty() {
                counts.wrong = 1;
                score.statements.count(&statement.relation, WRONG);
                let kind = if hits.is_empty() { FaultKind::WrongRelation } else { FaultKind::WrongQualifier };
                let text = self.graph.line(statement);
                score.faults.push(Fault {
                    wanted: hits.first().map(|index| self.wanted(&wanted[*index])),
                    ..Fault::wrong(kind, text, &statement.evidence)
                });
            } else if full.iter().all(|index| wanted[*index].optional) {
                counts.optional = 1;
            } else {
                counts.right = 1;
            }
            if hits.is_empty() {
                score.relations.count(&statement.relation, WRONG);
            }
            score.credit(&statement.evidence, counts);
            matched.extend(hits);
            exact.extend(full);
        }
        for (index, one) in wanted.iter().enumerate().filter(|(_, one)| !one.optional) {
            let (there, whole) = (matched.contains(&index), exact.contains(&index));
            score.relations.count(&one.relation, if there { RIGHT } else { MISSING });
            score.statements.count(&one.relation, if whole { RIGHT } else { MISSING });
            if !whole {
                let kind = if there { FaultKind::MissingQualifier } else { FaultKind::MissingRelation };
                score.faults.push(Fault::missing(kind, self.wanted(one)));
            }
        }
    }

    fn is_scored(&self, statement: &Statement) -> bool {
        let document = |id: &str| self.graph.entity(id).is_some_and(|entity| entity.kind == DOCUMENT);
        !UNSCORED.contains(&statement.relation.as_str()) && !document(&statement.source) && !document(&statement.target)
    }

    fn qualifiers_hold(&self, statement: &Statement, gold: &GoldRelation) -> bool {
        gold.wanted().all(|(name, acceptable)| match statement.qualifiers.get(name) {
            // Where somebody comes from may be written as an id or as a name.
            value if name == "from" => {
                let written = value.map(ToString::to_string).unwrap_or_default();
                let key = value.and_then(|_| self.alignment.key(&written));
                let acceptable = values(acceptable);
                acceptable.iter().any(|one| one.as_str().is_some_and(|one| key.is_some_and(|key| key == one)))
                    || acceptable.iter().any(|one| comparable(&text(one)) == comparable(&written))
            }
            None => LOOSE.contains(&name.as_str()) && values(acceptable).len() > 1,
            Some(value) => same_value(value, acceptable),
        })
    }

    fn measures(&self, entities: &[&Entity], score: &mut Score) {
        let wanted = &self.gold.measures;
        let mut found = BTreeSet::new();
        for entity in entities {
            for measure in &entity.measures {
                let fits: Vec<usize> = (0..wanted.len())
                    .filter(|index| {
                        let one = &wanted[*index];
                        self.alignment.is(&entity.id, &one.entity) && measure_holds(measure, one)
                    })
                    .collect();
                let mut counts = RuleCounts::default();
                if fits.is_empty() {
                    counts.wrong = 1;
                    score.measures.count(&measure.indicator, WRONG);
                    let date = measure.date.as_ref().map(|date| format!(" ({date})")).unwrap_or_default();
                    let text = format!("{} {} = {}{date}", entity.name, measure.indicator, measure.value);
                    score.faults.push(Fault::wrong(FaultKind::WrongMeasure, text, &measure.evidence));
                } else if fits.iter().all(|index| wanted[*index].optional) {
                    counts.optional = 1;
                } else {
                    counts.right = 1;
                }
                score.credit(&measure.evidence, counts);
                found.extend(fits);
            }
        }
        for (index, one) in wanted.iter().enumerate().filter(|(_, one)| !one.optional) {
            let there = found.contains(&index);
            score.measures.count(&one.indicator, if there { RIGHT } else { MISSING });
            if !there {
                let date = if is_nothing(&one.date) { String::new() } else { format!(" ({})", either(&one.date)) };
                let name = self.gold.names(&one.entity);
                let text = format!("{name} {} = {}{date}", one.indicator, either(&one.value));
                score.faults.push(Fault::missing(FaultKind::MissingMeasure, text));
            }
        }
    }

    /// An annotated relation in one line.
    fn wanted(&self, relation: &GoldRelation) -> String {
        let (from, to) = (self.gold.names(&relation.from), self.gold.names(&relation.to));
        let mut line = format!("{from} {} {to}", relation.relation);
        for (key, acceptable) in relation.wanted() {
            // Where somebody comes from is given by keys or by names.
            let acceptable = match key.as_str() {
                "from" => self.gold.names(&values(acceptable).iter().map(|one| text(one).into()).collect::<Vec<_>>()),
                _ => either(acceptable),
            };
            line.push_str(&format!(" {key}={acceptable}"));
        }
        line
    }
}

fn measure_holds(measure: &Measure, gold: &GoldMeasure) -> bool {
    let date = match measure.date.as_deref().filter(|date| !date.is_empty() && !is_nothing(&gold.date)) {
        Some(date) => values(&gold.date).iter().map(text).any(|one| date.starts_with(&one) || one.starts_with(date)),
        None => true,
    };
    date && measure.indicator == gold.indicator && same_value(&measure.value, &gold.value)
}

/// Whether a value is one of the acceptable ones; numbers up to the rounding of floating point.
fn same_value(value: &Value, acceptable: &Json) -> bool {
    values(acceptable).iter().any(|one| match one.as_f64() {
        Some(wanted) => {
            let number = match value {
                Value::Number(number) => Some(number.0),
                Value::Text(text) => text.trim().parse().ok(),
            };
            number.is_some_and(|number: f64| (number - wanted).abs() <= (wanted.abs() * 1e-9).max(1e-9))
        }
        None => comparable(&value.to_string()) == comparable(&text(one)),
    })
}

/// Whether a gold file gives nothing there.
fn is_nothing(json: &Json) -> bool {
    match json {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(all) => all.is_empty(),
        _ => false,
    }
}

fn text(json: &Json) -> String {
    json.as_str().map_or_else(|| json.to_string(), str::to_owned)
}

/// Acceptable values in one line.
fn either(json: &Json) -> String {
    values(json).iter().map(text).collect::<Vec<_>>().join("/")
}
