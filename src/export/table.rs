//! Qualifiers as typed columns, for all formats that want one type for each attribute.

use std::collections::BTreeMap;

use serde_json::Error;

use crate::graph::{Number, Statement, Value};
use crate::schema::{QuantityKind, Schema};

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
