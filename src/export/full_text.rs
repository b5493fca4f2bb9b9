//! The full-text search of the SQLite export: built in a file of its own beside the rows, then taken over into theirs.

use std::path::Path;

use rusqlite::{Connection, params};
use rustc_hash::FxHashMap;

use crate::graph::{Evidence, KnowledgeGraph};

use super::ExportError;
use super::pairs::write_pairs;
use super::sqlite::open;

/// The tables, in the file where they are built and in the one that takes them over.
const TABLES: &str = "
CREATE VIRTUAL TABLE search_names USING fts5(name, content='', tokenize='unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE search_quotes USING fts5(quote, content='', tokenize='unicode61 remove_diacritics 0');
CREATE TABLE quoted(quote INTEGER NOT NULL, evidence INTEGER NOT NULL REFERENCES evidence, PRIMARY KEY(quote, evidence))
  WITHOUT ROWID;
";

/// What an index gathers in memory before it writes a segment, in bytes.
const GATHERED: u32 = 16 << 20;

/// All evidence of a graph: that of each entity and of its measures, then that of each statement.
pub(super) fn all_evidence(graph: &KnowledgeGraph) -> impl Iterator<Item = &Evidence> {
    let of_entities = graph
        .entities()
        .flat_map(|entity| entity.evidence.iter().chain(entity.measures.iter().flat_map(|measure| &measure.evidence)));
    of_entities.chain(graph.statements().flat_map(|statement| &statement.evidence))
}

/// Builds the tables in a file.
pub(super) fn build(graph: &KnowledgeGraph, file: &Path) -> Result<(), ExportError> {
    let mut database = open(file)?;
    let transaction = database.transaction()?;
    transaction.execute_batch(TABLES)?;
    names(&transaction, graph)?;
    let numbers = quotes(&transaction, graph)?;
    quoted(&transaction, &numbers)?;
    transaction.commit()?;
    database.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// Copies the tables of a file into another one.
pub(super) fn take_over(from: &Path, into: &Path) -> Result<(), ExportError> {
    let mut database = open(into)?;
    database.execute("ATTACH ? AS built", [from.to_string_lossy()])?;
    let transaction = database.transaction()?;
    transaction.execute_batch(TABLES)?;
    // An FTS5 table is what stands in these tables. Rows of empty tables are copied page by page.
    for index in ["search_names", "search_quotes"] {
        for part in ["data", "idx", "docsize", "config"] {
            let table = format!("{index}_{part}");
            transaction.execute_batch(&format!(
                "DELETE FROM main.{table}; INSERT INTO main.{table} SELECT * FROM built.{table};"
            ))?;
        }
    }
    transaction.execute_batch("INSERT INTO main.quoted SELECT * FROM built.quoted;")?;
    transaction.commit()?;
    database.close().map_err(|(_, error)| error)?;
    Ok(())
}

fn names(database: &Connection, graph: &KnowledgeGraph) -> Result<(), ExportError> {
    let mut insert = filling(database, "search_names", "name")?;
    let mut words = String::new();
    for (row, entity) in (1_i64..).zip(graph.entities()) {
        words.clear();
        write_pairs(&entity.name, &mut words);
        for other in &entity.aliases {
            write_pairs(other, &mut words);
        }
        insert.execute(params![row, words])?;
    }
    filled(database, "search_names")
}

/// Indexes each quote once; gives the number of the quote of each row of evidence.
fn quotes(database: &Connection, graph: &KnowledgeGraph) -> Result<Vec<u32>, ExportError> {
    let mut insert = filling(database, "search_quotes", "quote")?;
    let mut ids: FxHashMap<&str, u32> = FxHashMap::default();
    let mut numbers = Vec::with_capacity(all_evidence(graph).count());
    let mut words = String::new();
    for evidence in all_evidence(graph) {
        let next = ids.len() as u32 + 1;
        let id = *ids.entry(&evidence.quote).or_insert(next);
        if id == next {
            words.clear();
            write_pairs(&evidence.quote, &mut words);
            insert.execute(params![id, words])?;
        }
        numbers.push(id);
    }
    // The largest of all, and of no use any more.
    drop(ids);
    filled(database, "search_quotes")?;
    Ok(numbers)
}

fn quoted(database: &Connection, numbers: &[u32]) -> Result<(), ExportError> {
    let mut places: Vec<u64> =
        (1..).zip(numbers).map(|(row, number): (u64, &u32)| u64::from(*number) << 32 | row).collect();
    // In the order of the table, where each row is put behind the last.
    places.sort_unstable();
    let mut insert = database.prepare("INSERT INTO quoted VALUES(?,?)")?;
    for place in places {
        insert.execute(params![(place >> 32) as u32, place as u32])?;
    }
    Ok(())
}

/// What fills an index, which writes large segments and does not merge them before the end.
fn filling<'d>(database: &'d Connection, index: &str, column: &str) -> Result<rusqlite::Statement<'d>, ExportError> {
    database.execute_batch(&format!(
        "INSERT INTO {index}({index}, rank) VALUES('hashsize', {GATHERED});
         INSERT INTO {index}({index}, rank) VALUES('automerge', 0);
         INSERT INTO {index}({index}, rank) VALUES('crisismerge', 1999);"
    ))?;
    Ok(database.prepare(&format!("INSERT INTO {index}(rowid, {column}) VALUES(?,?)"))?)
}

/// One segment instead of many: smaller, and the same bytes whatever the sizes on the way.
fn filled(database: &Connection, index: &str) -> Result<(), ExportError> {
    database.execute(&format!("INSERT INTO {index}({index}) VALUES('optimize')"), [])?;
    Ok(())
}
