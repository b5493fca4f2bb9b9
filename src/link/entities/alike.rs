//! Entities whose names end alike, among which shorter and longer forms of a name are looked for. A long document has thousands
//! of them: they are kept by place and, where many stand in one place, by the characters of their names.

use rustc_hash::FxHashMap;

use crate::gazetteer::{DivisionId, gazetteer};
use crate::link::abbreviation::CharacterSet;

use super::{LocalEntity, LocalId, same_place};

/// So many are gone through faster than looked up.
const FEW: usize = 32;

/// Entities of one kind with one ending, by the place that is part of their identity.
#[derive(Debug, Default)]
pub(super) struct Alike {
    places: FxHashMap<Option<DivisionId>, Group>,
    /// The innermost level of a place.
    innermost: u8,
}

/// Those of one place.
#[derive(Debug, Default)]
struct Group {
    all: Vec<LocalId>,
    /// By their names, once there are many.
    names: Option<Names>,
}

/// Entities by the characters of their names: a longer form has all those of the shorter one.
#[derive(Debug, Default)]
struct Names {
    /// Each under all of its characters, as the longer form that it may be.
    longer: FxHashMap<char, Vec<Form>>,
    /// Each under the rarest of its characters, as the shorter form that it may be.
    shorter: FxHashMap<char, Vec<Form>>,
}

/// A form of an entity's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Form {
    entity: LocalId,
    characters: CharacterSet,
}

impl Alike {
    /// Adds an entity under its place.
    pub(super) fn insert(&mut self, local: LocalId, all: &[LocalEntity]) {
        let place = all[local].place;
        self.innermost = self.innermost.max(place.map_or(0, |place| gazetteer().level(place)));
        self.places.entry(place).or_default().insert(local, all);
    }

    /// An entity goes by another name or, if it was kept under another place, stands in one.
    pub(super) fn renew(&mut self, local: LocalId, kept: Option<DivisionId>, all: &[LocalEntity]) {
        let Some(group) = self.places.get_mut(&kept) else { return };
        if all[local].place == kept {
            group.names.iter_mut().for_each(|names| names.insert(local, &all[local]));
        } else if let Some(at) = group.all.iter().position(|other| *other == local) {
            group.all.remove(at);
            self.insert(local, all);
        }
    }

    /// Those near a place that a name, which has this form without the division before it, may be a form of, and others.
    pub(super) fn near(&self, place: Option<DivisionId>, name: &str, own: &str) -> Vec<LocalId> {
        let mut found = Vec::new();
        match place {
            // No place lies within this one, so those around it are looked up.
            Some(place) if gazetteer().level(place) >= self.innermost => {
                let around = [None, Some(place)].into_iter().chain(gazetteer().ancestors(place).map(Some));
                let groups = around.filter_map(|place| self.places.get(&place));
                groups.for_each(|group| group.find(name, own, &mut found));
            }
            _ => {
                let groups = self.places.iter().filter(|(known, _)| same_place(**known, place));
                groups.for_each(|(_, group)| group.find(name, own, &mut found));
            }
        }
        // One entity has several forms.
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl Group {
    fn insert(&mut self, local: LocalId, all: &[LocalEntity]) {
        self.all.push(local);
        match &mut self.names {
            Some(names) => names.insert(local, &all[local]),
            None if self.all.len() > FEW => {
                let mut names = Names::default();
                self.all.iter().for_each(|local| names.insert(*local, &all[*local]));
                self.names = Some(names);
            }
            None => {}
        }
    }

    fn find(&self, name: &str, own: &str, found: &mut Vec<LocalId>) {
        let Some(names) = &self.names else {
            found.extend(&self.all);
            return;
        };
        let (of_name, of_own) = (CharacterSet::of(name), CharacterSet::of(own));
        let longer = forms(name, own).flat_map(|form| names.with_rarest_of(form));
        let longer = longer.filter(|form| of_own.may_be_in(form.characters));
        let shorter = name.chars().filter_map(|c| names.shorter.get(&c)).flatten();
        let shorter = shorter.filter(|form| form.characters.may_be_in(of_name));
        found.extend(longer.chain(shorter).map(|form| form.entity));
    }
}

impl Names {
    fn insert(&mut self, local: LocalId, entity: &LocalEntity) {
        for name in forms(&entity.name, &entity.own) {
            let form = Form { entity: local, characters: CharacterSet::of(name) };
            if let Some(rarest) = self.rarest(name) {
                add(self.shorter.entry(rarest).or_default(), form);
            }
            for c in name.chars() {
                add(self.longer.entry(c).or_default(), form);
            }
        }
    }

    fn rarest(&self, name: &str) -> Option<char> {
        name.chars().min_by_key(|c| self.longer.get(c).map_or(0, Vec::len))
    }

    /// The names in which the rarest character of another one stands.
    fn with_rarest_of(&self, name: &str) -> &[Form] {
        self.rarest(name).and_then(|rarest| self.longer.get(&rarest)).map_or(&[], Vec::as_slice)
    }
}

fn add(forms: &mut Vec<Form>, form: Form) {
    if forms.last() != Some(&form) {
        forms.push(form);
    }
}

/// A name, and the form of it without the division before it where that is another.
fn forms<'n>(name: &'n str, own: &'n str) -> impl Iterator<Item = &'n str> {
    std::iter::once(own).chain((name != own).then_some(name))
}
