//! Which statements say less than others of the same ends and relation.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::schema::Schema;

use super::claims::{ClaimedStatement, ClaimedValue};
use super::entities::LocalId;

/// What a statement tells: its qualifiers without the loose ones, in one order.
type Telling<'s> = Vec<&'s (SmolStr, ClaimedValue)>;

/// The statements that go, each with the one that stays in its place, by their indices.
pub(super) fn folded(statements: &[ClaimedStatement], schema: &Schema) -> FxHashMap<usize, usize> {
    let mut groups: FxHashMap<(LocalId, LocalId, &SmolStr), Vec<usize>> = FxHashMap::default();
    for (index, claim) in statements.iter().enumerate() {
        groups.entry((claim.source, claim.target, &claim.relation)).or_default().push(index);
    }
    let mut gone = FxHashMap::default();
    for ((_, _, relation), members) in groups.iter().filter(|(_, members)| members.len() > 1) {
        let declared = schema.relations.get(relation.as_str());
        let loose = declared.map(|declared| declared.loose.as_slice()).unwrap_or_default();
        Group::of(statements, members, loose).fold(members, &mut gone);
    }
    gone
}

/// Statements of the same ends and relation. A long document says the same of two ends a thousand times, and gives a thousand
/// dates to them: those that tell the same are one class, and a class is looked for by what it tells.
struct Group<'s> {
    statements: &'s [ClaimedStatement],
    /// Whether of two that tell the same the second goes.
    one_of_equals: bool,
    classes: Vec<Class<'s>>,
    class_of: FxHashMap<usize, usize>,
    /// The classes that tell something.
    telling: FxHashMap<&'s (SmolStr, ClaimedValue), Vec<usize>>,
}

struct Class<'s> {
    telling: Telling<'s>,
    members: Vec<usize>,
    /// The first statement that tells more, where somebody has looked for it.
    more: Option<Option<usize>>,
}

impl<'s> Group<'s> {
    fn of(statements: &'s [ClaimedStatement], members: &[usize], loose: &[String]) -> Self {
        let mut by_telling: FxHashMap<Telling, usize> = FxHashMap::default();
        let one_of_equals = !loose.is_empty();
        let (classes, class_of, telling) = (Vec::new(), FxHashMap::default(), FxHashMap::default());
        let mut group = Self { statements, one_of_equals, classes, class_of, telling };
        for index in members {
            let qualifiers = statements[*index].qualifiers.iter();
            let strict = |name: &SmolStr| !loose.iter().any(|loose| loose == name.as_str());
            let mut told: Telling = qualifiers.filter(|(name, _)| strict(name)).collect();
            told.sort_by(|(a, _), (b, _)| a.cmp(b));
            let class = *by_telling.entry(told).or_insert_with_key(|told| {
                told.iter().for_each(|one| group.telling.entry(*one).or_default().push(group.classes.len()));
                group.classes.push(Class { telling: told.clone(), members: Vec::new(), more: None });
                group.classes.len() - 1
            });
            group.classes[class].members.push(*index);
            group.class_of.insert(*index, class);
        }
        group
    }

    fn fold(mut self, members: &[usize], gone: &mut FxHashMap<usize, usize>) {
        for index in members {
            let class = self.class_of[index];
            let by = self.more_than(class, gone).into_iter().chain(self.equal_before(class, *index, gone)).min();
            if let Some(by) = by {
                gone.insert(*index, by);
            }
        }
    }

    /// The first statement left that tells more than a class.
    fn more_than(&mut self, class: usize, gone: &FxHashMap<usize, usize>) -> Option<usize> {
        let known = self.classes[class].more.filter(|more| more.is_none_or(|more| !gone.contains_key(&more)));
        if let Some(known) = known {
            return known;
        }
        let less = &self.classes[class].telling;
        let first = |class: &Class| {
            let more = class.telling.len() > less.len() && less.iter().all(|one| class.telling.contains(one));
            class.members.iter().find(|index| more && !gone.contains_key(*index)).copied()
        };
        // Where something is told, only those who tell it as well may tell more.
        let telling = less.iter().filter_map(|one| self.telling.get(*one)).min_by_key(|classes| classes.len());
        let more = match telling {
            Some(classes) => classes.iter().filter_map(|class| first(&self.classes[*class])).min(),
            None => self.classes.iter().filter_map(first).min(),
        };
        self.classes[class].more = Some(more);
        more
    }

    /// The first statement left before one that tells the same, where one is enough.
    fn equal_before(&self, class: usize, index: usize, gone: &FxHashMap<usize, usize>) -> Option<usize> {
        let one = &self.statements[index];
        let stays = |other: &&usize| {
            let same = one.again && one.qualifiers == self.statements[**other].qualifiers;
            !same && !gone.contains_key(*other)
        };
        let before = self.classes[class].members.iter().take_while(|other| **other < index);
        before.filter(|_| self.one_of_equals).find(stays).copied()
    }
}
