//! Compounds of two divisions' characters before a word of cooperation: of two provinces (闽宁协作), or of two divisions that the
//! document itself names and pairs.

use std::cell::OnceCell;

use rustc_hash::{FxHashMap, FxHashSet};

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
    let pairings = OnceCell::new();
    // A compound comes again and again.
    let mut meant: FxHashMap<[char; 2], Option<(DivisionId, DivisionId)>> = FxHashMap::default();
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
            None => *meant.entry([c, second]).or_insert_with(|| {
                let pairings = || pairings.get_or_init(|| Pairings::of(document, lexicons, taken));
                own.pair(lexicons, [c, second], &text[at..end], pairings)
            }),
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
    fn pair<'p>(
        &self,
        lexicons: &Lexicons,
        [a, b]: [char; 2],
        written: &str,
        pairings: impl Fn() -> &'p Pairings,
    ) -> Option<(DivisionId, DivisionId)> {
        let gazetteer = gazetteer();
        let names_division = gazetteer
            .names_at(written, 0)
            .any(|hit| hit.end == written.len() && hit.name.bearers().any(|(id, _)| gazetteer.level(id) <= 3));
        if names_division || lexicons.not_compounds.contains(written) {
            return None;
        }
        let seconds: FxHashSet<DivisionId> = self.named(b).into_iter().collect();
        let pairings = pairings();
        let mut only = None;
        for first in self.named(a) {
            for second in pairings.with(first).filter(|second| seconds.contains(second)) {
                if gazetteer.province(first) != gazetteer.province(second) && only != Some((first, second)) {
                    if only.is_some() {
                        return None;
                    }
                    only = Some((first, second));
                }
            }
        }
        only
    }
}

/// The divisions that are named together in sentences with a word of pairing.
struct Pairings {
    /// The divisions of each such sentence.
    sentences: Vec<Vec<DivisionId>>,
    /// For each division the sentences that name it.
    naming: FxHashMap<DivisionId, Vec<usize>>,
}

impl Pairings {
    fn of(document: &Document, lexicons: &Lexicons, mentions: &[Mention]) -> Self {
        let mut pairings = Self { sentences: Vec::new(), naming: FxHashMap::default() };
        for sentence in document.blocks.iter().flat_map(|block| document.sentences(block)) {
            let first = mentions.partition_point(|mention| mention.range.start < sentence.start);
            let within = mentions[first..].iter().take_while(|mention| mention.range.end <= sentence.end);
            let named: FxHashSet<DivisionId> = within
                .filter_map(|mention| match &mention.value {
                    MentionValue::Division(chain) => Some(chain),
                    _ => None,
                })
                .flat_map(|chain| chain.parts.iter().filter_map(|part| part.id))
                .collect();
            let text = &document.text[sentence];
            if named.len() < 2 || !lexicons.lists.pairing.iter().any(|word| text.contains(word.as_str())) {
                continue;
            }
            for id in &named {
                pairings.naming.entry(*id).or_default().push(pairings.sentences.len());
            }
            pairings.sentences.push(named.into_iter().collect());
        }
        pairings
    }

    /// The divisions that some sentence names with another, itself among them.
    fn with(&self, id: DivisionId) -> impl Iterator<Item = DivisionId> {
        let sentences = self.naming.get(&id).into_iter().flatten();
        sentences.flat_map(|sentence| self.sentences[*sentence].iter().copied())
    }
}
