//! What names several things once more by their class and number, or one by its place in a list: 两家医院, 前者.

use super::characters::Characters;
use super::division::is_mark;
use super::lexicon::Lexicons;
use super::{JOINTS, Kind, Mention, MentionValue, joins};

/// Bytes between a name and what names it once more, at most.
const FARTHEST: usize = 900;

/// Characters of a word for people before a name, at most.
const LONGEST_ROLE: usize = 8;

/// Makes mentions of the words that name things of the text once more.
///
/// The mentions are sorted and do not overlap, before and after.
pub(super) fn again(text: &str, lexicons: &Lexicons, characters: &Characters, all: &mut Vec<Mention>) {
    let mut found: Vec<Mention> = Vec::new();
    for (index, (at, c)) in characters.all().iter().enumerate() {
        let at = *at as usize;
        let mention = match c {
            '两' | '二' | '三' | '四' | '五' if may_stand(characters, index) => class(text, lexicons, all, at),
            '前' | '后' if text[at + c.len_utf8()..].starts_with('者') => listed(text, all, at, *c == '前'),
            _ => None,
        };
        let free = |new: &Mention| {
            // 两所学校改造项目: a longer name keeps what lies in it.
            let first = all.partition_point(|other| other.range.end <= new.range.start);
            let mut over = all[first..].iter().take_while(|other| other.range.start < new.range.end);
            over.all(|other| other.range.start >= new.range.start && other.range.end <= new.range.end)
                && found.last().is_none_or(|last| last.range.end <= new.range.start)
        };
        found.extend(mention.filter(free));
    }
    if found.is_empty() {
        return;
    }
    let inside = |mention: &Mention| {
        let next = found.partition_point(|new| new.range.end <= mention.range.start);
        found.get(next).is_some_and(|new| new.range.start < mention.range.end)
    };
    all.retain(|mention| !inside(mention));
    all.extend(found);
    all.sort_by_key(|mention| mention.range.start);
}

/// Whether what stands before a number lets it speak of things that are known: a clause begins, or a word that takes them.
/// 引进三家企业 tells of new ones, and in 甲、乙两县 the class goes with the list.
fn may_stand(characters: &Characters, index: usize) -> bool {
    let before = index.checked_sub(1).map(|before| characters.all()[before].1);
    before.is_none_or(|c| is_mark(c) && c != '、' || c.is_whitespace() || "由在为向对给与和到使让是".contains(c))
}

/// 两家医院, 四校: a number, perhaps a measure word, and the word for a class of which so many have been named.
fn class(text: &str, lexicons: &Lexicons, all: &[Mention], at: usize) -> Option<Mention> {
    let number = text[at..].chars().next()?;
    let members = match number {
        '两' | '二' => 2,
        '三' => 3,
        '四' => 4,
        _ => 5,
    };
    let counted = &text[at + number.len_utf8()..];
    let measure = counted.chars().next().filter(|c| matches!(c, '个' | '家' | '所' | '座' | '处' | '条' | '支'));
    let class = &counted[measure.map_or(0, char::len_utf8)..];
    let ends = class.char_indices().take(5).map(|(end, _)| end).filter(|end| *end > 0);
    let (rule, end) = ends.collect::<Vec<_>>().into_iter().rev().find_map(|end| {
        let word = &class[..end];
        // 两院, 两校: short for what 该院 and 该校 stand for.
        let short = || lexicons.reference_words.get(&format!("该{word}")).filter(|_| measure.is_none());
        let rule = *lexicons.reference_words.get(word).or_else(short)?;
        Some((rule, end))
    })?;
    // 两校区, 两村民: another word.
    if class[end..].starts_with(['区', '城', '域', '级', '里', '方', '民', '长', '家', '人', '名', '的']) {
        return None;
    }
    let (reference, kinds) = lexicons.reference(rule);
    if kinds.contains(&Kind::PERSON) {
        return None;
    }
    let names = names_before(text, all, at, |kind, name| kinds.contains(&kind) && reference.fits(name));
    if names.len() < members {
        return None;
    }
    let range = at..text.len() - class.len() + end;
    // Two bodies or two towns are two sides.
    let two_sides = members == 2 && (kinds[0].is_division() || lexicons.body_kinds().contains(&kinds[0]));
    let kind = if two_sides { Kind::PAIR } else { kinds[0] };
    Some(Mention { kind, range, value: MentionValue::Several { rule, members } })
}

/// The different names of things and places that stand not far before a byte, of those that fit.
pub(crate) fn names_before<'t>(
    text: &'t str,
    all: &[Mention],
    at: usize,
    fits: impl Fn(Kind, &str) -> bool,
) -> Vec<&'t str> {
    let last = all.partition_point(|mention| mention.range.end <= at);
    let near = all[..last].iter().rev().take_while(|mention| mention.range.end + FARTHEST > at);
    let named = near.filter_map(thing).filter(|thing| {
        let named = matches!(thing.value, MentionValue::Name(_) | MentionValue::Division(_));
        named && fits(thing.kind, &text[thing.range.clone()])
    });
    let mut names: Vec<&str> = named.map(|thing| &text[thing.range.clone()]).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// What a mention speaks of: of a post its body.
fn thing(mention: &Mention) -> Option<&Mention> {
    match &mention.value {
        MentionValue::Post(post) => post.body.as_deref(),
        _ => Some(mention),
    }
}

/// 前者, 后者: one of the two that the text has listed last.
fn listed(text: &str, all: &[Mention], at: usize, former: bool) -> Option<Mention> {
    let last = all.partition_point(|mention| mention.range.end <= at);
    let joined = |pair: &[Mention]| {
        let between = &text[pair[0].range.end..pair[1].range.start];
        // 护士长甲某某和放射科医生乙某某: of people each may have a word before the name.
        let of_people = || {
            let role = JOINTS.iter().find_map(|joint| between.strip_prefix(joint));
            role.is_some_and(|role| role.chars().count() <= LONGEST_ROLE && !role.contains(is_mark))
        };
        joins(between) || matches!(pair[1].value, MentionValue::Person) && of_people()
    };
    let first = all[..last].partition_point(|mention| mention.range.end + FARTHEST < at);
    let near = &all[first..last];
    let (index, pair) = near.windows(2).enumerate().rev().find(|(_, pair)| joined(pair))?;
    let three = index > 0 && joined(&near[index - 1..=index]);
    let [first, second] = pair else { return None };
    let named = |mention: &Mention| {
        matches!(mention.value, MentionValue::Name(_) | MentionValue::Division(_) | MentionValue::Person)
    };
    if three || first.kind != second.kind || !named(first) || !named(second) {
        return None;
    }
    let meant = if former { first } else { second };
    let range = at..at + "前者".len();
    Some(Mention { kind: meant.kind, range, value: MentionValue::Same(meant.range.clone()) })
}
