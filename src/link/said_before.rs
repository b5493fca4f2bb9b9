//! Emits that speak of what has been claimed before: the same with more qualifiers, or who has paid for it.

use std::ops::Range;

use smol_str::SmolStr;

use crate::graph::Value;
use crate::mention::MentionValue;
use crate::rules::{Emit, Match, Rule};

use super::claims::{ClaimedStatement, ClaimedValue, Claims};
use super::reading::Reading;

impl Reading<'_, '_> {
    /// Says again what the sentence has claimed of the relation or, where it has claimed nothing of it and names nobody new,
    /// what the sentence before has, with the qualifiers that it lacks.
    pub(super) fn restate(&mut self, rule: &Rule, emit: &Emit, found: &Match, claims: &mut Claims) {
        let of_relation = |claim: &&ClaimedStatement| Some(&claim.relation) == emit.relation.as_ref();
        let near = &claims.statements[claims.before_last_sentence()..];
        let here = near.iter().filter(of_relation).filter(|claim| claim.sentence == self.sentence);
        let mut said: Vec<ClaimedStatement> = here.cloned().collect();
        if said.is_empty() && !self.mentions.iter().any(|mention| matches!(mention.value, MentionValue::Person)) {
            let follows = |claim: &&ClaimedStatement| {
                let between = self.text.get(claim.sentence.end..self.sentence.start);
                between.is_some_and(|between| between.chars().all(|c| matches!(c, ' ' | '\u{3000}')))
            };
            said.extend(near.iter().filter(of_relation).filter(follows).cloned());
        }
        for claim in said {
            let mut qualifiers = claim.qualifiers.clone();
            for (name, choice) in &emit.qualifiers {
                let known = qualifiers.iter().any(|(known, _)| known == name);
                if !known && let Some(value) = self.added(choice, &qualifiers, found) {
                    qualifiers.push((name.clone(), value));
                }
            }
            let claim = ClaimedStatement { qualifiers, again: true, ..claim };
            let restated = ClaimedStatement {
                sentence: self.sentence.clone(),
                rule: rule.id.clone(),
                confidence: rule.confidence,
                ..claim.clone()
            };
            claims.statements.extend([claim, restated]);
        }
    }

    /// 以上项目均由某区出资: the sums before it in the paragraph, or in the section where it opens a paragraph, whose payer no word
    /// has named are that one's.
    pub(super) fn settle(&mut self, rule: &Rule, emit: &Emit, indicator: &SmolStr, found: &Match, claims: &mut Claims) {
        let (Some(relation), Some(payer)) = (&emit.relation, self.entities(&emit.from, found).first().copied()) else {
            return;
        };
        let from = self.settles_from.max(self.resolver.settled_until);
        self.resolver.settled_until = self.sentence.start;
        let before = |sentence: &Range<usize>| sentence.start >= from && sentence.end <= self.sentence.start;
        let mut settled: Vec<ClaimedStatement> = Vec::new();
        let (statements, measures) = claims.before(from);
        for claim in &mut claims.statements[statements..] {
            if claim.relation == *relation && claim.guessed && claim.target != payer && before(&claim.sentence) {
                claim.source = payer;
                claim.again = true;
                settled.push(claim.clone());
            }
        }
        let things = self.topic_kinds();
        for measure in
            claims.measures[measures..].iter().filter(|one| one.indicator == *indicator && before(&one.sentence))
        {
            let thing = things.contains(&self.resolver.entities.get(measure.entity).kind);
            let known =
                claims.statements.iter().any(|claim| claim.relation == *relation && claim.target == measure.entity);
            if !thing || known {
                continue;
            }
            let mut qualifiers = vec![(SmolStr::new("amount"), ClaimedValue::Plain(measure.value.clone()))];
            let date = measure.date.clone().map(|date| (SmolStr::new("date"), ClaimedValue::Plain(Value::Text(date))));
            qualifiers.extend(date);
            settled.push(ClaimedStatement {
                source: payer,
                target: measure.entity,
                relation: relation.clone(),
                qualifiers,
                sentence: measure.sentence.clone(),
                rule: measure.rule.clone(),
                confidence: rule.confidence,
                again: true,
                guessed: false,
            });
        }
        let of_this = |claim: ClaimedStatement| ClaimedStatement {
            sentence: self.sentence.clone(),
            rule: rule.id.clone(),
            confidence: rule.confidence,
            ..claim
        };
        claims.statements.extend(settled.into_iter().map(of_this));
    }
}
