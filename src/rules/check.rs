//! Checks of a pack as a whole: its schema, its name rules, and rules that stand in each other's way.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::mention::{Kind, KindTable, MentionRules};
use crate::schema::Schema;

use super::fault::{PackError, did_you_mean};
use super::pack::Rule;
use super::source::{FileSource, PackFile};

/// The most types that a pack may declare beside the engine's own.
const MOST_KINDS: usize = 64;

/// Where a word stands behind the first place of another one.
pub(super) fn find(file: &PackFile, key: &str, word: &str) -> Option<Range<usize>> {
    find_in(&file.text, 0, key, word)
}

/// The same, from a place on and not beyond the table that begins there.
pub(super) fn find_after(file: &PackFile, from: usize, key: &str, word: &str) -> Option<Range<usize>> {
    let rest = file.text.get(from..)?;
    find_in(&rest[..rest.find("\n[").unwrap_or(rest.len())], from, key, word)
}

fn find_in(table: &str, from: usize, key: &str, word: &str) -> Option<Range<usize>> {
    if key.is_empty() {
        return None;
    }
    let at = table.match_indices(key).map(|(at, _)| at).find(|at| {
        let before = table[..*at].chars().next_back();
        !before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_')
            && table[*at + key.len()..].trim_start_matches('"').trim_start().starts_with('=')
    })?;
    let behind = &table[at..];
    // The word as a string of its own, or as a key or a part of something.
    let quoted = || behind.find(&format!("\"{word}\"")).map(|offset| offset + 1);
    let inside = || behind[key.len()..].find(word).map(|offset| offset + key.len());
    match quoted().or_else(inside).filter(|_| !word.is_empty() && word != key) {
        Some(offset) => Some(from + at + offset..from + at + offset + word.len()),
        None => {
            let line = behind.lines().next().unwrap_or(behind).trim_end();
            Some(from + at..from + at + line.len())
        }
    }
}

/// Relations and qualifiers that fit together, colours and IRIs that can be written.
pub(super) fn schema(file: &PackFile, schema: &Schema, below: &Schema, faults: &mut Vec<PackError>) {
    if schema.types.len() + below.types.len() > MOST_KINDS - 6 {
        faults.push(PackError::new(file, format!("more than {} types", MOST_KINDS - 6)));
    }
    let qualifiers: Vec<&str> = schema.qualifiers.keys().chain(below.qualifiers.keys()).map(String::as_str).collect();
    for (name, relation) in &schema.relations {
        for qualifier in relation.qualifiers.iter().filter(|one| !qualifiers.contains(&one.as_str())) {
            faults.push(
                PackError::new(file, format!("relation `{name}`: the qualifier `{qualifier}` is not declared"))
                    .at(find(file, name, qualifier), "not in [qualifiers]")
                    .help(did_you_mean(qualifier, qualifiers.iter().copied())),
            );
        }
        for loose in relation.loose.iter().filter(|one| !relation.qualifiers.contains(one)) {
            faults.push(
                PackError::new(file, format!("relation `{name}`: `loose` names `{loose}`, which it does not have"))
                    .at(find(file, name, loose), "not among its qualifiers"),
            );
        }
        iri(file, name, &relation.iri, faults);
    }
    for (name, kind) in &schema.types {
        iri(file, name, &kind.iri, faults);
        let digits = kind.colour.strip_prefix('#').unwrap_or_default();
        if digits.len() != 6 || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
            faults.push(
                PackError::new(file, format!("type `{name}`: `{}` is no colour", kind.colour))
                    .at(find(file, name, &kind.colour), "not a colour")
                    .help(Some("write it as `#rrggbb`, in hexadecimal digits")),
            );
        }
    }
}

fn iri(file: &PackFile, name: &str, iri: &str, faults: &mut Vec<PackError>) {
    if !iri.split_once(':').is_some_and(|(prefix, local)| !prefix.is_empty() && !local.is_empty()) {
        faults.push(
            PackError::new(file, format!("`{name}`: `{iri}` is no IRI"))
                .at(find(file, name, iri), "without a prefix")
                .help(Some("write a prefix and a local name: `schema:Place`, or `aid:MyTerm` for a term of your own")),
        );
    }
}

/// Rules that find mentions: declared types, and heads to find them by.
pub(super) fn names(
    file: &PackFile,
    source: &FileSource,
    kinds: &KindTable,
    schema: &Schema,
    faults: &mut Vec<PackError>,
) {
    let mut kind = |id: &str, kind: &str| {
        if kinds.expand(kind).is_empty() {
            faults.push(
                PackError::new(file, format!("`{id}`: unknown type `{kind}`"))
                    .at(place_of(file, id, kind), "not declared in schema.toml")
                    .help(did_you_mean(kind, kinds.names())),
            );
        }
    };
    source.name.iter().for_each(|rule| kind(&rule.id, &rule.kind));
    source.agreement.iter().for_each(|rule| kind(&rule.id, &rule.kind));
    source.award.iter().for_each(|rule| kind(&rule.id, &rule.kind));
    source.list.iter().for_each(|rule| kind(&rule.id, &rule.kind));
    for rule in &source.reference {
        rule.types.iter().for_each(|one| kind(rule.words.first().map_or("reference", String::as_str), one));
    }
    for rule in &source.default {
        rule.types.iter().for_each(|one| kind(&rule.id, one));
    }
    for rule in &source.default {
        if !schema.relations.contains_key(rule.relation.as_str()) {
            faults.push(
                PackError::new(file, format!("`{}`: unknown relation `{}`", rule.id, rule.relation))
                    .at(place_of(file, &rule.id, &rule.relation), "not declared in schema.toml")
                    .help(did_you_mean(&rule.relation, schema.relations.keys().map(String::as_str))),
            );
        }
    }
    let heads = source.name.iter().map(|rule| (&rule.id, &rule.heads));
    for (id, heads) in heads.chain(source.agreement.iter().map(|rule| (&rule.id, &rule.heads))) {
        if heads.is_empty() || heads.iter().any(String::is_empty) {
            faults.push(
                PackError::new(file, format!("`{id}`: a name is found by its heads, and here is none"))
                    .at(place_of(file, id, "heads"), "empty")
                    .help(Some("name the words that such names end in: `heads = [\"大学\", \"学院\"]`")),
            );
        }
    }
    for (name, words) in &source.words {
        if words.is_empty() || words.iter().any(String::is_empty) {
            faults.push(
                PackError::new(file, format!("the word list `{name}` is empty or holds an empty word"))
                    .at(find(file, name, ""), "would match everywhere"),
            );
        }
    }
}

fn place_of(file: &PackFile, id: &str, word: &str) -> Option<Range<usize>> {
    let at = file.text.find(&format!("\"{id}\""))?;
    let table = &file.text[at..at + file.text[at..].find("\n[").unwrap_or(file.text.len() - at)];
    // The type may stand before the id as well as behind it.
    let start = file.text[..at].rfind("[[").unwrap_or(at);
    let found =
        table.find(word).map(|offset| at + offset).or_else(|| file.text[start..at].find(word).map(|o| start + o));
    Some(found.map_or(at..at + id.len() + 2, |found| found..found + word.len()))
}

/// The kinds that the engine or a rule of the pack finds.
pub(super) fn findable(rules: &MentionRules, kinds: &KindTable) -> BTreeSet<Kind> {
    let by_rules = (rules.names.iter().map(|rule| &rule.kind))
        .chain(rules.titles.iter().map(|rule| &rule.kind))
        .chain(rules.awards.iter().map(|rule| &rule.kind))
        .chain(rules.lists.iter().map(|rule| &rule.kind));
    by_rules.filter_map(|name| kinds.get(name)).chain((0..=Kind::PAIR.0).map(Kind)).collect()
}

/// Rules that claim what an earlier one has claimed wherever they match.
pub(super) fn unreachable(files: &[PackFile], rules: &[Rule], faults: &mut Vec<PackError>) {
    let mut seen: BTreeMap<(&str, String), &Rule> = BTreeMap::new();
    for rule in rules {
        let key = (rule.pattern.translated.as_str(), format!("{:?}{:?}{:?}", rule.emits, rule.unless, rule.requires));
        match seen.get(&key) {
            Some(first) => {
                let message =
                    format!("rule `{}` is never reached: `{}` has the same pattern and claims", rule.id, first.id);
                let mut fault = PackError::new(&files[rule.file], message).at(Some(rule.place.clone()), "adds nothing");
                if first.file == rule.file {
                    fault = fault.at(Some(first.place.clone()), "comes first");
                }
                faults.push(fault.help(Some("take one of them out")));
            }
            None => {
                seen.insert(key, rule);
            }
        }
    }
}

/// Sub-patterns and word lists that no pattern and no guard names.
pub(super) fn unused(files: &[PackFile], faults: &mut Vec<PackError>) {
    let used = |words: &[String]| files.iter().any(|file| words.iter().any(|word| file.text.contains(word.as_str())));
    for file in files {
        let Ok(table) = file.text.parse::<toml::Table>() else { continue };
        for (section, what) in [("patterns", "sub-pattern"), ("words", "word list")] {
            let Some(names) = table.get(section).and_then(toml::Value::as_table) else { continue };
            for name in names.keys() {
                let forms = if section == "patterns" {
                    vec![format!("{{{{{name}}}}}")]
                } else {
                    vec![format!("{{{{words.{name}}}}}"), format!("\"@{name}\"")]
                };
                if !used(&forms) {
                    faults.push(
                        PackError::new(file, format!("the {what} `{name}` is never used"))
                            .at(find(file, name, name), "")
                            .help(Some(format!("use it as {}, or take it out", forms.join(" or ")))),
                    );
                }
            }
        }
    }
}
