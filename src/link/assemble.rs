//! The small graph of one document: local entities get their ids, claims become statements with evidence.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};
use smol_str::{SmolStr, format_smolstr};

use crate::gazetteer::{DivisionId, gazetteer};
use crate::graph::{self, Entity, Evidence, KnowledgeGraph, Measure, Statement};
use crate::mention::KindTable;
use crate::read::Document;
use crate::rules::Pack;
use crate::schema::Role;

use super::claims::{Claims, qualifiers};
use super::entities::{LocalEntity, LocalId};
use super::resolve::Resolver;

/// Rule id of what the gazetteer alone knows.
const GAZETTEER: &str = "gazetteer";
/// Rule id of a mention that no relation rule needed.
const MENTION: &str = "mention";

pub(super) fn graph(document: &Document, resolver: Resolver<'_>, claims: Claims, pack: &Pack) -> KnowledgeGraph {
    let kinds = pack.lexicons.kinds();
    let mut builder = Builder {
        document,
        quotes: FxHashMap::default(),
        graph: KnowledgeGraph::new(),
        containment: pack.schema.relation_of(Role::Containment).map(SmolStr::new),
    };
    builder.graph.add_document(graph::Document {
        id: document.id.clone(),
        path: document.path.clone(),
        title: document.title.clone(),
        date: document.date.clone(),
    });
    let (entities, placed) = (resolver.entities, resolver.placed);
    let ids: Vec<SmolStr> = entities.all().iter().map(|entity| id_of(entity, kinds)).collect();
    for (entity, id) in entities.all().iter().zip(&ids) {
        let evidence = builder.evidence(&entity.sentence, MENTION);
        builder.add(entity, id, kinds, evidence);
    }
    let located: FxHashSet<(LocalId, SmolStr)> =
        claims.statements.iter().map(|claim| (claim.source, claim.relation.clone())).collect();
    for claim in claims.statements {
        let evidence = builder.evidence(&claim.sentence, &claim.rule);
        builder.state(Statement {
            source: ids[claim.source].clone(),
            target: ids[claim.target].clone(),
            relation: claim.relation,
            qualifiers: qualifiers(&claim.qualifiers, |entity| ids[entity].clone()),
            confidence: claim.confidence,
            evidence: vec![evidence],
        });
    }
    for claim in claims.measures {
        let evidence = builder.evidence(&claim.sentence, &claim.rule);
        let entity = entities.get(claim.entity);
        let measure = Measure {
            indicator: claim.indicator,
            value: claim.value,
            unit: claim.unit,
            date: claim.date,
            evidence: vec![evidence],
        };
        builder.graph.add_entity(Entity { measures: vec![measure], ..bare(entity, &ids[claim.entity], kinds) });
    }
    for default in &pack.defaults {
        let types: Vec<_> = default.types.iter().filter_map(|name| kinds.get(name)).collect();
        for (local, _) in entities.all().iter().enumerate().filter(|(_, entity)| types.contains(&entity.kind)) {
            let stated = located.contains(&(local, default.relation.clone()));
            let Some(place) = placed
                .get(&local)
                .filter(|placed| !stated && placed.place != local && (placed.by_name || !default.by_name_only))
            else {
                continue;
            };
            let evidence = builder.evidence(&place.sentence, &default.id);
            builder.state(Statement {
                source: ids[local].clone(),
                target: ids[place.place].clone(),
                relation: default.relation.clone(),
                qualifiers: graph::Qualifiers::new(),
                confidence: default.confidence,
                evidence: vec![evidence],
            });
        }
    }
    for (entity, id) in entities.all().iter().zip(&ids) {
        builder.part_of(entity, id);
    }
    builder.graph
}

struct Builder<'a> {
    /// The relation of a division to the one that it lies in, where the pack has one.
    containment: Option<SmolStr>,
    document: &'a Document,
    quotes: FxHashMap<usize, (Arc<str>, Range<u32>)>,
    graph: KnowledgeGraph,
}

impl Builder<'_> {
    fn evidence(&mut self, sentence: &Range<usize>, rule: &str) -> Evidence {
        let document = self.document;
        let (quote, place) = self
            .quotes
            .entry(sentence.start)
            .or_insert_with(|| (Arc::from(&document.text[sentence.clone()]), document.source_range(sentence.clone())));
        Evidence {
            document: document.id.clone(),
            start: place.start,
            end: place.end,
            quote: quote.clone(),
            rule: SmolStr::new(rule),
        }
    }

    fn add(&mut self, entity: &LocalEntity, id: &SmolStr, kinds: &KindTable, evidence: Evidence) {
        let aliases = entity.aliases.iter().filter(|alias| **alias != entity.name).map(SmolStr::new).collect();
        self.graph.add_entity(Entity { aliases, evidence: vec![evidence], ..bare(entity, id, kinds) });
    }

    /// Both ends are there, since every local entity is added before.
    fn state(&mut self, statement: Statement) {
        let added = self.graph.add_statement(statement);
        debug_assert!(added.is_ok());
    }

    /// The chain of parents up to the province, as the gazetteer has it.
    fn part_of(&mut self, entity: &LocalEntity, id: &SmolStr) {
        let Some(containment) = self.containment.clone().filter(|_| entity.kind.is_division()) else {
            return;
        };
        let parents: Vec<DivisionId> = match entity.division {
            Some(division) => gazetteer().ancestors(division).collect(),
            None => entity
                .place
                .into_iter()
                .flat_map(|place| std::iter::once(place).chain(gazetteer().ancestors(place)))
                .collect(),
        };
        let evidence = self.evidence(&entity.sentence, GAZETTEER);
        let mut below = id.clone();
        for parent in parents {
            let above = division_id(parent);
            if self.graph.entity(&above).is_none() {
                let entity = Entity {
                    id: above.clone(),
                    kind: SmolStr::new(gazetteer().kind(parent).name()),
                    name: gazetteer().name(parent),
                    code: Some(gazetteer().code(parent)),
                    aliases: std::collections::BTreeSet::new(),
                    measures: Vec::new(),
                    evidence: vec![evidence.clone()],
                };
                self.graph.add_entity(entity);
            }
            self.state(Statement {
                source: below,
                target: above.clone(),
                relation: containment.clone(),
                qualifiers: graph::Qualifiers::new(),
                confidence: 1.0,
                evidence: vec![evidence.clone()],
            });
            below = above;
        }
    }
}

fn bare(entity: &LocalEntity, id: &SmolStr, kinds: &KindTable) -> Entity {
    Entity {
        id: id.clone(),
        kind: kinds.name(entity.kind).clone(),
        name: SmolStr::new(&entity.name),
        code: entity.division.map(|division| gazetteer().code(division)),
        aliases: std::collections::BTreeSet::new(),
        measures: Vec::new(),
        evidence: Vec::new(),
    }
}

fn division_id(id: DivisionId) -> SmolStr {
    format_smolstr!("division:{}", gazetteer().code(id))
}

/// The id of an entity: of a division its code; of anything else a hash of its type, name and place.
fn id_of(entity: &LocalEntity, kinds: &KindTable) -> SmolStr {
    if let Some(division) = entity.division {
        return division_id(division);
    }
    let kind = kinds.name(entity.kind);
    let place = entity.place.map(|place| gazetteer().code(place)).unwrap_or_default();
    let digest = Sha256::digest(format!("{kind}\n{}\n{place}", entity.name).as_bytes());
    let hash: String = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    format_smolstr!("{}:{hash}", kind.to_lowercase())
}
