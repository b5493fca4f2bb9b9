//! Tables: qualifiers as typed columns, for all formats that want one type for each attribute; rows that several share.

use std::collections::BTreeMap;
use std::io::Write;

use serde_json::Error;
use smol_str::SmolStr;

use crate::graph::{Document, Number, Statement, Value};
use crate::schema::{QuantityKind, Schema};

use super::ExportError;

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Money, with a fraction.
    Decimal,
    /// A count.
    Whole,
    /// Anything else: dates have the precision of the text, so they stay texts.
    Text,
}

impl Kind {
    /// Its name in GraphML and GEXF.
    pub(super) fn xml(self) -> &'static str {
        match self {
            Kind::Decimal => "double",
            Kind::Whole => "long",
            Kind::Text => "string",
        }
    }

    fn takes(self, value: &Value) -> bool {
        match (self, value) {
            (Kind::Decimal, Value::Number(_)) | (Kind::Text, Value::Text(_)) => true,
            // Whole numbers up to 2^53 are exact.
            (Kind::Whole, Value::Number(Number(number))) => number.fract() == 0.0 && number.abs() < 9.0e15,
            _ => false,
        }
    }
}

/// A qualifier of the schema.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    /// The key of it in XML.
    pub(super) key: String,
    pub(super) kind: Kind,
}

/// The qualifiers of a schema, by name.
pub(super) struct Columns(Vec<Column>);

impl Columns {
    pub(super) fn of(schema: &Schema) -> Self {
        let columns = schema.qualifiers.iter().map(|(name, declared)| Column {
            name: name.clone(),
            key: format!("e_{name}"),
            kind: match declared.kind {
                QuantityKind::Money => Kind::Decimal,
                QuantityKind::Count => Kind::Whole,
                _ => Kind::Text,
            },
        });
        Self(columns.collect())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Column> {
        self.0.iter()
    }

    /// The value of a statement in a column, where it has one of the column's type.
    pub(super) fn value<'s>(&self, statement: &'s Statement, name: &str) -> Option<&'s Value> {
        let value = statement.qualifiers.get(name)?;
        self.fits(name, value).then_some(value)
    }

    /// The values of a statement that are in columns, each with the number of its column.
    pub(super) fn values<'s>(&'s self, statement: &'s Statement) -> impl Iterator<Item = (usize, &'s Value)> {
        statement.qualifiers.iter().filter_map(|(name, value)| {
            let place = self.0.iter().position(|column| column.name == *name && column.kind.takes(value))?;
            Some((place, value))
        })
    }

    fn fits(&self, name: &str, value: &Value) -> bool {
        self.0.iter().any(|column| column.name == name && column.kind.takes(value))
    }

    /// The qualifiers that are in no column, because the schema does not know them or their value is of another type, as a
    /// JSON text.
    pub(super) fn other(&self, statement: &Statement) -> Result<Option<String>, Error> {
        let rest: BTreeMap<&str, &Value> = statement
            .qualifiers
            .iter()
            .filter(|(name, value)| !self.fits(name, value))
            .map(|(name, value)| (name.as_str(), value))
            .collect();
        if rest.is_empty() { Ok(None) } else { serde_json::to_string(&rest).map(Some) }
    }
}

/// What a table says of a document, in the order of [`document_cells`].
pub(super) const DOCUMENT: [&str; 10] =
    ["id", "path", "record", "title", "date", "date_source", "publisher", "author", "format", "encoding"];

/// The cells of a document.
pub(super) fn document_cells(document: &Document) -> [SmolStr; 10] {
    let record = document.record.map(|record| SmolStr::new(record.to_string()));
    let text = |text: &Option<SmolStr>| text.clone().unwrap_or_default();
    [
        document.id.clone(),
        document.path.clone(),
        record.unwrap_or_default(),
        text(&document.title),
        text(&document.date),
        text(&document.date_source),
        text(&document.publisher),
        text(&document.author),
        text(&document.format),
        text(&document.encoding),
    ]
}

/// Writes a statement as a row: ends, relation, its label, confidence, the columns, what fits none of them, evidence.
pub(super) fn statement_row(
    rows: &mut csv::Writer<&mut dyn Write>,
    statement: &Statement,
    columns: &Columns,
    schema: &Schema,
) -> Result<(), ExportError> {
    rows.write_field(&statement.source)?;
    rows.write_field(&statement.target)?;
    rows.write_field(&statement.relation)?;
    rows.write_field(schema.relation_label(&statement.relation))?;
    rows.write_field(statement.confidence.to_string())?;
    for column in columns.iter() {
        let value = columns.value(statement, &column.name).map(ToString::to_string);
        rows.write_field(value.unwrap_or_default())?;
    }
    rows.write_field(columns.other(statement)?.unwrap_or_default())?;
    rows.write_field(serde_json::to_string(&statement.evidence)?)?;
    Ok(rows.write_record(None::<&[u8]>)?)
}
