//! Short names that a text defines: 甲乙丙集团有限公司（以下简称“甲集团”）.

use std::collections::BTreeMap;
use std::ops::Range;

use super::word_scan::places;
use super::{Kind, Mention, MentionValue, Name};

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

/// A definition, what it makes of its short name, and the bytes of its brackets.
struct Definition {
    defined: Defined,
    kind: Kind,
    rule: usize,
    brackets: Range<usize>,
}

/// Finds the definitions, makes every later place of a short name a mention of the same type, and gives the definitions.
///
/// The mentions are sorted and do not overlap, before and after.
pub(super) fn defined(text: &str, all: &mut Vec<Mention>) -> Vec<Defined> {
    let definitions = definitions(text, all);
    if definitions.is_empty() {
        return Vec::new();
    }
    // What a head found inside of the brackets is the definition itself.
    all.retain(|mention| {
        let next = definitions.partition_point(|definition| definition.brackets.end < mention.range.end);
        definitions.get(next).is_none_or(|definition| mention.range.start < definition.brackets.start)
    });
    let mut short_names: BTreeMap<&str, Vec<&Definition>> = BTreeMap::new();
    for definition in &definitions {
        short_names.entry(&definition.defined.short).or_default().push(definition);
    }
    let words: Vec<&str> = short_names.keys().copied().collect();
    let mut called = Called { found: all, swallowed: vec![false; all.len()], new: BTreeMap::new() };
    for (meanings, places) in short_names.values().zip(places(text, &words)) {
        for place in places {
            // The last one that the text has given before.
            let given = meanings.partition_point(|definition| definition.brackets.end <= place.start);
            if let Some(definition) = given.checked_sub(1).map(|last| meanings[last]) {
                called.add(place, definition);
            }
        }
    }
    let Called { swallowed, new, .. } = called;
    if !new.is_empty() {
        let mut swallowed = swallowed.into_iter();
        all.retain(|_| !swallowed.next().unwrap_or(false));
        all.extend(new.into_values());
        all.sort_by_key(|mention| mention.range.start);
    }
    definitions.into_iter().map(|definition| definition.defined).collect()
}

/// Places of short names among the mentions that were found before.
struct Called<'a> {
    found: &'a [Mention],
    /// Which of them lie in the place of a short name.
    swallowed: Vec<bool>,
    /// By where they begin.
    new: BTreeMap<usize, Mention>,
}

impl Called<'_> {
    /// Takes a place, if no other mention reaches over its ends.
    fn add(&mut self, place: Range<usize>, definition: &Definition) {
        let first = self.found.partition_point(|mention| mention.range.end <= place.start);
        let last = self.found.partition_point(|mention| mention.range.start < place.end);
        let inside = |other: &Range<usize>| other.start >= place.start && other.end <= place.end;
        let found = (first..last).filter(|index| !self.swallowed[*index]);
        let new = self.new.range(..place.end).rev().map(|(_, mention)| &mention.range);
        let near: Vec<&Range<usize>> = new.take_while(|other| other.end > place.start).collect();
        if !found.map(|index| &self.found[index].range).all(inside) || !near.iter().all(|other| inside(other)) {
            return;
        }
        let inner: Vec<usize> = near.iter().map(|other| other.start).collect();
        inner.iter().for_each(|start| drop(self.new.remove(start)));
        self.swallowed[first..last].fill(true);
        let name = Name { rule: definition.rule, division: None, attach: None, inner: Vec::new() };
        let value = MentionValue::Name(name);
        self.new.insert(place.start, Mention { kind: definition.kind, range: place, value });
    }
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

fn definitions(text: &str, all: &[Mention]) -> Vec<Definition> {
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
        let full = all.binary_search_by_key(&open, |mention| mention.range.end);
        let name = full.ok().map(|index| &all[index]).and_then(|mention| match &mention.value {
            MentionValue::Name(name) => Some((mention, name.rule)),
            _ => None,
        });
        if let Some((mention, rule)) = name.filter(|_| (2..=12).contains(&short.chars().count())) {
            let defined = Defined { short: short.to_owned(), full: mention.range.clone() };
            let brackets = open..open + mark.len() + length;
            found.push(Definition { defined, kind: mention.kind, rule, brackets });
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
