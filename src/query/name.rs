//! From what people type to an entity: 丰台, 丰台区, 110106, or an id.

use petgraph::graph::NodeIndex;
use pinyin::ToPinyinMulti;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::graph::{GraphView, Naming};

/// How many candidates or near names a message shows.
const SHOWN: usize = 8;

/// Why a name leads to no entity.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing has that name.
    #[error("`{name}` is not in the graph")]
    Unknown {
        /// What was asked for.
        name: String,
        /// The most similar names in the graph, the nearest first.
        nearest: Vec<String>,
    },
    /// Several entities have it.
    #[error("`{name}` is ambiguous: {count} entities have this name")]
    Ambiguous {
        /// What was asked for.
        name: String,
        /// How many.
        count: usize,
        /// Name, type and id of the first of them.
        candidates: Vec<String>,
    },
}

/// The entity that a name means: by id, code, name, other name, and last by the one name that begins with it.
///
/// # Errors
/// When nothing fits or when several fit equally well.
pub fn resolve(graph: &impl GraphView, name: &str) -> Result<NodeIndex, NameError> {
    let name = name.trim();
    for how in [Naming::Id, Naming::Code, Naming::Name, Naming::Alias, Naming::Beginning] {
        let mut found = graph.named(how, name);
        if how == Naming::Beginning {
            // An official name is more than another one.
            found.retain(|node| !name.is_empty() && graph.name(*node).starts_with(name));
        }
        match found.as_slice() {
            [] => {}
            [only] => return Ok(*only),
            several => {
                let candidates = several
                    .iter()
                    .take(SHOWN)
                    .map(|node| format!("{} ({}, {})", graph.name(*node), graph.kind(*node), graph.id(*node)))
                    .collect();
                return Err(NameError::Ambiguous { name: name.to_owned(), count: several.len(), candidates });
            }
        }
    }
    Err(NameError::Unknown { name: name.to_owned(), nearest: nearest(graph, name) })
}

fn nearest(graph: &impl GraphView, name: &str) -> Vec<String> {
    let score = |node: NodeIndex| {
        let alike = |known| strsim::sorensen_dice(known, name).max(strsim::jaro_winkler(known, name));
        graph.aliases(node).map(alike).fold(alike(graph.name(node)), f64::max)
    };
    let all = (0..graph.node_count()).into_par_iter().with_min_len(4096).map(NodeIndex::new);
    let mut scored: Vec<(f64, &str)> =
        all.map(|node| (score(node), graph.name(node))).filter(|(score, _)| *score > 0.4).collect();
    scored.par_sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.into_iter().take(5).map(|(_, name)| name.to_owned()).collect()
}

/// How well an entity fits a text that was looked for; the better ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Its id, code, name or other name.
    Exact,
    /// A name begins with it.
    Beginning,
    /// A name holds it.
    Part,
    /// A name has these pinyin initials: `bjs` is 北京市. Any reading of a character counts.
    Initials,
    /// A name is like it.
    Similar,
}

/// The entities that fit a text, the best first, then by name. What is only similar counts where nothing fits better.
#[must_use]
pub fn find(graph: &impl GraphView, text: &str) -> Vec<(Fit, NodeIndex)> {
    const STEPS: [(Fit, Naming); 6] = [
        (Fit::Exact, Naming::Id),
        (Fit::Exact, Naming::Code),
        (Fit::Exact, Naming::Name),
        (Fit::Exact, Naming::Alias),
        (Fit::Beginning, Naming::Beginning),
        (Fit::Part, Naming::Part),
    ];
    let text = text.trim();
    let mut fits: FxHashMap<NodeIndex, Fit> = FxHashMap::default();
    for (fit, how) in STEPS {
        for node in graph.named(how, text) {
            fits.entry(node).or_insert(fit);
        }
    }
    if text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_lowercase()) {
        let begins = beginnings(text);
        for node in graph.whose_name(|name| begins(name) && has_initials(name, text)) {
            fits.entry(node).or_insert(Fit::Initials);
        }
    }
    if fits.is_empty() {
        let wanted = Similar::to(text);
        fits.extend(graph.whose_name(|name| wanted.is_like(name)).into_iter().map(|node| (node, Fit::Similar)));
    }
    let mut found: Vec<(Fit, NodeIndex)> = fits.into_iter().map(|(node, fit)| (fit, node)).collect();
    found.par_sort_by(|a, b| a.0.cmp(&b.0).then_with(|| graph.name(a.1).cmp(graph.name(b.1))).then(a.1.cmp(&b.1)));
    found
}

/// A text that names may be like: by the Sørensen–Dice coefficient of their pairs of characters, or by the Jaro–Winkler
/// similarity, which forgives characters that have changed places.
struct Similar<'t> {
    text: &'t str,
    /// How many characters it has.
    all: usize,
    /// How many of them are no blanks; pairs are made of those.
    solid: usize,
    /// A bit for the last six bits of each of them: what has none of these is not among them.
    bits: u64,
}

impl<'t> Similar<'t> {
    const PAIRS: f64 = 0.5;
    const ORDER: f64 = 0.8;

    fn to(text: &'t str) -> Self {
        let solid = text.chars().filter(|character| !character.is_whitespace()).count();
        let bits = text.chars().fold(0, |bits, character| bits | Self::bit(character));
        Self { text, all: text.chars().count(), solid, bits }
    }

    fn bit(character: char) -> u64 {
        1 << (character as u32 % 64)
    }

    fn is_like(&self, name: &str) -> bool {
        self.may_be_like(name)
            && (strsim::sorensen_dice(name, self.text) >= Self::PAIRS
                || strsim::jaro_winkler(name, self.text) >= Self::ORDER)
    }

    /// What costs little and refuses most: whether the two share enough characters, wherever they stand. Half of the pairs
    /// need a quarter of the characters and one; a Jaro–Winkler similarity of 0.8 needs a Jaro similarity of 2/3, and with
    /// m characters in common that is at most (m/a + m/b + 1) / 3.
    fn may_be_like(&self, name: &str) -> bool {
        let (mut all, mut solid, mut shared) = (0, 0, 0);
        for character in name.chars() {
            all += 1;
            // No blank stands behind U+3000.
            solid += usize::from(character > '\u{3000}' || !character.is_whitespace());
            shared += usize::from(self.bits & Self::bit(character) != 0);
        }
        let own = self.all;
        4 * shared >= self.solid + solid + 2 || shared * (own + all) >= own * all
    }
}

/// Whether a character has a reading with this initial.
fn reads(character: char, initial: char) -> bool {
    let mut readings = character.to_pinyin_multi().into_iter().flatten();
    readings.any(|reading| reading.plain().starts_with(initial))
}

/// Whether a name begins with the first of some initials, as far as that is quickly told: the common characters are looked
/// up once, and not again for each of a million names.
fn beginnings(initials: &str) -> impl Fn(&str) -> bool + Sync {
    const FIRST: char = '\u{4E00}';
    const LAST: char = '\u{9FFF}';
    let initial = initials.chars().next();
    let fitting: Vec<bool> =
        (FIRST..=LAST).map(|character| initial.is_some_and(|initial| reads(character, initial))).collect();
    move |name| {
        let first = name.chars().next().map_or(0, |character| character as usize);
        fitting.get(first.wrapping_sub(FIRST as usize)).copied().unwrap_or(true)
    }
}

/// Whether the characters of a name, from the first on, can be read with these initials, and at most two are left over
/// (`yq` is 延庆, and so is 延庆区).
fn has_initials(name: &str, initials: &str) -> bool {
    // Characters with a reading have three bytes or four.
    if name.len() < 3 * initials.len() || name.len() > 4 * (initials.len() + 2) {
        return false;
    }
    let mut wanted = initials.chars();
    let mut left_over = 0;
    for character in name.chars() {
        let Some(initial) = wanted.next() else {
            left_over += 1;
            continue;
        };
        if !reads(character, initial) {
            return false;
        }
    }
    wanted.next().is_none() && left_over <= 2
}
