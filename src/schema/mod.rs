//! What a graph may contain: entity types, relations, qualifiers and indicators, declared by a rule pack's `schema.toml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The declarations of one rule pack.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Schema {
    /// Entity types by name.
    pub types: BTreeMap<String, EntityType>,
    /// Relations by name.
    pub relations: BTreeMap<String, Relation>,
    /// Qualifiers by name.
    pub qualifiers: BTreeMap<String, Quantity>,
    /// Indicators of measures by name.
    pub indicators: BTreeMap<String, Quantity>,
}

/// An entity type.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntityType {
    /// What a reader sees.
    pub label_zh: String,
    /// Whether it is a level of the official divisions.
    #[serde(default)]
    pub division: bool,
    /// Whether its entities act: they can pay, and be a partner, where a rule asks for `@payer` or `@partner`.
    #[serde(default)]
    pub acts: bool,
    /// Class IRI as prefix and local name.
    pub iri: String,
    /// Graphviz node shape.
    pub shape: String,
    /// Fill colour, `#rrggbb`.
    pub colour: String,
}

/// A relation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// What a reader sees.
    pub label_zh: String,
    /// Property IRI as prefix and local name.
    pub iri: String,
    /// Qualifiers that its statements may carry.
    #[serde(default)]
    pub qualifiers: Vec<String>,
    /// Qualifiers that only describe: of two statements of one document that differ in nothing else, or of which one says
    /// less, one is kept.
    #[serde(default)]
    pub loose: Vec<String>,
    /// What the engine does with it beyond what rules claim.
    #[serde(default)]
    pub role: Option<Role>,
    /// Endings of `title` of which one body has one holder at a time: two holders are a conflict.
    #[serde(default)]
    pub sole_titles: Vec<String>,
    /// Graphviz attributes of its edges.
    #[serde(default)]
    pub dot: Option<String>,
}

/// A relation that the engine itself knows what to do with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A division lies in another one; the engine states it from the gazetteer.
    Containment,
    /// Something stands somewhere; drawings put it there.
    Location,
    /// Somebody holds a post in a body.
    Post,
    /// Somebody is sent to work elsewhere for a time.
    Secondment,
}

/// A qualifier or an indicator.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// What a reader sees.
    pub label_zh: String,
    /// What kind of value it takes.
    pub kind: QuantityKind,
    /// Unit where the text gives none.
    #[serde(default)]
    pub unit: Option<String>,
    /// Whether an entity has one such value for good, such as the year in which it left poverty: two are a conflict.
    #[serde(default)]
    pub once: bool,
    /// Of a text the normal forms, each with the words that say the same: 结对 for 帮扶对子.
    #[serde(default)]
    pub forms: BTreeMap<String, Vec<String>>,
}

impl Quantity {
    /// The normal form of what a text says.
    #[must_use]
    pub fn normal_form<'t>(&'t self, said: &'t str) -> &'t str {
        let form = self.forms.iter().find(|(_, words)| words.iter().any(|word| word == said));
        form.map_or(said, |(form, _)| form)
    }
}

/// The kind of value of a qualifier or an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuantityKind {
    /// CNY.
    Money,
    /// A plain number.
    Count,
    /// ISO 8601.
    Date,
    /// Free text.
    Text,
    /// The id of an entity.
    Entity,
}

/// The source of the built-in pack's schema.
const BUILT_IN: &str = include_str!("../../data/rules/schema.toml");

impl Schema {
    /// Reads a `schema.toml`.
    ///
    /// # Errors
    /// When the text is no TOML or has an unknown or missing key; the error carries the place.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The schema of the built-in aid pack.
    ///
    /// # Panics
    /// Never in a released program: a test parses the embedded text.
    #[must_use]
    pub fn built_in() -> Self {
        Self::parse(BUILT_IN).expect("the embedded schema parses")
    }

    /// The relation of a role.
    #[must_use]
    pub fn relation_of(&self, role: Role) -> Option<&str> {
        self.relations.iter().find(|(_, relation)| relation.role == Some(role)).map(|(name, _)| name.as_str())
    }

    /// The qualifiers that are amounts of money.
    pub fn money_qualifiers(&self) -> impl Iterator<Item = &str> {
        self.qualifiers
            .iter()
            .filter(|(_, quantity)| quantity.kind == QuantityKind::Money)
            .map(|(name, _)| name.as_str())
    }

    /// Whether entities of a type act.
    #[must_use]
    pub fn acts(&self, kind: &str) -> bool {
        self.types.get(kind).is_some_and(|kind| kind.acts)
    }

    /// Adds the declarations of an overlay; one of a name that is there replaces it.
    pub fn overlay(&mut self, other: Schema) {
        self.types.extend(other.types);
        self.relations.extend(other.relations);
        self.qualifiers.extend(other.qualifiers);
        self.indicators.extend(other.indicators);
    }

    /// The Chinese label of a relation, or its name when the schema does not know it.
    #[must_use]
    pub fn relation_label<'a>(&'a self, name: &'a str) -> &'a str {
        self.relations.get(name).map_or(name, |relation| &relation.label_zh)
    }

    /// The Chinese label of an entity type, or its name when the schema does not know it.
    #[must_use]
    pub fn type_label<'a>(&'a self, name: &'a str) -> &'a str {
        self.types.get(name).map_or(name, |kind| &kind.label_zh)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_qualifier_of_a_relation_is_declared() {
        let schema = Schema::built_in();
        for (name, relation) in &schema.relations {
            for qualifier in &relation.qualifiers {
                assert!(schema.qualifiers.contains_key(qualifier), "{name}: {qualifier}");
            }
        }
    }
}
