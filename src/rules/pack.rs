//! A rule pack: a folder of TOML with a schema, word lists, name rules and relation rules.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rayon::prelude::*;
use serde::Deserialize;
use smol_str::SmolStr;

use crate::mention::{
    AwardRule, KindTable, Lexicons, ListRule, MentionRules, NameRule, ReferenceRule, TitleRule, WordLists,
};
use crate::schema::Schema;

use super::confidence::Confidences;
use super::guards::Guards;
use super::matching::Compiled;
use super::pattern::{Pattern, PatternError, translate};
use super::waking::{Seen, Waking};

/// One value of an emit, or several of which the first that is there counts.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(untagged)]
pub enum Choice {
    /// Nothing.
    #[default]
    None,
    /// A slot (`payer`), a part of one (`posts.body`), a context slot (`@date`) or a literal (`=对口支援`).
    One(String),
    /// The first of these that is there.
    Several(Vec<String>),
}

impl Choice {
    /// The choices in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let slice = match self {
            Choice::None => &[][..],
            Choice::One(one) => std::slice::from_ref(one),
            Choice::Several(several) => several,
        };
        slice.iter().map(String::as_str)
    }
}

/// How one amount and several targets go together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Distribution {
    /// One sum for all: it goes to the place, once, and the targets get no amount.
    #[default]
    Shared,
    /// The sum is each target's: 各50万元.
    Each,
    /// The first sum is the first target's, and so on: 分别为.
    Pairwise,
}

/// What a rule claims where it matches.
#[derive(Clone, Debug, Deserialize)]
pub struct Emit {
    /// The relation; or else `measure`.
    #[serde(default)]
    pub relation: Option<SmolStr>,
    /// The indicator.
    #[serde(default)]
    pub measure: Option<SmolStr>,
    /// Where the relation starts.
    #[serde(default)]
    pub from: Choice,
    /// Where it leads.
    #[serde(default)]
    pub to: Choice,
    /// What the measure is about.
    #[serde(default)]
    pub of: Choice,
    /// The measure's value.
    #[serde(default)]
    pub value: Choice,
    /// The measure's unit.
    #[serde(default)]
    pub unit: Option<SmolStr>,
    /// How amounts and targets go together.
    #[serde(default)]
    pub distribution: Distribution,
    /// Where a shared sum goes.
    #[serde(default)]
    pub share_to: Choice,
    /// Whether the sides are put in order: the helping one first.
    #[serde(default)]
    pub directed_by_aid: bool,
    /// Qualifiers whose names are taken by other keys: `qualifiers.from`.
    #[serde(default, rename = "qualifiers")]
    nested: BTreeMap<SmolStr, Choice>,
    /// Qualifiers by name.
    #[serde(flatten)]
    pub qualifiers: BTreeMap<SmolStr, Choice>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Emits {
    One(Box<Emit>),
    Several(Vec<Emit>),
}

/// A text with what the rule must claim in it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The text.
    pub text: String,
    /// Claims as `甲 relation 乙 qualifier=value`, without ids.
    pub gives: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleSource {
    id: SmolStr,
    pattern: String,
    emit: Emits,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(default)]
    unguarded: bool,
    #[serde(default)]
    requires: Vec<String>,
    #[serde(default)]
    ends: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    exclusive: Vec<String>,
    #[serde(default)]
    giver: Option<String>,
    #[serde(default)]
    priority: i32,
    #[serde(default)]
    confidence: Option<f64>,
    examples: Vec<Example>,
    not_examples: Vec<String>,
}

/// A relation rule, ready to match.
#[derive(Debug)]
pub struct Rule {
    /// `family/name`, unique in the pack.
    pub id: SmolStr,
    /// The pattern as it is written.
    pub source: String,
    /// The pattern translated.
    pub pattern: Pattern,
    /// What it claims.
    pub emits: Vec<Emit>,
    /// Words that keep it from firing when they stand in what it matched or in the clause before it.
    pub unless: Vec<String>,
    /// Whether the pack's guard words do not count for it.
    pub unguarded: bool,
    /// Words of which the document must hold one.
    pub requires: Vec<String>,
    /// Endings of which the text of a slot's first mention must have one: an honour for people ends in 个人, 标兵 ….
    pub ends: BTreeMap<String, Vec<String>>,
    /// Slots whose mentions only one rule of the family may use.
    pub exclusive: Vec<String>,
    /// A slot that a division on the helped side does not fill where another one can.
    pub giver: Option<String>,
    /// Rules of higher priority take amounts and posts first.
    pub priority: i32,
    /// From 0 to 1: the rule's own, else the one that the pack's `confidence.toml` gives it.
    pub confidence: f64,
    /// Texts in which it must fire.
    pub examples: Vec<Example>,
    /// Texts in which it must not.
    pub not_examples: Vec<String>,
    compiled: OnceLock<Option<Compiled>>,
}

impl Rule {
    /// Whether the pack's guard words count for it: they do where it claims relations, since a plan is none.
    #[must_use]
    pub fn is_guarded(&self) -> bool {
        !self.unguarded && self.emits.iter().any(|emit| emit.relation.is_some())
    }

    /// The compiled pattern; compiled when first asked for.
    pub(super) fn compiled(&self) -> Option<&Compiled> {
        self.compiled.get_or_init(|| Compiled::new(&self.pattern).ok()).as_ref()
    }
}

/// A file of a pack: its name and its text.
#[derive(Clone, Debug)]
pub struct PackFile {
    /// For messages.
    pub name: String,
    /// TOML.
    pub text: String,
}

/// Why a pack cannot be used: one fault.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("{file}: {message}")]
pub struct PackError {
    /// The file at fault.
    pub file: String,
    /// The file's text, to show the place in.
    pub text: String,
    /// What is wrong.
    pub message: String,
    /// Bytes of the file where it is wrong.
    pub range: Option<std::ops::Range<usize>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FileSource {
    name: Vec<NameRule>,
    agreement: Vec<TitleRule>,
    reference: Vec<ReferenceRule>,
    award: Vec<AwardRule>,
    list: Vec<ListRule>,
    rule: Vec<RuleSource>,
    patterns: BTreeMap<String, String>,
    helpers: Option<Helpers>,
    guards: BTreeMap<String, Vec<String>>,
    default: Vec<Default_>,
}

/// A file of a pack, by what its name says it holds.
enum Parsed {
    Schema(Box<Schema>),
    Lists(Box<WordLists>),
    Confidences(Confidences),
    Rules(Box<FileSource>),
}

impl Parsed {
    fn of(file: &PackFile) -> Result<Self, PackError> {
        let parsed = match file.name.rsplit('/').next().unwrap_or(&file.name) {
            "schema.toml" => Schema::parse(&file.text).map(|parsed| Parsed::Schema(Box::new(parsed))),
            "lexicons.toml" => toml::from_str(&file.text).map(|parsed| Parsed::Lists(Box::new(parsed))),
            "confidence.toml" => toml::from_str(&file.text).map(Parsed::Confidences),
            _ => toml::from_str(&file.text).map(|parsed| Parsed::Rules(Box::new(parsed))),
        };
        parsed.map_err(|error| PackError {
            file: file.name.clone(),
            text: file.text.clone(),
            message: error.message().to_owned(),
            range: error.span(),
        })
    }
}

/// Which provinces give aid, by rank: of two sides the one of the higher rank is the helping one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Helpers {
    /// Provinces by code with their rank; those that are not listed have rank 0.
    pub rank: BTreeMap<String, u8>,
}

/// A relation that entities of some types have to the place that the text speaks of, where no rule says otherwise.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Default_ {
    /// For evidence.
    pub id: SmolStr,
    /// The relation.
    pub relation: SmolStr,
    /// Types of the entities that get it.
    pub types: Vec<String>,
    /// From 0 to 1; where it gives none, the one of the pack's `confidence.toml`.
    #[serde(default)]
    pub confidence: Option<f64>,
    /// Whether only a division in the entity's own name counts, not the place that the text speaks of.
    #[serde(default)]
    pub by_name_only: bool,
}

/// A rule pack, ready to use.
pub struct Pack {
    /// Its declarations.
    pub schema: Schema,
    /// Its word lists and name rules.
    pub lexicons: Lexicons,
    /// Its relation rules, by priority and then by id.
    pub rules: Vec<Rule>,
    /// Which provinces give aid.
    pub helpers: Helpers,
    /// Relations that hold where no rule says otherwise.
    pub defaults: Vec<Default_>,
    /// Words that keep relations from being claimed.
    pub(super) guards: Guards,
    waking: Waking,
}

const BUILT_IN: [(&str, &str); 9] = [
    ("schema.toml", include_str!("../../data/rules/schema.toml")),
    ("lexicons.toml", include_str!("../../data/rules/lexicons.toml")),
    ("names.toml", include_str!("../../data/rules/names.toml")),
    ("aid.toml", include_str!("../../data/rules/aid.toml")),
    ("money.toml", include_str!("../../data/rules/money.toml")),
    ("people.toml", include_str!("../../data/rules/people.toml")),
    ("places.toml", include_str!("../../data/rules/places.toml")),
    ("measures.toml", include_str!("../../data/rules/measures.toml")),
    ("confidence.toml", include_str!("../../data/rules/confidence.toml")),
];

impl Pack {
    /// The built-in pack on aid between regions.
    ///
    /// # Errors
    /// Never in a released program: the tests load it.
    pub fn built_in() -> Result<Self, Vec<PackError>> {
        let files: Vec<PackFile> = BUILT_IN
            .iter()
            .map(|(name, text)| PackFile { name: (*name).to_owned(), text: (*text).to_owned() })
            .collect();
        // The tests compile every built-in pattern; at start-up only those are compiled that a text wakes.
        Self::assemble(&files, false)
    }

    /// Loads a pack from its files.
    ///
    /// # Errors
    /// All faults of all files, not the first alone.
    pub fn load(files: &[PackFile]) -> Result<Self, Vec<PackError>> {
        Self::assemble(files, true)
    }

    fn assemble(files: &[PackFile], checked: bool) -> Result<Self, Vec<PackError>> {
        let mut faults = Vec::new();
        let mut schema = None;
        let mut lists = None;
        let mut confidences = Confidences::default();
        let mut sources: Vec<(&PackFile, FileSource)> = Vec::new();
        // A file a thread: reading TOML is the larger part of starting up.
        let parsed: Vec<Result<Parsed, PackError>> = files.par_iter().map(Parsed::of).collect();
        for (file, parsed) in files.iter().zip(parsed) {
            match parsed {
                Ok(Parsed::Schema(parsed)) => schema = Some(*parsed),
                Ok(Parsed::Lists(parsed)) => lists = Some(*parsed),
                Ok(Parsed::Confidences(parsed)) => confidences = parsed,
                Ok(Parsed::Rules(parsed)) => sources.push((file, *parsed)),
                Err(fault) => faults.push(fault),
            }
        }
        if schema.is_none() && faults.is_empty() {
            faults.push(PackError {
                file: "schema.toml".into(),
                text: String::new(),
                message: "the pack has no schema.toml".into(),
                range: None,
            });
        }
        let Some(schema) = schema.filter(|_| faults.is_empty()) else {
            return Err(faults);
        };
        let kinds = KindTable::new(schema.types.keys().map(String::as_str));
        let mut sub_patterns = BTreeMap::new();
        for (_, source) in &sources {
            sub_patterns.extend(source.patterns.clone());
        }
        let mut rules: Vec<Rule> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        let mut pending = Vec::new();
        let mut mention_rules = MentionRules::default();
        let mut defaults = Vec::new();
        let mut helpers = Helpers::default();
        let mut guards: Vec<String> = Vec::new();
        for (file, source) in sources {
            helpers = source.helpers.unwrap_or(helpers);
            defaults.extend(source.default.into_iter().map(|default| {
                let confidence = default.confidence.unwrap_or_else(|| confidences.of(&default.id));
                Default_ { confidence: Some(confidence), ..default }
            }));
            guards.extend(source.guards.into_values().flatten());
            for rule in source.name {
                check_type(file, &rule.id, &rule.kind, &kinds, &mut faults);
                mention_rules.names.push(rule);
            }
            for rule in source.agreement {
                check_type(file, &rule.id, &rule.kind, &kinds, &mut faults);
                mention_rules.titles.push(rule);
            }
            for rule in source.reference {
                for kind in &rule.types {
                    check_type(file, "reference", kind, &kinds, &mut faults);
                }
                mention_rules.references.push(rule);
            }
            for rule in source.award {
                check_type(file, &rule.id, &rule.kind, &kinds, &mut faults);
                mention_rules.awards.push(rule);
            }
            for rule in source.list {
                check_type(file, &rule.id, &rule.kind, &kinds, &mut faults);
                mention_rules.lists.push(rule);
            }
            for rule in source.rule {
                if seen.contains(&rule.id) {
                    faults.push(rule_fault(file, &rule.id, format!("the rule id `{}` is there twice", rule.id), None));
                    continue;
                }
                seen.insert(rule.id.clone());
                pending.push((file, rule));
            }
        }
        let compiled: Vec<Result<Rule, Vec<PackError>>> = pending
            .into_par_iter()
            .map(|(file, rule)| compile_rule(file, rule, &kinds, &sub_patterns, &schema, &confidences, checked))
            .collect();
        for rule in compiled {
            match rule {
                Ok(rule) => rules.push(rule),
                Err(more) => faults.extend(more),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        rules.sort_by(|a, b| b.priority.cmp(&a.priority).then_with(|| a.id.cmp(&b.id)));
        let (lexicons, waking) =
            rayon::join(|| Lexicons::new(lists.unwrap_or_default(), mention_rules, kinds), || Waking::new(&rules));
        let guards = Guards::new(&guards);
        Ok(Self { schema, lexicons, rules, helpers, defaults, guards, waking })
    }

    /// Compiles the patterns that the words of a text will wake, on all threads: the first sentences need not wait for
    /// them one by one. Words that stand beside a mention wake their rules only later, which costs nothing but time.
    pub fn warm_up(&self, text: &str) {
        self.waking.likely(text.as_bytes()).par_iter().for_each(|index| {
            let _ = self.rules[*index].compiled();
        });
    }

    /// The rules that can match a rewritten sentence at all, in their order.
    pub(super) fn candidates(&self, bytes: &[u8], seen: &mut Seen, into: &mut Vec<usize>) {
        self.waking.candidates(bytes, seen, into);
    }

    /// The rules whose rarest words a rewritten sentence holds, whatever else they need; in their order.
    pub(super) fn nearly_awake(&self, bytes: &[u8]) -> Vec<usize> {
        let mut rules = self.waking.likely(bytes);
        rules.sort_unstable();
        rules
    }
}

fn check_type(file: &PackFile, id: &str, kind: &str, kinds: &KindTable, faults: &mut Vec<PackError>) {
    if kinds.expand(kind).is_empty() {
        faults.push(rule_fault(file, id, format!("`{id}`: unknown type `{kind}`"), Some(kind)));
    }
}

/// A fault shown at the rule, or at `word` behind the rule's id where the file has it.
fn rule_fault(file: &PackFile, id: &str, message: String, word: Option<&str>) -> PackError {
    let at_id = file.text.find(&format!("\"{id}\""));
    let range = at_id.map(|at| {
        word.and_then(|word| file.text[at..].find(word).map(|offset| at + offset..at + offset + word.len()))
            .unwrap_or(at..at + id.len() + 2)
    });
    PackError { file: file.name.clone(), text: file.text.clone(), message, range }
}

fn compile_rule(
    file: &PackFile,
    source: RuleSource,
    kinds: &KindTable,
    sub_patterns: &BTreeMap<String, String>,
    schema: &Schema,
    confidences: &Confidences,
    checked: bool,
) -> Result<Rule, Vec<PackError>> {
    let id = source.id.clone();
    let mut faults = Vec::new();
    let pattern = match translate(&source.pattern, kinds, sub_patterns) {
        Ok(pattern) => pattern,
        Err(PatternError { message, range }) => {
            let word = source.pattern.get(range).unwrap_or(&source.pattern);
            return Err(vec![rule_fault(file, &id, format!("rule `{id}`: {message}"), Some(word))]);
        }
    };
    if let Some(Err(error)) = checked.then(|| pattern.compile()) {
        let message = match error {
            regex::Error::CompiledTooBig(limit) => {
                format!("the automaton would be larger than {limit} bytes; shorten the repetitions")
            }
            other => other.to_string(),
        };
        return Err(vec![rule_fault(file, &id, format!("rule `{id}`: {message}"), Some(&source.pattern))]);
    }
    if source.examples.is_empty() || source.not_examples.is_empty() {
        faults.push(rule_fault(file, &id, format!("rule `{id}` has no example or no counter-example"), None));
    }
    let mut emits = match source.emit {
        Emits::One(emit) => vec![*emit],
        Emits::Several(emits) => emits,
    };
    for emit in &mut emits {
        let nested = std::mem::take(&mut emit.nested);
        emit.qualifiers.extend(nested);
    }
    for emit in &emits {
        let choices =
            [&emit.from, &emit.to, &emit.of, &emit.value, &emit.share_to].into_iter().chain(emit.qualifiers.values());
        for choice in choices.flat_map(Choice::iter) {
            let slot = choice.split('.').next().unwrap_or(choice);
            let known =
                pattern.slots.iter().any(|known| known.name == slot) || pattern.texts.iter().any(|known| known == slot);
            if !slot.starts_with(['@', '=']) && !known {
                faults.push(rule_fault(
                    file,
                    &id,
                    format!("rule `{id}`: the emit speaks of a slot `{slot}` that the pattern does not have"),
                    Some(slot),
                ));
            }
        }
        match (&emit.relation, &emit.measure) {
            (Some(relation), None) => match schema.relations.get(relation.as_str()) {
                None => faults.push(rule_fault(
                    file,
                    &id,
                    format!("rule `{id}`: unknown relation `{relation}`"),
                    Some(relation),
                )),
                Some(declared) => {
                    for name in emit
                        .qualifiers
                        .keys()
                        .filter(|name| !declared.qualifiers.iter().any(|known| known == name.as_str()))
                    {
                        faults.push(rule_fault(
                            file,
                            &id,
                            format!("rule `{id}`: `{relation}` has no qualifier `{name}`"),
                            Some(name),
                        ));
                    }
                }
            },
            (None, Some(measure)) if schema.indicators.contains_key(measure.as_str()) => {}
            (None, Some(measure)) => {
                faults.push(rule_fault(file, &id, format!("rule `{id}`: unknown indicator `{measure}`"), Some(measure)))
            }
            _ => faults.push(rule_fault(
                file,
                &id,
                format!("rule `{id}`: an emit names one relation or one measure"),
                None,
            )),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Rule {
        confidence: source.confidence.unwrap_or_else(|| confidences.of(&id)),
        id,
        source: source.pattern,
        pattern,
        emits,
        unless: source.unless,
        unguarded: source.unguarded,
        requires: source.requires,
        ends: source.ends,
        exclusive: source.exclusive,
        giver: source.giver,
        priority: source.priority,
        examples: source.examples,
        not_examples: source.not_examples,
        compiled: OnceLock::new(),
    })
}
