//! What linking did and why, for those who ask: `aid-graph explain`.

use std::ops::Range;

use smol_str::SmolStr;

use crate::gazetteer::gazetteer;
use crate::mention::KindTable;
use crate::rules::{GuardedMatch, Match};

use super::claims::{ClaimedMeasure, ClaimedStatement, ClaimedValue};
use super::entities::{Entities, LocalId};
use super::resolve::Meaning;

/// What linking did in a document.
#[derive(Debug, Default)]
pub struct Trace {
    /// Its sentences, in their order.
    pub sentences: Vec<TracedSentence>,
    /// Claims that went because another one says as much or more.
    pub folded: Vec<Folded>,
}

/// What linking did in a sentence.
#[derive(Debug)]
pub struct TracedSentence {
    /// Bytes of the document's text.
    pub range: Range<usize>,
    /// What its mentions mean, in order.
    pub mentions: Vec<TracedMention>,
    /// The matches, by the order in which the rules were asked.
    pub attempts: Vec<Attempt>,
    /// Matches that a guard word stopped.
    pub guarded: Vec<GuardedMatch>,
    pub(super) meanings: Vec<Meaning>,
}

/// What a mention means.
#[derive(Debug, Default)]
pub struct TracedMention {
    /// The entities; two for 两地.
    pub entities: Vec<TracedEntity>,
    /// The body of a post.
    pub body: Option<TracedEntity>,
    /// The date of a date.
    pub date: Option<SmolStr>,
}

/// An entity by its name.
#[derive(Clone, Debug)]
pub struct TracedEntity {
    /// Its type.
    pub kind: SmolStr,
    /// Its name.
    pub name: String,
    /// Its code.
    pub code: Option<SmolStr>,
    /// The name of the division that it stands in, for what is no division itself.
    pub place: Option<SmolStr>,
}

/// A match and what became of it.
#[derive(Debug)]
pub struct Attempt {
    /// The match.
    pub found: Match,
    /// What became of it.
    pub outcome: Outcome,
    /// What it claims, as `甲 relation 乙 qualifier=value` or `甲 indicator=value`.
    pub claims: Vec<String>,
    pub(super) statements: Range<usize>,
    pub(super) measures: Range<usize>,
}

/// What became of a match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It claims something.
    Claimed,
    /// The helped side would give, and another match ends at the same place.
    HelpedSideGives,
    /// The giver is where the money is spent: 在某村投资.
    GivesWhereItStands,
    /// A slot does not end in what the rule asks for.
    OtherEnding,
    /// A slot is not filled from the side from which the rule asks it to be.
    OtherSide,
    /// A sum or a person in between fills no slot: the words run on over what the match is about.
    SkipsOver,
    /// Another match of the rule ends at the same place and fills more slots, or stands nearer.
    Nearer,
    /// The document holds none of the words that the rule requires.
    Requires,
    /// Another rule of the family has this mention of the sentence for itself.
    Exclusive(usize),
    /// A rule of higher priority has taken this amount or count of the sentence.
    Taken(usize),
    /// It would lead from an entity to itself; the amount is taken all the same.
    SameEnds,
    /// A slot or a context slot of what it would claim is empty.
    NothingToClaim,
}

/// A claim that went.
#[derive(Debug)]
pub struct Folded {
    /// The claim.
    pub claim: String,
    /// Its rule.
    pub rule: SmolStr,
    /// The rule of the claim that says as much or more.
    pub kept: SmolStr,
}

impl Trace {
    /// Puts names in the place of local indices, once all names are known.
    pub(super) fn name(
        &mut self,
        entities: &Entities,
        kinds: &KindTable,
        statements: &[ClaimedStatement],
        measures: &[ClaimedMeasure],
    ) {
        let traced = |entity: &LocalId| {
            let entity = entities.get(*entity);
            let place = entity.place.filter(|_| entity.division.is_none());
            TracedEntity {
                kind: kinds.name(entity.kind).clone(),
                name: entity.name.clone(),
                code: entity.division.map(|division| gazetteer().code(division)),
                place: place.map(|place| gazetteer().name(place)),
            }
        };
        for sentence in &mut self.sentences {
            for meaning in std::mem::take(&mut sentence.meanings) {
                sentence.mentions.push(TracedMention {
                    entities: meaning.entities.iter().map(traced).collect(),
                    body: meaning.body.as_ref().map(traced),
                    date: meaning.date,
                });
            }
            for attempt in &mut sentence.attempts {
                let stated = statements[attempt.statements.clone()].iter().map(|claim| written(claim, entities));
                let measured = measures[attempt.measures.clone()].iter().map(|claim| {
                    let date = claim.date.as_ref().map(|date| format!(" date={date}")).unwrap_or_default();
                    format!("{} {}={}{date}", entities.get(claim.entity).name, claim.indicator, claim.value)
                });
                attempt.claims = stated.chain(measured).collect();
            }
        }
    }

    pub(super) fn fold(&mut self, gone: &[(ClaimedStatement, SmolStr)], entities: &Entities) {
        self.folded = gone
            .iter()
            .map(|(claim, kept)| Folded {
                claim: written(claim, entities),
                rule: claim.rule.clone(),
                kept: kept.clone(),
            })
            .collect();
    }
}

fn written(claim: &ClaimedStatement, entities: &Entities) -> String {
    let name = |entity: LocalId| entities.get(entity).name.as_str();
    let mut line = format!("{} {} {}", name(claim.source), claim.relation, name(claim.target));
    let mut qualifiers: Vec<_> = claim.qualifiers.iter().collect();
    qualifiers.sort_by(|a, b| a.0.cmp(&b.0));
    for (key, value) in qualifiers {
        let value = match value {
            ClaimedValue::Plain(value) => value.to_string(),
            ClaimedValue::Entity(entity) => name(*entity).to_owned(),
        };
        line.push_str(&format!(" {key}={value}"));
    }
    line
}
