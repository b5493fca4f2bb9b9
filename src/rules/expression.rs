//! What the structure of an expression shows of all its matches: groups that take part, words that they hold.

use regex_syntax::hir::{Hir, HirKind};

use crate::mention::is_symbol;

/// The names of all groups.
pub(super) fn group_names(hir: &Hir) -> Vec<String> {
    match hir.kind() {
        HirKind::Capture(capture) => {
            let mut names = group_names(&capture.sub);
            names.extend(capture.name.as_deref().map(str::to_owned));
            names
        }
        HirKind::Repetition(repetition) => group_names(&repetition.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().flat_map(group_names).collect(),
        _ => Vec::new(),
    }
}

/// The groups that take part in every match: those in no alternative and in nothing that may be left out.
pub(super) fn certain_groups(hir: &Hir) -> Vec<String> {
    match hir.kind() {
        HirKind::Capture(capture) => {
            let mut names = certain_groups(&capture.sub);
            names.extend(capture.name.as_deref().map(str::to_owned));
            names
        }
        HirKind::Repetition(repetition) if repetition.min > 0 => certain_groups(&repetition.sub),
        HirKind::Concat(parts) => parts.iter().flat_map(certain_groups).collect(),
        _ => Vec::new(),
    }
}

/// Groups of words of which every match holds at least one each, as far as the expression's structure shows.
pub(super) fn required_words(hir: &Hir) -> Vec<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(word) if !word.is_ascii() => vec![vec![word.to_owned()]],
            _ => Vec::new(),
        },
        HirKind::Capture(capture) => required_words(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => required_words(&repetition.sub),
        HirKind::Concat(parts) => {
            let mut groups: Vec<Vec<String>> = parts.iter().flat_map(required_words).collect();
            groups.sort_unstable();
            groups.dedup();
            groups
        }
        HirKind::Alternation(parts) => {
            let mut words = Vec::new();
            for part in parts {
                // The group whose shortest word is the longest tells most.
                let shortest = |words: &Vec<String>| words.iter().map(String::len).min().unwrap_or(0);
                match required_words(part).into_iter().max_by_key(shortest) {
                    Some(group) => words.extend(group),
                    None => return Vec::new(),
                }
            }
            words.sort_unstable();
            words.dedup();
            vec![words]
        }
        HirKind::Class(regex_syntax::hir::Class::Unicode(class)) => {
            // [新扩]: one of a few characters.
            let characters: Vec<char> = class.iter().flat_map(|range| range.start()..=range.end()).take(9).collect();
            let plain = |c: &char| *c >= '\u{3400}' && !is_symbol(*c);
            if characters.len() <= 8 && characters.iter().all(plain) {
                vec![characters.iter().map(|c| c.to_string()).collect()]
            } else {
                Vec::new()
            }
        }
        _ => Vec::new(),
    }
}
