//! The word lists and name heads of a rule pack, compiled for scanning.

mod lists;
mod not_places;
mod openings;
mod rules;

use rustc_hash::{FxHashMap, FxHashSet};

use super::kind::{Kind, KindTable};
use super::object::{AwardRule, ListRule};
use super::word_scan::WordScan;
pub use lists::WordLists;
use not_places::NotPlaces;
use openings::Openings;
pub use rules::{Attachment, MentionRules, NameRule, ReferenceRule, ReferenceScope, TitleRule};

/// The stages in which something is built.
const STAGES: [&str; 5] = ["一期", "二期", "三期", "四期", "首期"];

/// What a word of the scanned lists means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// The head of a name, by the index of its rule.
    Head(usize),
    /// A word that ends like a head and is none.
    NotHead,
    /// A post.
    Title,
    /// A post in a government.
    GovernmentTitle,
    /// A word for people.
    Role,
    /// A reference, by the index of its rule.
    Reference(usize),
    /// Both sides of a pairing.
    Pair,
}

/// The compiled lexicons.
pub struct Lexicons {
    pub(super) lists: WordLists,
    pub(super) names: Vec<(NameRule, Kind)>,
    pub(super) titles: Vec<(TitleRule, Kind)>,
    pub(super) references: Vec<(ReferenceRule, Vec<Kind>)>,
    pub(super) awards: Vec<(AwardRule, WordScan, Kind)>,
    pub(super) lists_of_names: Vec<(ListRule, Kind)>,
    pub(super) kinds: KindTable,
    pub(super) not_places: NotPlaces,
    scan: WordScan,
    words: Vec<Word>,
    pub(super) surnames: FxHashSet<char>,
    pub(super) compound_surnames: FxHashSet<String>,
    pub(super) doubtful_surnames: FxHashSet<char>,
    pub(super) not_given: FxHashSet<char>,
    pub(super) transliteration: FxHashSet<char>,
    pub(super) after_name: FxHashSet<String>,
    pub(super) not_names: FxHashSet<String>,
    pub(super) roles: FxHashSet<String>,
    /// The same, for scanning.
    pub(super) role_scan: WordScan,
    /// Verbs that take people.
    pub(super) takes_people: WordScan,
    pub(super) boundary: FxHashSet<String>,
    /// The last characters of boundary words: most characters end none.
    pub(super) boundary_ends: FxHashSet<char>,
    /// The first characters of protected words.
    pub(super) protected_begins: FxHashSet<char>,
    /// The first characters of the words that follow names.
    pub(super) after_name_begins: FxHashSet<char>,
    /// Verbs of speech.
    pub(super) speech_verbs: Openings,
    /// What people do, behind their names.
    pub(super) doings: Openings,
    pub(super) weak_boundary: FxHashSet<String>,
    pub(super) protected: FxHashSet<String>,
    pub(super) everyday: FxHashSet<String>,
    pub(super) not_villages: FxHashSet<String>,
    pub(super) not_compounds: FxHashSet<String>,
    generic: Openings,
    /// Generic words, endings of deeds and stages: what may follow the name of a thing and change nothing.
    same_thing: Openings,
    /// Verbs of reaching.
    reaching: Openings,
    /// References by word, for heads that stand alone and are references then: 公司.
    pub(super) reference_words: FxHashMap<String, usize>,
}

impl Lexicons {
    /// Compiles the lists; types that the schema does not declare have been refused before.
    #[must_use]
    pub fn new(lists: WordLists, rules: MentionRules, kinds: KindTable) -> Self {
        let MentionRules { names, titles, references, awards, lists: lists_of_names } = rules;
        // One word can stand in several lists; the first entry wins, so the most telling lists come first.
        let mut words: FxHashMap<&str, Word> = FxHashMap::default();
        for word in &lists.pair_words {
            words.entry(word).or_insert(Word::Pair);
        }
        for (index, rule) in names.iter().enumerate() {
            for word in &rule.heads {
                words.entry(word).or_insert(Word::Head(index));
            }
            for word in &rule.not_heads {
                words.entry(word).or_insert(Word::NotHead);
            }
        }
        for (index, rule) in references.iter().enumerate() {
            for word in &rule.words {
                words.entry(word).or_insert(Word::Reference(index));
            }
        }
        for word in &lists.government_titles {
            words.entry(word).or_insert(Word::GovernmentTitle);
        }
        for word in &lists.titles {
            words.entry(word).or_insert(Word::Title);
        }
        for word in &lists.roles {
            words.entry(word).or_insert(Word::Role);
        }
        let takes_people = WordScan::every(lists.takes_people.iter().map(String::as_str));
        let role_scan = WordScan::every(lists.roles.iter().chain(&lists.byline_labels).map(String::as_str));
        let reference_words = references
            .iter()
            .enumerate()
            .flat_map(|(index, rule)| rule.words.iter().map(move |word| (word.clone(), index)))
            .collect();
        let mut sorted: Vec<(&str, Word)> = words.into_iter().collect();
        sorted.sort_unstable_by_key(|(word, _)| *word);
        let scan = WordScan::longest(sorted.iter().map(|(word, _)| *word));
        let words = sorted.iter().map(|(_, word)| *word).collect();
        let set = |list: &[String]| list.iter().cloned().collect::<FxHashSet<String>>();
        let endings = lists_of_names.iter().flat_map(|rule| &rule.endings).chain(&lists.generic).cloned();
        let same_thing = Openings::new(endings.chain(STAGES.map(String::from)));
        let generic = Openings::new(lists.generic.iter().cloned());
        let kind_of = |name: &str| kinds.get(name).unwrap_or(Kind::PERSON);
        let verbs_of =
            |rule: &AwardRule| WordScan::longest(rule.verbs.iter().chain(&rule.weak_verbs).map(String::as_str));
        let not_places = NotPlaces::new(&lists.not_places);
        Self {
            not_places,
            scan,
            role_scan,
            takes_people,
            words,
            surnames: lists.surnames.chars().filter(|c| !c.is_whitespace()).collect(),
            not_given: lists.not_given.chars().collect(),
            transliteration: lists.transliteration.chars().collect(),
            compound_surnames: set(&lists.compound_surnames),
            doubtful_surnames: lists.doubtful_surnames.chars().collect(),
            after_name: set(&lists.after_name),
            not_names: set(&lists.not_names),
            roles: lists.roles.iter().chain(&lists.byline_labels).cloned().collect(),
            boundary: set(&lists.boundary),
            boundary_ends: lists.boundary.iter().filter_map(|word| word.chars().next_back()).collect(),
            protected_begins: lists.protected.iter().filter_map(|word| word.chars().next()).collect(),
            after_name_begins: lists.after_name.iter().filter_map(|word| word.chars().next()).collect(),
            speech_verbs: Openings::new(lists.speech_verbs.iter().cloned()),
            doings: Openings::new(lists.doings.iter().cloned()),
            weak_boundary: set(&lists.weak_boundary),
            protected: set(&lists.protected),
            everyday: set(&lists.everyday),
            not_villages: set(&lists.not_villages),
            not_compounds: set(&lists.not_compounds),
            generic,
            same_thing,
            reaching: Openings::new(lists.reaching.iter().cloned()),
            reference_words,
            names: names.into_iter().map(|rule| (kind_of(&rule.kind), rule)).map(|(kind, rule)| (rule, kind)).collect(),
            titles: titles
                .into_iter()
                .map(|rule| (kind_of(&rule.kind), rule))
                .map(|(kind, rule)| (rule, kind))
                .collect(),
            references: references
                .into_iter()
                .map(|rule| {
                    let types = rule.types.iter().flat_map(|name| kinds.expand(name)).collect();
                    (rule, types)
                })
                .collect(),
            awards: awards
                .into_iter()
                .map(|rule| (kind_of(&rule.kind), verbs_of(&rule), rule))
                .map(|(kind, verbs, rule)| (rule, verbs, kind))
                .collect(),
            lists_of_names: lists_of_names
                .into_iter()
                .map(|rule| (kind_of(&rule.kind), rule))
                .map(|(kind, rule)| (rule, kind))
                .collect(),
            lists,
            kinds,
        }
    }

    /// The names of the kinds.
    #[must_use]
    pub fn kinds(&self) -> &KindTable {
        &self.kinds
    }

    /// The words of the lists in a text, leftmost and longest.
    pub(super) fn words(&self, text: &str, mut give: impl FnMut(std::ops::Range<usize>, Word)) {
        self.scan.find(text, |range, word| give(range, self.words[word]));
    }

    /// Whether a word stands for both sides of a pairing: 两地.
    #[must_use]
    pub fn is_pair_word(&self, word: &str) -> bool {
        self.lists.pair_words.iter().any(|pair| pair == word)
    }

    /// The reference rule of an index and the kinds it stands for.
    #[must_use]
    pub fn reference(&self, index: usize) -> (&ReferenceRule, &[Kind]) {
        let (rule, kinds) = &self.references[index];
        (rule, kinds)
    }

    /// The index that names found by an award rule carry.
    pub(super) fn award_index(&self, index: usize) -> usize {
        self.names.len() + self.titles.len() + index
    }

    /// The index that names found by a list rule carry.
    pub(super) fn list_index(&self, index: usize) -> usize {
        self.names.len() + self.titles.len() + self.awards.len() + index
    }

    /// Whether an index is that of a title in 《》 or of an award: names that stand nowhere in particular.
    #[must_use]
    pub fn is_placeless(&self, rule: usize) -> bool {
        (self.names.len()..self.names.len() + self.titles.len() + self.awards.len()).contains(&rule)
    }

    /// Whether a division behind this text is given to.
    #[must_use]
    pub fn is_given_to(&self, before: &str) -> bool {
        self.lists.gives_to.iter().any(|word| before.ends_with(word.as_str()))
    }

    /// Whether names of a rule begin with the official name of their division, however the text shortens it.
    #[must_use]
    pub fn takes_official_name(&self, rule: usize) -> bool {
        self.names.get(rule).is_some_and(|(rule, _)| rule.attach.is_some() || rule.needs_division)
    }

    /// The kinds of bodies.
    #[must_use]
    pub fn body_kinds(&self) -> Vec<Kind> {
        let mut kinds: Vec<Kind> = self.names.iter().filter(|(rule, _)| rule.body).map(|(_, kind)| *kind).collect();
        kinds.dedup();
        kinds
    }

    /// Whether an index is that of a rule for bodies with premises, after which other things are named.
    #[must_use]
    pub fn has_premises(&self, rule: usize) -> bool {
        self.names.get(rule).is_some_and(|(rule, _)| rule.premises)
    }

    /// Whether an index is that of a rule for bodies.
    #[must_use]
    pub fn is_body(&self, rule: usize) -> bool {
        self.names.get(rule).is_some_and(|(rule, _)| rule.body)
    }

    /// Whether nothing but generic words and endings of deeds is left behind a shorter name: 村史馆|建设项目.
    #[must_use]
    pub fn is_same_thing(&self, tail: &str) -> bool {
        self.same_thing.make_up(tail)
    }

    /// Whether a text holds a verb of reaching: 带动, 辐射.
    #[must_use]
    pub fn holds_reaching(&self, text: &str) -> bool {
        text.char_indices().any(|(at, _)| self.reaching.begin(&text[at..]))
    }

    /// The award rules and what they find.
    pub fn awards(&self) -> impl Iterator<Item = (&AwardRule, Kind)> {
        self.awards.iter().map(|(rule, _, kind)| (rule, *kind))
    }

    /// Whether a text ends in a word for people: 某医院骨科|医生.
    #[must_use]
    pub fn ends_in_role(&self, text: &str) -> bool {
        let starts = text.char_indices().rev().take(6).map(|(at, _)| at);
        starts.into_iter().any(|at| self.roles.contains(&text[at..]))
    }

    /// Whether a name begins with a stage of something: 二期工程.
    #[must_use]
    pub fn opens_with_stage(&self, name: &str) -> bool {
        STAGES.iter().any(|stage| name.starts_with(stage))
    }

    /// How many name rules there are; the indices behind them are those of titles in 《》.
    #[must_use]
    pub fn name_rules(&self) -> usize {
        self.names.len()
    }

    /// The name rule of an index.
    #[must_use]
    pub fn name_rule(&self, index: usize) -> &NameRule {
        &self.names[index].0
    }

    /// Whether nothing is left of a text when generic words are taken away.
    pub(super) fn is_generic(&self, text: &str) -> bool {
        self.generic.make_up(text)
    }
}
