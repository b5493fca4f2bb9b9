//! Tables: CSV files and spreadsheets. Where a column holds texts, each row is one; else each row is read under the heads of
//! the columns, as the row of a table in a text is.

use std::io::{Cursor, Read};
use std::num::NonZeroU32;

use calamine::{Data, Reader, open_workbook_auto_from_rs};
use smol_str::SmolStr;

use super::super::document::Origin;
use super::super::layout::{self, Part};
use super::super::record::{Columns, Record};
use super::super::{BlockKind, Document, ReadError};

/// The head of a table stands among its first rows, below its title.
const HEAD_AMONG: usize = 6;

/// Reads rows as they come.
pub(in crate::read) struct Rows<'a> {
    path: &'a str,
    format: &'static str,
    columns: &'a Columns,
    /// What stands above the head.
    above: Vec<String>,
    head: Option<Vec<String>>,
    /// Which column holds what, where one holds texts.
    places: Option<Places>,
    number: u32,
    encoding: Option<&'static str>,
    /// Whether the column that was asked for is not there.
    lacks_column: bool,
}

struct Places {
    text: usize,
    id: Option<usize>,
    title: Option<usize>,
    date: Option<usize>,
    source: Option<usize>,
    author: Option<usize>,
}

impl<'a> Rows<'a> {
    pub(in crate::read) fn new(path: &'a str, format: &'static str, columns: &'a Columns) -> Self {
        Self {
            path,
            format,
            columns,
            above: Vec::new(),
            head: None,
            places: None,
            number: 0,
            encoding: None,
            lacks_column: false,
        }
    }

    /// A row: nothing, or the document that it is.
    pub(in crate::read) fn row(&mut self, cells: Vec<String>) -> Option<Result<Document, ReadError>> {
        self.number += 1;
        if self.lacks_column || cells.iter().all(|cell| cell.trim().is_empty()) {
            return None;
        }
        if self.head.is_none() {
            return self.above_or_head(cells);
        }
        let document = match &self.places {
            Some(places) => {
                let cell = |index: Option<usize>| index.and_then(|index| cells.get(index)).cloned();
                let record = Record {
                    text: cell(Some(places.text)).unwrap_or_default(),
                    id: cell(places.id),
                    title: cell(places.title),
                    date: cell(places.date),
                    source: cell(places.source),
                    author: cell(places.author),
                };
                // A row without its text says nothing.
                (!record.text.trim().is_empty())
                    .then(|| record.document(self.path, self.number, self.format, self.encoding))?
            }
            None => self.table_row(&cells),
        };
        Some(document)
    }

    fn above_or_head(&mut self, cells: Vec<String>) -> Option<Result<Document, ReadError>> {
        let position = |known: &[String]| Columns::position(known, cells.iter().map(String::as_str));
        if let Some(text) = position(&self.columns.text) {
            self.places = Some(Places {
                text,
                id: position(&self.columns.id),
                title: position(&self.columns.title),
                date: position(&self.columns.date),
                source: position(&self.columns.source),
                author: position(&self.columns.author),
            });
            self.head = Some(cells);
            return None;
        }
        if self.columns.text_is_asked_for {
            let found =
                cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("、");
            // Said once, for the whole table.
            self.lacks_column = true;
            return Some(Err(ReadError::NoColumn { asked: self.columns.text.join("、"), found }));
        }
        let filled = cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        let names = cells.iter().all(|cell| !cell.contains(|c: char| c.is_numeric()));
        if filled >= 2 && names || self.above.len() >= HEAD_AMONG {
            self.head = Some(cells);
        } else {
            self.above.push(cells.join(" ").trim().to_owned());
        }
        None
    }

    /// A row with what stands above it: the title of the table as a heading, then the head and the row.
    fn table_row(&self, cells: &[String]) -> Result<Document, ReadError> {
        let head = self.head.as_deref().unwrap_or_default();
        let one_line = |cell: &str| cell.replace(['\t', '\n', '\r'], " ").trim().to_owned();
        // Columns without a head or without a cell are left out, so that the two lines have the same cells.
        let filled = head.iter().zip(cells).filter(|(head, cell)| !head.trim().is_empty() && !cell.trim().is_empty());
        let (heads, cells): (Vec<String>, Vec<String>) =
            filled.map(|(head, cell)| (one_line(head), one_line(cell))).unzip();
        if cells.is_empty() {
            return Err(ReadError::NoText);
        }
        let mut text = String::new();
        let mut parts = Vec::new();
        for line in &self.above {
            let start = text.len();
            text.push_str(line);
            parts.push((Part::Block(BlockKind::Heading), start..text.len()));
            text.push('\n');
        }
        let start = text.len();
        text.push_str(&heads.join("\t"));
        text.push('\n');
        text.push_str(&cells.join("\t"));
        parts.push((Part::Table, start..text.len()));
        let origin = Origin {
            path: SmolStr::new(self.path),
            record: NonZeroU32::new(self.number),
            format: self.format,
            encoding: self.encoding,
            ..Origin::default()
        };
        Document::assemble(text.as_bytes(), layout::lay_out_parts(&text, &parts), origin)
    }
}

/// Reads a CSV or TSV file as it comes.
pub(in crate::read) fn read_csv(
    reader: impl Read,
    path: &str,
    encoding: &'static str,
    columns: &Columns,
    each: &mut dyn FnMut(Option<u32>, Result<Document, ReadError>),
) {
    let tabs = path.to_ascii_lowercase().ends_with(".tsv");
    let mut csv = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(if tabs { b'\t' } else { b',' })
        .from_reader(reader);
    let mut rows = Rows::new(path, "csv", columns);
    rows.encoding = Some(encoding);
    let mut record = csv::StringRecord::new();
    loop {
        match csv.read_record(&mut record) {
            Ok(false) => return,
            Ok(true) => {
                if let Some(document) = rows.row(record.iter().map(ToOwned::to_owned).collect()) {
                    each(Some(rows.number), document);
                }
            }
            Err(error) => {
                rows.number += 1;
                let line = error.position().map_or(u64::from(rows.number), csv::Position::line);
                each(Some(rows.number), Err(ReadError::Record { line, reason: error.to_string() }));
                // A bad record can be passed over; a reader that fails goes on failing.
                if error.is_io_error() {
                    return;
                }
            }
        }
    }
}

/// Reads the sheets of a spreadsheet.
pub(in crate::read) fn read_workbook(
    bytes: &[u8],
    path: &str,
    columns: &Columns,
    each: &mut dyn FnMut(Option<u32>, Result<Document, ReadError>),
) {
    let damaged = |error: &dyn std::fmt::Display| {
        let reason = error.to_string();
        if reason.to_lowercase().contains("password") {
            return ReadError::Encrypted { format: "spreadsheet" };
        }
        ReadError::Damaged { format: "spreadsheet", reason }
    };
    // Office puts what it encrypts into a container under this name, in UTF-16.
    let encrypted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if memchr::memmem::find(bytes, &encrypted).is_some() {
        return each(None, Err(ReadError::Encrypted { format: "spreadsheet" }));
    }
    let mut workbook = match open_workbook_auto_from_rs(Cursor::new(bytes)) {
        Ok(workbook) => workbook,
        Err(error) => return each(None, Err(damaged(&error))),
    };
    let names = workbook.sheet_names();
    let mut any = false;
    for name in &names {
        let range = match workbook.worksheet_range(name) {
            Ok(range) => range,
            Err(error) => {
                each(None, Err(damaged(&error)));
                continue;
            }
        };
        let path = if names.len() == 1 { path.to_owned() } else { format!("{path}/{name}") };
        let mut rows = Rows::new(&path, "xlsx", columns);
        // Rows are counted as the spreadsheet shows them.
        rows.number = range.start().map_or(0, |(row, _)| row);
        for row in range.rows() {
            if let Some(document) = rows.row(row.iter().map(cell_text).collect()) {
                any = true;
                each(Some(rows.number), document);
            }
        }
    }
    if !any {
        each(None, Err(ReadError::Empty));
    }
}

fn cell_text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02}")
        }
        // 2400 and not 2400.0000000000005.
        Data::Float(number) => format!("{}", (number * 1e6).round() / 1e6),
        other => other.to_string(),
    }
}
