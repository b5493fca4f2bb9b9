//! Gold files: what people annotated in a text (`docs/schema.md` §7).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer};
use serde_json::Value as Json;
use smol_str::SmolStr;

/// Why a gold file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GoldError {
    /// No JSON, or not of the shape of a gold file; the message names line and column.
    #[error("this is no gold file: {0}")]
    Json(#[from] serde_json::Error),
    /// A relation or a measure of an entity that is not listed.
    #[error("it speaks of the entity `{0}`, which it does not list")]
    UnknownKey(SmolStr),
}

/// What a text says, as annotated.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Gold {
    /// Entities.
    pub entities: Vec<GoldEntity>,
    /// Relations.
    pub relations: Vec<GoldRelation>,
    /// Measures.
    #[serde(default)]
    pub measures: Vec<GoldMeasure>,
}

/// An annotated entity.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldEntity {
    /// What relations and measures call it.
    pub key: SmolStr,
    /// Acceptable types.
    #[serde(rename = "type", deserialize_with = "one_or_several")]
    pub types: Vec<SmolStr>,
    /// Its name.
    pub name: String,
    /// Acceptable codes.
    #[serde(default, rename = "code", deserialize_with = "one_or_several")]
    pub codes: Vec<Json>,
    /// Other names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Whether it is allowed and not asked for.
    #[serde(default)]
    pub optional: bool,
}

/// An annotated relation.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldRelation {
    /// Acceptable beginnings.
    #[serde(deserialize_with = "one_or_several")]
    pub from: Vec<SmolStr>,
    /// Its name.
    pub relation: SmolStr,
    /// Acceptable ends.
    #[serde(deserialize_with = "one_or_several")]
    pub to: Vec<SmolStr>,
    /// Qualifiers: one value, or a list of acceptable ones.
    #[serde(default)]
    pub qualifiers: Option<BTreeMap<SmolStr, Json>>,
    /// Whether it is allowed and not asked for.
    #[serde(default)]
    pub optional: bool,
}

/// An annotated measure.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldMeasure {
    /// Acceptable entities.
    #[serde(deserialize_with = "one_or_several")]
    pub entity: Vec<SmolStr>,
    /// The indicator.
    pub indicator: SmolStr,
    /// One value, or a list of acceptable ones.
    pub value: Json,
    /// One date, or a list of acceptable ones.
    #[serde(default)]
    pub date: Json,
    /// Whether it is allowed and not asked for.
    #[serde(default)]
    pub optional: bool,
}

impl Gold {
    /// Reads a gold file.
    ///
    /// # Errors
    /// When it is no JSON of that shape, or speaks of an entity that it does not list.
    pub fn from_json(bytes: &[u8]) -> Result<Self, GoldError> {
        let gold: Self = serde_json::from_slice(bytes)?;
        let keys: BTreeSet<&SmolStr> = gold.entities.iter().map(|entity| &entity.key).collect();
        let ends = gold.relations.iter().flat_map(|relation| relation.from.iter().chain(&relation.to));
        let mut named = ends.chain(gold.measures.iter().flat_map(|measure| &measure.entity));
        match named.find(|key| !keys.contains(key)) {
            Some(key) => Err(GoldError::UnknownKey(key.clone())),
            None => Ok(gold),
        }
    }

    /// The names of entities by their keys, joined by `/` where several are acceptable.
    #[must_use]
    pub fn names(&self, keys: &[SmolStr]) -> String {
        let names = keys.iter().map(|key| {
            self.entities.iter().find(|entity| entity.key == *key).map_or(key.as_str(), |entity| entity.name.as_str())
        });
        names.collect::<Vec<_>>().join("/")
    }
}

impl GoldRelation {
    /// Its qualifiers with what is acceptable.
    pub fn wanted(&self) -> impl Iterator<Item = (&SmolStr, &Json)> {
        self.qualifiers.iter().flatten()
    }
}

/// The values of a JSON value that is one or a list of them; none of `null`.
pub(super) fn values(json: &Json) -> &[Json] {
    match json {
        Json::Null => &[],
        Json::Array(all) => all,
        one => std::slice::from_ref(one),
    }
}

fn one_or_several<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "one value or a list of them")]
    enum OneOrSeveral<T> {
        // First, since a JSON value can be a list itself.
        Several(Vec<T>),
        One(T),
    }
    Ok(match Option::<OneOrSeveral<T>>::deserialize(deserializer)? {
        None => Vec::new(),
        Some(OneOrSeveral::Several(all)) => all,
        Some(OneOrSeveral::One(one)) => vec![one],
    })
}
