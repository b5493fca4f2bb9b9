//! What a graph is made of. Field names are those of the public `graph.json` format (`aid-graph/2`).

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::num::NonZeroU32;
use std::sync::Arc;

use litemap::LiteMap;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::calendar::Period;

/// The value of `format` in a `graph.json` that this version writes.
pub const GRAPH_FORMAT: &str = "aid-graph/2";
/// The values of `format` that this version reads. Version 1 lacks only fields that may be absent: of a document all but
/// `id`, `path`, `title` and `date`, of evidence the page.
pub const READABLE_FORMATS: [&str; 2] = [GRAPH_FORMAT, "aid-graph/1"];

/// Identifies an entity; a pure function of its content, so that every machine gives the same (`division:110106`).
pub type EntityId = SmolStr;

/// A number as a text states it, in the unit that the schema gives: money in CNY, counts plain.
///
/// Ordered and compared by [`f64::total_cmp`], written to JSON without a fraction when it has none.
#[derive(Clone, Copy, Debug)]
pub struct Number(pub f64);

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Serialize for Number {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Integers up to 2^53 are exact in a double.
        if self.0.fract() == 0.0 && self.0.abs() <= 9_007_199_254_740_992.0 {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(Number)
    }
}

/// The value of a qualifier or of a measure: a number, or a text such as an ISO 8601 date or a title.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A count or an amount.
    Number(Number),
    /// A date, a title, a kind, or the id of an entity.
    Text(SmolStr),
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Number(number) => number.fmt(f),
            Value::Text(text) => f.write_str(text),
        }
    }
}

/// Qualifiers of a statement by their name in the schema (`amount`, `date`, `since` …), sorted by name.
///
/// A statement has few of them, so they stand in one flat list.
pub type Qualifiers = LiteMap<SmolStr, Value>;

/// Where a claim stands in a source, word for word.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// Id of the [`Document`].
    pub document: SmolStr,
    /// The page, counted from 1, in a source that has pages (PDF); `start` and `end` then count within that page's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<NonZeroU32>,
    /// First Unicode scalar value of the quoted place in the source as it was read, counted from 0.
    pub start: u32,
    /// One past the last one.
    pub end: u32,
    /// The sentence or clause, after lines were joined.
    pub quote: Arc<str>,
    /// Id of the rule that made the claim (`gazetteer` for `part_of`).
    pub rule: SmolStr,
}

/// A number about an entity: `{indicator, value, unit, date}` with its evidence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Measure {
    /// Name of the indicator in the schema (`households`).
    pub indicator: SmolStr,
    /// A number, or a date for `poverty_exit`.
    pub value: Value,
    /// The unit as the text has it (`户`, `平方米`); absent where the value is a date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<SmolStr>,
    /// ISO 8601 at the precision of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<SmolStr>,
    /// At least one; sorted and without doubles in a finished graph.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

/// A node of the graph.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// See [`EntityId`].
    pub id: EntityId,
    /// Name of its type in the schema (`County`).
    #[serde(rename = "type")]
    pub kind: SmolStr,
    /// The longest or official name.
    pub name: SmolStr,
    /// Official code of a division: 6, 9 or 12 digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<SmolStr>,
    /// Other names that the sources use.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub aliases: BTreeSet<SmolStr>,
    /// Numbers about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<Measure>,
    /// Where it is named.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

/// An edge of the graph: a relation between two entities, with qualifiers and evidence.
///
/// Two statements with the same ends and relation but other qualifiers are two edges.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// The entity that the relation starts from.
    pub source: EntityId,
    /// The entity that it leads to.
    pub target: EntityId,
    /// Name of the relation in the schema (`funds`).
    pub relation: SmolStr,
    /// See [`Qualifiers`].
    #[serde(default, skip_serializing_if = "LiteMap::is_empty")]
    pub qualifiers: Qualifiers,
    /// How far to trust it, from 0 to 1: the best confidence among the rules that made it.
    pub confidence: f64,
    /// At least one.
    pub evidence: Vec<Evidence>,
}

impl Statement {
    /// When it holds or happened: by its `date`, else from `since` until `until`; unknown where it has none of them.
    #[must_use]
    pub fn period(&self) -> Period {
        Period::stated(|qualifier| self.text(qualifier))
    }

    /// The text of a qualifier; `None` where it is a number or is not there.
    #[must_use]
    pub fn text(&self, qualifier: &str) -> Option<&str> {
        match self.qualifiers.get(qualifier) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }
}

/// A source that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Document {
    /// `doc:` and the first 16 hexadecimal digits of the SHA-256 of the source's bytes.
    pub id: SmolStr,
    /// File name, without the folders above what was asked for, so that a graph does not depend on the machine. Of a file
    /// in an archive: the archive's and its own, with `/` between them.
    pub path: SmolStr,
    /// The row or record in the file at `path`, counted from 1, where one file holds many documents (CSV, XLSX, JSONL).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<NonZeroU32>,
    /// Its headline where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<SmolStr>,
    /// ISO 8601 at the precision known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<SmolStr>,
    /// How the date is known: `metadata`, `line`, `dateline`, `title`, `file-name` or `latest-year`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_source: Option<SmolStr>,
    /// Who published it, as the source says (来源：…).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<SmolStr>,
    /// Who wrote it, as the source says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<SmolStr>,
    /// The format that it was read from: `text`, `html`, `pdf` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<SmolStr>,
    /// The character encoding that its bytes were in, by its name in the WHATWG Encoding Standard (`UTF-8`, `gb18030` …).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<SmolStr>,
}
