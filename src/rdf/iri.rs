//! IRIs of ids, and back. Chinese stays readable; what RFC 3987 does not let stand in a path is percent-encoded.

use std::fmt::Write;

/// The default base, under a domain that is reserved for examples: nobody's own.
const DEFAULT: &str = "https://aid-graph.example/id/";

/// First segments of the IRIs that this program gives itself; an id that begins like one keeps its colon encoded.
const OWN: [&str; 5] = ["statement", "evidence", "measure", "rule", "post"];

/// What the IRIs of entities, documents and statements begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseIri(String);

/// A base that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no base: an absolute IRI is wanted that ends in `/` or `#`, such as https://data.example.org/aid/")]
pub struct BaseIriError(String);

impl Default for BaseIri {
    fn default() -> Self {
        Self(DEFAULT.to_owned())
    }
}

impl std::fmt::Display for BaseIri {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for BaseIri {
    type Err = BaseIriError;

    fn from_str(text: &str) -> Result<Self, BaseIriError> {
        let fits = text.ends_with(['/', '#']) && oxrdf::NamedNode::new(text).is_ok();
        if fits { Ok(Self(text.to_owned())) } else { Err(BaseIriError(text.to_owned())) }
    }
}

impl BaseIri {
    /// The IRI.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The IRI of an entity or document below the base: `division:110106` is `division/110106`.
pub(super) fn of_id(id: &str) -> String {
    match id.split_once(':') {
        Some((head, rest)) if is_plain(head) && !OWN.contains(&head) => format!("{head}/{}", encoded(rest, true)),
        _ => encoded(id, false),
    }
}

/// The id that [`of_id`] was given.
pub(super) fn id_of(iri: &str) -> Option<String> {
    match iri.split_once('/') {
        Some((head, rest)) => Some(format!("{head}:{}", decoded(rest)?)),
        None => decoded(iri),
    }
}

impl BaseIri {
    /// The IRI of an entity or document.
    #[must_use]
    pub fn of_id(&self, id: &str) -> String {
        format!("{}{}", self.0, of_id(id))
    }

    /// The id of the entity or document that an IRI means; `None` for other resources.
    #[must_use]
    pub fn id_of(&self, iri: &str) -> Option<String> {
        let local = iri.strip_prefix(self.0.as_str())?;
        let id = id_of(local)?;
        (of_id(&id) == local).then_some(id)
    }
}

fn is_plain(head: &str) -> bool {
    head.starts_with(|c: char| c.is_ascii_alphabetic()) && head.chars().all(|c| c.is_ascii_alphanumeric())
}

/// A text as a part of a path; with `slashes` they stay as they are.
pub(super) fn encoded(text: &str, slashes: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let segments = text.split('/');
    for (number, segment) in segments.enumerate() {
        if number > 0 {
            out.push_str(if slashes { "/" } else { "%2F" });
        }
        // `.` and `..` alone would be taken for steps in the path.
        let dots = matches!(segment, "." | "..");
        for c in segment.chars() {
            if stays(c) && !dots {
                out.push(c);
            } else {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    let _ = write!(out, "%{byte:02X}");
                }
            }
        }
    }
    out
}

/// Letters, digits and marks that RFC 3987 allows in a path; without marks of direction, which nobody sees.
fn stays(c: char) -> bool {
    match c {
        c if c.is_ascii() => c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@".contains(c),
        '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => false,
        '\u{A0}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFEF}' => !c.is_whitespace(),
        '\u{10000}'..='\u{DFFFD}' => (c as u32) & 0xFFFF < 0xFFFE,
        _ => false,
    }
}

/// A text without its percent-encoding; `None` where that is broken.
pub fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        if *first == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn chinese_stays_readable_and_the_rest_is_encoded() {
        assert_eq!(of_id("project:152223/𠮷野 <a>"), "project/152223/𠮷野%20%3Ca%3E");
        assert_eq!(of_id("rule:x"), "rule:x");
        assert_eq!(of_id("site:a/../b"), "site/a/%2E%2E/b");
        assert_eq!(of_id("\u{e000}[|]`^\\{}"), "%EE%80%80%5B%7C%5D%60%5E%5C%7B%7D");
    }

    proptest! {
        #[test]
        fn every_id_has_an_iri_of_its_own(id in "\\PC{0,12}|[:/.%a-c\u{0}\u{202e}\u{e000}甲]{0,8}") {
            let iri = of_id(&id);
            prop_assert!(oxrdf::NamedNode::new(format!("{DEFAULT}{iri}")).is_ok(), "{}", iri);
            prop_assert_eq!(id_of(&iri), Some(id));
        }
    }
}
