//! Which annotated entity each entity of a graph is.

use std::collections::{BTreeSet, HashMap, HashSet};

use smol_str::SmolStr;

use crate::graph::Entity;

use super::gold::GoldEntity;
use super::similarity::{comparable, ratio};

/// Types of which a name need only be similar: how much of a name belongs to it is a matter of taste there.
const SIMILAR: [&str; 5] = ["Project", "Site", "Organization", "Honour", "Agreement"];
/// How similar.
const SIMILARITY: f64 = 0.8;
/// What equal names count, and equal codes.
const EQUAL_NAME: f64 = 2.0;
const EQUAL_CODE: f64 = 3.0;

/// The entities of a graph beside those of a gold file.
pub(super) struct Alignment<'a> {
    /// Keys of the gold by the ids and, for the ends of secondments, the names of entities.
    keys: HashMap<&'a str, &'a SmolStr>,
    /// Ids of the entities that are no entity of the gold.
    pub(super) strangers: BTreeSet<&'a str>,
    /// Those of them that bear a name of one.
    pub(super) doubles: HashSet<&'a str>,
}

impl<'a> Alignment<'a> {
    /// Pairs entities, the surest pairs first; each entity of the gold gets one of the graph.
    pub(super) fn new(entities: &[&'a Entity], gold: &'a [GoldEntity]) -> Self {
        let wanted: Vec<Wanted> = gold.iter().map(Wanted::new).collect();
        let mut pairs: Vec<(f64, &'a str, &'a SmolStr)> = Vec::new();
        for entity in entities {
            let names = names(&entity.name, entity.aliases.iter().map(SmolStr::as_str));
            let name = comparable(&entity.name);
            for (gold, wanted) in gold.iter().zip(&wanted).filter(|(gold, _)| gold.types.contains(&entity.kind)) {
                let score = wanted.score(gold, entity, &name, &names);
                if score > 0.0 {
                    pairs.push((score, &entity.id, &gold.key));
                }
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
        let (mut keys, mut used) = (HashMap::new(), HashSet::new());
        for (_, id, key) in &pairs {
            if !keys.contains_key(id) && !used.contains(key) {
                keys.insert(*id, *key);
                used.insert(*key);
            }
        }
        let doubles = pairs.iter().filter(|(score, id, _)| *score >= EQUAL_NAME && !keys.contains_key(id));
        let doubles = doubles.map(|(_, id, _)| *id).collect();
        let strangers = entities.iter().map(|entity| entity.id.as_str()).filter(|id| !keys.contains_key(id)).collect();
        for entity in entities {
            if let Some(key) = keys.get(entity.id.as_str()).copied() {
                keys.entry(&entity.name).or_insert(key);
            }
        }
        Self { keys, strangers, doubles }
    }

    /// The key of an entity, by its id or its name.
    pub(super) fn key(&self, id: &str) -> Option<&SmolStr> {
        self.keys.get(id).copied()
    }

    /// Whether an entity is one of those that the gold accepts.
    pub(super) fn is(&self, id: &str, acceptable: &[SmolStr]) -> bool {
        self.key(id).is_some_and(|key| acceptable.contains(key))
    }

    /// The keys that were found.
    pub(super) fn found(&self) -> HashSet<&SmolStr> {
        self.keys.values().copied().collect()
    }
}

/// What an entity of the gold is compared by.
struct Wanted {
    names: BTreeSet<String>,
    similar: bool,
}

impl Wanted {
    fn new(gold: &GoldEntity) -> Self {
        Self {
            names: names(&gold.name, gold.aliases.iter().map(String::as_str)),
            similar: gold.types.iter().any(|kind| SIMILAR.contains(&kind.as_str())),
        }
    }

    /// 0 for no match. Where both sides have a code, it alone decides.
    fn score(&self, gold: &GoldEntity, entity: &Entity, name: &str, names: &BTreeSet<String>) -> f64 {
        if let Some(code) = entity.code.as_deref().filter(|code| !code.is_empty() && !gold.codes.is_empty()) {
            return if gold.codes.iter().any(|known| known.as_str() == Some(code)) { EQUAL_CODE } else { 0.0 };
        }
        if !self.names.is_disjoint(names) {
            return EQUAL_NAME;
        }
        let best = self.names.iter().filter(|_| self.similar).map(|other| ratio(name, other)).fold(0.0, f64::max);
        if best >= SIMILARITY { best } else { 0.0 }
    }
}

fn names<'n>(name: &'n str, aliases: impl Iterator<Item = &'n str>) -> BTreeSet<String> {
    std::iter::once(name).chain(aliases).filter(|name| !name.is_empty()).map(comparable).collect()
}
