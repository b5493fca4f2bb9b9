//! Why a mention was taken for what it was taken for, in one line.

use std::collections::BTreeSet;

use crate::gazetteer::{DivisionId, NameKind, gazetteer};
use crate::link::TracedMention;
use crate::mention::{Chain, Mention, MentionValue};
use crate::rules::Pack;

/// In one line; empty where there is nothing to say.
pub(super) fn reason(pack: &Pack, text: &str, mention: &Mention, traced: &TracedMention) -> String {
    match &mention.value {
        MentionValue::Division(chain) => division(text, chain),
        MentionValue::Date(_) => match &traced.date {
            Some(date) => format!("= {date}"),
            None => "no date that can be told".to_owned(),
        },
        MentionValue::Number(number) => format!("= {number}"),
        MentionValue::Post(post) => {
            let title = &text[post.title.clone()];
            match (&traced.body, &post.body) {
                (Some(body), Some(_)) => format!("{title} of {}, which stands before it", body.name),
                (Some(body), None) => format!("{title} of {}, by the context", body.name),
                (None, _) => format!("{title}; no body can be told"),
            }
        }
        MentionValue::Name(name) => {
            let lexicons = &pack.lexicons;
            let by = if name.rule < lexicons.name_rules() {
                format!("name rule {}", lexicons.name_rule(name.rule).id)
            } else {
                "name rule of titles, awards or lists".to_owned()
            };
            let place = traced.entities.first().and_then(|entity| entity.place.as_ref());
            match (place, &name.division) {
                (Some(place), Some(_)) => format!("{by}; in {place}, by its name"),
                (Some(place), None) => format!("{by}; in {place}, by the context"),
                (None, _) => by,
            }
        }
        MentionValue::Reference(_) if traced.entities.is_empty() => "stands for nothing that was named".to_owned(),
        MentionValue::Reference(_) => "stands for what was named before".to_owned(),
        MentionValue::Head(_) if traced.entities.is_empty() => "stands for nothing that was named".to_owned(),
        MentionValue::Head(_) => "stands for the last thing whose name ends so".to_owned(),
        MentionValue::Several { members, .. } => format!("stands for the last {members} of the kind that were named"),
        MentionValue::Same(_) => "stands for a member of the list before it".to_owned(),
        MentionValue::Pair(provinces) if provinces.is_empty() => "the two sides that the text speaks of".to_owned(),
        MentionValue::Pair(_) => "two divisions, each by one character of its name".to_owned(),
        MentionValue::Person => "a surname and a given name, or a name that the text shows to be one".to_owned(),
    }
}

/// Why this division: the chain that it ends, the only one of its name, or the one that the text points to.
fn division(text: &str, chain: &Chain) -> String {
    let part = chain.last();
    let written = &text[part.range.clone()];
    let Some(id) = part.id else {
        return match part.candidates.as_slice() {
            [] => match part.within {
                Some(within) => format!("not in the gazetteer; in {} by the text", gazetteer().name(within)),
                None => "not in the gazetteer; a division by the end of its name".to_owned(),
            },
            several => {
                let places: Vec<String> =
                    several.iter().take(3).map(|id| format!("{} {}", place(*id), gazetteer().code(*id))).collect();
                let more = if several.len() > 3 { ", …" } else { "" };
                format!("one of {}, and nothing tells which: {}{more}", several.len(), places.join(", "))
            }
        };
    };
    let bearers = gazetteer().by_name(written);
    let form = match bearers.iter().find(|(bearer, _)| *bearer == id).map(|(_, kind)| kind) {
        Some(NameKind::Short) => "short name: ",
        Some(NameKind::Abbreviated) => "shortened name: ",
        Some(NameKind::Former) => "former name: ",
        _ => "",
    };
    let count = bearers.iter().map(|(bearer, _)| bearer).collect::<BTreeSet<_>>().len();
    let outer = chain.parts.len().checked_sub(2).map(|index| &text[chain.parts[index].range.clone()]);
    let why = match (count, outer) {
        (0 | 1, None) => "the only one of that name".to_owned(),
        (0 | 1, Some(outer)) => format!("the only one of that name, and in {outer}"),
        (_, Some(outer)) => format!("of {count} of that name the one in {outer}"),
        (_, None) => match gazetteer().parent(id) {
            Some(parent) => {
                format!("of {count} of that name the one in {}, which the text points to", gazetteer().name(parent))
            }
            None => format!("of {count} of that name the province"),
        },
    };
    format!("{form}{why}")
}

fn place(id: DivisionId) -> String {
    gazetteer().parent(id).map(|parent| gazetteer().name(parent).to_string()).unwrap_or_default()
}
