//! A pack as its files write it, before any check.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use toml::Spanned;

use crate::mention::{AwardRule, ListRule, NameRule, ReferenceRule, TitleRule};

/// One value of an emit, or several of which the first that is there counts.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Choice {
    /// A slot (`payer`), a part of one (`posts.body`), a context slot (`@date`) or a literal (`=对口支援`). It stands first
    /// since it is the one most often read.
    One(String),
    /// The first of these that is there.
    Several(Vec<String>),
    /// Nothing.
    #[default]
    None,
}

impl Choice {
    /// Whether there is none.
    fn is_none(&self) -> bool {
        matches!(self, Choice::None)
    }

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Emit {
    /// The relation; or else `measure`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<SmolStr>,
    /// The indicator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<SmolStr>,
    /// Where the relation starts.
    #[serde(default, skip_serializing_if = "Choice::is_none")]
    pub from: Choice,
    /// Where it leads.
    #[serde(default, skip_serializing_if = "Choice::is_none")]
    pub to: Choice,
    /// What the measure is about.
    #[serde(default, skip_serializing_if = "Choice::is_none")]
    pub of: Choice,
    /// The measure's value.
    #[serde(default, skip_serializing_if = "Choice::is_none")]
    pub value: Choice,
    /// The measure's unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<SmolStr>,
    /// How amounts and targets go together.
    #[serde(default)]
    pub distribution: Distribution,
    /// Where a shared sum goes.
    #[serde(default, skip_serializing_if = "Choice::is_none")]
    pub share_to: Choice,
    /// Whether the sides are put in order: the helping one first.
    #[serde(default)]
    pub directed_by_aid: bool,
    /// Whether it says again, with the qualifiers that it adds, what the sentence or the one before it has claimed.
    #[serde(default)]
    pub restates: bool,
    /// Whether it settles who the sums before it are from: statements of the relation whose `from` no word has named get this
    /// one, and measures of this indicator become statements.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settles: Option<SmolStr>,
    /// Qualifiers whose names are taken by other keys: `qualifiers.from`.
    #[serde(default, rename = "qualifiers")]
    pub(super) nested: BTreeMap<SmolStr, Choice>,
    /// Qualifiers by name.
    #[serde(flatten)]
    pub qualifiers: BTreeMap<SmolStr, Choice>,
}

impl Emit {
    /// Puts the qualifiers whose names are taken by other keys beside the others.
    pub(super) fn gather_qualifiers(&mut self) {
        self.qualifiers.append(&mut self.nested);
    }

    /// Puts all qualifiers where their names clash with no other key.
    pub(super) fn nest_qualifiers(&mut self) {
        self.nested.append(&mut self.qualifiers);
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Emits {
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
pub(super) struct RuleSource {
    pub(super) id: Spanned<SmolStr>,
    pub(super) pattern: Spanned<String>,
    pub(super) emit: Emits,
    #[serde(default)]
    pub(super) unless: Vec<String>,
    #[serde(default)]
    pub(super) unguarded: bool,
    #[serde(default)]
    pub(super) requires: Vec<String>,
    #[serde(default)]
    pub(super) ends: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) exclusive: Vec<String>,
    #[serde(default)]
    pub(super) giver: Option<String>,
    #[serde(default)]
    pub(super) sides: BTreeMap<String, AidSide>,
    #[serde(default)]
    pub(super) priority: i32,
    #[serde(default)]
    pub(super) confidence: Option<f64>,
    #[serde(default)]
    pub(super) examples: Vec<Example>,
    #[serde(default)]
    pub(super) not_examples: Vec<String>,
}

/// A file with rules, as it is written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct FileSource {
    pub(super) name: Vec<NameRule>,
    pub(super) agreement: Vec<TitleRule>,
    pub(super) reference: Vec<ReferenceRule>,
    pub(super) award: Vec<AwardRule>,
    pub(super) list: Vec<ListRule>,
    pub(super) rule: Vec<RuleSource>,
    pub(super) patterns: BTreeMap<String, String>,
    pub(super) words: BTreeMap<String, Vec<String>>,
    pub(super) disable: Vec<String>,
    pub(super) helpers: Option<Helpers>,
    pub(super) guards: BTreeMap<String, GuardList>,
    pub(super) default: Vec<Default_>,
    pub(super) sending: Vec<Sending>,
}

/// A list of guard words.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuardList {
    /// The words; `{Date}` in one stands for a mention of that type.
    pub words: Vec<String>,
    /// Whether they count for measures too.
    #[serde(default)]
    pub measures: bool,
}

/// Which provinces give aid, by rank: of two sides the one of the higher rank is the helping one.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Helpers {
    /// Provinces by code with their rank; those that are not listed have rank 0.
    pub rank: BTreeMap<String, u8>,
}

/// A relation that entities of some types have to the place that the text speaks of, where no rule says otherwise.
#[derive(Clone, Debug, Serialize, Deserialize)]
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

/// Says that whoever holds a post on each side has been sent from the helping one to the helped one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sending {
    /// For evidence.
    pub id: SmolStr,
    /// From 0 to 1; where it gives none, the one of the pack's `confidence.toml`.
    #[serde(default)]
    pub confidence: Option<f64>,
    /// Endings of the names of bodies to which nobody is sent in this way; who holds a post in one on the helping side comes from
    /// its division.
    #[serde(default)]
    pub no_hosts: Vec<String>,
}

/// The side on which a slot of a rule must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AidSide {
    /// The side that gives aid.
    Helping,
    /// The side that is given aid.
    Helped,
}

/// A file of a pack: its name and its text.
#[derive(Clone, Debug)]
pub struct PackFile {
    /// For messages.
    pub name: String,
    /// TOML.
    pub text: String,
}
