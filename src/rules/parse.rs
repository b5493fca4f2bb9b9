//! A file of a pack, read as far as it can be read: one fault in it does not hide the others.

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::mention::WordLists;
use crate::schema::Schema;

use super::confidence::Confidences;
use super::fault::{PackError, did_you_mean};
use super::source::{FileSource, PackFile};

/// A file of a pack, by what its name says it holds.
pub(super) enum Parsed {
    Schema(Box<Schema>),
    Lists(Box<WordLists>),
    Confidences(Confidences),
    Rules(Box<FileSource>),
}

impl Parsed {
    /// What could be read of a file, and the faults of the rest.
    pub(super) fn of(file: &PackFile) -> (Option<Self>, Vec<PackError>) {
        let one = |parsed: Result<Self, toml::de::Error>| match parsed {
            Ok(parsed) => (Some(parsed), Vec::new()),
            Err(error) => (None, vec![fault(file, &error)]),
        };
        match file.name.rsplit(['/', '\\']).next().unwrap_or(&file.name) {
            "schema.toml" => one(Schema::parse(&file.text).map(|parsed| Self::Schema(Box::new(parsed)))),
            "lexicons.toml" => one(toml::from_str(&file.text).map(|parsed| Self::Lists(Box::new(parsed)))),
            "confidence.toml" => one(toml::from_str(&file.text).map(Self::Confidences)),
            _ => match toml::from_str(&file.text) {
                Ok(parsed) => (Some(Self::Rules(Box::new(parsed))), Vec::new()),
                Err(_) => item_by_item(file),
            },
        }
    }
}

/// Reads the tables of a file one by one, which is slower and finds every fault.
fn item_by_item(file: &PackFile) -> (Option<Parsed>, Vec<PackError>) {
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    if !errors.is_empty() {
        return (None, errors.iter().map(|error| fault(file, error)).collect());
    }
    let mut source = FileSource::default();
    let mut faults = Vec::new();
    for (key, value) in table.into_inner() {
        let mut read = Reader { file, faults: &mut faults };
        match key.get_ref().as_ref() {
            "name" => source.name = read.list(value),
            "agreement" => source.agreement = read.list(value),
            "reference" => source.reference = read.list(value),
            "award" => source.award = read.list(value),
            "list" => source.list = read.list(value),
            "rule" => source.rule = read.list(value),
            "default" => source.default = read.list(value),
            "sending" => source.sending = read.list(value),
            "patterns" => source.patterns = read.one(value).unwrap_or_default(),
            "words" => source.words = read.one(value).unwrap_or_default(),
            "disable" => source.disable = read.one(value).unwrap_or_default(),
            "helpers" => source.helpers = read.one(value),
            "guards" => source.guards = read.one(value).unwrap_or_default(),
            other => {
                let known = [
                    "name",
                    "agreement",
                    "reference",
                    "award",
                    "list",
                    "rule",
                    "default",
                    "sending",
                    "patterns",
                    "words",
                    "disable",
                    "helpers",
                    "guards",
                ];
                faults.push(
                    PackError::new(file, format!("unknown table `{other}`"))
                        .at(Some(key.span()), "no table of this name is read")
                        .help(did_you_mean(other, known)),
                );
            }
        }
    }
    (Some(Parsed::Rules(Box::new(source))), faults)
}

struct Reader<'a> {
    file: &'a PackFile,
    faults: &'a mut Vec<PackError>,
}

impl Reader<'_> {
    fn one<T: DeserializeOwned>(&mut self, value: Spanned<DeValue<'_>>) -> Option<T> {
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(read) => Some(read),
            Err(error) => {
                self.faults.push(fault(self.file, &error));
                None
            }
        }
    }

    fn list<T: DeserializeOwned>(&mut self, value: Spanned<DeValue<'_>>) -> Vec<T> {
        let place = value.span();
        match value.into_inner() {
            DeValue::Array(items) => items.into_iter().filter_map(|item| self.one(item)).collect(),
            _ => {
                self.faults.push(
                    PackError::new(self.file, "this is read as a list of tables")
                        .at(Some(place), "one table only")
                        .help(Some("write the header with two brackets: `[[rule]]`")),
                );
                Vec::new()
            }
        }
    }
}

/// What the TOML reader says, with the nearest known key where a key is unknown.
fn fault(file: &PackFile, error: &toml::de::Error) -> PackError {
    let message = error.message().trim();
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let (words, help) =
        if let (true, Some((unknown, known))) = (message.starts_with("unknown field"), quoted.split_first()) {
            let near = did_you_mean(unknown, known.iter().copied());
            (format!("unknown key `{unknown}`"), near.or_else(|| Some(format!("the keys are {}", known.join(", ")))))
        } else if let (true, Some(missing)) = (message.starts_with("missing field"), quoted.first()) {
            (format!("the key `{missing}` is missing"), None)
        } else {
            (message.lines().collect::<Vec<_>>().join("; "), None)
        };
    PackError::new(file, words).at(error.span(), "").help(help)
}
