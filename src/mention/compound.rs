//! Compounds of two divisions' characters before a word of cooperation: of two provinces (闽宁协作), or of two divisions that the
//! document itself names and pairs.

use rustc_hash::FxHashMap;

use crate::gazetteer::{DivisionId, gazetteer};
use crate::read::Document;

use super::characters::Characters;
use super::lexicon::Lexicons;
use super::{Kind, Mention, MentionValue};

/// The compounds of a document that lie in no other mention.
pub(super) fn compounds(
    document: &Document,
    lexicons: &Lexicons,
    characters: &Characters,
    taken: &[Mention],
) -> Vec<Mention> {
    let text = document.text.as_str();
    let gazetteer = gazetteer();
    let mut found = Vec::new();
    let is_free = |start: usize, end: usize| {
        let next = taken.partition_point(|mention| mention.range.end <= start);
        taken.get(next).is_none_or(|mention| mention.range.start >= end)
    };
    let own = Own::of(text, taken);
    // Most characters of a text begin no name of its own and no province's abbreviation.
    let initials = gazetteer.abbreviation_filter().and(own.initials.keys().copied());
    for (index, two) in characters.all().windows(2).enumerate() {
        let [(_, c), (_, second)] = [two[0], two[1]];
        if !initials.may_hold(c) || !initials.may_hold(second) {
            continue;
        }
        let provinces = gazetteer
            .province_by_abbreviation(c)
            .zip(gazetteer.province_by_abbreviation(second))
            .filter(|(a, b)| a != b);
        if provinces.is_none() && !own.may_name(c, second) {
            continue;
        }
        let (at, end) = (characters.begin(index), characters.begin(index + 2));
        let follows = lexicons.lists.compound_followers.iter().any(|word| text[end..].starts_with(word.as_str()))
            || text[end..].strip_prefix('”').is_some_and(|rest| text[..at].ends_with('“') && !rest.is_empty());
        if !follows || !is_free(at, end) {
            continue;
        }
        let ids = match provinces {
            Some((a, b)) if !text[end..].starts_with('”') => Some((a, b)),
            Some(_) => None,
            None => own.pair(document, lexicons, taken, [c, second], &text[at..end]),
        };
        if let Some((a, b)) = ids {
            found.push(Mention { kind: Kind::PAIR, range: at..end, value: MentionValue::Pair(vec![a, b]) });
        }
    }
    found
}

/// The cities and counties that a document names, by the first characters of their names.
struct Own {
    initials: FxHashMap<char, Vec<DivisionId>>,
}

impl Own {
    fn of(text: &str, mentions: &[Mention]) -> Self {
        let gazetteer = gazetteer();
        let mut initials: FxHashMap<char, Vec<DivisionId>> = FxHashMap::default();
        let chains = mentions.iter().filter_map(|mention| match &mention.value {
            MentionValue::Division(chain) => Some(chain),
            _ => None,
        });
        for part in chains.flat_map(|chain| &chain.parts) {
            let Some(id) = part.id.filter(|id| (2..=3).contains(&gazetteer.level(*id))) else { continue };
            if let Some(initial) = text[part.range.clone()].chars().next() {
                let bearers = initials.entry(initial).or_default();
                if !bearers.contains(&id) {
                    bearers.push(id);
                }
            }
        }
        Self { initials }
    }

    /// Whether the first character of a compound, and the second or a province's, are those of the document's own.
    fn may_name(&self, a: char, b: char) -> bool {
        let begins = |c: char| self.initials.contains_key(&c);
        let province = |c: char| gazetteer().province_by_abbreviation(c).is_some();
        begins(a) && (begins(b) || province(b)) || begins(b) && province(a)
    }

    fn named(&self, c: char) -> Vec<DivisionId> {
        let own = self.initials.get(&c).cloned().unwrap_or_default();
        if own.is_empty() { gazetteer().province_by_abbreviation(c).into_iter().collect() } else { own }
    }

    /// The two divisions of different provinces that the document pairs, if there is one such pair only.
    fn pair(
        &self,
        document: &Document,
        lexicons: &Lexicons,
        mentions: &[Mention],
        [a, b]: [char; 2],
        written: &str,
    ) -> Option<(DivisionId, DivisionId)> {
        let gazetteer = gazetteer();
        let names_division = gazetteer
            .names_at(written, 0)
            .any(|hit| hit.end == written.len() && hit.name.bearers().any(|(id, _)| gazetteer.level(id) <= 3));
        if names_division || lexicons.not_compounds.contains(written) {
            return None;
        }
        let (firsts, seconds) = (self.named(a), self.named(b));
        let both = firsts.iter().flat_map(|a| seconds.iter().map(|b| (*a, *b)));
        let mut paired = both.filter(|(a, b)| {
            gazetteer.province(*a) != gazetteer.province(*b) && is_paired(document, lexicons, mentions, *a, *b)
        });
        paired.next().filter(|_| paired.next().is_none())
    }
}

/// Whether a sentence names both divisions and a word of pairing.
fn is_paired(document: &Document, lexicons: &Lexicons, mentions: &[Mention], a: DivisionId, b: DivisionId) -> bool {
    let names = |mention: &Mention, id: DivisionId| matches!(&mention.value, MentionValue::Division(chain) if chain.parts.iter().any(|part| part.id == Some(id)));
    let mut sentences = document.blocks.iter().flat_map(|block| document.sentences(block));
    sentences.any(|sentence| {
        let first = mentions.partition_point(|mention| mention.range.start < sentence.start);
        let within = || mentions[first..].iter().take_while(|mention| mention.range.end <= sentence.end);
        within().any(|mention| names(mention, a))
            && within().any(|mention| names(mention, b))
            && lexicons.lists.pairing.iter().any(|word| document.text[sentence.clone()].contains(word.as_str()))
    })
}
