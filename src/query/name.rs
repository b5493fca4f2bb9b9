//! From what people type to an entity: 丰台, 丰台区, 110106, or an id.

use petgraph::graph::NodeIndex;

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

/// The entities whose id, code, name or other name holds a text, the exact ones first, then by name.
#[must_use]
pub fn find<'g>(graph: &'g KnowledgeGraph, text: &str) -> Vec<&'g Entity> {
    let rank = |entity: &Entity| {
        let names = || std::iter::once(&entity.name).chain(&entity.aliases);
        if entity.id == text || entity.code.as_deref() == Some(text) || names().any(|name| name == text) {
            Some(0)
        } else if names().any(|name| name.starts_with(text)) {
            Some(1)
        } else {
            names().any(|name| name.contains(text)).then_some(2)
        }
    };
    let mut found: Vec<(u8, &Entity)> =
        graph.entities().filter_map(|entity| rank(entity).map(|rank| (rank, entity))).collect();
    found.sort_by(|a, b| (a.0, &a.1.name, &a.1.id).cmp(&(b.0, &b.1.name, &b.1.id)));
    found.into_iter().map(|(_, entity)| entity).collect()
}
