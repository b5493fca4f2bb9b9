//! Who has been sent where, over all that a document claims: by one sentence to one place; and whoever holds a post on each side
//! (a department in the helping city, a bureau in the helped county) has been sent, in whatever words the text says so.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::rules::Pack;
use crate::schema::Role;

use super::claims::{ClaimedStatement, ClaimedValue, Claims};
use super::entities::LocalId;
use super::resolve::Resolver;
use super::sides::Side;

/// 来到某县，任县医院副院长: where one sentence sends somebody to a county and to a body that stands in it, the county stays, with
/// what either claim says of it. Gives those that went, with the rules of the ones that stay.
pub(super) fn to_one_place(
    claims: &mut Claims,
    resolver: &Resolver<'_>,
    pack: &Pack,
) -> Vec<(ClaimedStatement, SmolStr)> {
    let Some(secondment) = pack.schema.relation_of(Role::Secondment) else { return Vec::new() };
    let sent: Vec<usize> =
        (0..claims.statements.len()).filter(|index| claims.statements[*index].relation == secondment).collect();
    let mut gone: FxHashMap<usize, usize> = FxHashMap::default();
    for (place, first) in sent.iter().enumerate() {
        for second in &sent[place + 1..] {
            let (one, other) = (&claims.statements[*first], &claims.statements[*second]);
            // What a sentence claims stands together.
            if one.sentence != other.sentence {
                break;
            }
            let apart = one.source != other.source || one.target == other.target;
            let (kept, lost) = match (resolver.division_of(one.target), resolver.division_of(other.target)) {
                (one_place, other_place) if apart || one_place != other_place => continue,
                (place, _) if place == Some(one.target) => (*first, *second),
                (place, _) if place == Some(other.target) => (*second, *first),
                _ => continue,
            };
            let more = claims.statements[lost].qualifiers.clone();
            let qualifiers = &mut claims.statements[kept].qualifiers;
            for (name, value) in more {
                if !qualifiers.iter().any(|(known, _)| *known == name) {
                    qualifiers.push((name, value));
                }
            }
            gone.insert(lost, kept);
        }
    }
    claims.take_out(&gone)
}

/// Adds that people with posts on both sides have been sent, where nothing has claimed it of them.
pub(super) fn send(claims: &mut Claims, resolver: &Resolver<'_>, pack: &Pack) {
    let Some(post) = pack.schema.relation_of(Role::Post) else { return };
    let Some(secondment) = pack.schema.relation_of(Role::Secondment) else { return };
    for rule in &pack.sendings {
        let sent = claims.statements.iter().filter(|claim| claim.relation == secondment);
        let sent: FxHashSet<LocalId> = sent.map(|claim| claim.source).collect();
        let mut homes: FxHashMap<LocalId, LocalId> = FxHashMap::default();
        let mut hosts: Vec<&ClaimedStatement> = Vec::new();
        for claim in claims.statements.iter().filter(|claim| claim.relation == post && !sent.contains(&claim.source)) {
            let body = resolver.entities.get(claim.target);
            let sent_itself = rule.no_hosts.iter().any(|ending| body.name.ends_with(ending.as_str()));
            // 某区委常委、统战部部长: a body without a place in its name may be anybody's.
            let placed = body.division.is_some() || body.opened_by.is_some();
            match resolver.side_of(claim.target) {
                Side::Helping => {
                    // 某市驻某县工作组组长: who leads those who were sent comes from where they come from.
                    let home = if sent_itself {
                        resolver.division_of(claim.target).unwrap_or(claim.target)
                    } else {
                        claim.target
                    };
                    homes.entry(claim.source).or_insert(home);
                }
                Side::Helped if placed && !sent_itself => hosts.push(claim),
                _ => {}
            }
        }
        let mut told = FxHashSet::default();
        let more: Vec<ClaimedStatement> = hosts
            .into_iter()
            .filter_map(|claim| {
                let home = homes.get(&claim.source).filter(|_| told.insert(claim.source))?;
                let since = claim.qualifiers.iter().filter(|(name, _)| name == "since").cloned();
                Some(ClaimedStatement {
                    source: claim.source,
                    target: resolver.division_of(claim.target).unwrap_or(claim.target),
                    relation: secondment.into(),
                    qualifiers: since.chain([("from".into(), ClaimedValue::Entity(*home))]).collect(),
                    sentence: claim.sentence.clone(),
                    rule: rule.id.clone(),
                    confidence: rule.confidence.unwrap_or_default(),
                    again: false,
                    guessed: false,
                })
            })
            .collect();
        claims.statements.extend(more);
    }
}
