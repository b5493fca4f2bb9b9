//! The entities of one document, and which name means which of them.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::gazetteer::{DivisionId, DivisionType, gazetteer};
use crate::mention::{DivisionPart, Kind};

/// Index of an entity within its document.
pub type LocalId = usize;

/// An entity of one document.
#[derive(Clone, Debug)]
pub struct LocalEntity {
    /// Its kind.
    pub kind: Kind,
    /// The longest name that the document gives it, or the official one.
    pub name: String,
    /// The name without the division before it.
    pub own: String,
    /// Other names in the document.
    pub aliases: BTreeSet<String>,
    /// Which division it is.
    pub division: Option<DivisionId>,
    /// The division that it stands in, as far as its own name or the context tell; part of its identity.
    pub place: Option<DivisionId>,
    /// Bytes of the sentence that names it first.
    pub sentence: std::ops::Range<usize>,
}

/// The entities of one document.
#[derive(Debug, Default)]
pub struct Entities {
    all: Vec<LocalEntity>,
    divisions: FxHashMap<DivisionId, LocalId>,
    names: FxHashMap<(Kind, String), LocalId>,
    /// Names of things by their kind and last character, since a shorter form ends like the longer one.
    endings: FxHashMap<(Kind, char), Vec<LocalId>>,
}

impl Entities {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[LocalEntity] {
        &self.all
    }

    /// The entity of an index.
    #[must_use]
    pub fn get(&self, id: LocalId) -> &LocalEntity {
        &self.all[id]
    }

    /// A division that the gazetteer knows.
    pub fn division(&mut self, id: DivisionId, written: &str, sentence: &std::ops::Range<usize>) -> LocalId {
        let local = match self.divisions.get(&id) {
            Some(local) => *local,
            None => {
                self.all.push(LocalEntity {
                    kind: kind_of(gazetteer().kind(id)),
                    name: gazetteer().name(id).to_string(),
                    own: String::new(),
                    aliases: BTreeSet::new(),
                    division: Some(id),
                    place: gazetteer().parent(id),
                    sentence: sentence.clone(),
                });
                self.divisions.insert(id, self.all.len() - 1);
                self.all.len() - 1
            }
        };
        let entity = &mut self.all[local];
        if written != entity.name && !written.is_empty() {
            entity.aliases.insert(written.to_owned());
        }
        local
    }

    /// A division as a text names it, known or not.
    pub fn part(&mut self, part: &DivisionPart, written: &str, sentence: &std::ops::Range<usize>) -> LocalId {
        match part.id {
            Some(id) => self.division(id, written, sentence),
            None => self.named(kind_of(part.kind), written, part.within, sentence),
        }
    }

    /// An entity by its name alone; the same name of the same kind is the same entity.
    pub fn named(
        &mut self,
        kind: Kind,
        name: &str,
        place: Option<DivisionId>,
        sentence: &std::ops::Range<usize>,
    ) -> LocalId {
        let key = (kind, name.to_owned());
        if let Some(local) = self.names.get(&key) {
            return *local;
        }
        self.all.push(LocalEntity {
            kind,
            name: name.to_owned(),
            own: name.to_owned(),
            aliases: BTreeSet::new(),
            division: None,
            place,
            sentence: sentence.clone(),
        });
        self.names.insert(key, self.all.len() - 1);
        if let Some(last) = name.chars().next_back() {
            self.endings.entry((kind, last)).or_default().push(self.all.len() - 1);
        }
        self.all.len() - 1
    }

    /// An organisation, site or project, under its name or under a longer or shorter form of it.
    ///
    /// `own` is the name without the division before it. The shorter form must be a subsequence of the longer and end in
    /// the same two characters; 津穗公司 is 天津津穗食品科技有限公司.
    pub fn coreferent(
        &mut self,
        kind: Kind,
        name: &str,
        own: &str,
        place: Option<DivisionId>,
        sentence: &std::ops::Range<usize>,
    ) -> LocalId {
        let key = (kind, name.to_owned());
        if let Some(local) = self.names.get(&key) {
            return *local;
        }
        let ending = name.chars().next_back().map(|last| (kind, last));
        let alike = ending.and_then(|ending| self.endings.get(&ending)).map(Vec::as_slice).unwrap_or_default();
        // 甲集团 is 中国甲水务集团有限公司.
        let other_ending = match ending {
            Some((_, '团')) if name.ends_with("集团") => Some('司'),
            Some((_, '司')) if name.contains("集团") => Some('团'),
            _ => None,
        };
        let groups = other_ending.and_then(|ending| self.endings.get(&(kind, ending)));
        let fitting: Vec<LocalId> = alike
            .iter()
            .chain(groups.into_iter().flatten())
            .copied()
            .filter(|local| {
                let entity = &self.all[*local];
                same_place(entity.place, place)
                    && (abbreviates(own, &entity.own)
                        || abbreviates(own, &entity.name)
                        || abbreviates(name, &entity.name))
            })
            .collect();
        if let [only] = fitting.as_slice() {
            let local = *only;
            let entity = &mut self.all[local];
            if name.chars().count() > entity.name.chars().count() {
                let shorter = std::mem::replace(&mut entity.name, name.to_owned());
                entity.aliases.insert(shorter);
                entity.own = own.to_owned();
            } else {
                entity.aliases.insert(name.to_owned());
            }
            entity.place = entity.place.or(place);
            self.names.insert(key, local);
            return local;
        }
        let local = self.named(kind, name, place, sentence);
        self.all[local].own = own.to_owned();
        local
    }

    /// Calls an entity by another name from here on.
    pub fn call(&mut self, local: LocalId, kind: Kind, name: &str) {
        self.alias(local, name);
        self.names.insert((kind, name.to_owned()), local);
    }

    /// Notes another name.
    pub fn alias(&mut self, local: LocalId, name: &str) {
        if self.all[local].name != name {
            self.all[local].aliases.insert(name.to_owned());
        }
    }
}

fn same_place(a: Option<DivisionId>, b: Option<DivisionId>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => gazetteer().is_within(a, b) || gazetteer().is_within(b, a),
        _ => true,
    }
}

/// Whether one of two names is a shorter form of the other.
fn abbreviates(own: &str, known: &str) -> bool {
    // Most pairs differ in their second last character already.
    let tail = |name: &str| name.chars().rev().nth(1);
    let (shorter, longer) = if own.len() <= known.len() { (own, known) } else { (known, own) };
    let group = shorter.ends_with("集团") && longer.ends_with("公司");
    if tail(own) != tail(known) && !group {
        return false;
    }
    // A branch is not the company.
    if own.ends_with("分公司") != known.ends_with("分公司") {
        return false;
    }
    let (own, known): (Vec<char>, Vec<char>) = (own.chars().collect(), known.chars().collect());
    let (short, long) = if own.len() <= known.len() { (&own, &known) } else { (&known, &own) };
    if !group && (short.len() < 4 || short[short.len() - 2..] != long[long.len() - 2..]) {
        return false;
    }
    let text: String = long.iter().collect();
    let piece: String = short.iter().collect();
    if text.ends_with(&piece) {
        return true;
    }
    // 甲集团: its own part stands in the name of the whole group.
    if let Some(own_part) = short.strip_suffix(&['集', '团']).filter(|own| own.len() >= 2) {
        let own_part: String = own_part.iter().collect();
        let whole: String = short.iter().collect();
        if text.contains("集团") && (text.contains(&own_part) || text.starts_with(&whole)) {
            return true;
        }
    }
    // 津穗公司: its own part stands in one piece in the long name.
    let own_part: String = short[..short.len() - 2].iter().collect();
    if own_part.chars().count() >= 2 && text.contains(&own_part) && (piece.ends_with("公司") || piece.ends_with("集团"))
    {
        return true;
    }
    // 东山产业园 of 东山生态产业园: the same beginning, the same end, a word between.
    let mut rest = long.iter();
    let in_order = short.iter().all(|c| rest.any(|other| other == c));
    in_order
        && long.windows(2).position(|pair| pair == &short[..2]).is_some()
        && short.len() + 4 >= long.len()
        && short.len() >= 5
}

/// The mention kind of a division type.
#[must_use]
pub fn kind_of(kind: DivisionType) -> Kind {
    match kind {
        DivisionType::Province => Kind::PROVINCE,
        DivisionType::Prefecture => Kind::PREFECTURE,
        DivisionType::District => Kind::DISTRICT,
        DivisionType::County => Kind::COUNTY,
        DivisionType::Township => Kind::TOWNSHIP,
        DivisionType::Village => Kind::VILLAGE,
    }
}
