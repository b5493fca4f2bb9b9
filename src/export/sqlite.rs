//! A SQLite database: `documents`, `nodes`, `aliases`, `measures`, `edges`, `evidence`, and full-text search.
//!
//! `search_nodes` (names, quotes) and `search_edges` (quotes) are FTS5 tables over pairs of neighbouring characters, since Chinese
//! has no blanks between words: 养殖 is the query `养殖`, 养殖场 the phrase `"养殖 殖场"`. Their `rowid` is that of the node or edge.

use std::collections::BTreeSet;
use std::io::{Read, Seek, SeekFrom, Write};

use rusqlite::{Connection, Statement as Prepared, params};

use crate::graph::{Evidence, KnowledgeGraph, Value};
use crate::schema::Schema;

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
CREATE TABLE evidence(node INTEGER REFERENCES nodes, edge INTEGER REFERENCES edges, measure INTEGER REFERENCES measures,
  document TEXT NOT NULL, page INTEGER, start INTEGER NOT NULL, \"end\" INTEGER NOT NULL, quote TEXT NOT NULL, rule TEXT NOT NULL);
CREATE VIRTUAL TABLE search_nodes USING fts5(name, quote, content='', tokenize='unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE search_edges USING fts5(quote, content='', tokenize='unicode61 remove_diacritics 0');
";

/// The full-text index gathers 64 MB before it writes a segment, and merges segments once, at the end.
const FULL_TEXT_SETTINGS: &str = "
INSERT INTO search_nodes(search_nodes, rank) VALUES('hashsize', 67108864);
INSERT INTO search_edges(search_edges, rank) VALUES('hashsize', 67108864);
INSERT INTO search_nodes(search_nodes, rank) VALUES('automerge', 0);
INSERT INTO search_edges(search_edges, rank) VALUES('automerge', 0);
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
        let mut file = tempfile::NamedTempFile::new()?;
        {
            let mut database = Connection::open(file.path())?;
            // Nobody reads it before it is whole, so there is nothing to roll back to.
            database.execute_batch(
                "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; PRAGMA foreign_keys=OFF;",
            )?;
            let transaction = database.transaction()?;
            transaction.execute_batch(TABLES)?;
            transaction.execute_batch(FULL_TEXT_SETTINGS)?;
            fill(&transaction, graph, schema)?;
            transaction.execute_batch(INDEXES)?;
            transaction.commit()?;
            database.close().map_err(|(_, error)| error)?;
        }
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
    let mut evidence = database.prepare("INSERT INTO evidence VALUES(?,?,?,?,?,?,?,?,?)")?;
    nodes(database, graph, schema, &mut evidence)?;
    edges(database, graph, schema, &mut evidence)?;
    // One segment instead of many: smaller, and the same bytes whatever the sizes on the way.
    for table in ["search_nodes", "search_edges"] {
        database.execute(&format!("INSERT INTO {table}({table}) VALUES('optimize')"), [])?;
    }
    Ok(())
}

fn nodes(
    database: &Connection,
    graph: &KnowledgeGraph,
    schema: &Schema,
    evidence: &mut Prepared<'_>,
) -> Result<(), ExportError> {
    let mut node = database.prepare("INSERT INTO nodes VALUES(?,?,?,?,?,?)")?;
    let mut alias = database.prepare("INSERT INTO aliases VALUES(?,?)")?;
    let mut measure = database.prepare("INSERT INTO measures VALUES(?,?,?,?,?,?,?)")?;
    let mut search = database.prepare("INSERT INTO search_nodes(rowid, name, quote) VALUES(?,?,?)")?;
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
        let mut names = pairs(&entity.name);
        for other in &entity.aliases {
            alias.execute(params![row, other.as_str()])?;
            names.push(' ');
            names.push_str(&pairs(other));
        }
        put(evidence, (Some(row), None, None), &entity.evidence)?;
        for one in &entity.measures {
            measures += 1;
            let label = schema.indicators.get(one.indicator.as_str()).map(|known| known.label_zh.as_str());
            measure.execute(params![
                measures,
                row,
                one.indicator.as_str(),
                label,
                sql(&one.value),
                one.unit.as_deref(),
                one.date.as_deref(),
            ])?;
            put(evidence, (None, None, Some(measures)), &one.evidence)?;
        }
        search.execute(params![row, names, quotes(&entity.evidence)])?;
    }
    Ok(())
}

fn edges(
    database: &Connection,
    graph: &KnowledgeGraph,
    schema: &Schema,
    evidence: &mut Prepared<'_>,
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
    let mut search = database.prepare("INSERT INTO search_edges(rowid, quote) VALUES(?,?)")?;
    for (row, edge) in (1_i64..).zip(graph.graph().raw_edges()) {
        let statement = &edge.weight;
        let label = schema.relation_label(&statement.relation);
        insert.raw_bind_parameter(1, row)?;
        insert.raw_bind_parameter(2, edge.source().index() as i64 + 1)?;
        insert.raw_bind_parameter(3, edge.target().index() as i64 + 1)?;
        insert.raw_bind_parameter(4, statement.relation.as_str())?;
        insert.raw_bind_parameter(5, label)?;
        insert.raw_bind_parameter(6, statement.confidence)?;
        let mut place = 7;
        for column in columns.iter() {
            match columns.value(statement, &column.name) {
                Some(value) => insert.raw_bind_parameter(place, sql(value))?,
                None => insert.raw_bind_parameter(place, rusqlite::types::Null)?,
            }
            place += 1;
        }
        insert.raw_bind_parameter(place, columns.other(statement)?)?;
        insert.raw_execute()?;
        put(evidence, (None, Some(row), None), &statement.evidence)?;
        search.execute(params![row, quotes(&statement.evidence)])?;
    }
    Ok(())
}

fn put(
    insert: &mut Prepared<'_>,
    (node, edge, measure): (Option<i64>, Option<i64>, Option<i64>),
    all: &[Evidence],
) -> Result<(), ExportError> {
    for one in all {
        insert.execute(params![
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

fn sql(value: &Value) -> rusqlite::types::Value {
    match value {
        Value::Number(number) if number.0.fract() == 0.0 && number.0.abs() < 9.0e15 => (number.0 as i64).into(),
        Value::Number(number) => number.0.into(),
        Value::Text(text) => text.to_string().into(),
    }
}

fn quotes(all: &[Evidence]) -> String {
    let distinct: BTreeSet<&str> = all.iter().map(|one| &*one.quote).collect();
    distinct.into_iter().map(pairs).collect::<Vec<_>>().join(" ")
}

/// A text as pairs of neighbouring Chinese characters with blanks between them; words and numbers of other scripts whole.
fn pairs(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    let mut before: Option<char> = None;
    let mut alone = false;
    let is_han = |c: char| {
        matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
            && c.is_alphanumeric()
    };
    for c in text.chars().chain([' ']) {
        if is_han(c) {
            match before {
                Some(last) => {
                    out.extend([last, c, ' ']);
                    alone = false;
                }
                None => {
                    out.push(' ');
                    alone = true;
                }
            }
            before = Some(c);
        } else {
            // A character between marks has no neighbour to make a pair with.
            if alone && let Some(last) = before {
                out.extend([last, ' ']);
            }
            alone = false;
            before = None;
            out.push(if c.is_control() { ' ' } else { c });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_cut_into_pairs() {
        let words = |text| pairs(text).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words("肉牛养殖"), ["肉牛", "牛养", "养殖"]);
        assert_eq!(words("某A区 3D"), ["某", "A", "区", "3D"]);
        assert_eq!(words(""), [""; 0]);
    }
}
