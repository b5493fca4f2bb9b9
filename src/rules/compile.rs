//! One rule: from what its author wrote to what matches, or its faults.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

use crate::mention::{Kind, KindTable};
use crate::schema::Schema;

use super::check::find_after;
use super::confidence::Confidences;
use super::emit;
use super::fault::{PackError, did_you_mean};
use super::guards::with_symbols;
use super::pack::Rule;
use super::pattern::{Named, Pattern, PatternError, mark};
use super::source::{Emit, Emits, PackFile, RuleSource};
use super::translate::translate;

/// What a rule is compiled against.
pub(super) struct Context<'a> {
    pub(super) kinds: &'a KindTable,
    pub(super) named: &'a Named,
    pub(super) schema: &'a Schema,
    /// The kinds that some rule of the pack finds.
    pub(super) findable: &'a BTreeSet<Kind>,
    /// What the pack knows of its rules' precision.
    pub(super) confidences: &'a Confidences,
    /// Whether the pack is not yet known to be sound.
    pub(super) checked: bool,
}

/// Reports the faults of one rule.
pub(super) struct Reporter<'a> {
    pub(super) file: &'a PackFile,
    pub(super) id: String,
    place: Range<usize>,
    pub(super) faults: Vec<PackError>,
}

impl Reporter<'_> {
    /// A fault at a word behind a key of the rule, or else at the rule's id.
    pub(super) fn fault(&mut self, message: String, key: &str, word: &str, label: &str, help: Option<String>) {
        let range = find_after(self.file, self.place.start, key, word).or_else(|| Some(self.place.clone()));
        self.faults.push(PackError::new(self.file, message).at(range, label).help(help));
    }
}

pub(super) fn rule(
    file: &PackFile,
    index: usize,
    source: RuleSource,
    context: &Context<'_>,
) -> Result<Rule, Vec<PackError>> {
    let mut report =
        Reporter { file, id: source.id.get_ref().to_string(), place: source.id.span(), faults: Vec::new() };
    let pattern_place = source.pattern.span();
    let source_pattern = source.pattern.into_inner();
    let pattern = match translate(&source_pattern, context.kinds, context.named) {
        Ok(pattern) => Some(pattern),
        Err(PatternError { message, range, help }) => {
            let range = within(file, &pattern_place, &source_pattern, &range);
            let fault = PackError::new(file, format!("rule `{}`: {message}", report.id));
            report.faults.push(fault.at(Some(range), "here").help(help));
            None
        }
    };
    let mut emits = match source.emit {
        Emits::One(emit) => vec![*emit],
        Emits::Several(emits) => emits,
    };
    emits.iter_mut().for_each(Emit::gather_qualifiers);
    let guards = source.unless;
    let unless = words_of("unless", &guards, context.named, &mut report);
    let unless: Vec<String> = unless.iter().map(|word| with_symbols(word, context.kinds)).collect();
    let requires = words_of("requires", &source.requires, context.named, &mut report);
    if context.checked {
        promises(&source.examples, &source.not_examples, &mut report);
        if let Some(confidence) = source.confidence.filter(|confidence| !(0.0..=1.0).contains(confidence)) {
            let message = format!("rule `{}`: a confidence of {confidence}", report.id);
            report.fault(message, "confidence", "", "", Some("from 0 to 1".into()));
        }
        for emit in &emits {
            emit::check(emit, pattern.as_ref(), context, &mut report);
        }
        if let Some(pattern) = &pattern {
            size(pattern, file, &pattern_place, &mut report);
            let ends = source.ends.keys().map(|name| ("ends", name.as_str()));
            let exclusive = source.exclusive.iter().map(|name| ("exclusive", name.as_str()));
            let giver = source.giver.as_deref().map(|name| ("giver", name));
            let sides = source.sides.keys().map(|name| ("sides", name.as_str()));
            slots(pattern, exclusive.chain(ends).chain(giver).chain(sides), context, &mut report);
            guard_words(pattern, &unless, &mut report);
        }
    }
    let Some(pattern) = pattern.filter(|_| report.faults.is_empty()) else {
        return Err(report.faults);
    };
    Ok(Rule {
        confidence: source.confidence.unwrap_or_else(|| context.confidences.of(source.id.get_ref())),
        place: source.id.span(),
        id: source.id.into_inner(),
        source: source_pattern,
        pattern,
        emits,
        unless,
        guards,
        unguarded: source.unguarded,
        requires,
        ends: source.ends,
        exclusive: source.exclusive,
        giver: source.giver,
        sides: source.sides,
        priority: source.priority,
        examples: source.examples,
        not_examples: source.not_examples,
        file: index,
        compiled: OnceLock::new(),
    })
}

/// Where a part of the pattern stands in the file; the whole pattern where it is written with escapes.
fn within(file: &PackFile, place: &Range<usize>, pattern: &str, range: &Range<usize>) -> Range<usize> {
    let written = file.text.get(place.clone()).unwrap_or_default();
    match written.find(pattern) {
        Some(offset) => place.start + offset + range.start..place.start + offset + range.end,
        None => place.clone(),
    }
}

/// Words and, for `@name`, those of a word list.
fn words_of(key: &str, written: &[String], named: &Named, report: &mut Reporter<'_>) -> Vec<String> {
    let mut words = Vec::new();
    for word in written {
        match word.strip_prefix('@') {
            None if word.is_empty() => {
                let message = format!("rule `{}`: an empty word in `{key}`", report.id);
                report.fault(message, key, "\"\"", "stands everywhere", Some("take it out".into()));
            }
            None => words.push(word.clone()),
            Some(list) => match named.words.get(list) {
                Some(list) => words.extend(list.iter().cloned()),
                None => {
                    let message = format!("rule `{}`: no word list `{list}` is declared", report.id);
                    let help = did_you_mean(list, named.words.keys().map(String::as_str))
                        .or_else(|| Some("declare it in a `[words]` table".into()));
                    report.fault(message, key, word, "not known", help);
                }
            },
        }
    }
    words
}

/// A rule that nobody has seen work is no rule.
fn promises(examples: &[super::Example], not_examples: &[String], report: &mut Reporter<'_>) {
    let id = report.id.clone();
    if examples.is_empty() {
        let help = "add `examples = [{ text = \"…\", gives = [\"甲 relation 乙\"] }]`";
        report.fault(format!("rule `{id}` has no example"), "", "", "shows nothing", Some(help.into()));
    }
    if not_examples.is_empty() {
        let help = "add `not_examples = [\"…\"]` with a text that is near and must give nothing";
        report.fault(format!("rule `{id}` has no counter-example"), "", "", "excludes nothing", Some(help.into()));
    }
    for example in examples.iter().filter(|example| example.gives.is_empty()) {
        let help = "say what it gives, or move the text to `not_examples`";
        let message = format!("rule `{id}`: an example that gives nothing proves nothing");
        report.fault(message, "examples", &example.text, "gives nothing", Some(help.into()));
    }
    for text in not_examples.iter().filter(|text| examples.iter().any(|example| example.text == **text)) {
        let message = format!("rule `{id}`: a text is both example and counter-example");
        report.fault(message, "not_examples", text, "also an example", None);
    }
}

/// Refuses huge automata before any text is matched.
fn size(pattern: &Pattern, file: &PackFile, place: &Range<usize>, report: &mut Reporter<'_>) {
    if let Err(error) = pattern.compile() {
        let (message, help) = match error {
            regex::Error::CompiledTooBig(limit) => (
                format!("the pattern needs an automaton of more than {} KB", limit / 1024),
                "shorten the repetitions: `{1,1000}` of a group is a thousand copies of it",
            ),
            other => (other.to_string(), "see docs/rules.md for what a pattern may hold"),
        };
        let fault = PackError::new(file, format!("rule `{}`: {message}", report.id));
        report.faults.push(fault.at(Some(place.clone()), "too large").help(Some(help)));
    }
}

/// Keys of the rule that speak of a slot which its pattern does not have, and slots that nothing can fill.
fn slots<'a>(
    pattern: &Pattern,
    named: impl Iterator<Item = (&'a str, &'a str)>,
    context: &Context<'_>,
    report: &mut Reporter<'_>,
) {
    for (key, name) in named {
        // A slot of `posts.body` or the like names its part.
        let slot = name.split('.').next().unwrap_or(name);
        if !pattern.slots.iter().any(|known| known.name == slot) {
            let message =
                format!("rule `{}`: `{key}` speaks of a slot `{name}` that the pattern does not have", report.id);
            let help = did_you_mean(slot, pattern.slots.iter().map(|slot| slot.name.as_str()));
            report.fault(message, key, name, "no such slot", help);
        }
    }
    for slot in pattern.slots.iter().filter(|slot| !slot.kinds.is_empty()) {
        if !slot.kinds.iter().any(|kind| context.findable.contains(kind)) {
            let kind = context.kinds.name(slot.kinds[0]);
            let message =
                format!("rule `{}` can never fire: nothing finds a `{kind}` for its slot `{}`", report.id, slot.name);
            let help = format!("add a `[[name]]` rule with `type = \"{kind}\"` and the words that such names end in");
            report.fault(message, "pattern", &slot.name, "is never filled", Some(help));
        }
    }
}

/// Guards that never keep the rule from firing, and those that always do.
fn guard_words(pattern: &Pattern, unless: &[String], report: &mut Reporter<'_>) {
    for word in unless {
        if word.chars().any(|c| mark(c).is_some() || c.is_whitespace()) {
            let message = format!("rule `{}`: the guard `{word}` has no effect", report.id);
            let help = "a guard is looked for between marks and mentions: leave out marks and spaces";
            report.fault(message, "unless", word, "never found", Some(help.into()));
        }
        let always = |trigger: &String| trigger.contains(word.as_str());
        if pattern.required.iter().any(|words| words.iter().all(always)) {
            let message = format!("rule `{}` can never fire: each of its matches holds its guard `{word}`", report.id);
            report.fault(message, "unless", word, "stands in the pattern too", None);
        }
    }
}
