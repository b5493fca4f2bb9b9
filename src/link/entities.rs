//! The entities of one document, and which name means which of them.

mod alike;

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::gazetteer::{DivisionId, DivisionType, gazetteer};
use crate::mention::{DivisionPart, Kind};

use super::abbreviation::{CharacterSet, Ending, abbreviates, abbreviates_office, ending, office_ends, other_ending};
use alike::Alike;

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
    /// The division that its name opens with.
    pub opened_by: Option<DivisionId>,
    /// Bytes of the sentence that names it first.
    pub sentence: std::ops::Range<usize>,
    /// How the name ended that the document gave it first.
    ending: Option<Ending>,
    /// The characters of the name and of the name without the division.
    characters: [CharacterSet; 2],
}

/// Dots between the parts of a name that is written by its sound.
const DOTS: [char; 3] = ['·', '•', '・'];

/// The entities of one document.
#[derive(Debug, Default)]
pub struct Entities {
    all: Vec<LocalEntity>,
    divisions: FxHashMap<DivisionId, LocalId>,
    names: FxHashMap<(Kind, String), LocalId>,
    /// Things by their kind and the ending of their name, since a shorter form ends like the longer one.
    endings: FxHashMap<(Kind, Ending), Alike>,
    /// Offices by whose they are and how their name begins and ends.
    offices: FxHashMap<(DivisionId, [char; 2]), Vec<LocalId>>,
    /// Bodies with premises, and the lengths of their names in bytes, in order.
    premises: FxHashMap<String, LocalId>,
    premises_lengths: Vec<usize>,
    /// People with a dot in their name by what stands before it: 古丽 of 古丽·买买提.
    before_dots: FxHashMap<String, LocalId>,
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

    /// The entity of a division, where the document has named it.
    #[must_use]
    pub fn of_division(&self, id: DivisionId) -> Option<LocalId> {
        self.divisions.get(&id).copied()
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
                    opened_by: None,
                    sentence: sentence.clone(),
                    ending: None,
                    characters: Default::default(),
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
    pub fn part(&mut self, part: &DivisionPart, text: &str, sentence: &std::ops::Range<usize>) -> LocalId {
        let mut names = part.names(text);
        let name = names.next().unwrap_or_default();
        let entity = match part.id {
            Some(id) => self.division(id, name, sentence),
            None => self.named(kind_of(part.kind), name, part.within, sentence),
        };
        for other in names {
            self.alias(entity, other);
        }
        entity
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
        self.add(kind, name, name, place, None, sentence)
    }

    fn add(
        &mut self,
        kind: Kind,
        name: &str,
        own: &str,
        place: Option<DivisionId>,
        opened_by: Option<DivisionId>,
        sentence: &std::ops::Range<usize>,
    ) -> LocalId {
        let local = self.all.len();
        self.all.push(LocalEntity {
            kind,
            name: name.to_owned(),
            own: own.to_owned(),
            aliases: BTreeSet::new(),
            division: None,
            place,
            opened_by,
            sentence: sentence.clone(),
            ending: ending(name),
            characters: [name, own].map(CharacterSet::of),
        });
        self.names.insert((kind, name.to_owned()), local);
        if let Some(ending) = ending(name) {
            self.endings.entry((kind, ending)).or_default().insert(local, &self.all);
        }
        if kind == Kind::PERSON {
            for (dot, _) in name.match_indices(DOTS) {
                self.before_dots.entry(name[..dot].to_owned()).or_insert(local);
            }
        }
        local
    }

    /// A person, under the name or the first part of it: 古丽 is 古丽·买买提 where the document has named her before.
    pub fn person(&mut self, name: &str, sentence: &std::ops::Range<usize>) -> LocalId {
        let entity = match self.before_dots.get(name) {
            Some(longer) => *longer,
            None => self.named(Kind::PERSON, name, None, sentence),
        };
        self.alias(entity, name);
        entity
    }

    /// An organisation, site or project, under its name or under a longer or shorter form of it.
    ///
    /// `own` is the name without the division before it, which is the one that `opened` gives.
    pub fn coreferent(
        &mut self,
        kind: Kind,
        name: &str,
        own: &str,
        place: Option<DivisionId>,
        opened: Opened,
        sentence: &std::ops::Range<usize>,
    ) -> LocalId {
        let key = (kind, name.to_owned());
        if let Some(local) = self.names.get(&key) {
            return *local;
        }
        let endings = [ending(name), other_ending(name)].into_iter().flatten();
        let alike = endings.filter_map(|ending| self.endings.get(&(kind, ending)));
        let characters @ [of_name, of_own] = [name, own].map(CharacterSet::of);
        let mut fitting = alike.flat_map(|alike| alike.near(place, name, own)).filter(|local| {
            let entity = &self.all[*local];
            let [its_name, its_own] = entity.characters;
            let forms = |a: &str, of_a: CharacterSet, b: &str, of_b| of_a.may_abbreviate(of_b) && abbreviates(a, b);
            let may_be =
                of_own.may_abbreviate(its_own) || of_name.may_abbreviate(its_name) || of_own.may_abbreviate(its_name);
            may_be
                && opened.fits(entity)
                && (forms(own, of_own, &entity.own, its_own)
                    || entity.own != entity.name && forms(own, of_own, &entity.name, its_name)
                    || own != name && forms(name, of_name, &entity.name, its_name))
        });
        let only = fitting.next().filter(|_| fitting.next().is_none());
        drop(fitting);
        let office = opened.by.filter(|_| opened.office).zip(office_ends(own));
        let only = only.or_else(|| {
            let offices = office.and_then(|office| self.offices.get(&office)).into_iter().flatten();
            let mut fitting = offices.filter(|local| {
                let entity = &self.all[**local];
                entity.kind == kind && abbreviates_office(own, &entity.own)
            });
            fitting.next().filter(|_| fitting.next().is_none()).copied()
        });
        if let Some(local) = only {
            let entity = &mut self.all[local];
            if name.chars().count() > entity.name.chars().count() {
                let shorter = std::mem::replace(&mut entity.name, name.to_owned());
                entity.aliases.insert(shorter);
                entity.own = own.to_owned();
                entity.characters = characters;
            } else {
                entity.aliases.insert(name.to_owned());
            }
            let known = entity.place;
            entity.place = known.or(place);
            entity.opened_by = entity.opened_by.or(opened.by);
            let alike = entity.ending.and_then(|ending| self.endings.get_mut(&(kind, ending)));
            alike.into_iter().for_each(|alike| alike.renew(local, known, &self.all));
            self.names.insert(key, local);
            return local;
        }
        let local = self.add(kind, name, own, place, opened.by, sentence);
        office.into_iter().for_each(|office| self.offices.entry(office).or_default().push(local));
        local
    }

    /// Notes that a body has premises, after which other things are named.
    pub fn note_premises(&mut self, local: LocalId) {
        let name = &self.all[local].name;
        if let Err(at) = self.premises_lengths.binary_search(&name.len()) {
            self.premises_lengths.insert(at, name.len());
        }
        self.premises.insert(name.clone(), local);
    }

    /// The body with premises whose name a longer name begins with: 某医院 in 某医院急救中心.
    #[must_use]
    pub fn premises_of(&self, name: &str) -> Option<LocalId> {
        let shorter = self.premises_lengths.iter().rev().filter(|length| **length < name.len());
        shorter.filter_map(|length| self.premises.get(name.get(..*length)?)).next().copied()
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

/// The division that a name opens with.
#[derive(Clone, Copy, Debug, Default)]
pub struct Opened {
    /// The division.
    pub by: Option<DivisionId>,
    /// Whether the name is that of an office, which is the office of one division and of none within it.
    pub office: bool,
}

impl Opened {
    /// Whether an entity can be the one whose name so opens: 甲村养殖场 is not 乙村养殖场.
    fn fits(self, entity: &LocalEntity) -> bool {
        if self.office { entity.opened_by == self.by } else { same_place(entity.opened_by, self.by) }
    }
}

fn same_place(a: Option<DivisionId>, b: Option<DivisionId>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => gazetteer().is_within(a, b) || gazetteer().is_within(b, a),
        _ => true,
    }
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
