//! Rows that are put into a table of SQLite many at a time: a statement for each would take twice as long.

use rusqlite::types::{Null, ToSqlOutput};
use rusqlite::{Connection, Statement};

use super::ExportError;

/// How many rows one statement puts in.
const ROWS: usize = 64;

/// The rows of a table on their way into it.
pub(super) struct Inserts<'d, 'v> {
    database: &'d Connection,
    table: &'static str,
    columns: usize,
    statement: Prepared<'d>,
    values: Vec<ToSqlOutput<'v>>,
}

impl<'d, 'v> Inserts<'d, 'v> {
    /// Rows for a table that has so many columns.
    pub(super) fn into(database: &'d Connection, table: &'static str, columns: usize) -> Result<Self, ExportError> {
        let statement = Prepared::of(database, table, columns, ROWS)?;
        Ok(Self { database, table, columns, statement, values: Vec::with_capacity(columns * ROWS) })
    }

    /// Puts in a row; columns that it does not reach stay null.
    pub(super) fn row(&mut self, row: impl IntoIterator<Item = ToSqlOutput<'v>>) -> Result<(), ExportError> {
        let whole = self.values.len() + self.columns;
        self.values.extend(row);
        self.values.resize_with(whole, || Null.into());
        if whole == self.columns * ROWS {
            self.statement.execute(&mut self.values)?;
        }
        Ok(())
    }

    /// Puts in what is still on its way.
    pub(super) fn finish(mut self) -> Result<(), ExportError> {
        let rows = self.values.len() / self.columns;
        if rows > 0 {
            Prepared::of(self.database, self.table, self.columns, rows)?.execute(&mut self.values)?;
        }
        Ok(())
    }
}

/// A statement that puts in some rows.
struct Prepared<'d> {
    statement: Statement<'d>,
    /// Whether a place has been null since it was last bound: most stay so, and need not be bound again.
    null: Vec<bool>,
}

impl<'d> Prepared<'d> {
    /// A failure ends the export, so that no statement has to be undone by itself, which SQLite would keep pages for.
    fn of(database: &'d Connection, table: &str, columns: usize, rows: usize) -> Result<Self, ExportError> {
        let row = format!("({})", vec!["?"; columns].join(","));
        let sql = format!("INSERT OR ROLLBACK INTO {table} VALUES{}", vec![row; rows].join(","));
        Ok(Self { statement: database.prepare(&sql)?, null: vec![true; columns * rows] })
    }

    fn execute(&mut self, values: &mut Vec<ToSqlOutput<'_>>) -> Result<(), ExportError> {
        for ((place, value), was_null) in (1..).zip(values.drain(..)).zip(&mut self.null) {
            let is_null = value == ToSqlOutput::from(Null);
            if !(is_null && *was_null) {
                self.statement.raw_bind_parameter(place, value)?;
            }
            *was_null = is_null;
        }
        self.statement.raw_execute()?;
        Ok(())
    }
}
