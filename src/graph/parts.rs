//! Documents, entities and statements as they come, in any order and with repetitions, and the join that makes one graph
//! of them.
//!
//! A join sorts and unites. So it does not matter in which order parts were collected, and joining many documents at once
//! takes O(n log n) for n parts, on all threads of the current rayon pool.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use petgraph::Graph;
use petgraph::graph::NodeIndex;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::knowledge::{DanglingStatement, KnowledgeGraph};
use super::{Document, Entity, Statement};

/// What graphs are joined from.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    documents: Vec<Document>,
    entities: Vec<Entity>,
    statements: Vec<Statement>,
}

/// A statement on its way into the graph: its ends by their ranks among the entities, in one number, and its place.
#[derive(Clone, Copy)]
struct Place {
    ends: u64,
    index: u32,
}

impl Parts {
    /// No parts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a document; of two with one id the join keeps the lesser.
    pub fn add_document(&mut self, document: Document) {
        self.documents.push(document);
    }

    /// Adds an entity; the join unites it with those of the same id.
    ///
    /// Where names differ, the one that stays is the longer, of equally long ones the lesser; the others become aliases.
    pub fn add_entity(&mut self, entity: Entity) {
        self.entities.push(entity);
    }

    /// Adds a statement; the join unites it with those of the same ends, relation and qualifiers.
    pub fn add_statement(&mut self, statement: Statement) {
        self.statements.push(statement);
    }

    /// The parts of many, each of which goes before the next comes.
    #[must_use]
    pub fn all(many: Vec<Self>) -> Self {
        let sum = |count: fn(&Self) -> usize| many.iter().map(count).sum();
        let mut all = Self {
            documents: Vec::with_capacity(sum(|parts| parts.documents.len())),
            entities: Vec::with_capacity(sum(|parts| parts.entities.len())),
            statements: Vec::with_capacity(sum(|parts| parts.statements.len())),
        };
        many.into_iter().for_each(|parts| all.append(parts));
        all
    }

    /// Adds the parts of others.
    pub fn append(&mut self, mut other: Self) {
        self.documents.append(&mut other.documents);
        self.entities.append(&mut other.entities);
        self.statements.append(&mut other.statements);
    }

    /// The graph of these parts, in its one canonical order: documents and entities by id, statements by source, target,
    /// relation and qualifiers, evidence and measures sorted and without doubles.
    ///
    /// # Errors
    /// When a statement has an end that is not among the entities.
    pub fn join(self) -> Result<KnowledgeGraph, DanglingStatement> {
        let mut documents: BTreeMap<SmolStr, Document> = BTreeMap::new();
        for document in self.documents {
            match documents.get(&document.id) {
                Some(known) if *known <= document => {}
                _ => drop(documents.insert(document.id.clone(), document)),
            }
        }
        let entities = join_entities(self.entities);
        let nodes: FxHashMap<SmolStr, NodeIndex> =
            entities.iter().enumerate().map(|(index, entity)| (entity.id.clone(), NodeIndex::new(index))).collect();
        let statements = join_statements(self.statements, &nodes)?;
        let mut graph = Graph::with_capacity(entities.len(), statements.len());
        for entity in entities {
            graph.add_node(entity);
        }
        for (source, target, statement) in statements {
            graph.add_edge(source, target, statement);
        }
        Ok(KnowledgeGraph::of(graph, nodes, documents))
    }
}

fn join_entities(mut entities: Vec<Entity>) -> Vec<Entity> {
    entities.par_sort_unstable_by(|a, b| a.id.cmp(&b.id));
    // Equal ids stand side by side now, so pieces that end between two ids can be united apart.
    let pieces = pieces(entities, |a, b| a.id == b.id);
    let united: Vec<Vec<Entity>> = pieces
        .into_par_iter()
        .map(|piece| {
            let mut united: Vec<Entity> = Vec::with_capacity(piece.len());
            for entity in piece {
                match united.last_mut().filter(|last| last.id == entity.id) {
                    Some(last) => last.unite(entity),
                    None => united.push(entity),
                }
            }
            united.iter_mut().for_each(Entity::put_in_order);
            united
        })
        .collect();
    united.into_iter().flatten().collect()
}

fn join_statements(
    mut statements: Vec<Statement>,
    nodes: &FxHashMap<SmolStr, NodeIndex>,
) -> Result<Vec<(NodeIndex, NodeIndex, Statement)>, DanglingStatement> {
    let rank = |statement: &Statement, id: &SmolStr| {
        nodes.get(id).map(|index| index.index() as u64).ok_or_else(|| DanglingStatement {
            source_id: statement.source.clone(),
            relation: statement.relation.clone(),
            target_id: statement.target.clone(),
            missing: id.clone(),
        })
    };
    // Ranks order the ends as their ids do, and numbers sort many times faster than texts.
    let mut places = statements
        .par_iter()
        .enumerate()
        .map(|(index, statement)| {
            let ends = rank(statement, &statement.source)? << 32 | rank(statement, &statement.target)?;
            Ok(Place { ends, index: index as u32 })
        })
        .collect::<Result<Vec<Place>, DanglingStatement>>()?;
    let order = |a: &Place, b: &Place| {
        let rest = |place: &Place| {
            let statement = &statements[place.index as usize];
            (&statement.relation, &statement.qualifiers)
        };
        a.ends.cmp(&b.ends).then_with(|| rest(a).cmp(&rest(b)))
    };
    places.par_sort_unstable_by(order);
    let runs: Vec<(usize, usize)> = {
        let mut runs: Vec<(usize, usize)> = Vec::with_capacity(places.len());
        let mut begin = 0;
        for end in 1..=places.len() {
            if end == places.len() || order(&places[end - 1], &places[end]) != Ordering::Equal {
                runs.push((begin, end));
                begin = end;
            }
        }
        runs
    };
    let mut united = Vec::with_capacity(runs.len());
    for (begin, end) in runs {
        let mut taken = places[begin..end].iter().map(|place| std::mem::take(&mut statements[place.index as usize]));
        let Some(mut statement) = taken.next() else { continue };
        taken.for_each(|other| statement.unite(other));
        let ends = places[begin].ends;
        united.push((NodeIndex::new((ends >> 32) as usize), NodeIndex::new(ends as u32 as usize), statement));
    }
    united.par_iter_mut().for_each(|(_, _, statement)| statement.put_in_order());
    Ok(united)
}

/// Cuts a sorted list into pieces for the threads; a cut never parts two that belong together.
fn pieces<T>(mut all: Vec<T>, together: impl Fn(&T, &T) -> bool) -> Vec<Vec<T>> {
    let size = (all.len() / (rayon::current_num_threads() * 8)).max(1024);
    let mut pieces = Vec::new();
    while all.len() > size {
        let mut cut = all.len() - size;
        while cut > 0 && together(&all[cut - 1], &all[cut]) {
            cut -= 1;
        }
        pieces.push(all.split_off(cut));
    }
    pieces.push(all);
    pieces.reverse();
    pieces
}
