//! The pattern language: the syntax of the `regex` crate plus typed slots, gaps and named sub-patterns.
//!
//! A sentence reaches a pattern with each mention as one character of its kind and each mark of punctuation as one control
//! character, half and full width alike; so a typed slot and a gap are classes of bytes and their automata stay small.

use std::sync::OnceLock;

use crate::mention::{Kind, KindTable};

use super::expression::{certain_groups, group_names, required_words};
use super::fault::did_you_mean;
use super::outline::Outline;
use super::pattern::{Named, Pattern, PatternError, Slot, kind_bit, mark, parse};

/// Where the parts of a translation come from: its offsets with those of the pattern, in order.
type Origins = Vec<(usize, usize)>;

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
    let expression = parse(&translated).map_err(|error| {
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
    let texts =
        group_names(&expression).into_iter().filter(|name| !slots.iter().any(|slot| slot.name == *name)).collect();
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
    let outline = Outline::of(&expression, &required);
    Ok(Pattern { translated, parsed: OnceLock::from(Some(expression)), slots, texts, needs, required, outline })
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

fn plain(error: &regex_syntax::Error) -> String {
    match error {
        regex_syntax::Error::Parse(error) => error.kind().to_string(),
        regex_syntax::Error::Translate(error) => error.kind().to_string(),
        _ => error.to_string(),
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
