//! Checks of what a rule claims: relations, qualifiers and slots that are there.

use crate::mention::Kind;

use super::compile::{Context, Reporter};
use super::fault::did_you_mean;
use super::pattern::Pattern;
use super::source::{Choice, Distribution, Emit};

/// Context slots; `@A|B`, `@in:A|B` and `@last:A|B` name types instead.
const CONTEXT: [&str; 23] = [
    "@helping-province",
    "@helping-city",
    "@helping-district",
    "@date",
    "@event",
    "@issued",
    "@said",
    "@first-date",
    "@period",
    "@document",
    "@here",
    "@helped",
    "@helper",
    "@both",
    "@own",
    "@subject",
    "@topic",
    "@payer",
    "@source",
    "@doer",
    "@home",
    "@body",
    "@partner",
];

pub(super) fn check(emit: &Emit, pattern: Option<&Pattern>, context: &Context<'_>, report: &mut Reporter<'_>) {
    let id = report.id.clone();
    match (&emit.relation, &emit.measure) {
        (Some(relation), None) => relation_of(relation, emit, pattern, context, report),
        (None, Some(measure)) => {
            if !context.schema.indicators.contains_key(measure.as_str()) {
                let help = did_you_mean(measure, context.schema.indicators.keys().map(String::as_str));
                report.fault(
                    format!("rule `{id}`: unknown indicator `{measure}`"),
                    "measure",
                    measure,
                    "not declared",
                    help,
                );
            }
            for (key, choice) in [("of", &emit.of), ("value", &emit.value)] {
                missing(key, choice, report);
            }
        }
        _ => {
            let message = format!("rule `{id}`: an emit names one relation or one measure");
            report.fault(message, "emit", "emit", "", Some("add `relation = \"…\"` or `measure = \"…\"`".into()));
        }
    }
    let Some(pattern) = pattern else { return };
    let choices =
        [&emit.from, &emit.to, &emit.of, &emit.value, &emit.share_to].into_iter().chain(emit.qualifiers.values());
    for choice in choices.flat_map(Choice::iter) {
        one(choice, pattern, context, report);
    }
    distribution(emit, pattern, report);
}

fn relation_of(
    relation: &str,
    emit: &Emit,
    pattern: Option<&Pattern>,
    context: &Context<'_>,
    report: &mut Reporter<'_>,
) {
    let id = report.id.clone();
    match context.schema.relations.get(relation) {
        None => {
            let help = did_you_mean(relation, context.schema.relations.keys().map(String::as_str))
                .or_else(|| Some("declare it in the [relations] table of a schema.toml".into()));
            report.fault(
                format!("rule `{id}`: unknown relation `{relation}`"),
                "relation",
                relation,
                "not declared",
                help,
            );
        }
        Some(declared) => {
            for name in
                emit.qualifiers.keys().filter(|name| !declared.qualifiers.iter().any(|known| known == name.as_str()))
            {
                let help = did_you_mean(name, declared.qualifiers.iter().map(String::as_str)).or_else(|| {
                    Some(match declared.qualifiers.as_slice() {
                        [] => format!("`{relation}` has no qualifiers"),
                        known => format!("`{relation}` has {}", known.join(", ")),
                    })
                });
                report.fault(
                    format!("rule `{id}`: `{relation}` has no qualifier `{name}`"),
                    "emit",
                    name,
                    "not declared",
                    help,
                );
            }
        }
    }
    if emit.restates {
        restates(emit, report);
        return;
    }
    missing("from", &emit.from, report);
    if let Some(indicator) = &emit.settles {
        if !context.schema.indicators.contains_key(indicator.as_str()) {
            let help = did_you_mean(indicator, context.schema.indicators.keys().map(String::as_str));
            let message = format!("rule `{id}`: unknown indicator `{indicator}`");
            report.fault(message, "settles", indicator, "not declared", help);
        }
        return;
    }
    // Both sides at once are both ends.
    let pair = |choice: &str| {
        let slots = pattern.into_iter().flat_map(|pattern| &pattern.slots);
        choice == "@both" || slots.into_iter().any(|slot| slot.name == choice && slot.kinds.contains(&Kind::PAIR))
    };
    if !emit.from.iter().any(pair) {
        missing("to", &emit.to, report);
    }
}

/// What is said again has its ends already, and must say more than it did.
fn restates(emit: &Emit, report: &mut Reporter<'_>) {
    let id = report.id.clone();
    if emit.from.iter().chain(emit.to.iter()).next().is_some() {
        let message = format!("rule `{id}`: what is said again has its ends already");
        report.fault(
            message,
            "emit",
            "restates",
            "",
            Some("leave out `from` and `to`; a qualifier of that name is `qualifiers.from`".into()),
        );
    }
    if emit.qualifiers.is_empty() {
        let message = format!("rule `{id}`: what is said again says nothing new");
        report.fault(
            message,
            "emit",
            "restates",
            "adds no qualifier",
            Some("add a qualifier: `until = \"term.after\"`".into()),
        );
    }
}

fn missing(key: &str, choice: &Choice, report: &mut Reporter<'_>) {
    if choice.iter().next().is_none() {
        let message = format!("rule `{}`: the emit does not say `{key}`", report.id);
        report.fault(message, "emit", "emit", "", Some(format!("add `{key} = \"…\"` with a slot of the pattern")));
    }
}

fn one(choice: &str, pattern: &Pattern, context: &Context<'_>, report: &mut Reporter<'_>) {
    let id = report.id.clone();
    if choice.starts_with('=') {
        return;
    }
    if let Some(name) = choice.strip_prefix('@') {
        if CONTEXT.contains(&choice) {
            return;
        }
        let types = name.strip_prefix("in:").or_else(|| name.strip_prefix("last:")).unwrap_or(name);
        if types.split('|').all(|one| !context.kinds.expand(one).is_empty()) {
            return;
        }
        let help = did_you_mean(choice, CONTEXT);
        let message = format!("rule `{id}`: `{choice}` is no context slot and names no type");
        report.fault(message, "emit", choice, "not known", help);
        return;
    }
    let slot = choice.split('.').next().unwrap_or(choice);
    let known = || pattern.slots.iter().map(|slot| slot.name.as_str()).chain(pattern.texts.iter().map(String::as_str));
    if !known().any(|known| known == slot) {
        let names: Vec<&str> = known().filter(|name| !name.contains("__")).collect();
        let help =
            did_you_mean(slot, names.iter().copied()).or_else(|| Some(format!("the pattern has {}", names.join(", "))));
        let message = format!("rule `{id}`: the emit speaks of a slot `{slot}` that the pattern does not have");
        report.fault(message, "emit", &format!("\"{choice}\""), "no such slot", help);
    }
}

fn distribution(emit: &Emit, pattern: &Pattern, report: &mut Reporter<'_>) {
    let id = report.id.clone();
    let lists =
        |choice: &Choice| choice.iter().any(|name| pattern.slots.iter().any(|slot| slot.name == name && slot.list));
    match emit.distribution {
        Distribution::Pairwise if emit.relation.is_some() => {
            let paired = [&emit.from, &emit.to].into_iter().chain(emit.qualifiers.values());
            let count = paired.filter(|choice| lists(choice)).count();
            // One list of sums may also run with the years of an interval.
            let by_year = count == 1 && emit.qualifiers.contains_key("date");
            if count < 2 && !by_year {
                let message = format!("rule `{id}`: `pairwise` pairs two lists, and the emit speaks of {count}");
                let help =
                    "write the slot of the targets and that of the amounts with `+`: `{to:Site+}…{amount:Money+}`";
                report.fault(message, "distribution", "pairwise", "needs two lists", Some(help.into()));
            }
        }
        Distribution::Each | Distribution::Pairwise if emit.share_to.iter().next().is_some() => {
            let message = format!("rule `{id}`: `share_to` has no effect where the sums are not shared");
            report.fault(message, "share_to", "share_to", "never used", Some("take it out".into()));
        }
        _ => {}
    }
}
