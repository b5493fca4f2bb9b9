//! A short form for questions about how things hang together: entities with relations between them.
//!
//! ```text
//! 丰台区 -资助-> ?项目:Project -位于-> ?地方
//! ```
//!
//! Names stand for entities, `?NAME` for what is looked for, with a type behind a colon if there is one. Relations are
//! `-RELATION->`, `<-RELATION-`, or `-RELATION-` in either direction; several of them with `|`, any with nothing between the
//! marks (`-->`, `<--`, `--`). Blanks part them from what stands at their ends.

use crate::rdf::{Mapping, expand};
use crate::schema::Schema;

/// Why a pattern cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// A relation has no entity on one of its sides, or nothing is looked for.
    #[error("a pattern is `A -RELATION-> ?B`: names or ?variables with relations between them")]
    Shape,
    /// Nothing is looked for.
    #[error("the pattern looks for nothing: one end must be a ?variable")]
    NoVariable,
    /// A variable whose name is none.
    #[error("`{0}` is no variable: a name of letters and digits stands behind the question mark")]
    Variable(String),
    /// A relation that the schema does not have.
    #[error("there is no relation `{name}`; there are {known}")]
    Relation {
        /// What was given.
        name: String,
        /// What there is.
        known: String,
    },
    /// A type that the schema does not have.
    #[error("there is no type `{name}`; there are {known}")]
    Type {
        /// What was given.
        name: String,
        /// What there is.
        known: String,
    },
}

/// A pattern that has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    /// An entity, by its name.
    Named(String),
    /// What is looked for, and its type.
    Variable(String, Option<String>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Edge {
    /// None for any.
    relations: Vec<String>,
    forward: bool,
    backward: bool,
}

impl Pattern {
    /// Reads a pattern. Relations and types are those of a schema, by their names or labels.
    ///
    /// # Errors
    /// When it is none, or speaks of what the schema does not know.
    pub fn parse(text: &str, schema: &Schema) -> Result<Self, PatternError> {
        let (mut nodes, mut edges): (Vec<Node>, Vec<Edge>) = (Vec::new(), Vec::new());
        let mut name: Vec<&str> = Vec::new();
        for token in text.split_whitespace() {
            match edge(token, schema)? {
                None => name.push(token),
                Some(_) if name.is_empty() => return Err(PatternError::Shape),
                Some(edge) => {
                    nodes.push(node(&name.join(" "), schema)?);
                    edges.push(edge);
                    name.clear();
                }
            }
        }
        if name.is_empty() || edges.is_empty() {
            return Err(PatternError::Shape);
        }
        nodes.push(node(&name.join(" "), schema)?);
        if nodes.iter().all(|node| matches!(node, Node::Named(_))) {
            return Err(PatternError::NoVariable);
        }
        Ok(Self { nodes, edges })
    }

    /// The pattern in SPARQL: the names of what is looked for. `entity` gives the IRI of the entity of a name.
    ///
    /// # Errors
    /// The first one of `entity`.
    pub fn to_sparql<E>(
        &self,
        schema: &Schema,
        mut entity: impl FnMut(&str) -> Result<String, E>,
    ) -> Result<String, E> {
        let mapping = Mapping::new(schema);
        let mut variables: Vec<&str> = Vec::new();
        let mut lines: Vec<String> = Vec::new();
        let mut terms = Vec::new();
        for node in &self.nodes {
            terms.push(match node {
                Node::Named(name) => format!("<{}>", entity(name)?),
                Node::Variable(name, kind) => {
                    let term = format!("?entity_{name}");
                    if let Some(class) = kind.as_deref().and_then(|kind| mapping.classes(kind).pop()) {
                        lines.push(format!("{term} a {} .", iri(&class)));
                    }
                    if !variables.contains(&name.as_str()) {
                        variables.push(name);
                        lines.push(format!("{term} rdfs:label ?{name} ."));
                    }
                    term
                }
            });
        }
        for (ends, edge) in terms.windows(2).zip(&self.edges) {
            let (from, to) = (&ends[0], &ends[1]);
            let mut ways = Vec::new();
            for (wanted, source, target) in [(edge.forward, from, to), (edge.backward, to, from)] {
                if wanted && edge.relations.is_empty() {
                    ways.push(format!("{{ [] rdf:subject {source} ; rdf:object {target} }}"));
                } else if wanted {
                    let properties: Vec<String> =
                        edge.relations.iter().map(|relation| iri(&mapping.predicate(relation))).collect();
                    ways.push(format!("{{ {source} {} {target} }}", properties.join("|")));
                }
            }
            lines.push(ways.join(" UNION "));
        }
        let names: Vec<String> = variables.iter().map(|name| format!("?{name}")).collect();
        let names = names.join(" ");
        Ok(format!("SELECT DISTINCT {names} WHERE {{\n  {}\n}} ORDER BY {names}", lines.join("\n  ")))
    }
}

fn iri(short: &str) -> String {
    let mut full = String::new();
    expand(short, &mut full);
    format!("<{full}>")
}

/// A relation with its marks; `None` for anything else.
fn edge(token: &str, schema: &Schema) -> Result<Option<Edge>, PatternError> {
    let (backward, inner) = match token.strip_prefix("<-") {
        Some(rest) => (true, rest),
        None => match token.strip_prefix('-') {
            Some(rest) => (false, rest),
            None => return Ok(None),
        },
    };
    let (forward, inner) = match inner.strip_suffix("->") {
        Some(rest) => (true, rest),
        None => match inner.strip_suffix('-') {
            Some(rest) => (false, rest),
            None => return Ok(None),
        },
    };
    let relation = |name: &str| {
        let found = schema.relations.iter().find(|(known, declared)| *known == name || declared.label_zh == name);
        found.map(|(known, _)| known.clone()).ok_or_else(|| PatternError::Relation {
            name: name.to_owned(),
            known: listed(schema.relations.iter().map(|(known, declared)| (known, &declared.label_zh))),
        })
    };
    let relations = match inner {
        "" => Vec::new(),
        inner => inner.split('|').map(relation).collect::<Result<_, _>>()?,
    };
    // Without an arrow both directions count.
    let either = forward == backward;
    Ok(Some(Edge { relations, forward: forward || either, backward: backward || either }))
}

fn node(text: &str, schema: &Schema) -> Result<Node, PatternError> {
    let Some(variable) = text.strip_prefix('?') else { return Ok(Node::Named(text.to_owned())) };
    let (name, kind) = match variable.split_once(':') {
        Some((name, kind)) => (name, Some(kind)),
        None => (variable, None),
    };
    if name.is_empty() || !name.chars().all(char::is_alphanumeric) {
        return Err(PatternError::Variable(text.to_owned()));
    }
    let known = |kind: &str| {
        let found = schema.types.iter().find(|(known, declared)| *known == kind || declared.label_zh == kind);
        found.map(|(known, _)| known.clone()).ok_or_else(|| PatternError::Type {
            name: kind.to_owned(),
            known: listed(schema.types.iter().map(|(known, declared)| (known, &declared.label_zh))),
        })
    };
    Ok(Node::Variable(name.to_owned(), kind.map(known).transpose()?))
}

fn listed<'s>(names: impl Iterator<Item = (&'s String, &'s String)>) -> String {
    names.map(|(name, label)| format!("{name} ({label})")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sparql(text: &str) -> Result<String, PatternError> {
        let schema = Schema::built_in();
        let pattern = Pattern::parse(text, &schema)?;
        Ok(pattern.to_sparql(&schema, |name| Ok::<_, PatternError>(format!("http://e/{name}"))).expect("all are known"))
    }

    #[test]
    fn what_is_no_pattern_is_refused_with_the_reason() {
        for text in ["", "?甲", "-资助-> ?甲", "?甲 -资助->", "?甲 --> --> ?乙"] {
            assert_eq!(sparql(text), Err(PatternError::Shape), "{text}");
        }
        assert_eq!(sparql("甲区 -资助-> 乙县"), Err(PatternError::NoVariable));
        assert_eq!(sparql("甲区 -资助-> ?"), Err(PatternError::Variable("?".into())));
        assert!(matches!(sparql("甲区 -借钱-> ?x"), Err(PatternError::Relation { name, .. }) if name == "借钱"));
        assert!(matches!(sparql("甲区 --> ?x:星球"), Err(PatternError::Type { name, .. }) if name == "星球"));
    }

    #[test]
    fn a_pattern_reads_as_its_sparql() {
        let text = sparql("甲区 -资助|visited-> ?项目:项目 <-- ?谁").expect("a pattern");
        assert_eq!(
            text,
            "SELECT DISTINCT ?项目 ?谁 WHERE {\n  ?entity_项目 a <https://aid-graph.example/ns#Project> .\n  \
             ?entity_项目 rdfs:label ?项目 .\n  ?entity_谁 rdfs:label ?谁 .\n  \
             { <http://e/甲区> <https://aid-graph.example/ns#funds>|<https://aid-graph.example/ns#visited> ?entity_项目 }\n  \
             { [] rdf:subject ?entity_谁 ; rdf:object ?entity_项目 }\n} ORDER BY ?项目 ?谁"
        );
    }
}
