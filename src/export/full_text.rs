//! The full-text search of the SQLite export: built in a file of its own beside the rows, then taken over into theirs.

use std::collections::hash_map::Entry;
use std::hash::BuildHasher;
use std::hint::black_box;
use std::path::Path;

use rusqlite::{Connection, params};
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::graph::{Evidence, KnowledgeGraph};

use super::ExportError;
use super::ahead;
use super::inserts::Inserts;
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
    let mut texts = Numbering::default();
    let mut numbers = Vec::with_capacity(all_evidence(graph).count());
    let mut words = String::new();
    let mut all = all_evidence(graph);
    let mut some: Vec<(u64, &str)> = Vec::with_capacity(ahead::TOGETHER);
    loop {
        some.clear();
        some.extend(all.by_ref().take(ahead::TOGETHER).map(|evidence| (hash(&evidence.quote), &*evidence.quote)));
        if some.is_empty() {
            break;
        }
        texts.look(&some);
        for &(hash, quote) in &some {
            let (number, is_new) = texts.number(hash, quote);
            if is_new {
                words.clear();
                write_pairs(quote, &mut words);
                insert.execute(params![number, words])?;
            }
            numbers.push(number);
        }
    }
    // The largest of all, and of no use any more.
    drop(texts);
    filled(database, "search_quotes")?;
    Ok(numbers)
}

/// Numbers texts from 1, equal ones alike.
#[derive(Default)]
struct Numbering<'g> {
    /// By the hash of the text, or by the first number behind it that no other text has.
    numbers: FxHashMap<u64, u32>,
    texts: Vec<&'g str>,
}

impl<'g> Numbering<'g> {
    /// Brings near what these texts will be compared with.
    fn look(&self, some: &[(u64, &str)]) {
        let known = some.iter().filter_map(|(hash, _)| self.numbers.get(hash));
        black_box(known.map(|number| ahead::text(self.texts[*number as usize - 1])).sum::<usize>());
    }

    /// The number of a text, and whether the text is new.
    fn number(&mut self, mut hash: u64, text: &'g str) -> (u32, bool) {
        loop {
            match self.numbers.entry(hash) {
                Entry::Vacant(place) => {
                    self.texts.push(text);
                    return (*place.insert(self.texts.len() as u32), true);
                }
                Entry::Occupied(place) if self.texts[*place.get() as usize - 1] == text => {
                    return (*place.get(), false);
                }
                Entry::Occupied(_) => hash = hash.wrapping_add(1),
            }
        }
    }
}

fn hash(text: &str) -> u64 {
    FxBuildHasher.hash_one(text)
}

fn quoted(database: &Connection, numbers: &[u32]) -> Result<(), ExportError> {
    let mut places: Vec<u64> =
        (1..).zip(numbers).map(|(row, number): (u64, &u32)| u64::from(*number) << 32 | row).collect();
    // In the order of the table, where each row is put behind the last.
    places.sort_unstable();
    let mut rows = Inserts::into(database, "quoted", 2)?;
    for place in places {
        rows.row([((place >> 32) as u32).into(), (place as u32).into()])?;
    }
    rows.finish()
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

#[cfg(test)]
mod tests {
    use super::Numbering;

    #[test]
    fn texts_of_one_hash_have_their_own_numbers() {
        let mut numbering = Numbering::default();
        let numbers = ["甲", "乙", "甲", "丙", "乙", "丙"].map(|text| numbering.number(u64::MAX, text));
        assert_eq!(numbers, [(1, true), (2, true), (1, false), (3, true), (2, false), (3, false)]);
    }
}
