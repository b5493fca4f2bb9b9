//! Short names that a text defines: 甲乙丙集团有限公司（以下简称“甲集团”）.

use std::ops::Range;

use super::{Mention, MentionValue, Name};

/// A short name and the name that it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defined {
    /// The short name.
    pub short: String,
    /// Bytes of the full name.
    pub full: Range<usize>,
}

/// Words that define a short name in brackets behind the full one, the longer ones first.
const DEFINING: [&str; 6] = ["以下简称", "下文简称", "以下称", "下简称", "简称", "下称"];

/// What each of them ends in.
const DEFINING_END: &str = "称";

/// Finds the definitions, makes every later place of a short name a mention of the same type, and gives the definitions.
///
/// The mentions are sorted and do not overlap, before and after.
pub(super) fn defined(text: &str, all: &mut Vec<Mention>) -> Vec<Defined> {
    let definitions = definitions(text, all);
    for (definition, kind, rule, brackets) in &definitions {
        // What a head found inside of the brackets is the definition itself.
        all.retain(|mention| mention.range.start < brackets.start || mention.range.end > brackets.end);
        let places = text.match_indices(&definition.short).map(|(at, short)| at..at + short.len());
        for range in places.filter(|range| range.start >= brackets.end) {
            let first = all.partition_point(|mention| mention.range.end <= range.start);
            let last = all.partition_point(|mention| mention.range.start < range.end);
            let inside = |mention: &Mention| mention.range.start >= range.start && mention.range.end <= range.end;
            if all[first..last].iter().all(inside) {
                let name = Name { rule: *rule, division: None, attach: None, inner: Vec::new() };
                let mention = Mention { kind: *kind, range, value: MentionValue::Name(name) };
                all.splice(first..last, [mention]);
            }
        }
    }
    definitions.into_iter().map(|(definition, ..)| definition).collect()
}

/// The bytes that a definition in brackets takes up at the beginning of a text: （以下简称“甲集团”）.
#[must_use]
pub fn definition_length(text: &str) -> usize {
    let Some(inside) = text.strip_prefix(['（', '(']) else { return 0 };
    if !DEFINING.iter().any(|word| inside.starts_with(word)) {
        return 0;
    }
    let closing = inside.char_indices().take(30).find(|(_, c)| matches!(c, '）' | ')'));
    closing.map_or(0, |(at, c)| text.len() - inside.len() + at + c.len_utf8())
}

fn definitions(text: &str, all: &[Mention]) -> Vec<(Defined, super::Kind, usize, Range<usize>)> {
    let mut found = Vec::new();
    // Far more brackets stand in a text than words that define.
    for at in memchr::memmem::find_iter(text.as_bytes(), DEFINING_END) {
        let before = &text[..at + DEFINING_END.len()];
        let opening = |word: &&'static str| before.strip_suffix(*word).filter(|before| before.ends_with(['（', '(']));
        let Some((word, before)) = DEFINING.iter().find_map(|word| opening(word).map(|before| (word, before))) else {
            continue;
        };
        let mark = if before.ends_with('（') { "（" } else { "(" };
        let open = before.len() - mark.len();
        let inside = &text[before.len()..];
        let Some(length) = inside.find(['）', ')']).filter(|length| *length < 90) else { continue };
        let marks = |c: char| matches!(c, '“' | '”' | '"' | '「' | '」' | '‘' | '’' | '：' | ':' | ' ');
        let short = inside[word.len()..length].trim_start_matches(['为', '“']).trim_matches(marks);
        let full = all.iter().find(|mention| mention.range.end == open);
        let name = full.and_then(|mention| match &mention.value {
            MentionValue::Name(name) => Some((mention, name.rule)),
            _ => None,
        });
        if let Some((mention, rule)) = name.filter(|_| (2..=12).contains(&short.chars().count())) {
            let definition = Defined { short: short.to_owned(), full: mention.range.clone() };
            found.push((definition, mention.kind, rule, open..open + mark.len() + length));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_defining_word_ends_as_is_looked_for() {
        assert!(DEFINING.iter().all(|word| word.ends_with(DEFINING_END)));
    }
}
