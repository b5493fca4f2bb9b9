//! Awards: what stands behind a verb of winning or granting.

use std::ops::Range;

use crate::mention::division::is_mark;
use crate::mention::word_scan::WordScan;
use crate::mention::{Kind, Mention};

use super::{AwardRule, named};

pub(super) fn awards(text: &str, rule: &AwardRule, verbs: &WordScan, kind: Kind, index: usize, new: &mut Vec<Mention>) {
    let first = new.len();
    granted(text, rule, kind, index, new);
    let granted: Vec<Range<usize>> = new[first..].iter().map(|mention| mention.range.clone()).collect();
    // The longest verb at a place counts: 获得 is not 获 and an award called 得….
    verbs.find(text, |found, verb| {
        let strong = verb < rule.verbs.len();
        let quoted = quoted_awards(text, found.end, rule, strong);
        // 授予甲“乙”称号: who is awarded is no part of the award.
        let winner_first = rule.granting.iter().any(|verb| *verb == text[found.clone()])
            && granted.iter().any(|award| award.start > found.end && !text[found.end..award.start].contains(is_end));
        let alone = if quoted.is_empty() && !winner_first { award(text, found.end, rule, strong) } else { None };
        new.extend(quoted.into_iter().map(|range| named(kind, range, index)));
        // 获评甲、乙: what follows must tell that it is one too.
        let mut next = alone;
        while let Some(range) = next {
            let end = range.end;
            new.push(named(kind, range, index));
            let more = text[end..].starts_with('、').then_some(end + '、'.len_utf8());
            next = more.and_then(|start| award(text, start, rule, false));
        }
    });
}

fn is_end(c: char) -> bool {
    matches!(c, '。' | '；' | '\n')
}

/// 授予甲、乙“丙”称号: what is quoted behind the winners, up to the end of the sentence, if it is called an award.
fn granted(text: &str, rule: &AwardRule, kind: Kind, index: usize, new: &mut Vec<Mention>) {
    for verb in &rule.granting {
        for at in memchr::memmem::find_iter(text.as_bytes(), verb.as_str()) {
            let start = at + verb.len();
            let sentence = &text[start..];
            let end = sentence.find(is_end).unwrap_or(sentence.len());
            let sentence = &sentence[..end];
            let Some(open) = sentence.find('“').filter(|open| *open > 0) else { continue };
            let inside = open + '“'.len_utf8();
            let Some(length) = sentence[inside..].find('”').filter(|length| (9..=120).contains(length)) else {
                continue;
            };
            let phrase = &sentence[inside..inside + length];
            let after = &sentence[inside + length + '”'.len_utf8()..];
            let titled = rule.strip.iter().any(|word| word.chars().count() > 1 && after.starts_with(word.as_str()));
            let telling = rule.telling.iter().any(|word| phrase.contains(word.as_str()));
            let winners = &sentence[..open];
            if (titled || telling && winners.ends_with('为')) && !winners.contains('”') {
                new.push(named(kind, start + inside..start + inside + length, index));
            }
        }
    }
}

/// “甲”“乙”等称号: each that is quoted is an award.
fn quoted_awards(text: &str, start: usize, rule: &AwardRule, strong: bool) -> Vec<Range<usize>> {
    let mut awards = Vec::new();
    let mut all_titled = false;
    let mut at = start + if text[start..].starts_with('了') { '了'.len_utf8() } else { 0 };
    loop {
        let rest = &text[at..];
        let Some((open, close)) =
            [('“', '”'), ('"', '"'), ('「', '」')].into_iter().find(|(open, _)| rest.starts_with(*open))
        else {
            break;
        };
        let inside = at + open.len_utf8();
        let Some(length) = text[inside..].find(close).filter(|length| (9..=120).contains(length)) else {
            break;
        };
        let range = inside..inside + length;
        at = range.end + close.len_utf8();
        // “甲”案例: words go on behind the quotation, so the whole phrase is the name.
        let tail = text[at..].chars().next().filter(|c| !is_mark(*c) && !matches!(c, '和' | '与' | '及' | '等'));
        // “甲”的牌子
        let titled = titled_from(&text[at..], rule);
        if tail.is_some() && !titled {
            break;
        }
        awards.push(range);
        let last = text[at..].trim_start_matches('等');
        all_titled = titled_from(last, rule);
        at += text[at..].chars().next().filter(|c| matches!(c, '、' | '和' | '与' | '及')).map_or(0, char::len_utf8);
    }
    let telling = |range: &Range<usize>| rule.telling.iter().any(|word| text[range.clone()].contains(word.as_str()));
    awards.retain(|range| strong || all_titled || telling(range));
    awards
}

/// Whether what follows a quotation calls it an award: 称号, 的牌子.
fn titled_from(after: &str, rule: &AwardRule) -> bool {
    let after = after.trim_start_matches('的');
    rule.strip.iter().any(|word| word.chars().count() > 1 && after.starts_with(word.as_str()))
}

fn award(text: &str, start: usize, rule: &AwardRule, strong: bool) -> Option<Range<usize>> {
    // To the end of the clause; quotation marks belong to the name, and so does 、 between levels (自治区级、盟级).
    let mut end = start;
    let mut depth = 0_u32;
    for (at, c) in text[start..].char_indices().take(60) {
        depth = match c {
            '“' | '《' => depth + 1,
            '”' | '》' => depth.saturating_sub(1),
            _ => depth,
        };
        let level_list = c == '、' && text[start..start + at].ends_with('级');
        let inside = depth > 0 || matches!(c, '”' | '》' | '·') || level_list;
        if !inside && is_mark(c) {
            break;
        }
        end = start + at + c.len_utf8();
    }
    let mut range = start..end;
    if text[range.clone()].starts_with("了") {
        range.start += "了".len();
    }
    loop {
        let phrase = &text[range.clone()];
        match rule.strip.iter().find(|word| phrase.ends_with(word.as_str()) && phrase.len() > word.len()) {
            Some(word) => range.end -= word.len(),
            None => break,
        }
    }
    // 入选某部“甲”名单: who keeps the list is no part of the name.
    let phrase = &text[range.clone()];
    if let (true, Some(open)) = (phrase.ends_with('”') && text[range.end..].starts_with("名"), phrase.find('“'))
        && open > 0
        && phrase.matches('“').count() == 1
    {
        range.start += open;
    }
    // 获得某部“甲”的奖牌: who grants it is no part of the name either.
    let phrase = &text[range.clone()];
    if let (true, Some(open)) = (phrase.ends_with('”') && phrase.matches('“').count() == 1, phrase.find('“'))
        && open > 0
        && !phrase[..open].contains(['的', '了'])
        && phrase[open..].chars().count() >= 6
    {
        range.start += open;
    }
    let phrase = &text[range.clone()];
    let listed = phrase.starts_with('“') && text[range.end..].starts_with("名");
    // A name that is quoted as a whole leaves its marks.
    if phrase.starts_with('“') && phrase.find('”').is_some_and(|close| close + '”'.len_utf8() == phrase.len()) {
        range = range.start + '“'.len_utf8()..range.end - '”'.len_utf8();
    }
    let phrase = &text[range.clone()];
    // 被评为“好”的等次: a grade is no award.
    if phrase.starts_with('“') && phrase.chars().skip(1).position(|c| c == '”').is_some_and(|length| length < 4) {
        return None;
    }
    let characters = phrase.chars().count();
    let telling = listed || rule.telling.iter().any(|word| phrase.contains(word.as_str()));
    let counted = phrase.contains('元') && phrase.chars().any(|c| c.is_ascii_digit());
    let sentence_like = phrase.contains(['的', '了']) && !phrase.contains('“');
    ((4..=40).contains(&characters) && (strong || telling) && !counted && (!sentence_like || strong && telling))
        .then_some(range)
}
