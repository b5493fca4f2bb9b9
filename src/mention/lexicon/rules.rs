//! The rules of a pack that find mentions.

use serde::{Deserialize, Serialize};

use crate::mention::object::{AwardRule, ListRule};

/// A `[[name]]` rule: names of one type that end in one of its heads.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameRule {
    /// `file/name`, unique in the pack.
    pub id: String,
    /// The entity type, declared in the schema.
    #[serde(rename = "type")]
    pub kind: String,
    /// The words that names end in.
    pub heads: Vec<String>,
    /// Whether these are bodies: posts are held in them, and only the innermost division belongs to their name.
    #[serde(default)]
    pub body: bool,
    /// What a head that stands alone takes from its context.
    #[serde(default)]
    pub attach: Option<Attachment>,
    /// Whether a head after a bare level word (县人民医院) takes the division of that level.
    #[serde(default)]
    pub attach_level: bool,
    /// How many characters must stand before the head where no division does.
    #[serde(default)]
    pub minimum: usize,
    /// Heads that make no name with a division alone before them.
    #[serde(default)]
    pub generic_only: Vec<String>,
    /// Words that end in a head and are none.
    #[serde(default)]
    pub not_heads: Vec<String>,
    /// Whether a name needs a division or another proper part to be one.
    #[serde(default)]
    pub needs_division: bool,
    /// Whether these have premises, after which their branches and rooms are named: 某医院透析室.
    #[serde(default)]
    pub premises: bool,
    /// Whether the heads are those of branches, which bear the name of a body that has premises: 某医院某地分院.
    #[serde(default)]
    pub branch: bool,
    /// Whether the heads make a name only where a sum follows: 甲中学宿舍楼改造520万元.
    #[serde(default)]
    pub before_sum: bool,
}

/// What a head without a name of its own takes from the context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attachment {
    /// The county that the text speaks of: 农牧局.
    Division,
    /// The division of the level that the head names: 县委.
    Level,
    /// The division whose leader is named before it: 某区区长某某某率党政代表团.
    Leader,
    /// The place of the body that it belongs to: 县医院的透析室. Found and not asked for.
    #[serde(skip)]
    Owner,
}

/// An `[[agreement]]` rule: titles in 《》 that end in one of its heads.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TitleRule {
    /// Unique in the pack.
    pub id: String,
    /// The entity type, declared in the schema.
    #[serde(rename = "type")]
    pub kind: String,
    /// The words that titles end in.
    pub heads: Vec<String>,
}

/// A `[[reference]]`: words that stand for something named before.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceRule {
    /// The words: 该村, 本村.
    pub words: Vec<String>,
    /// The types they can stand for, the likeliest first.
    pub types: Vec<String>,
    /// Which antecedent: the nearest of the types, or the one that the document speaks for (我县).
    #[serde(default)]
    pub scope: ReferenceScope,
    /// A word that the antecedent's name must end in, where there is one: 公司 for 该公司.
    #[serde(default)]
    pub head: Option<String>,
    /// Whether it refers only where it opens a sentence: 项目由某区出资, but not 实施项目3个.
    #[serde(default)]
    pub opens: bool,
}

impl ReferenceRule {
    /// Whether a name can be that of what the words stand for: it ends in one of the heads, where there are any.
    #[must_use]
    pub fn fits(&self, name: &str) -> bool {
        self.head.as_deref().is_none_or(|heads| heads.split('|').any(|head| name.ends_with(head)))
    }
}

/// Which antecedent a reference takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferenceScope {
    /// The one named last.
    #[default]
    Nearest,
    /// The one that the document is about.
    Own,
}

/// The rules of a pack that find mentions.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct MentionRules {
    /// Names by their heads.
    pub names: Vec<NameRule>,
    /// Titles in 《》.
    pub titles: Vec<TitleRule>,
    /// Words for what was named before.
    pub references: Vec<ReferenceRule>,
    /// Awards after their verbs.
    pub awards: Vec<AwardRule>,
    /// Members of lists.
    pub lists: Vec<ListRule>,
}
