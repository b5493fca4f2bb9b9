//! Loading: the files of a pack and of the packs laid over it become one pack, or all their faults.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::mention::{KindTable, Lexicons, MentionRules, WordLists};
use crate::schema::Schema;

use super::check;
use super::compile::{self, Context};
use super::confidence::Confidences;
use super::fault::{self, PackError, PackErrors, did_you_mean};
use super::guards::Guards;
use super::pack::{Pack, Rule};
use super::parse::Parsed;
use super::pattern::Named;
use super::source::{Default_, FileSource, GuardList, Helpers, PackFile, RuleSource, Sending};
use super::waking::Waking;

const BUILT_IN: [(&str, &str); 18] = [
    ("schema.toml", include_str!("../../data/rules/schema.toml")),
    ("lexicons.toml", include_str!("../../data/rules/lexicons.toml")),
    ("names.toml", include_str!("../../data/rules/names.toml")),
    ("aid.toml", include_str!("../../data/rules/aid.toml")),
    ("money.toml", include_str!("../../data/rules/money.toml")),
    ("people.toml", include_str!("../../data/rules/people.toml")),
    ("places.toml", include_str!("../../data/rules/places.toml")),
    ("measures.toml", include_str!("../../data/rules/measures.toml")),
    ("livelihood.toml", include_str!("../../data/rules/livelihood.toml")),
    ("figures.toml", include_str!("../../data/rules/figures.toml")),
    ("gifts.toml", include_str!("../../data/rules/gifts.toml")),
    ("service.toml", include_str!("../../data/rules/service.toml")),
    ("sides.toml", include_str!("../../data/rules/sides.toml")),
    ("summaries.toml", include_str!("../../data/rules/summaries.toml")),
    ("tellings.toml", include_str!("../../data/rules/tellings.toml")),
    ("cues.toml", include_str!("../../data/rules/cues.toml")),
    ("fields.toml", include_str!("../../data/rules/fields.toml")),
    ("confidence.toml", include_str!("../../data/rules/confidence.toml")),
];

/// The files of the built-in pack.
#[must_use]
pub fn built_in_files() -> Vec<PackFile> {
    BUILT_IN.iter().map(|(name, text)| PackFile { name: (*name).to_owned(), text: (*text).to_owned() }).collect()
}

impl Pack {
    /// Loads a pack from its files.
    ///
    /// # Errors
    /// All faults of all files, not the first alone.
    pub fn load(files: &[PackFile]) -> Result<Self, PackErrors> {
        Self::load_layers(&[files.to_vec()])
    }

    /// Loads a pack with others laid over it: each adds to the ones before, replaces rules by their ids, and takes out
    /// those that it disables.
    ///
    /// # Errors
    /// All faults of all files, not the first alone.
    pub fn load_layers(layers: &[Vec<PackFile>]) -> Result<Self, PackErrors> {
        read(layers.to_vec(), true).map(|(contents, files)| contents.into_pack(files))
    }
}

/// What the files of a pack say together, all checks behind them.
#[derive(Serialize, Deserialize)]
pub(super) struct Contents {
    pub(super) schema: Schema,
    pub(super) lists: WordLists,
    pub(super) mention_rules: MentionRules,
    pub(super) helpers: Helpers,
    pub(super) guards: Vec<GuardList>,
    pub(super) defaults: Vec<Default_>,
    pub(super) sendings: Vec<Sending>,
    /// By priority and then by id; each on a line of its own.
    #[serde(skip)]
    pub(super) rules: Vec<Rule>,
}

/// A rule as it is written, with its file and the layer of that file.
struct Written {
    file: usize,
    layer: usize,
    rule: RuleSource,
}

/// What the layers hold together.
#[derive(Default)]
struct Gathered {
    schema: Schema,
    lists: WordLists,
    mention_rules: MentionRules,
    named: Named,
    helpers: Helpers,
    guards: Vec<GuardList>,
    confidences: Confidences,
    defaults: Vec<Default_>,
    sendings: Vec<Sending>,
    rules: BTreeMap<SmolStr, Written>,
}

/// Reads the layers of a pack and compiles its rules; the files come back in one row.
pub(super) fn read(layers: Vec<Vec<PackFile>>, checked: bool) -> Result<(Contents, Vec<PackFile>), PackErrors> {
    let layer_of: Vec<usize> =
        layers.iter().enumerate().flat_map(|(layer, files)| std::iter::repeat_n(layer, files.len())).collect();
    let files: Vec<PackFile> = layers.into_iter().flatten().collect();
    // A file a thread: reading TOML is the larger part of starting up.
    let parsed: Vec<(Option<Parsed>, Vec<PackError>)> = files.par_iter().map(Parsed::of).collect();
    let mut faults = Vec::new();
    let mut gathered = Gathered::default();
    let mut sources = Vec::new();
    let mut has_schema = false;
    for (index, (parsed, more)) in parsed.into_iter().enumerate() {
        faults.extend(more);
        let name = files[index].name.as_str();
        has_schema |= name.ends_with("schema.toml");
        match parsed {
            Some(Parsed::Schema(schema)) => {
                check::schema(&files[index], &schema, &gathered.schema, &mut faults);
                gathered.schema.overlay(*schema);
            }
            Some(Parsed::Lists(lists)) => gathered.lists.extend(*lists),
            Some(Parsed::Confidences(confidences)) => gathered.confidences.rules.extend(confidences.rules),
            Some(Parsed::Rules(source)) => sources.push((index, *source)),
            None => {}
        }
    }
    if !has_schema {
        faults.push(
            PackError::missing("schema.toml", "the pack has no schema.toml").help(Some(
                "it declares types and relations; a pack that only adds rules goes over another with --rules",
            )),
        );
        return Err(PackErrors(faults));
    }
    let kinds = KindTable::new(gathered.schema.types.keys().map(String::as_str));
    for (index, source) in sources {
        gather(&files, index, layer_of[index], source, &kinds, &mut gathered, &mut faults);
    }
    let Gathered {
        schema,
        lists,
        mention_rules,
        named,
        helpers,
        guards,
        confidences,
        defaults,
        sendings,
        rules: written,
    } = gathered;
    let findable = check::findable(&mention_rules, &kinds);
    let context = Context {
        kinds: &kinds,
        named: &named,
        schema: &schema,
        findable: &findable,
        confidences: &confidences,
        checked,
    };
    let written: Vec<Written> = written.into_values().collect();
    let compiled: Vec<Result<Rule, Vec<PackError>>> =
        written.into_par_iter().map(|one| compile::rule(&files[one.file], one.file, one.rule, &context)).collect();
    let mut rules: Vec<Rule> = Vec::new();
    for rule in compiled {
        match rule {
            Ok(rule) => rules.push(rule),
            Err(more) => faults.extend(more),
        }
    }
    rules.sort_by(|a, b| b.priority.cmp(&a.priority).then_with(|| a.id.cmp(&b.id)));
    if checked {
        check::unreachable(&files, &rules, &mut faults);
        check::unused(&files, &mut faults);
    }
    if !faults.is_empty() {
        fault::sort(&mut faults);
        return Err(PackErrors(faults));
    }
    let defaults = defaults.into_iter().map(|default| {
        let confidence = default.confidence.unwrap_or_else(|| confidences.of(&default.id));
        Default_ { confidence: Some(confidence), ..default }
    });
    let defaults = defaults.collect();
    let sendings = sendings.into_iter().map(|sending| {
        let confidence = sending.confidence.unwrap_or_else(|| confidences.of(&sending.id));
        Sending { confidence: Some(confidence), ..sending }
    });
    let sendings = sendings.collect();
    Ok((Contents { schema, lists, mention_rules, helpers, guards, defaults, sendings, rules }, files))
}

impl Contents {
    /// Makes what finds mentions and wakes rules.
    pub(super) fn into_pack(self, files: Vec<PackFile>) -> Pack {
        let Self { schema, lists, mention_rules, helpers, guards, defaults, sendings, rules } = self;
        let kinds = KindTable::new(schema.types.keys().map(String::as_str));
        let guards = Guards::new(&guards, &kinds);
        let (lexicons, waking) = rayon::join(|| Lexicons::new(lists, mention_rules, kinds), || Waking::new(&rules));
        Pack { schema, lexicons, rules, helpers, defaults, sendings, files, guards, waking, matchers: Mutex::default() }
    }
}

/// Adds the rules of a file to those of the files before it.
fn gather(
    files: &[PackFile],
    index: usize,
    layer: usize,
    source: FileSource,
    kinds: &KindTable,
    into: &mut Gathered,
    faults: &mut Vec<PackError>,
) {
    let file = &files[index];
    check::names(file, &source, kinds, &into.schema, faults);
    for id in &source.disable {
        take_out(file, id, into, faults);
    }
    into.helpers = source.helpers.unwrap_or_else(|| std::mem::take(&mut into.helpers));
    into.guards.extend(source.guards.into_values());
    into.named.patterns.extend(source.patterns);
    for (name, words) in source.words {
        let known = into.named.words.entry(name).or_default();
        known.extend(words.into_iter().filter(|word| !known.contains(word)).collect::<Vec<_>>());
    }
    replace(&mut into.defaults, source.default, |one| one.id.as_str());
    replace(&mut into.sendings, source.sending, |one| one.id.as_str());
    let mentions = &mut into.mention_rules;
    replace(&mut mentions.names, source.name, |one| &one.id);
    replace(&mut mentions.titles, source.agreement, |one| &one.id);
    replace(&mut mentions.awards, source.award, |one| &one.id);
    replace(&mut mentions.lists, source.list, |one| &one.id);
    mentions.references.extend(source.reference);
    for rule in source.rule {
        let id = rule.id.get_ref().clone();
        if let Some(known) = into.rules.get(&id).filter(|known| known.layer == layer) {
            let first = &files[known.file];
            let mut fault = PackError::new(file, format!("the rule id `{id}` is there twice"))
                .at(Some(rule.id.span()), "here again");
            let line = first.text[..known.rule.id.span().start].matches('\n').count() + 1;
            if known.file == index {
                fault = fault.at(Some(known.rule.id.span()), "first here");
            }
            faults.push(fault.help(Some(format!("it stands first in {}, line {line}", first.name))));
            continue;
        }
        into.rules.insert(id, Written { file: index, layer, rule });
    }
}

/// Puts rules in the place of those with the same id, or after them.
fn replace<T>(known: &mut Vec<T>, new: Vec<T>, id: impl Fn(&T) -> &str) {
    for one in new {
        match known.iter().position(|other| id(other) == id(&one)) {
            Some(at) => known[at] = one,
            None => known.push(one),
        }
    }
}

/// Takes out what a file disables.
fn take_out(file: &PackFile, id: &str, from: &mut Gathered, faults: &mut Vec<PackError>) {
    let mentions = &mut from.mention_rules;
    let mut known: BTreeSet<String> = from.rules.keys().map(ToString::to_string).collect();
    known.extend(from.defaults.iter().map(|one| one.id.to_string()));
    known.extend(from.sendings.iter().map(|one| one.id.to_string()));
    known.extend(mentions.names.iter().map(|one| one.id.clone()));
    known.extend(mentions.titles.iter().map(|one| one.id.clone()));
    known.extend(mentions.awards.iter().map(|one| one.id.clone()));
    known.extend(mentions.lists.iter().map(|one| one.id.clone()));
    if !known.contains(id) {
        faults.push(
            PackError::new(file, format!("there is no rule `{id}` to disable"))
                .at(check::find(file, "disable", id), "not known")
                .help(did_you_mean(id, known.iter().map(String::as_str))),
        );
        return;
    }
    from.rules.remove(id);
    from.defaults.retain(|one| one.id != id);
    from.sendings.retain(|one| one.id != id);
    mentions.names.retain(|one| one.id != id);
    mentions.titles.retain(|one| one.id != id);
    mentions.awards.retain(|one| one.id != id);
    mentions.lists.retain(|one| one.id != id);
}
