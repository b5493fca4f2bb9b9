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

use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, Statement as Prepared, ToSql, params};
use tempfile::NamedTempFile;

use crate::graph::{Evidence, KnowledgeGraph, Number, Value};
use crate::schema::Schema;

use super::full_text;
use super::table::{Columns, Kind};
use super::{ExportError, Exporter, Options};

/// See the module.
pub struct Sqlite;

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
";

/// What questions are asked by; made after the rows, which is faster.
const INDEXES: &str = "
CREATE UNIQUE INDEX nodes_id ON nodes(id);
CREATE INDEX nodes_name ON nodes(name);
CREATE INDEX edges_source ON edges(source);
CREATE INDEX edges_target ON edges(target);
CREATE INDEX evidence_node ON evidence(node) WHERE node IS NOT NULL;
CREATE INDEX evidence_edge ON evidence(edge) WHERE edge IS NOT NULL;
CREATE INDEX measures_node ON measures(node);
CREATE VIEW statements AS SELECT edges.*, a.name AS source_name, b.name AS target_name
  FROM edges JOIN nodes a ON a.rowid = edges.source JOIN nodes b ON b.rowid = edges.target;
";

impl Exporter for Sqlite {
    fn name(&self) -> &'static str {
        "sqlite"
    }

    fn extension(&self) -> &'static str {
        "sqlite"
    }

    fn description(&self) -> &'static str {
        "a SQLite database with full-text search, to ask with SQL"
    }

    fn is_text(&self) -> bool {
        false
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
    let mut document = database.prepare("INSERT INTO documents VALUES(?,?,?,?,?,?,?,?,?,?)")?;
    for one in graph.documents() {
        document.execute(params![
            one.id.as_str(),
            one.path.as_str(),
            one.record.map(std::num::NonZeroU32::get),
            one.title.as_deref(),
            one.date.as_deref(),
            one.date_source.as_deref(),
            one.publisher.as_deref(),
            one.author.as_deref(),
            one.format.as_deref(),
            one.encoding.as_deref(),
        ])?;
    }
    let insert = database.prepare("INSERT INTO evidence VALUES(?,?,?,?,?,?,?,?,?,?)")?;
    let mut evidence = EvidenceRows { insert, row: 0 };
    nodes(database, graph, schema, &mut evidence)?;
    edges(database, graph, schema, &mut evidence)
}

fn nodes(
    database: &Connection,
    graph: &KnowledgeGraph,
    schema: &Schema,
    evidence: &mut EvidenceRows<'_>,
) -> Result<(), ExportError> {
    let mut node = database.prepare("INSERT INTO nodes VALUES(?,?,?,?,?,?)")?;
    let mut alias = database.prepare("INSERT INTO aliases VALUES(?,?)")?;
    let mut measure = database.prepare("INSERT INTO measures VALUES(?,?,?,?,?,?,?)")?;
    let mut measures = 0_i64;
    for (row, entity) in (1_i64..).zip(graph.entities()) {
        node.execute(params![
            row,
            entity.id.as_str(),
            entity.kind.as_str(),
            schema.type_label(&entity.kind),
            entity.name.as_str(),
            entity.code.as_deref(),
        ])?;
        for other in &entity.aliases {
            alias.execute(params![row, other.as_str()])?;
        }
        evidence.put((Some(row), None, None), &entity.evidence)?;
        for one in &entity.measures {
            measures += 1;
            let label = schema.indicators.get(one.indicator.as_str()).map(|known| known.label_zh.as_str());
            measure.execute(params![
                measures,
                row,
                one.indicator.as_str(),
                label,
                Cell(&one.value),
                one.unit.as_deref(),
                one.date.as_deref(),
            ])?;
            evidence.put((None, None, Some(measures)), &one.evidence)?;
        }
    }
    Ok(())
}

fn edges(
    database: &Connection,
    graph: &KnowledgeGraph,
    schema: &Schema,
    evidence: &mut EvidenceRows<'_>,
) -> Result<(), ExportError> {
    let columns = Columns::of(schema);
    let mut table = String::from(
        "CREATE TABLE edges(rowid INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES nodes, \
         target INTEGER NOT NULL REFERENCES nodes, relation TEXT NOT NULL, label_zh TEXT NOT NULL, confidence REAL NOT NULL",
    );
    let mut places = String::from("?,?,?,?,?,?");
    for column in columns.iter() {
        let kind = match column.kind {
            Kind::Decimal => "REAL",
            Kind::Whole => "INTEGER",
            Kind::Text => "TEXT",
        };
        table.push_str(&format!(", \"{}\" {kind}", column.name.replace('"', "\"\"")));
        places.push_str(",?");
    }
    database.execute_batch(&format!("{table}, other TEXT);"))?;
    let mut insert = database.prepare(&format!("INSERT INTO edges VALUES({places},?)"))?;
    for (row, edge) in (1_i64..).zip(graph.graph().raw_edges()) {
        let statement = &edge.weight;
        insert.clear_bindings();
        insert.raw_bind_parameter(1, row)?;
        insert.raw_bind_parameter(2, edge.source().index() as i64 + 1)?;
        insert.raw_bind_parameter(3, edge.target().index() as i64 + 1)?;
        insert.raw_bind_parameter(4, statement.relation.as_str())?;
        insert.raw_bind_parameter(5, schema.relation_label(&statement.relation))?;
        insert.raw_bind_parameter(6, statement.confidence)?;
        // What a statement does not say stays null.
        for (column, value) in columns.values(statement) {
            insert.raw_bind_parameter(7 + column, Cell(value))?;
        }
        insert.raw_bind_parameter(7 + columns.iter().count(), columns.other(statement)?)?;
        insert.raw_execute()?;
        evidence.put((None, Some(row), None), &statement.evidence)?;
    }
    Ok(())
}

/// The table `evidence`. Its rows are numbered in the order of [`full_text::all_evidence`].
struct EvidenceRows<'d> {
    insert: Prepared<'d>,
    row: i64,
}

impl EvidenceRows<'_> {
    fn put(
        &mut self,
        (node, edge, measure): (Option<i64>, Option<i64>, Option<i64>),
        all: &[Evidence],
    ) -> Result<(), ExportError> {
        for one in all {
            self.row += 1;
            self.insert.execute(params![
                self.row,
                node,
                edge,
                measure,
                one.document.as_str(),
                one.page.map(std::num::NonZeroU32::get),
                one.start,
                one.end,
                &*one.quote,
                one.rule.as_str(),
            ])?;
        }
        Ok(())
    }
}

/// A value as SQLite has it.
struct Cell<'v>(&'v Value);

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Value::Number(Number(number)) if number.fract() == 0.0 && number.abs() < 9.0e15 => (*number as i64).into(),
            Value::Number(Number(number)) => (*number).into(),
            Value::Text(text) => text.as_str().into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::graph::{Document, Entity, Parts, Statement};

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
