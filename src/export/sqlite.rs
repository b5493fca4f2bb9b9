//! A SQLite database: `documents`, `nodes`, `aliases`, `measures`, `edges`, `evidence`, and full-text search.
//!
//! `search_names` (names and aliases) and `search_quotes` are FTS5 tables over pairs of neighbouring characters, since Chinese
//! has no blanks between words: 养殖 is the query `养殖`, 养殖场 the phrase `"养殖 殖场"`. The `rowid` of `search_names` is that
//! of the node. A sentence proves several things at once, so it is evidence many times and is indexed once: `quoted` leads
//! from the `rowid` of `search_quotes` to all evidence with these words.

use std::io::{Read, Seek, SeekFrom, Write};
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use petgraph::graph::{Edge, Node};
use rusqlite::Connection;
use rusqlite::types::{Null, ToSqlOutput};
use tempfile::NamedTempFile;

use crate::graph::{Entity, Evidence, KnowledgeGraph, Number, Statement, Value};
use crate::schema::Schema;

use super::ahead::{self, Look, ahead};
use super::full_text;
use super::inserts::Inserts;
use super::table::{Columns, Kind};
use super::{ExportError, Exporter, Format, Options};

/// See the module.
pub struct Sqlite;

/// Tables, and the indexes in whose order their rows come: each entry is put behind the last.
const TABLES: &str = "
CREATE TABLE documents(id TEXT PRIMARY KEY, path TEXT NOT NULL, record INTEGER, title TEXT, date TEXT, date_source TEXT,
  publisher TEXT, author TEXT, format TEXT, encoding TEXT);
CREATE TABLE nodes(rowid INTEGER PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL, label_zh TEXT NOT NULL,
  name TEXT NOT NULL, code TEXT);
CREATE TABLE aliases(node INTEGER NOT NULL REFERENCES nodes, alias TEXT NOT NULL);
CREATE TABLE measures(rowid INTEGER PRIMARY KEY, node INTEGER NOT NULL REFERENCES nodes, indicator TEXT NOT NULL,
  label_zh TEXT, value NOT NULL, unit TEXT, date TEXT);
CREATE TABLE evidence(rowid INTEGER PRIMARY KEY, node INTEGER REFERENCES nodes, edge INTEGER REFERENCES edges,
  measure INTEGER REFERENCES measures, document TEXT NOT NULL, page INTEGER, start INTEGER NOT NULL, \"end\" INTEGER NOT NULL,
  quote TEXT NOT NULL, rule TEXT NOT NULL);
CREATE UNIQUE INDEX nodes_id ON nodes(id);
CREATE INDEX measures_node ON measures(node);
CREATE INDEX evidence_node ON evidence(node) WHERE node IS NOT NULL;
CREATE INDEX evidence_edge ON evidence(edge) WHERE edge IS NOT NULL;
";

/// What questions are asked by and rows do not come in the order of; made after the rows, by sorting once.
const INDEXES: &str = "
CREATE INDEX nodes_name ON nodes(name);
CREATE INDEX edges_target ON edges(target);
CREATE VIEW statements AS SELECT edges.*, a.name AS source_name, b.name AS target_name
  FROM edges JOIN nodes a ON a.rowid = edges.source JOIN nodes b ON b.rowid = edges.target;
";

impl Exporter for Sqlite {
    fn format(&self) -> Format {
        Format {
            is_text: false,
            ..Format::text("sqlite", "sqlite", "a SQLite database with full-text search, to ask with SQL")
        }
    }

    /// SQLite writes here and there in its file; so it has one of its own, which is copied when it is done.
    fn write_with(
        &self,
        graph: &KnowledgeGraph,
        schema: &Schema,
        _: &Options,
        out: &mut dyn Write,
    ) -> Result<(), ExportError> {
        let mut file = NamedTempFile::new()?;
        let search = NamedTempFile::new()?;
        // The index takes as long as the rows, and neither needs the other.
        thread::scope(|scope| {
            let built = scope.spawn(|| full_text::build(graph, search.path()));
            let rows = write_rows(graph, schema, file.path());
            built.join().unwrap_or_else(|panic| resume_unwind(panic))?;
            rows
        })?;
        full_text::take_over(search.path(), file.path())?;
        let file = file.as_file_mut();
        file.seek(SeekFrom::Start(0))?;
        let mut buffer = vec![0; 1 << 20];
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(()),
                count => out.write_all(&buffer[..count])?,
            }
        }
    }
}

/// Opens a file that nobody reads before it is whole, so that there is nothing to roll back to.
pub(super) fn open(file: &Path) -> Result<Connection, ExportError> {
    let database = Connection::open(file)?;
    database.execute_batch(
        "PRAGMA page_size=16384; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; PRAGMA foreign_keys=OFF; \
         PRAGMA cache_size=-8192; PRAGMA threads=1;",
    )?;
    Ok(database)
}

fn write_rows(graph: &KnowledgeGraph, schema: &Schema, file: &Path) -> Result<(), ExportError> {
    let mut database = open(file)?;
    let transaction = database.transaction()?;
    transaction.execute_batch(TABLES)?;
    fill(&transaction, graph, schema)?;
    transaction.execute_batch(INDEXES)?;
    transaction.commit()?;
    database.close().map_err(|(_, error)| error)?;
    Ok(())
}

fn fill(database: &Connection, graph: &KnowledgeGraph, schema: &Schema) -> Result<(), ExportError> {
    let mut documents = Inserts::into(database, "documents", 10)?;
    for one in graph.documents() {
        documents.row([
            one.id.as_str().into(),
            one.path.as_str().into(),
            one.record.map_or(Null.into(), |record| record.get().into()),
            text(one.title.as_deref()),
            text(one.date.as_deref()),
            text(one.date_source.as_deref()),
            text(one.publisher.as_deref()),
            text(one.author.as_deref()),
            text(one.format.as_deref()),
            text(one.encoding.as_deref()),
        ])?;
    }
    documents.finish()?;
    let mut evidence = EvidenceRows { rows: Inserts::into(database, "evidence", 10)?, count: 0 };
    nodes(database, graph, schema, &mut evidence)?;
    edges(database, graph, schema, &mut evidence)?;
    evidence.rows.finish()
}

fn nodes<'v>(
    database: &Connection,
    graph: &'v KnowledgeGraph,
    schema: &'v Schema,
    evidence: &mut EvidenceRows<'_, 'v>,
) -> Result<(), ExportError> {
    let mut nodes = Inserts::into(database, "nodes", 6)?;
    let mut aliases = Inserts::into(database, "aliases", 2)?;
    let mut measures = Inserts::into(database, "measures", 7)?;
    let mut measure = 0_i64;
    let looks: &[Look<Node<Entity>>] =
        &[|node| ahead::evidence(&node.weight.evidence), |node| ahead::quotes(&node.weight.evidence)];
    for (row, node) in (1_i64..).zip(ahead(graph.graph().raw_nodes(), looks)) {
        let entity = &node.weight;
        nodes.row([
            row.into(),
            entity.id.as_str().into(),
            entity.kind.as_str().into(),
            schema.type_label(&entity.kind).into(),
            entity.name.as_str().into(),
            text(entity.code.as_deref()),
        ])?;
        for other in &entity.aliases {
            aliases.row([row.into(), other.as_str().into()])?;
        }
        evidence.put(Of::Node(row), &entity.evidence)?;
        for one in &entity.measures {
            measure += 1;
            measures.row([
                measure.into(),
                row.into(),
                one.indicator.as_str().into(),
                text(schema.indicators.get(one.indicator.as_str()).map(|known| known.label_zh.as_str())),
                cell(&one.value),
                text(one.unit.as_deref()),
                text(one.date.as_deref()),
            ])?;
            evidence.put(Of::Measure(measure), &one.evidence)?;
        }
    }
    nodes.finish()?;
    aliases.finish()?;
    measures.finish()
}

fn edges<'v>(
    database: &Connection,
    graph: &'v KnowledgeGraph,
    schema: &'v Schema,
    evidence: &mut EvidenceRows<'_, 'v>,
) -> Result<(), ExportError> {
    let columns = Columns::of(schema);
    let mut table = String::from(
        "CREATE TABLE edges(rowid INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES nodes, \
         target INTEGER NOT NULL REFERENCES nodes, relation TEXT NOT NULL, label_zh TEXT NOT NULL, confidence REAL NOT NULL",
    );
    for column in columns.iter() {
        let kind = match column.kind {
            Kind::Decimal => "REAL",
            Kind::Whole => "INTEGER",
            Kind::Text => "TEXT",
        };
        table.push_str(&format!(", \"{}\" {kind}", column.name.replace('"', "\"\"")));
    }
    database.execute_batch(&format!("{table}, other TEXT); CREATE INDEX edges_source ON edges(source);"))?;
    let count = columns.iter().count();
    let mut edges = Inserts::into(database, "edges", 7 + count)?;
    // What a statement does not say is null.
    let mut values = vec![None; count];
    let looks: &[Look<Edge<Statement>>] = &[
        ahead::qualifiers,
        |edge| ahead::evidence(&edge.weight.evidence),
        |edge| ahead::quotes(&edge.weight.evidence),
    ];
    for (row, edge) in (1_i64..).zip(ahead(graph.graph().raw_edges(), looks)) {
        let statement = &edge.weight;
        values.fill(None);
        for (column, value) in columns.values(statement) {
            values[column] = Some(value);
        }
        let said = [
            row.into(),
            (edge.source().index() as i64 + 1).into(),
            (edge.target().index() as i64 + 1).into(),
            statement.relation.as_str().into(),
            schema.relation_label(&statement.relation).into(),
            statement.confidence.into(),
        ];
        let other = columns.other(statement)?.map_or(Null.into(), ToSqlOutput::from);
        edges.row(said.into_iter().chain(values.iter().map(|value| value.map_or(Null.into(), cell))).chain([other]))?;
        evidence.put(Of::Edge(row), &statement.evidence)?;
    }
    edges.finish()
}

/// What evidence proves, by its row.
#[derive(Clone, Copy)]
enum Of {
    Node(i64),
    Edge(i64),
    Measure(i64),
}

/// The table `evidence`. Its rows are numbered in the order of [`full_text::all_evidence`].
struct EvidenceRows<'d, 'v> {
    rows: Inserts<'d, 'v>,
    count: i64,
}

impl<'v> EvidenceRows<'_, 'v> {
    fn put(&mut self, of: Of, all: &'v [Evidence]) -> Result<(), ExportError> {
        let null = ToSqlOutput::from(Null);
        for one in all {
            self.count += 1;
            let (node, edge, measure) = match of {
                Of::Node(row) => (row.into(), null.clone(), null.clone()),
                Of::Edge(row) => (null.clone(), row.into(), null.clone()),
                Of::Measure(row) => (null.clone(), null.clone(), row.into()),
            };
            self.rows.row([
                self.count.into(),
                node,
                edge,
                measure,
                one.document.as_str().into(),
                one.page.map_or(Null.into(), |page| page.get().into()),
                one.start.into(),
                one.end.into(),
                (&*one.quote).into(),
                one.rule.as_str().into(),
            ])?;
        }
        Ok(())
    }
}

fn text(text: Option<&str>) -> ToSqlOutput<'_> {
    text.map_or(Null.into(), Into::into)
}

/// A value as SQLite has it.
fn cell(value: &Value) -> ToSqlOutput<'_> {
    match value {
        Value::Number(Number(number)) if number.fract() == 0.0 && number.abs() < 9.0e15 => (*number as i64).into(),
        Value::Number(Number(number)) => (*number).into(),
        Value::Text(text) => text.as_str().into(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::graph::{Document, Parts};

    /// Sentences stand in the graph many times; each is found, and at all its places.
    #[test]
    fn search_finds_all_evidence_with_a_word() {
        let evidence = |quotes: &[&str]| -> Vec<Evidence> {
            let one = |quote: &&str| Evidence {
                document: "doc:1".into(),
                page: None,
                start: 0,
                end: quote.chars().count() as u32,
                quote: (*quote).into(),
                rule: "a".into(),
            };
            quotes.iter().map(one).collect()
        };
        let (first, second) = ("甲县安排资金，用于柠檬加工项目。", "乙县的柠檬与甲县结对。");
        let mut parts = Parts::new();
        parts.add_document(Document { id: "doc:1".into(), ..Document::default() });
        for (id, name, quotes) in [("a", "甲县", vec![first, second]), ("b", "乙县", vec![second])] {
            parts.add_entity(Entity {
                id: id.into(),
                kind: "County".into(),
                name: name.into(),
                code: None,
                aliases: BTreeSet::new(),
                measures: Vec::new(),
                evidence: evidence(&quotes),
            });
        }
        for (relation, quotes) in [("funds", vec![first]), ("paired_with", vec![second])] {
            parts.add_statement(Statement {
                source: "a".into(),
                target: "b".into(),
                relation: relation.into(),
                evidence: evidence(&quotes),
                ..Statement::default()
            });
        }
        let graph = parts.join().expect("a graph");
        let mut bytes = Vec::new();
        Sqlite.write(&graph, &Schema::built_in(), &mut bytes).expect("an export");
        let file = NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), &bytes).expect("written");
        let database = Connection::open(file.path()).expect("a database");
        let rows = |sql: &str| -> Vec<i64> {
            let mut query = database.prepare(sql).expect("a query");
            query.query_map([], |row| row.get(0)).expect("rows").map(|row| row.expect("a row")).collect()
        };
        let words =
            [("柠檬", "柠檬", 5), ("加工项目", "\"加工 工项 项目\"", 2), ("结对", "结对", 3), ("养殖", "养殖", 0)];
        for (word, query, count) in words {
            let found = rows(&format!(
                "SELECT evidence FROM search_quotes JOIN quoted ON quoted.quote = search_quotes.rowid \
                 WHERE search_quotes MATCH '{query}'"
            ));
            let there = rows(&format!("SELECT rowid FROM evidence WHERE instr(quote, '{word}')"));
            let distinct: BTreeSet<i64> = found.iter().copied().collect();
            assert_eq!(distinct.len(), found.len(), "{word}");
            assert_eq!(distinct, there.into_iter().collect(), "{word}");
            assert_eq!(found.len(), count, "{word}");
        }
        assert_eq!(rows("SELECT count(*) FROM nodes"), [graph.entities().len() as i64]);
        assert_eq!(rows("SELECT count(*) FROM search_names WHERE search_names MATCH '甲县'"), [1]);
    }
}
