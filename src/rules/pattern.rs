//! The pattern language: the syntax of the `regex` crate plus typed slots, gaps and named sub-patterns.
//!
//! A sentence reaches a pattern with each mention as one character of its kind and each mark of punctuation as one control
//! character, half and full width alike; so a typed slot and a gap are classes of bytes and their automata stay small.

use std::collections::BTreeMap;

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::{Hir, HirKind};

use crate::mention::{Kind, KindTable};

use super::fault::did_you_mean;

/// A slot of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Its name; emits speak of it.
    pub name: String,
    /// The kinds that it takes.
    pub kinds: Vec<Kind>,
    /// Whether it takes a list: `{slot:Type+}`.
    pub list: bool,
}

/// A pattern translated into the syntax of the `regex` crate.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The translation.
    pub translated: String,
    /// The same, parsed.
    pub(super) expression: Hir,
    /// Its slots, in order.
    pub slots: Vec<Slot>,
    /// Its named groups, whose words an emit may use: `(?P<kind>…)`.
    pub texts: Vec<String>,
    /// For each slot that every match fills, the kinds that fill it, as bits.
    pub needs: Vec<u64>,
    /// Groups of words: a sentence must hold at least one word of each. Empty when no such words can be told.
    pub required: Vec<Vec<Vec<u8>>>,
}

/// Why a pattern cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PatternError {
    /// What is wrong.
    pub message: String,
    /// Bytes of the pattern where it is wrong.
    pub range: std::ops::Range<usize>,
    /// What to do about it.
    pub help: Option<String>,
}

/// What patterns may name: `{{give}}` a sub-pattern, `{{words.give}}` a word list.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// Sub-patterns by name.
    pub patterns: BTreeMap<String, String>,
    /// Word lists by name.
    pub words: BTreeMap<String, Vec<String>>,
}

impl Named {
    fn known(&self) -> Vec<String> {
        self.patterns.keys().cloned().chain(self.words.keys().map(|name| format!("words.{name}"))).collect()
    }
}

/// Where the parts of a translation come from: its offsets with those of the pattern, in order.
type Origins = Vec<(usize, usize)>;

/// The largest automaton that a pattern may need, in bytes: huge repetitions are refused, not built.
pub(super) const SIZE_LIMIT: usize = 1 << 20;

/// The control character that stands for a mark of punctuation.
pub(crate) fn mark(c: char) -> Option<u8> {
    Some(match c {
        '，' | ',' => 0x01,
        '。' | '．' => 0x02,
        '；' | ';' => 0x03,
        '：' | ':' => 0x04,
        '！' | '!' => 0x05,
        '？' | '?' => 0x06,
        '（' | '(' => 0x07,
        '）' | ')' => 0x08,
        '、' => 0x0E,
        '“' | '”' | '"' | '‘' | '’' | '「' | '」' | '『' | '』' => 0x0F,
        '《' => 0x11,
        '》' => 0x12,
        '—' | '－' => 0x13,
        _ => return None,
    })
}

/// A mark of punctuation that a control character stands for.
pub(crate) fn unmark(byte: u8) -> Option<char> {
    Some(match byte {
        0x01 => '，',
        0x02 => '。',
        0x03 => '；',
        0x04 => '：',
        0x05 => '！',
        0x06 => '？',
        0x07 => '（',
        0x08 => '）',
        0x0E => '、',
        0x0F => '"',
        0x11 => '《',
        0x12 => '》',
        0x13 => '—',
        _ => return None,
    })
}

/// Inside a clause: no mark but 、 and quotation marks. Marks stand as they are and not as `\x01`: that is parsed sooner.
const CLAUSE: &str = "(?-u:[^\x01-\x08])";
/// Inside a sentence: commas, colons and brackets as well.
const SENTENCE: &str = "(?-u:[^\x02\x03\x05\x06])";
/// What joins the members of a list.
const JOINT: &str = "(?:[\x0E和及与暨]|以及)";

/// Translates a pattern.
///
/// # Errors
/// When a slot has an unknown type, a sub-pattern is not declared, a brace is not closed, or what comes out is no
/// regular expression; the error says where in the pattern.
pub fn translate(pattern: &str, kinds: &KindTable, named: &Named) -> Result<Pattern, PatternError> {
    let mut slots = Vec::new();
    let mut origins = Origins::new();
    let translated = translate_part(pattern, kinds, named, &mut slots, &mut Vec::new(), &mut origins)?;
    let whole = 0..pattern.len();
    let expression = regex_syntax::ParserBuilder::new().utf8(false).build().parse(&translated).map_err(|error| {
        let range = place(&error).map_or(whole.clone(), |place| source_range(pattern, &origins, &place));
        PatternError {
            message: format!("this is no regular expression: {}", plain(&error)),
            range,
            help: Some("a bracket or sign that is meant as text needs a `\\` before it".into()),
        }
    })?;
    let fault = |message: &str, help: &str| {
        Err(PatternError { message: message.into(), range: whole.clone(), help: Some(help.into()) })
    };
    match expression.properties().minimum_len() {
        Some(0) => {
            return fault(
                "the pattern matches the empty text, so it would fire everywhere",
                "let at least one slot or word stand without `?` or `*`",
            );
        }
        None => return fault("no text can match the pattern", "a class such as `[^\\s\\S]` holds no character"),
        Some(_) => {}
    }
    let required = required_words(&expression);
    let texts = group_names(&expression).into_iter().filter(|name| !slots.iter().any(|slot| slot.name == *name)).collect();
    let certain = certain_groups(&expression);
    let needs = slots
        .iter()
        .filter(|slot| !slot.kinds.is_empty() && certain.contains(&slot.name))
        .map(|slot| slot.kinds.iter().fold(0, |bits, kind| bits | kind_bit(*kind)))
        .collect();
    if slots.is_empty() && required.is_empty() {
        return fault(
            "the pattern has neither a slot nor a word that every match holds, so it would fire everywhere",
            "add a typed slot such as `{place:Division}` or the words that tell the relation",
        );
    }
    Ok(Pattern { translated, expression, slots, texts, needs, required })
}

/// Where in the translation a syntax error is.
fn place(error: &regex_syntax::Error) -> Option<std::ops::Range<usize>> {
    let span = match error {
        regex_syntax::Error::Parse(error) => error.span(),
        regex_syntax::Error::Translate(error) => error.span(),
        _ => return None,
    };
    Some(span.start.offset..span.end.offset.max(span.start.offset + 1))
}

/// The bytes of the pattern that a range of its translation comes from.
fn source_range(pattern: &str, origins: &Origins, range: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let first = origins.partition_point(|(out, _)| *out <= range.start).saturating_sub(1);
    let last = origins.partition_point(|(out, _)| *out < range.end);
    let start = origins.get(first).map_or(0, |(_, at)| *at);
    start..origins.get(last).map_or(pattern.len(), |(_, at)| *at).max(start)
}

fn group_names(hir: &Hir) -> Vec<String> {
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

/// The bit of a kind among those that a sentence has; kinds beyond the 63rd share the last bit.
pub(crate) fn kind_bit(kind: Kind) -> u64 {
    1 << kind.0.min(63)
}

/// The groups that take part in every match: those in no alternative and in nothing that may be left out.
fn certain_groups(hir: &Hir) -> Vec<String> {
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

fn plain(error: &regex_syntax::Error) -> String {
    match error {
        regex_syntax::Error::Parse(error) => error.kind().to_string(),
        regex_syntax::Error::Translate(error) => error.kind().to_string(),
        _ => error.to_string(),
    }
}

impl Pattern {
    /// Compiles the translation.
    ///
    /// # Errors
    /// When the automaton would be larger than the limit.
    pub fn compile(&self) -> Result<Regex, regex::Error> {
        RegexBuilder::new(&self.translated).size_limit(SIZE_LIMIT).build()
    }
}

fn translate_part(
    pattern: &str,
    kinds: &KindTable,
    named: &Named,
    slots: &mut Vec<Slot>,
    inside_of: &mut Vec<String>,
    origins: &mut Origins,
) -> Result<String, PatternError> {
    let fault = |message: String, range, help: Option<String>| PatternError { message, range, help };
    let mut out = String::with_capacity(pattern.len() * 2);
    let mut at = 0;
    while let Some(c) = pattern[at..].chars().next() {
        origins.push((out.len(), at));
        let rest = &pattern[at..];
        if let Some(inside) = rest.strip_prefix("{{") {
            let length =
                inside.find("}}").ok_or_else(|| fault("`{{` is not closed by `}}`".into(), at..pattern.len(), None))?;
            let name = &inside[..length];
            out.push_str("(?:");
            out.push_str(&sub_pattern(name, at..at + length + 4, kinds, named, slots, inside_of)?);
            out.push(')');
            at += length + 4;
        } else if c == '{' && !rest[1..].starts_with(|c: char| c.is_ascii_digit() || c == ',') {
            let length =
                rest.find('}').ok_or_else(|| fault("`{` is not closed by `}`".into(), at..pattern.len(), None))?;
            let translated = slot(&rest[1..length], kinds, slots)
                .map_err(|(message, help)| fault(message, at..at + length + 1, help))?;
            out.push_str(&translated);
            at += length + 1;
        } else if c == '\\' {
            // A backslash keeps the next character as it is.
            let length = rest.chars().take(2).map(char::len_utf8).sum::<usize>();
            out.push_str(&rest[..length]);
            at += length;
        } else {
            match mark(c).filter(|_| !c.is_ascii()) {
                Some(byte) => out.push_str(&format!("\\x{byte:02X}")),
                None => out.push(c),
            }
            at += c.len_utf8();
        }
    }
    Ok(out)
}

/// The translation of `{{name}}` or `{{words.name}}`.
fn sub_pattern(
    name: &str,
    place: std::ops::Range<usize>,
    kinds: &KindTable,
    named: &Named,
    slots: &mut Vec<Slot>,
    inside_of: &mut Vec<String>,
) -> Result<String, PatternError> {
    let fault = |message: String, help: Option<String>| PatternError { message, range: place.clone(), help };
    let unknown = |what: &str| {
        let known = named.known();
        let help = did_you_mean(name, known.iter().map(String::as_str));
        fault(format!("no {what} `{name}` is declared"), help)
    };
    if let Some(list) = name.strip_prefix("words.") {
        let words = named.words.get(list).ok_or_else(|| unknown("word list"))?;
        // The longest first: the regex crate takes the first alternative that leads on.
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let words: Vec<String> = words.iter().map(|word| regex_syntax::escape(word)).collect();
        return translate_part(&words.join("|"), kinds, named, slots, inside_of, &mut Origins::new());
    }
    let body = named.patterns.get(name).ok_or_else(|| unknown("sub-pattern"))?;
    if inside_of.iter().any(|outer| outer == name) {
        let circle = format!("{} → {name}", inside_of.join(" → "));
        return Err(fault(
            format!("the sub-pattern `{name}` leads back to itself"),
            Some(format!("{circle} goes in a circle")),
        ));
    }
    inside_of.push(name.to_owned());
    let translated = translate_part(body, kinds, named, slots, inside_of, &mut Origins::new())
        .map_err(|error| fault(format!("in the sub-pattern `{name}`: {}", error.message), error.help))?;
    inside_of.pop();
    Ok(translated)
}

/// `name:Type|Type`, `name:Type+`, `_`, `_:8`, `__`, `__:20`
fn slot(inside: &str, kinds: &KindTable, slots: &mut Vec<Slot>) -> Result<String, (String, Option<String>)> {
    let (name, types) = inside.split_once(':').map_or((inside, None), |(name, types)| (name, Some(types)));
    if name == "_" || name == "__" {
        let most: usize = match types {
            None => {
                if name == "_" {
                    12
                } else {
                    40
                }
            }
            Some(number) => number.parse().map_err(|_| {
                (format!("`{number}` is no length of a gap"), Some("write `{_:8}` for up to 8 characters".into()))
            })?,
        };
        if most > 200 {
            return Err((
                format!("a gap of {most} characters is too wide"),
                Some("200 is the most; a claim should stand near its words".into()),
            ));
        }
        let class = if name == "_" { CLAUSE } else { SENTENCE };
        // Three bytes a character; what stands beside a gap begins a character, so a match never cuts one.
        return Ok(format!("{class}{{0,{}}}?", most * 3));
    }
    let Some(types) = types else {
        return Err((
            format!("the slot `{name}` has no type"),
            Some(format!("write `{{{name}:Type}}`; a sub-pattern is `{{{{{name}}}}}`")),
        ));
    };
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    {
        return Err((format!("`{name}` is no slot name"), Some("use Latin letters, digits and `_`".into())));
    }
    let (types, list) = types.strip_suffix('+').map_or((types, false), |types| (types, true));
    let mut taken = Vec::new();
    for one in types.split('|') {
        let expanded = kinds.expand(one);
        if expanded.is_empty() {
            return Err((format!("unknown type `{one}`"), did_you_mean(one, kinds.names())));
        }
        taken.extend(expanded);
    }
    let class = class_of(&taken);
    let repeated = slots.iter().any(|slot| slot.name == name);
    if !repeated {
        slots.push(Slot { name: name.to_owned(), kinds: taken, list });
    }
    // The regex crate knows one group of a name; alternatives that share a slot name get numbered ones.
    let used = slots.iter().filter(|slot| slot.name.split("__").next() == Some(name)).count();
    let group = if repeated { format!("{name}__{}", used + 1) } else { name.to_owned() };
    if repeated {
        slots.push(Slot { name: group.clone(), kinds: Vec::new(), list });
    }
    Ok(if list { format!("(?P<{group}>{class}(?:{JOINT}{class})*)") } else { format!("(?P<{group}>{class})") })
}

/// The symbols of some kinds, neighbouring ones as ranges.
fn class_of(kinds: &[Kind]) -> String {
    let mut kinds = kinds.to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    let ranges = kinds.chunk_by(|one, next| one.0 + 1 == next.0).map(|range| match range {
        [only] => only.symbol().to_string(),
        range => format!("{}-{}", range[0].symbol(), range[range.len() - 1].symbol()),
    });
    format!("[{}]", ranges.collect::<String>())
}

/// Groups of words of which every match holds at least one each, as far as the expression's structure shows.
fn required_words(hir: &Hir) -> Vec<Vec<Vec<u8>>> {
    match hir.kind() {
        HirKind::Literal(literal) if literal.0.iter().any(|byte| *byte >= 0x80) => vec![vec![literal.0.to_vec()]],
        HirKind::Capture(capture) => required_words(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => required_words(&repetition.sub),
        HirKind::Concat(parts) => {
            let mut groups: Vec<Vec<Vec<u8>>> = parts.iter().flat_map(required_words).collect();
            groups.sort_unstable();
            groups.dedup();
            groups
        }
        HirKind::Alternation(parts) => {
            let mut words = Vec::new();
            for part in parts {
                // The group whose shortest word is the longest tells most.
                let shortest = |words: &Vec<Vec<u8>>| words.iter().map(Vec::len).min().unwrap_or(0);
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
            let plain = |c: &char| *c >= '\u{3400}' && !('\u{E000}'..='\u{E0FF}').contains(c);
            if characters.len() <= 8 && characters.iter().all(plain) {
                vec![characters.iter().map(|c| c.to_string().into_bytes()).collect()]
            } else {
                Vec::new()
            }
        }
        _ => Vec::new(),
    }
}
