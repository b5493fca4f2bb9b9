//! From what people type to an entity: 丰台, 丰台区, 110106, or an id.

use petgraph::graph::NodeIndex;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::graph::{GraphView, Naming};

use super::name_pattern::{Initials, Similar, pairs_in_common};

/// How many candidates a message shows.
const SHOWN: usize = 8;
/// How many near names it shows.
const NEAREST: usize = 5;

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

/// The most similar names.
fn nearest(graph: &impl GraphView, name: &str) -> Vec<String> {
    let mut best = most_similar(graph, name, graph.matching(&Similar::to(name)));
    // What is not like it by that measure is less similar than this.
    if best.get(NEAREST - 1).is_none_or(|(score, _)| *score < Similar::ORDER) {
        best = most_similar(graph, name, graph.node_indices().collect());
    }
    best.into_iter().map(|(_, name)| name.to_owned()).collect()
}

fn most_similar<'g>(graph: &'g impl GraphView, name: &str, among: Vec<NodeIndex>) -> Vec<(f64, &'g str)> {
    let score = |node: NodeIndex| {
        let alike = |known| pairs_in_common(known, name).max(strsim::jaro_winkler(known, name));
        graph.aliases(node).map(alike).fold(alike(graph.name(node)), f64::max)
    };
    let among = among.into_par_iter().with_min_len(4096);
    let mut scored: Vec<(f64, &str)> =
        among.map(|node| (score(node), graph.name(node))).filter(|(score, _)| *score > 0.4).collect();
    scored.par_sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.truncate(NEAREST);
    scored
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
        for node in graph.matching(&Initials::new(text)) {
            fits.entry(node).or_insert(Fit::Initials);
        }
    }
    if fits.is_empty() {
        fits.extend(graph.matching(&Similar::to(text)).into_iter().map(|node| (node, Fit::Similar)));
    }
    let mut found: Vec<(Fit, NodeIndex)> = fits.into_iter().map(|(node, fit)| (fit, node)).collect();
    found.par_sort_by(|a, b| a.0.cmp(&b.0).then_with(|| graph.name(a.1).cmp(graph.name(b.1))).then(a.1.cmp(&b.1)));
    found
}
