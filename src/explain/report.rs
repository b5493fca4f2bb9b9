//! The explanation of a text, sentence by sentence; its fields are those of `explain --json` (`docs/explain.md`).

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;
use smol_str::SmolStr;

use crate::Compiler;
use crate::link::{Attempt, Outcome, TracedEntity, TracedSentence, link_and_trace};
use crate::mention::{self, Mentions, is_symbol};
use crate::read::Document;
use crate::rules::{AidSide, Match, NearMiss, NearMisses, Pack, Rewritten, UnknownRule};
use crate::schema::Role;

use super::reason::reason;
use super::view::{with_types, words};

/// How many near misses of a sentence are told.
const NEAR_MISSES: usize = 3;

/// What the rules see in a text.
#[derive(Debug, Serialize)]
pub struct Explanation {
    /// Its sentences.
    pub sentences: Vec<Sentence>,
    /// Claims that went because another one says as much or more.
    pub folded: Vec<Folded>,
    /// What the graph of the text holds in the end, relations from the gazetteer apart.
    pub claims: Vec<Claim>,
}

/// A sentence.
#[derive(Debug, Serialize)]
pub struct Sentence {
    /// Its words.
    pub text: String,
    /// Its words with types in the place of mentions.
    pub seen_as: String,
    /// Its mentions.
    pub mentions: Vec<Mention>,
    /// Rules that claim something.
    pub fired: Vec<Fired>,
    /// Rules that match and claim nothing.
    pub stopped: Vec<Stopped>,
    /// Rules that nearly match, the nearest first.
    pub nearly: Vec<Near>,
}

/// A mention.
#[derive(Debug, Serialize)]
pub struct Mention {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: SmolStr,
    /// Its words.
    pub text: String,
    /// First Unicode scalar value in the source.
    pub start: u32,
    /// One past the last one.
    pub end: u32,
    /// The entities that it means.
    pub means: Vec<Entity>,
    /// Why.
    pub why: String,
}

/// An entity.
#[derive(Debug, Serialize)]
pub struct Entity {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: SmolStr,
    /// Its name.
    pub name: String,
    /// Its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<SmolStr>,
}

/// A slot with what fills it.
#[derive(Debug, Serialize)]
pub struct SlotFill {
    /// The slot's name.
    pub slot: SmolStr,
    /// The words of the mentions.
    pub words: Vec<String>,
}

/// A rule that claims something.
#[derive(Debug, Serialize)]
pub struct Fired {
    /// Its id.
    pub rule: SmolStr,
    /// Its slots.
    pub slots: Vec<SlotFill>,
    /// What it claims.
    pub claims: Vec<String>,
}

/// A rule that matches and claims nothing.
#[derive(Debug, Serialize)]
pub struct Stopped {
    /// Its id.
    pub rule: SmolStr,
    /// The words that it matches.
    pub words: String,
    /// What stopped it.
    pub why: String,
}

/// A rule that nearly matches.
#[derive(Debug, Serialize)]
pub struct Near {
    /// Its id.
    pub rule: SmolStr,
    /// How many steps of its pattern match.
    pub matched: usize,
    /// How many it has.
    pub steps: usize,
    /// The words that match.
    pub words: String,
    /// The step that does not follow.
    pub expected: String,
    /// Words of which one must stand in the sentence, where none does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<String>,
}

/// A claim that went.
#[derive(Debug, Serialize)]
pub struct Folded {
    /// The claim.
    pub claim: String,
    /// Its rule.
    pub rule: SmolStr,
    /// The rule of the claim that stays.
    pub kept: SmolStr,
}

/// A claim of the graph.
#[derive(Debug, Serialize)]
pub struct Claim {
    /// The name of the entity that it starts from, or is about.
    pub subject: SmolStr,
    /// What it says, in words.
    pub says: String,
    /// The name of the entity that it leads to; empty for a measure.
    pub object: SmolStr,
    /// The rules.
    pub rules: Vec<SmolStr>,
}

/// Explains a document; with `rule` only what that rule does, in every sentence.
///
/// Takes time linear in the text: each sentence is matched as in a build, and then read once more by a bounded number of
/// automata for each rule that it wakes.
///
/// # Errors
/// When there is no rule of that id.
pub fn explain(compiler: &Compiler, document: &Document, rule: Option<&str>) -> Result<Explanation, UnknownRule> {
    let pack = compiler.pack();
    let only = match rule {
        Some(id) => Some(pack.rule(id)?),
        None => None,
    };
    let mentions = Mentions::find(document, &pack.lexicons);
    let (parts, trace) = link_and_trace(document, &mentions, pack);
    let mut explainer =
        Explainer { document, pack, only, near: NearMisses::default(), rewritten: Rewritten::default() };
    let sentences =
        trace.sentences.iter().map(|sentence| explainer.sentence(sentence, mentions.within(&sentence.range))).collect();
    let is_meant = |id: &SmolStr| rule.is_none_or(|rule| rule == id);
    let folded = trace.folded.into_iter().filter(|folded| is_meant(&folded.rule) || is_meant(&folded.kept));
    let folded = folded.map(|folded| Folded { claim: folded.claim, rule: folded.rule, kept: folded.kept }).collect();
    // The ends of every statement of a document are among its parts, so the join does not fail.
    let claims = parts.join().map(|graph| claims(&graph, pack, is_meant)).unwrap_or_default();
    Ok(Explanation { sentences, folded, claims })
}

fn claims(graph: &crate::KnowledgeGraph, pack: &Pack, is_meant: impl Fn(&SmolStr) -> bool) -> Vec<Claim> {
    let name = |id: &SmolStr| graph.entity(id).map_or_else(|| id.clone(), |entity| entity.name.clone());
    let rules = |evidence: &[crate::graph::Evidence]| -> Vec<SmolStr> {
        evidence.iter().map(|evidence| evidence.rule.clone()).collect::<BTreeSet<_>>().into_iter().collect()
    };
    // What the gazetteer knows anyway is no conclusion from the text.
    let containment = pack.schema.relation_of(Role::Containment);
    let told = graph.statements().filter(|statement| Some(statement.relation.as_str()) != containment);
    let stated = told.map(|statement| Claim {
        subject: name(&statement.source),
        says: crate::wording::relation(graph, &pack.schema, statement),
        object: name(&statement.target),
        rules: rules(&statement.evidence),
    });
    let measured = graph.entities().flat_map(|entity| entity.measures.iter().map(move |measure| (entity, measure)));
    let measured = measured.map(|(entity, measure)| {
        let label = pack.schema.indicators.get(measure.indicator.as_str()).map(|declared| declared.label_zh.as_str());
        let unit = measure.unit.as_deref().unwrap_or_default();
        let date = measure.date.as_ref().map(|date| format!("（{date}）")).unwrap_or_default();
        Claim {
            subject: entity.name.clone(),
            says: format!("{} {}{unit}{date}", label.unwrap_or(&measure.indicator), measure.value),
            object: SmolStr::default(),
            rules: rules(&measure.evidence),
        }
    });
    stated.chain(measured).filter(|claim| claim.rules.iter().any(&is_meant)).collect()
}

struct Explainer<'a> {
    document: &'a Document,
    pack: &'a Pack,
    /// The one rule that is asked for.
    only: Option<usize>,
    near: NearMisses,
    rewritten: Rewritten,
}

impl Explainer<'_> {
    fn sentence(&mut self, traced: &TracedSentence, mentions: &[mention::Mention]) -> Sentence {
        let (text, pack) = (self.document.text.as_str(), self.pack);
        self.rewritten.fill(text, &traced.range, mentions);
        let is_meant = |rule: usize| self.only.is_none_or(|only| only == rule);
        let owners = self.owners(traced);
        let mut fired = Vec::new();
        let mut stopped = Vec::new();
        for attempt in traced.attempts.iter().filter(|attempt| is_meant(attempt.found.rule)) {
            let rule = pack.rules[attempt.found.rule].id.clone();
            if attempt.outcome == Outcome::Claimed {
                fired.push(Fired {
                    rule,
                    slots: slots(&attempt.found, text, mentions),
                    claims: attempt.claims.clone(),
                });
            } else {
                let why = self.why(attempt, &owners, mentions);
                let words = words(&self.rewritten, &attempt.found.range, text, mentions);
                stopped.push(Stopped { rule, words, why });
            }
        }
        for guarded in traced.guarded.iter().filter(|guarded| is_meant(guarded.rule)) {
            stopped.push(Stopped {
                rule: pack.rules[guarded.rule].id.clone(),
                words: words(&self.rewritten, &guarded.range, text, mentions),
                why: format!("the guard word {} stands in its clause", guarded.word),
            });
        }
        // A rule that stops again and again for one reason says so once.
        let mut told = BTreeSet::new();
        stopped.retain(|one| told.insert((one.rule.clone(), one.why.clone())));
        let matched = traced.attempts.iter().map(|attempt| attempt.found.rule);
        let matched: Vec<usize> = matched.chain(traced.guarded.iter().map(|guarded| guarded.rule)).collect();
        let kinds = pack.lexicons.kinds();
        Sentence {
            text: text[traced.range.clone()].to_owned(),
            seen_as: with_types(text, &traced.range, mentions, kinds),
            mentions: mentions.iter().zip(&traced.mentions).map(|(one, traced)| self.mention(one, traced)).collect(),
            fired,
            stopped,
            nearly: self.nearly(&matched, mentions),
        }
    }

    fn mention(&self, one: &mention::Mention, traced: &crate::link::TracedMention) -> Mention {
        let place = self.document.source_range(one.range.clone());
        Mention {
            kind: self.pack.lexicons.kinds().name(one.kind).clone(),
            text: self.document.text[one.range.clone()].to_owned(),
            start: place.start,
            end: place.end,
            means: traced.entities.iter().map(entity).collect(),
            why: reason(self.pack, &self.document.text, one, traced),
        }
    }

    fn nearly(&mut self, matched: &[usize], mentions: &[mention::Mention]) -> Vec<Near> {
        let text = &self.rewritten.text;
        let found = match self.only {
            Some(rule) if matched.contains(&rule) => Vec::new(),
            Some(rule) => self.near.of(self.pack, rule, text.as_bytes()).into_iter().collect(),
            None => self.near.nearest(self.pack, text, matched, NEAR_MISSES),
        };
        found.into_iter().map(|miss| self.near(miss, mentions)).collect()
    }

    fn near(&self, miss: NearMiss, mentions: &[mention::Mention]) -> Near {
        let (rule, text, bytes) = (&self.pack.rules[miss.rule], &self.document.text, self.rewritten.bytes());
        let missing =
            |words: &&Vec<String>| !words.iter().any(|word| memchr::memmem::find(bytes, word.as_bytes()).is_some());
        // Of the words that are missing the longest tell most; that a type is missing the next step tells.
        let written = |word: &String| !word.contains(is_symbol);
        let missing = rule.pattern.required.iter().filter(|_| self.only.is_some()).filter(missing);
        let asleep = missing
            .filter(|words| words.iter().all(written))
            .max_by_key(|words| words.iter().map(String::len).min().unwrap_or(0));
        let asleep = asleep.into_iter().flatten().cloned();
        Near {
            rule: rule.id.clone(),
            matched: miss.matched,
            steps: miss.steps,
            words: miss.range.map(|range| words(&self.rewritten, &range, text, mentions)).unwrap_or_default(),
            expected: miss.expected,
            triggers: asleep.collect(),
        }
    }

    /// The rules that have a mention first, by its index.
    fn owners(&self, traced: &TracedSentence) -> HashMap<usize, &str> {
        let mut owners = HashMap::new();
        let owns = |attempt: &&Attempt| [Outcome::Claimed, Outcome::SameEnds].contains(&attempt.outcome);
        for attempt in traced.attempts.iter().filter(owns) {
            let rule = self.pack.rules[attempt.found.rule].id.as_str();
            for index in attempt.found.slots.iter().flat_map(|(_, filled)| filled) {
                owners.entry(*index).or_insert(rule);
            }
        }
        owners
    }

    /// What stopped a match.
    fn why(&self, attempt: &Attempt, owners: &HashMap<usize, &str>, mentions: &[mention::Mention]) -> String {
        let rule = &self.pack.rules[attempt.found.rule];
        let written = |index: usize| &self.document.text[mentions[index].range.clone()];
        let owner = |index: usize| owners.get(&index).copied().unwrap_or("another rule");
        match attempt.outcome {
            Outcome::Claimed => String::new(),
            Outcome::HelpedSideGives => "the helped side would give; another match ends at the same place".to_owned(),
            Outcome::GivesWhereItStands => "the giver is the place in which the money is spent".to_owned(),
            Outcome::OtherEnding => {
                let endings: Vec<String> = rule
                    .ends
                    .iter()
                    .map(|(slot, endings)| format!("{{{slot}}} must end in {}", some(endings)))
                    .collect();
                endings.join("; ")
            }
            Outcome::OtherSide => {
                let sides = rule.sides.iter().map(|(slot, side)| match side {
                    AidSide::Helping => format!("{{{slot}}} must be on the helping side"),
                    AidSide::Helped => format!("{{{slot}}} must be on the helped side"),
                });
                sides.collect::<Vec<String>>().join("; ")
            }
            Outcome::SkipsOver => "a second sum or person stands in between, so the words belong to that".to_owned(),
            Outcome::Nearer => "another match of the rule ends here and stands nearer or fills more slots".to_owned(),
            Outcome::Requires => format!("the text holds none of {}", some(&rule.requires)),
            Outcome::Exclusive(index) => format!("{} belongs to {} alone", written(index), owner(index)),
            Outcome::Taken(index) => format!("{} is taken by {}", written(index), owner(index)),
            Outcome::SameEnds => "it would lead from an entity to itself".to_owned(),
            Outcome::NothingToClaim => "a slot or the context that its claim needs is empty".to_owned(),
        }
    }
}

/// The first few of a list of words.
fn some(words: &[String]) -> String {
    let more = if words.len() > 4 { " …" } else { "" };
    format!("{}{more}", words[..words.len().min(4)].join("、"))
}

fn entity(traced: &TracedEntity) -> Entity {
    Entity { kind: traced.kind.clone(), name: traced.name.clone(), code: traced.code.clone() }
}

fn slots(found: &Match, text: &str, mentions: &[mention::Mention]) -> Vec<SlotFill> {
    let filled = found.slots.iter().filter(|(_, filled)| !filled.is_empty());
    filled
        .map(|(slot, filled)| SlotFill {
            slot: slot.clone(),
            words: filled.iter().map(|index| text[mentions[*index].range.clone()].to_owned()).collect(),
        })
        .collect()
}
