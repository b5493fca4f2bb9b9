//! SPARQL 1.1 over a graph, by Oxigraph: the same triples as the RDF exports, stored in memory or made from a packed graph
//! when a pattern asks for them.

mod packed;
mod pattern;

use oxigraph::model::{GraphNameRef, Quad, Term, Triple};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{PreparedSparqlQuery, QueryExplanation, QueryResults, QuerySolution, SparqlEvaluator, Variable};
use oxigraph::store::Store;

use crate::graph::KnowledgeGraph;
use crate::packed::PackedView;
use crate::rdf::{BaseIri, PREFIXES, triples};
use crate::schema::Schema;

pub use pattern::{Pattern, PatternError};

/// A ready-made query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedQuery {
    /// What it is called.
    pub name: &'static str,
    /// Its text; the first line is a comment that says what it asks.
    pub text: &'static str,
}

/// The ready-made queries, as they stand in `data/queries/`.
pub const NAMED_QUERIES: [NamedQuery; 6] = [
    NamedQuery { name: "who-helps-whom", text: include_str!("../../data/queries/who-helps-whom.rq") },
    NamedQuery { name: "money", text: include_str!("../../data/queries/money.rq") },
    NamedQuery { name: "seconded", text: include_str!("../../data/queries/seconded.rq") },
    NamedQuery { name: "projects-by-place", text: include_str!("../../data/queries/projects-by-place.rq") },
    NamedQuery { name: "types", text: include_str!("../../data/queries/types.rq") },
    NamedQuery { name: "evidence", text: include_str!("../../data/queries/evidence.rq") },
];

impl NamedQuery {
    /// What it asks, in Chinese.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.text.lines().next().unwrap_or_default().trim_start_matches('#').trim()
    }
}

/// Why a query has no answer.
#[derive(Debug, thiserror::Error)]
pub enum SparqlError {
    /// It is no SPARQL 1.1 query; the message names line and column.
    #[error(transparent)]
    Syntax(#[from] oxigraph::sparql::SparqlSyntaxError),
    /// It cannot be answered, such as one that asks another server.
    #[error(transparent)]
    Evaluation(#[from] oxigraph::sparql::QueryEvaluationError),
    /// The triples cannot be stored.
    #[error(transparent)]
    Storage(#[from] oxigraph::store::StorageError),
    /// The answer cannot be written.
    #[error(transparent)]
    Write(#[from] std::io::Error),
}

/// An answer.
pub enum Answer {
    /// Of `SELECT`: variables and rows.
    Solutions(Vec<Variable>, Vec<QuerySolution>),
    /// Of `ASK`.
    Boolean(bool),
    /// Of `CONSTRUCT` and `DESCRIBE`.
    Graph(Vec<Triple>),
}

/// A graph as triples that can be asked.
pub struct Dataset {
    store: Store,
    base: BaseIri,
}

impl Dataset {
    /// Takes the triples of a graph into memory.
    ///
    /// # Errors
    /// When the store refuses them.
    pub fn of(graph: &KnowledgeGraph, schema: &Schema, base: &BaseIri) -> Result<Self, SparqlError> {
        let store = Store::new()?;
        let mut batch: Vec<Quad> = Vec::with_capacity(BATCH);
        let mut loader = store.bulk_loader();
        triples(graph, schema, base, |triple| {
            batch.push(triple.in_graph(GraphNameRef::DefaultGraph).into_owned());
            if batch.len() == BATCH { loader.load_quads(batch.drain(..)) } else { Ok(()) }
        })?;
        loader.load_quads(batch)?;
        loader.commit()?;
        Ok(Self { store, base: base.clone() })
    }

    /// Answers a query, in which the prefixes of the RDF exports are known and `id:` is what the entities' IRIs begin with.
    /// The explanation tells the plan with the rows and the time of each step.
    ///
    /// # Errors
    /// When it is no SPARQL or cannot be evaluated.
    pub fn ask(&self, query: &str) -> Result<(Answer, QueryExplanation), SparqlError> {
        let (results, explanation) = prepared(query, &self.base)?.on_store(&self.store).compute_statistics().explain();
        Ok((Answer::of(results?)?, explanation))
    }
}

/// Answers a query as [`Dataset::ask`] does, from a packed graph, without storing its triples.
///
/// # Errors
/// As [`Dataset::ask`].
pub fn ask_packed(
    view: PackedView<'_>,
    schema: &Schema,
    base: &BaseIri,
    query: &str,
) -> Result<(Answer, QueryExplanation), SparqlError> {
    let dataset = packed::PackedDataset::new(view, schema, base);
    let (results, explanation) = prepared(query, base)?.on_queryable_dataset(&dataset).compute_statistics().explain();
    Ok((Answer::of(results?)?, explanation))
}

fn prepared(query: &str, base: &BaseIri) -> Result<PreparedSparqlQuery, SparqlError> {
    let mut evaluator = SparqlEvaluator::new();
    for (prefix, namespace) in PREFIXES.into_iter().chain([("id", base.as_str())]) {
        evaluator = evaluator.with_prefix(prefix, namespace).expect("a namespace is an IRI");
    }
    Ok(evaluator.parse_query(query)?)
}

/// How many triples are handed over at once.
const BATCH: usize = 100_000;

impl Answer {
    fn of(results: QueryResults<'_>) -> Result<Self, SparqlError> {
        Ok(match results {
            QueryResults::Solutions(solutions) => {
                let variables = solutions.variables().to_vec();
                Self::Solutions(variables, solutions.collect::<Result<_, _>>()?)
            }
            QueryResults::Boolean(yes) => Self::Boolean(yes),
            QueryResults::Graph(triples) => Self::Graph(triples.collect::<Result<_, _>>()?),
        })
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Solutions(_, rows) => rows.is_empty(),
            Self::Boolean(_) => false,
            Self::Graph(triples) => triples.is_empty(),
        }
    }

    /// The answer in a standard form: SPARQL 1.1 Query Results in JSON or CSV; triples as N-Triples in both.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, as_json: bool, out: &mut dyn std::io::Write) -> Result<(), SparqlError> {
        let format = if as_json { QueryResultsFormat::Json } else { QueryResultsFormat::Csv };
        let serializer = QueryResultsSerializer::from_format(format);
        match self {
            Self::Boolean(yes) => drop(serializer.serialize_boolean_to_writer(out, *yes)?),
            Self::Solutions(variables, rows) => {
                let mut rows_out = serializer.serialize_solutions_to_writer(out, variables.clone())?;
                for row in rows {
                    rows_out.serialize(row.iter())?;
                }
                rows_out.finish()?;
            }
            Self::Graph(triples) => {
                for triple in triples {
                    writeln!(out, "{triple} .")?;
                }
            }
        }
        Ok(())
    }
}

/// A term as people read it: the text of a literal, an IRI in its short form.
#[must_use]
pub fn short(term: &Term, base: &BaseIri) -> String {
    let iri = match term {
        Term::Literal(literal) => return literal.value().to_owned(),
        Term::NamedNode(node) => node.as_str(),
        Term::BlankNode(_) => return term.to_string(),
    };
    PREFIXES
        .into_iter()
        .chain([("id", base.as_str())])
        .find_map(|(prefix, namespace)| iri.strip_prefix(namespace).map(|local| format!("{prefix}:{local}")))
        .unwrap_or_else(|| format!("<{iri}>"))
}
