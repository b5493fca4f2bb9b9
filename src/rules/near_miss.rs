//! Rules that nearly matched: how far into its pattern a rule gets in a sentence, and what it lacks there.
//!
//! A pattern is a row of steps. A beginning of the row that matches somewhere lets every shorter one match, so the longest
//! is found by halving: a few small automata a rule, each under the size limit, each read once over the sentence.

use std::collections::HashMap;
use std::ops::Range;

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind};

use super::pack::{Pack, Rule};
use super::pattern::{SIZE_LIMIT, unmark};

/// How near a rule came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// Index of the rule in its pack.
    pub rule: usize,
    /// How many steps of the pattern match.
    pub matched: usize,
    /// How many it has that cannot be left out.
    pub steps: usize,
    /// Where those that match lie in the rewritten sentence.
    pub range: Option<Range<usize>>,
    /// The step that does not follow, as the pattern writes it.
    pub expected: String,
}

/// Finds near misses; keeps the automata of the beginnings of patterns from one sentence to the next.
#[derive(Default)]
pub struct NearMisses {
    rows: HashMap<usize, Vec<Row>>,
}

/// One way through a pattern.
struct Row {
    steps: Vec<Step>,
}

struct Step {
    /// The pattern from its beginning to the end of this step.
    beginning: String,
    compiled: Option<Option<Regex>>,
    written: String,
}

impl NearMisses {
    /// How far a rule gets in a rewritten sentence that it does not match; nothing for a pattern of one step.
    pub fn of(&mut self, pack: &Pack, rule: usize, bytes: &[u8]) -> Option<NearMiss> {
        let rows = self.rows.entry(rule).or_insert_with(|| rows(&pack.rules[rule]));
        let misses = rows.iter_mut().filter(|row| row.steps.len() > 1).map(|row| row.miss(rule, bytes));
        // The first of the nearest, so that the answer does not depend on more than the pattern.
        let mut best: Option<NearMiss> = None;
        for miss in misses {
            if best.as_ref().is_none_or(|best| miss.nearness() > best.nearness()) {
                best = Some(miss);
            }
        }
        best
    }

    /// The nearest of the rules of which a sentence holds the rarest words and that are not among `matched`, at most `most`, each with at least
    /// two and half of its steps; the nearest first.
    pub fn nearest(&mut self, pack: &Pack, text: &str, matched: &[usize], most: usize) -> Vec<NearMiss> {
        let woken = pack.nearly_awake(text).into_iter().filter(|rule| !matched.contains(rule));
        let mut found: Vec<NearMiss> = woken.filter_map(|rule| self.of(pack, rule, text.as_bytes())).collect();
        found.retain(|miss| miss.matched >= 2 && miss.matched * 2 >= miss.steps);
        found.sort_by(|a, b| b.nearness().cmp(&a.nearness()).then(a.rule.cmp(&b.rule)));
        found.truncate(most);
        found
    }
}

impl NearMiss {
    /// In thousandths; of equal shares the one of more steps is nearer.
    fn nearness(&self) -> (usize, usize) {
        (self.matched * 1000 / self.steps.max(1), self.matched)
    }
}

impl Row {
    fn miss(&mut self, rule: usize, bytes: &[u8]) -> NearMiss {
        let (mut matched, mut missed) = (0, self.steps.len());
        while matched + 1 < missed {
            let middle = usize::midpoint(matched, missed);
            if self.steps[middle - 1].find(bytes).is_some() { matched = middle } else { missed = middle }
        }
        NearMiss {
            rule,
            matched,
            steps: self.steps.len(),
            range: matched.checked_sub(1).and_then(|last| self.steps[last].find(bytes)),
            expected: self.steps.get(matched).map(|step| step.written.clone()).unwrap_or_default(),
        }
    }
}

impl Step {
    fn find(&mut self, bytes: &[u8]) -> Option<Range<usize>> {
        let beginning = &self.beginning;
        let compiled =
            self.compiled.get_or_insert_with(|| RegexBuilder::new(beginning).size_limit(SIZE_LIMIT).build().ok());
        compiled.as_ref()?.find(bytes).map(|found| found.range())
    }
}

fn rows(rule: &Rule) -> Vec<Row> {
    let ways = rule.pattern.expression().map(sequences).unwrap_or_default();
    ways.iter().map(|parts| row(rule, parts)).collect()
}

/// The ways through an expression at its top level.
fn sequences(hir: &Hir) -> Vec<Vec<Hir>> {
    match hir.kind() {
        HirKind::Alternation(branches) => branches.iter().flat_map(sequences).collect(),
        HirKind::Concat(parts) => vec![parts.clone()],
        _ => vec![vec![hir.clone()]],
    }
}

fn row(rule: &Rule, parts: &[Hir]) -> Row {
    let mut steps = Vec::new();
    let mut beginning = String::new();
    for part in parts {
        beginning.push_str(&format!("(?:{part})"));
        // What may be missing stops no match; it belongs to the step behind it.
        if part.properties().minimum_len() != Some(0) {
            let written = shortened(&written(rule, part));
            steps.push(Step { beginning: beginning.clone(), compiled: None, written });
        }
    }
    Row { steps }
}

/// A part as a rule's author writes it.
fn written(rule: &Rule, hir: &Hir) -> String {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => String::new(),
        HirKind::Literal(literal) => words(&literal.0),
        HirKind::Class(Class::Unicode(class)) => {
            let characters: String =
                class.iter().flat_map(|range| range.start()..=range.end()).take(9).collect::<String>();
            format!("[{}]", words(characters.as_bytes()))
        }
        HirKind::Class(Class::Bytes(_)) => String::new(),
        HirKind::Repetition(repetition) => {
            let inner = written(rule, &repetition.sub);
            match (inner.is_empty(), repetition.min, repetition.max) {
                (true, ..) => "…".to_owned(),
                (_, 0, Some(1)) => format!("({inner})?"),
                (_, 0, _) => format!("({inner})*"),
                _ => format!("({inner})+"),
            }
        }
        HirKind::Capture(capture) => {
            let name = capture.name.as_deref().unwrap_or_default();
            let slot = rule.pattern.slots.iter().any(|slot| slot.name == name);
            if slot { slot_as_written(rule, name) } else { written(rule, &capture.sub) }
        }
        HirKind::Concat(parts) => parts.iter().map(|part| written(rule, part)).collect(),
        HirKind::Alternation(branches) => {
            branches.iter().map(|branch| written(rule, branch)).collect::<Vec<_>>().join("|")
        }
    }
}

/// `{amount:Money}` as it stands in the rule; only the name where it comes of a sub-pattern.
fn slot_as_written(rule: &Rule, name: &str) -> String {
    let name = name.split("__").next().unwrap_or(name);
    let begins = rule.source.find(&format!("{{{name}:"));
    let slot = begins.and_then(|at| rule.source[at..].split_inclusive('}').next());
    slot.map_or_else(|| format!("{{{name}}}"), str::to_owned)
}

/// Words of a pattern, with the marks of punctuation that control characters stand for.
fn words(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.chars().map(|c| u8::try_from(c).ok().and_then(unmark).unwrap_or(c)).collect()
}

/// A step in no more than one line.
fn shortened(text: &str) -> String {
    const MOST: usize = 40;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(MOST).collect();
    format!("{cut}…")
}

#[cfg(test)]
mod tests {
    use super::super::source::PackFile;
    use super::*;

    fn pack(pattern: &str) -> Pack {
        let rule = format!(
            "[[rule]]\nid = \"a/b\"\npattern = '{pattern}'\nemit = {{ relation = \"funds\", from = \"a\", to = \"b\" }}\n\
             examples = [{{ text = \"x\", gives = [\"甲 funds 乙\"] }}]\nnot_examples = [\"无\"]\n"
        );
        let schema = include_str!("../../data/rules/schema.toml");
        let files = [("schema.toml", schema), ("mine.toml", rule.as_str())];
        let files = files.map(|(name, text)| PackFile { name: name.into(), text: text.into() });
        Pack::load(&files).map_err(|faults| format!("{faults:?}")).expect("the pack")
    }

    fn miss(pattern: &str, sentence: &str) -> NearMiss {
        NearMisses::default().of(&pack(pattern), 0, sentence.as_bytes()).expect("several steps")
    }

    // A district is U+E002, a village U+E005, a sum U+E008, a comma U+0001.
    const PATTERN: &str = "{a:Division}{_:4}(?:投入|安排){_:4}资金{m:Money}，?用于{b:Village}";

    #[test]
    fn the_longest_beginning_that_matches_is_found() {
        for (sentence, matched, expected) in [
            ("什么也没有", 0, "{a:Division}"),
            ("\u{E002}很好", 1, "投入|安排"),
            ("\u{E002}今年投入了", 2, "资金"),
            ("\u{E002}投入帮扶资金很多", 3, "{m:Money}"),
            ("\u{E002}投入帮扶资金\u{E008}\u{1}建设", 4, "用于"),
            ("\u{E002}投入帮扶资金\u{E008}\u{1}用于建设", 5, "{b:Village}"),
        ] {
            let miss = miss(PATTERN, sentence);
            assert_eq!((miss.matched, miss.steps, miss.expected.as_str()), (matched, 6, expected), "{sentence}");
        }
    }

    #[test]
    fn the_place_is_that_of_the_beginning() {
        let sentence = "前言\u{E002}投入帮扶资金很多";
        let range = miss(PATTERN, sentence).range.expect("a place");
        assert_eq!(&sentence[range], "\u{E002}投入帮扶资金");
    }

    #[test]
    fn of_alternatives_the_nearest_counts() {
        let pattern = "{a:Division}捐赠{b:Village}|{b:Village}接受{a:Division}的{m:Money}";
        let miss = miss(pattern, "\u{E005}接受\u{E002}的帮扶");
        assert_eq!((miss.matched, miss.steps, miss.expected.as_str()), (4, 5, "{m:Money}"));
    }
}
