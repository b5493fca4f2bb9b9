//! A packed graph as a data set that SPARQL can be asked of, without its triples being stored anywhere: those that a pattern
//! asks for are made when it asks. They are the triples of the RDF exports, by the same mapping.
//!
//! Patterns with a subject look at one resource. Without one, relations are followed in the adjacency, names looked up, types
//! and relations of statements gone through; what is left goes through everything: a hundred seconds for a million entities
//! and five million statements, and some forty bytes for each place of evidence.

use std::cell::RefCell;
use std::convert::Infallible;
use std::rc::Rc;

use oxigraph::model::{Literal, NamedNode, Term};
use petgraph::Direction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use spareval::{InternalQuad, QueryableDataset};

use crate::graph::{GraphView, Naming};
use crate::packed::PackedView;
use crate::rdf::{
    BaseIri, CLASSES, Mapping, NAMESPACE, PROPERTIES, Resource, decoded, expand, means, shared, triples_of,
};
use crate::schema::Schema;

/// A resource that has a place of its own in the graph.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Document(usize),
    Entity(NodeIndex),
    Statement(EdgeIndex),
    Rule(SmolStr),
}

/// A term, and where it is described if that is known.
#[derive(Clone, Debug)]
pub(super) struct PlacedTerm {
    term: Term,
    place: Option<Place>,
}

impl PartialEq for PlacedTerm {
    fn eq(&self, other: &Self) -> bool {
        self.term == other.term
    }
}

impl Eq for PlacedTerm {}

impl std::hash::Hash for PlacedTerm {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.term.hash(state);
    }
}

type Triple = [PlacedTerm; 3];
type Triples<'a> = Box<dyn Iterator<Item = Triple> + 'a>;

/// See the module.
pub(super) struct PackedDataset<'g> {
    view: PackedView<'g>,
    mapping: Mapping<'g>,
    schema: &'g Schema,
    base: &'g BaseIri,
    /// The resource that was described last: patterns that are joined ask for it again and again.
    last: RefCell<Option<(Place, Rc<Vec<Triple>>)>>,
    /// The relations of the properties that were asked for.
    relations: RefCell<FxHashMap<Term, Rc<Vec<String>>>>,
}

fn full(short: &str) -> String {
    let mut iri = String::new();
    expand(short, &mut iri);
    iri
}

fn node(iri: String) -> Term {
    NamedNode::new_unchecked(iri).into()
}

fn is(term: &PlacedTerm, short: &str) -> bool {
    matches!(&term.term, Term::NamedNode(node) if means(short, node.as_str()))
}

impl<'g> PackedDataset<'g> {
    pub(super) fn new(view: PackedView<'g>, schema: &'g Schema, base: &'g BaseIri) -> Self {
        Self {
            view,
            mapping: Mapping::new(schema),
            schema,
            base,
            last: RefCell::default(),
            relations: RefCell::default(),
        }
    }

    fn entity(&self, entity: NodeIndex) -> PlacedTerm {
        PlacedTerm { term: node(self.base.of_id(self.view.id(entity))), place: Some(Place::Entity(entity)) }
    }

    /// The triples of a resource and of what stands within it; the first one is about itself.
    fn described(&self, place: &Place) -> Rc<Vec<Triple>> {
        if let Some((last, triples)) = &*self.last.borrow()
            && last == place
        {
            return Rc::clone(triples);
        }
        let triples = Rc::new(match place {
            Place::Document(document) => self.triples(&self.mapping.document(&self.view.document(*document)), place),
            Place::Rule(rule) => self.triples(&self.mapping.rule(rule), place),
            Place::Statement(edge) => self.triples(&self.mapping.statement(&self.view.statement(*edge)), place),
            Place::Entity(index) => {
                let entity = self.view.entity(*index);
                let steps = self.view.steps(*index, Direction::Outgoing);
                let out = steps.map(|(edge, target)| (self.view.relation(edge), self.view.id(target))).collect();
                self.triples(&self.mapping.entity(&entity, out), place)
            }
        });
        *self.last.borrow_mut() = Some((place.clone(), Rc::clone(&triples)));
        triples
    }

    fn triples(&self, resource: &Resource<'_>, place: &Place) -> Vec<Triple> {
        let mut triples = Vec::new();
        let own = format!("{}{}", self.base.as_str(), resource.iri);
        // What stands within a resource is found again through it.
        let placed = |term: Term| {
            let within = match &term {
                Term::NamedNode(node) => self.is_within(node.as_str(), &own),
                _ => false,
            };
            PlacedTerm { place: within.then(|| place.clone()), term }
        };
        let Ok(()) = triples_of::<Infallible>(resource, self.base, |triple| {
            let triple = triple.into_owned();
            triples.push([placed(triple.subject.into()), placed(triple.predicate.into()), placed(triple.object)]);
            Ok(())
        });
        triples
    }

    fn is_within(&self, iri: &str, own: &str) -> bool {
        if iri == own {
            return true;
        }
        let Some(local) = iri.strip_prefix(self.base.as_str()) else { return false };
        let inner = shared(local).is_some() || local.starts_with("measure/");
        // An entity may have an id that reads like a part of another one's.
        let part = || iri.strip_prefix(own).is_some_and(|rest| rest.starts_with('/'));
        inner || part() && self.located(iri).is_none()
    }

    fn located(&self, iri: &str) -> Option<Place> {
        let id = self.base.id_of(iri)?;
        let entity = self.view.index_of(&id).map(Place::Entity);
        entity.or_else(|| self.view.document_index(&id).map(Place::Document))
    }

    /// Where a term is described; for what stands within something else only where it came from tells.
    fn place(&self, term: &PlacedTerm) -> Option<Place> {
        term.place.clone().or_else(|| match &term.term {
            Term::NamedNode(node) => self.located(node.as_str()),
            _ => None,
        })
    }

    /// The relations that have a property, if it is no other property too.
    fn relations(&self, predicate: &PlacedTerm) -> Rc<Vec<String>> {
        if let Some(known) = self.relations.borrow().get(&predicate.term) {
            return Rc::clone(known);
        }
        let found = Rc::new(self.find_relations(&predicate.term));
        self.relations.borrow_mut().insert(predicate.term.clone(), Rc::clone(&found));
        found
    }

    fn find_relations(&self, predicate: &Term) -> Vec<String> {
        let Term::NamedNode(node) = predicate else { return Vec::new() };
        if among(node.as_str(), &PROPERTIES) || node.as_str().starts_with(&full("aid:qualifier/")) {
            return Vec::new();
        }
        let has = |name: &str| means(&self.mapping.predicate(name), node.as_str());
        let mut relations: Vec<String> = self.schema.relations.keys().filter(|name| has(name)).cloned().collect();
        // A relation that the schema does not know has a property of its own.
        let own = node.as_str().strip_prefix(NAMESPACE).and_then(decoded);
        relations.extend(own.filter(|name| !relations.contains(name) && has(name)));
        relations
    }

    /// The places of everything that is described, in the order of the exports.
    fn all(&self) -> impl Iterator<Item = Place> + '_ {
        let documents = (0..self.view.document_count()).map(Place::Document);
        let statements = self.view.edge_indices().map(Place::Statement);
        let rules = self.view.rules().into_iter().map(Place::Rule);
        documents.chain(self.view.node_indices().map(Place::Entity)).chain(statements).chain(rules)
    }

    /// Everything; what several resources share comes with the first of them.
    fn everything(&self) -> Triples<'_> {
        let mut owners: FxHashMap<u64, Place> = FxHashMap::default();
        let mut is_first = move |(place, triple): &(Place, Triple)| {
            let Term::NamedNode(subject) = &triple[0].term else { return true };
            let number = subject.as_str().strip_prefix(self.base.as_str()).and_then(shared);
            number.is_none_or(|number| *owners.entry(number).or_insert_with(|| place.clone()) == *place)
        };
        let triples = self.all().flat_map(|place| {
            let triples = self.described(&place);
            (0..triples.len()).map(move |at| (place.clone(), triples[at].clone()))
        });
        Box::new(triples.filter(move |one| is_first(one)).map(|(_, triple)| triple))
    }

    /// The triples of a pattern, or more than those.
    fn candidates<'a>(
        &'a self,
        subject: Option<&PlacedTerm>,
        predicate: Option<&PlacedTerm>,
        object: Option<&PlacedTerm>,
    ) -> Triples<'a> {
        if let Some(subject) = subject {
            return match (self.place(subject), predicate) {
                (Some(Place::Entity(entity)), Some(predicate)) if self.is_entity(subject, entity) => {
                    match self.relations(predicate) {
                        _ if is(predicate, "rdfs:label") => self.labelled(std::iter::once(entity), predicate.clone()),
                        _ if is(predicate, "rdf:type") => self.typed(subject.clone(), predicate.clone(), entity),
                        relations if relations.is_empty() => self.of(&Place::Entity(entity)),
                        relations => self.followed(entity, predicate.clone(), relations, Direction::Outgoing),
                    }
                }
                (Some(place), _) => self.of(&place),
                (None, _) if self.may_be_described(subject) => self.everything(),
                (None, _) => Box::new(std::iter::empty()),
            };
        }
        let Some(predicate) = predicate else { return self.everything() };
        let relations = self.relations(predicate);
        match object.map(|object| (object, self.place(object))) {
            Some((_, Some(Place::Entity(entity)))) if !relations.is_empty() => {
                self.followed(entity, predicate.clone(), relations, Direction::Incoming)
            }
            Some((_, Some(Place::Entity(entity)))) if is(predicate, "rdf:subject") => {
                self.ends(entity, Direction::Outgoing)
            }
            Some((_, Some(Place::Entity(entity)))) if is(predicate, "rdf:object") => {
                self.ends(entity, Direction::Incoming)
            }
            _ if !relations.is_empty() => self.related(predicate.clone(), relations),
            Some((PlacedTerm { term: Term::Literal(name), .. }, _)) if is(predicate, "rdfs:label") => {
                let named = self.view.named(Naming::Name, name.value());
                Box::new(named.into_iter().flat_map(|entity| self.of(&Place::Entity(entity))))
            }
            Some((PlacedTerm { term: Term::Literal(name), .. }, _)) if is(predicate, "aid:relation") => {
                let name = name.value().to_owned();
                let edges = self.view.edge_indices().filter(move |edge| self.view.relation(*edge) == name);
                Box::new(edges.flat_map(|edge| self.of(&Place::Statement(edge))))
            }
            None if is(predicate, "rdfs:label") => self.labelled(self.view.node_indices(), predicate.clone()),
            Some((PlacedTerm { term: Term::NamedNode(class), .. }, _))
                if is(predicate, "rdf:type") && !among(class.as_str(), &CLASSES) =>
            {
                self.of_class(predicate.clone(), class)
            }
            _ => self.everything(),
        }
    }

    fn of(&self, place: &Place) -> Triples<'_> {
        let triples = self.described(place);
        Box::new((0..triples.len()).map(move |at| triples[at].clone()))
    }

    /// The triples of some relations that start from an entity or lead to it.
    fn followed(
        &self,
        entity: NodeIndex,
        predicate: PlacedTerm,
        relations: Rc<Vec<String>>,
        direction: Direction,
    ) -> Triples<'_> {
        let this = self.entity(entity);
        let wanted = move |edge: EdgeIndex| relations.iter().any(|relation| *relation == self.view.relation(edge));
        // Statements of the same ends stand together.
        let mut last = None;
        let others = self.view.steps(entity, direction).filter(move |(edge, _)| wanted(*edge));
        let others = others.filter_map(move |(_, other)| (last.replace(other) != Some(other)).then_some(other));
        let others: Vec<NodeIndex> = others.collect();
        Box::new(others.into_iter().map(move |other| match direction {
            Direction::Outgoing => [this.clone(), predicate.clone(), self.entity(other)],
            Direction::Incoming => [self.entity(other), predicate.clone(), this.clone()],
        }))
    }

    /// The names of entities; nothing else has a label.
    fn labelled<'a>(&'a self, of: impl Iterator<Item = NodeIndex> + 'a, predicate: PlacedTerm) -> Triples<'a> {
        Box::new(of.map(move |entity| {
            let name = Literal::new_language_tagged_literal_unchecked(self.view.name(entity), "zh");
            [self.entity(entity), predicate.clone(), PlacedTerm { term: name.into(), place: None }]
        }))
    }

    /// The classes of an entity.
    fn typed(&self, subject: PlacedTerm, predicate: PlacedTerm, entity: NodeIndex) -> Triples<'_> {
        let classes = self.mapping.classes(self.view.kind(entity));
        Box::new(classes.into_iter().map(move |class| {
            [subject.clone(), predicate.clone(), PlacedTerm { term: node(full(&class)), place: None }]
        }))
    }

    /// The entities of a class that nothing else is of.
    fn of_class(&self, predicate: PlacedTerm, class: &NamedNode) -> Triples<'_> {
        let mut known: FxHashMap<&str, bool> = FxHashMap::default();
        let wanted = class.as_str().to_owned();
        let class = PlacedTerm { term: class.clone().into(), place: None };
        let entities = self.view.node_indices().filter(move |entity| {
            let kind = self.view.kind(*entity);
            let is_of = || self.mapping.classes(kind).iter().any(|class| means(class, &wanted));
            *known.entry(kind).or_insert_with(is_of)
        });
        Box::new(entities.map(move |entity| [self.entity(entity), predicate.clone(), class.clone()]))
    }

    /// All triples of some relations.
    fn related(&self, predicate: PlacedTerm, relations: Rc<Vec<String>>) -> Triples<'_> {
        let mut last = None;
        let ends = self.view.edge_indices().filter_map(move |edge| {
            let wanted = relations.iter().any(|relation| *relation == self.view.relation(edge));
            let ends = wanted.then(|| self.view.ends(edge))?;
            (last.replace(ends) != Some(ends)).then_some(ends)
        });
        Box::new(ends.map(move |(source, target)| [self.entity(source), predicate.clone(), self.entity(target)]))
    }

    /// The statements that start from an entity or lead to it.
    fn ends(&self, entity: NodeIndex, direction: Direction) -> Triples<'_> {
        let edges: Vec<EdgeIndex> = self.view.steps(entity, direction).map(|(edge, _)| edge).collect();
        Box::new(edges.into_iter().flat_map(|edge| self.of(&Place::Statement(edge))))
    }

    fn is_entity(&self, term: &PlacedTerm, entity: NodeIndex) -> bool {
        term.term == self.entity(entity).term
    }

    fn may_be_described(&self, term: &PlacedTerm) -> bool {
        matches!(&term.term, Term::NamedNode(node) if node.as_str().starts_with(self.base.as_str()))
    }
}

fn among(iri: &str, terms: &[&str]) -> bool {
    terms.iter().any(|short| means(short, iri))
}

impl<'a, 'g: 'a> QueryableDataset<'a> for &'a PackedDataset<'g> {
    type InternalTerm = PlacedTerm;
    type Error = Infallible;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&PlacedTerm>,
        predicate: Option<&PlacedTerm>,
        object: Option<&PlacedTerm>,
        graph_name: Option<Option<&PlacedTerm>>,
    ) -> impl Iterator<Item = Result<InternalQuad<PlacedTerm>, Infallible>> + use<'a, 'g> {
        let this: &'a PackedDataset<'g> = self;
        // All is in the default graph.
        let triples = match graph_name {
            Some(None) => this.candidates(subject, predicate, object),
            _ => Box::new(std::iter::empty()),
        };
        let pattern = [subject.cloned(), predicate.cloned(), object.cloned()];
        triples
            .filter(move |triple| {
                pattern.iter().zip(triple).all(|(wanted, term)| wanted.as_ref().is_none_or(|wanted| wanted == term))
            })
            .map(|[subject, predicate, object]| Ok(InternalQuad { subject, predicate, object, graph_name: None }))
    }

    fn internalize_term(&self, term: Term) -> Result<PlacedTerm, Infallible> {
        Ok(PlacedTerm { term, place: None })
    }

    fn externalize_term(&self, term: PlacedTerm) -> Result<Term, Infallible> {
        Ok(term.term)
    }
}
