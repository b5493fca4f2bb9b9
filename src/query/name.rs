//! From what people type to an entity: 丰台, 丰台区, 110106, or an id.

use petgraph::graph::NodeIndex;
use pinyin::ToPinyinMulti;

use crate::graph::{Entity, KnowledgeGraph};

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
pub fn resolve(graph: &KnowledgeGraph, name: &str) -> Result<NodeIndex, NameError> {
    let name = name.trim();
    let steps: [&dyn Fn(&Entity) -> bool; 5] = [
        &|entity| entity.id == name,
        &|entity| entity.code.as_deref() == Some(name),
        &|entity| entity.name == name,
        &|entity| entity.aliases.contains(name),
        &|entity| !name.is_empty() && entity.name.starts_with(name),
    ];
    for fits in steps {
        let found: Vec<NodeIndex> = graph.graph().node_indices().filter(|index| fits(&graph.graph()[*index])).collect();
        match found.as_slice() {
            [] => {}
            [only] => return Ok(*only),
            several => {
                let candidates = several
                    .iter()
                    .take(SHOWN)
                    .map(|index| {
                        let entity = &graph.graph()[*index];
                        format!("{} ({}, {})", entity.name, entity.kind, entity.id)
                    })
                    .collect();
                return Err(NameError::Ambiguous { name: name.to_owned(), count: several.len(), candidates });
            }
        }
    }
    Err(NameError::Unknown { name: name.to_owned(), nearest: nearest(graph, name) })
}

fn nearest(graph: &KnowledgeGraph, name: &str) -> Vec<String> {
    let mut scored: Vec<(f64, &str)> = graph
        .entities()
        .map(|entity| {
            let names = std::iter::once(&entity.name).chain(&entity.aliases);
            let best = names
                .map(|known| strsim::sorensen_dice(known, name).max(strsim::jaro_winkler(known, name)))
                .fold(0.0, f64::max);
            (best, entity.name.as_str())
        })
        .filter(|(score, _)| *score > 0.4)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
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

/// How much like a text a name must be: the Sørensen–Dice coefficient of their pairs of characters, or the Jaro–Winkler
/// similarity, which forgives characters that have changed places.
const SIMILAR: (f64, f64) = (0.5, 0.8);

/// The entities that fit a text, the best first, then by name. What is only similar counts where nothing fits better.
#[must_use]
pub fn find<'g>(graph: &'g KnowledgeGraph, text: &str) -> Vec<(Fit, &'g Entity)> {
    let text = text.trim();
    let initials = (text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(text);
    let fit = |entity: &Entity| {
        let names = || std::iter::once(&entity.name).chain(&entity.aliases);
        if entity.id == text || entity.code.as_deref() == Some(text) || names().any(|name| name == text) {
            Some(Fit::Exact)
        } else if names().any(|name| name.starts_with(text)) {
            Some(Fit::Beginning)
        } else if names().any(|name| name.contains(text)) {
            Some(Fit::Part)
        } else {
            initials.filter(|initials| names().any(|name| has_initials(name, initials))).map(|_| Fit::Initials)
        }
    };
    let mut found: Vec<(Fit, &Entity)> =
        graph.entities().filter_map(|entity| fit(entity).map(|fit| (fit, entity))).collect();
    if found.is_empty() {
        let alike = |entity: &&Entity| {
            let names = std::iter::once(&entity.name).chain(&entity.aliases);
            let pairs = |name: &str| strsim::sorensen_dice(name, text) >= SIMILAR.0;
            names.into_iter().any(|name| pairs(name) || strsim::jaro_winkler(name, text) >= SIMILAR.1)
        };
        found.extend(graph.entities().filter(alike).map(|entity| (Fit::Similar, entity)));
    }
    found.sort_by(|a, b| (a.0, &a.1.name, &a.1.id).cmp(&(b.0, &b.1.name, &b.1.id)));
    found
}

/// Whether the characters of a name, from the first on, can be read with these initials, and at most two are left over
/// (`yq` is 延庆, and so is 延庆区).
fn has_initials(name: &str, initials: &str) -> bool {
    let mut wanted = initials.chars();
    let mut left_over = 0;
    for character in name.chars() {
        let Some(initial) = wanted.next() else {
            left_over += 1;
            continue;
        };
        let fits = character
            .to_pinyin_multi()
            .is_some_and(|readings| readings.into_iter().any(|reading| reading.plain().starts_with(initial)));
        if !fits {
            return false;
        }
    }
    wanted.next().is_none() && left_over <= 2
}
