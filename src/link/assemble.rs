//! The parts that one document gives to the graph: local entities get their ids, claims become statements with evidence.

use std::num::NonZeroU32;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};
use smol_str::{SmolStr, format_smolstr};

use crate::gazetteer::{DivisionId, gazetteer};
use crate::graph::{self, Entity, Evidence, Measure, Parts, Statement};
use crate::mention::KindTable;
use crate::read::Document;
use crate::rules::Pack;
use crate::schema::Role;

use super::claims::{Claims, qualifiers};
use super::entities::{LocalEntity, LocalId};
use super::resolve::Resolver;

/// Rule id of what the gazetteer alone knows.
const GAZETTEER: SmolStr = SmolStr::new_static("gazetteer");
/// Rule id of a mention that no relation rule needed.
const MENTION: SmolStr = SmolStr::new_static("mention");

pub(super) fn parts(document: &Document, resolver: Resolver<'_>, claims: Claims, pack: &Pack) -> Parts {
    let kinds = pack.lexicons.kinds();
    let (entities, placed) = (resolver.entities, resolver.placed);
    let ids: Vec<SmolStr> = entities.all().iter().map(|entity| id_of(entity, kinds)).collect();
    let containment = pack.schema.relation_of(Role::Containment).map(SmolStr::new);
    let mut builder = Builder { containment, document, quotes: FxHashMap::default(), parts: Parts::new() };
    builder.parts.add_document(graph::Document {
        id: document.id.clone(),
        path: document.path.clone(),
        title: document.title.clone(),
        date: document.date.clone(),
        date_source: document.date_source.map(|source| SmolStr::new_static(source.name())),
        publisher: document.publisher.clone(),
        author: document.author.clone(),
        record: document.record,
        format: Some(SmolStr::new_static(document.format)),
        encoding: document.encoding.map(SmolStr::new_static),
    });
    let mut nodes: Vec<Entity> = Vec::with_capacity(ids.len());
    for (entity, id) in entities.all().iter().zip(&ids) {
        nodes.push(Entity {
            id: id.clone(),
            kind: kinds.name(entity.kind).clone(),
            name: SmolStr::new(&entity.name),
            code: entity.division.map(|division| gazetteer().code(division)),
            aliases: entity.aliases.iter().filter(|alias| **alias != entity.name).map(SmolStr::new).collect(),
            measures: Vec::new(),
            evidence: vec![builder.evidence(&entity.sentence, &MENTION)],
        });
    }
    for claim in claims.measures {
        let evidence = builder.evidence(&claim.sentence, &claim.rule);
        nodes[claim.entity].measures.push(Measure {
            indicator: claim.indicator,
            value: claim.value,
            unit: claim.unit,
            date: claim.date,
            evidence: vec![evidence],
        });
    }
    for node in nodes {
        builder.parts.add_entity(node);
    }
    let stated: FxHashSet<(LocalId, SmolStr)> =
        claims.statements.iter().map(|claim| (claim.source, claim.relation.clone())).collect();
    for claim in claims.statements {
        builder.state(
            Statement {
                source: ids[claim.source].clone(),
                target: ids[claim.target].clone(),
                relation: claim.relation,
                qualifiers: qualifiers(&claim.qualifiers, |entity| ids[entity].clone()),
                confidence: claim.confidence,
                evidence: Vec::new(),
            },
            &claim.sentence,
            &claim.rule,
        );
    }
    for default in &pack.defaults {
        let types: Vec<_> = default.types.iter().filter_map(|name| kinds.get(name)).collect();
        for (local, _) in entities.all().iter().enumerate().filter(|(_, entity)| types.contains(&entity.kind)) {
            let stated = stated.contains(&(local, default.relation.clone()));
            let Some(place) = placed
                .get(&local)
                .filter(|placed| !stated && placed.place != local && (placed.by_name || !default.by_name_only))
            else {
                continue;
            };
            builder.state(
                Statement {
                    source: ids[local].clone(),
                    target: ids[place.place].clone(),
                    relation: default.relation.clone(),
                    confidence: default.confidence.unwrap_or_default(),
                    ..Statement::default()
                },
                &place.sentence,
                &default.id,
            );
        }
    }
    builder.part_of(entities.all(), &ids);
    builder.parts
}

/// The words of a sentence as written, with the page and the characters at which they stand.
type Quote = (Arc<str>, (Option<NonZeroU32>, Range<u32>));

struct Builder<'a> {
    /// The relation of a division to the one that it lies in, where the pack has one.
    containment: Option<SmolStr>,
    document: &'a Document,
    quotes: FxHashMap<usize, Quote>,
    parts: Parts,
}

impl Builder<'_> {
    fn evidence(&mut self, sentence: &Range<usize>, rule: &SmolStr) -> Evidence {
        let document = self.document;
        let (quote, (page, place)) = self
            .quotes
            .entry(sentence.start)
            .or_insert_with(|| (Arc::from(document.quote(sentence.clone())), document.place(sentence.clone())));
        Evidence {
            document: document.id.clone(),
            page: *page,
            start: place.start,
            end: place.end,
            quote: quote.clone(),
            rule: rule.clone(),
        }
    }

    fn state(&mut self, statement: Statement, sentence: &Range<usize>, rule: &SmolStr) {
        let evidence = vec![self.evidence(sentence, rule)];
        self.parts.add_statement(Statement { evidence, ..statement });
    }

    fn state_parent(&mut self, child: SmolStr, parent: DivisionId, sentence: &Range<usize>) {
        let Some(relation) = self.containment.clone() else { return };
        let statement =
            Statement { source: child, target: division_id(parent), relation, confidence: 1.0, ..Statement::default() };
        self.state(statement, sentence, &GAZETTEER);
    }

    /// The parents of the divisions that the document names, up to the province, as the gazetteer has it. The evidence is
    /// the sentence that names the lower of the two or, where none does, the first that names something within it.
    fn part_of(&mut self, entities: &[LocalEntity], ids: &[SmolStr]) {
        let mut first: FxHashMap<DivisionId, &Range<usize>> = FxHashMap::default();
        for entity in entities {
            first.extend(entity.division.map(|division| (division, &entity.sentence)));
        }
        let mut unnamed: FxHashMap<DivisionId, &Range<usize>> = FxHashMap::default();
        for (entity, id) in entities.iter().zip(ids).filter(|(entity, _)| entity.kind.is_division()) {
            let within = match entity.division {
                Some(division) => gazetteer().parent(division),
                None => entity.place,
            };
            if let (Some(place), None) = (within, entity.division) {
                self.state_parent(id.clone(), place, &entity.sentence);
            }
            let ancestors =
                within.into_iter().flat_map(|place| std::iter::once(place).chain(gazetteer().ancestors(place)));
            for ancestor in ancestors.filter(|ancestor| !first.contains_key(ancestor)) {
                let sentence = unnamed.entry(ancestor).or_insert(&entity.sentence);
                if entity.sentence.start < sentence.start {
                    *sentence = &entity.sentence;
                }
            }
        }
        for (division, sentence) in &unnamed {
            let evidence = self.evidence(sentence, &GAZETTEER);
            self.parts.add_entity(Entity {
                id: division_id(*division),
                kind: SmolStr::new_static(gazetteer().kind(*division).name()),
                name: gazetteer().name(*division),
                code: Some(gazetteer().code(*division)),
                aliases: std::collections::BTreeSet::new(),
                measures: Vec::new(),
                evidence: vec![evidence],
            });
        }
        for (division, sentence) in first.into_iter().chain(unnamed) {
            if let Some(parent) = gazetteer().parent(division) {
                self.state_parent(division_id(division), parent, sentence);
            }
        }
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
    let hash = u64::from_be_bytes(digest[..8].try_into().expect("a digest has 32 bytes"));
    format_smolstr!("{}:{hash:016x}", kind.to_lowercase())
}
