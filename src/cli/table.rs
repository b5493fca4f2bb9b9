//! Tables: for the terminal, for Markdown, as CSV. Columns are even whatever the width of the characters.

use anstream::println;
use clap::ValueEnum;
use comfy_table::presets::{ASCII_MARKDOWN, NOTHING};
use comfy_table::{CellAlignment, ContentArrangement, Table as Drawn};

use crate::export::disarmed;

use super::error::CliError;

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// Even columns, for the terminal
    Table,
    /// For documents
    Markdown,
    /// For spreadsheets
    Csv,
    /// For programs
    Json,
}

/// Rows of text under heads.
pub(super) struct Table {
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
    numbers: Vec<usize>,
}

impl Table {
    /// A table without rows.
    pub(super) fn new(heads: &[&str]) -> Self {
        Self { heads: heads.iter().map(|head| (*head).to_owned()).collect(), rows: Vec::new(), numbers: Vec::new() }
    }

    /// Columns of numbers stand to the right.
    pub(super) fn numbers(mut self, columns: &[usize]) -> Self {
        self.numbers = columns.to_vec();
        self
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Prints it. JSON is the command's own affair, so it is drawn as a table here.
    pub(super) fn print(&self, form: Form) -> Result<(), CliError> {
        if form == Form::Csv {
            return self.print_csv();
        }
        let mut drawn = Drawn::new();
        drawn.load_style(if form == Form::Markdown { ASCII_MARKDOWN } else { NOTHING });
        drawn.set_content_arrangement(ContentArrangement::Disabled);
        drawn.set_header(&self.heads);
        for row in &self.rows {
            // A line break within a cell would break the table.
            drawn.add_row(row.iter().map(|cell| cell.replace(['\n', '\r'], " ").replace('|', "｜")));
        }
        if form != Form::Markdown {
            for column in drawn.column_iter_mut() {
                column.set_padding((0, 2));
            }
        }
        for column in &self.numbers {
            if let Some(column) = drawn.column_mut(*column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        println!("{}", drawn.trim_fmt());
        Ok(())
    }

    fn print_csv(&self) -> Result<(), CliError> {
        let fault = |source: csv::Error| CliError::Write { path: "standard output".into(), source: source.into() };
        let mut out = csv::Writer::from_writer(std::io::stdout().lock());
        out.write_record(&self.heads).map_err(fault)?;
        for row in &self.rows {
            out.write_record(row.iter().map(|cell| disarmed(cell).into_owned())).map_err(fault)?;
        }
        out.flush().map_err(|source| CliError::Write { path: "standard output".into(), source })
    }
}
