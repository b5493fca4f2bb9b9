//! The divisions that a document names, asked for with every bearer of every name.

use rustc_hash::FxHashSet;

use crate::gazetteer::{DivisionId, gazetteer};

/// Divisions; of those above the villages one bit each tells whether it is here.
pub(super) struct Context {
    all: FxHashSet<DivisionId>,
    above_villages: Vec<u64>,
}

impl Context {
    /// Without any.
    pub(super) fn new() -> Self {
        Self { all: FxHashSet::default(), above_villages: vec![0; gazetteer().above_villages() / 64 + 1] }
    }

    /// Adds one.
    pub(super) fn insert(&mut self, id: DivisionId) {
        if let Some(bits) = self.above_villages.get_mut(id.number() / 64) {
            *bits |= 1 << (id.number() % 64);
        }
        self.all.insert(id);
    }

    /// Whether a division is here.
    #[inline]
    pub(super) fn contains(&self, id: &DivisionId) -> bool {
        match self.above_villages.get(id.number() / 64) {
            Some(bits) => bits >> (id.number() % 64) & 1 == 1,
            None => self.all.contains(id),
        }
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &DivisionId> + Clone {
        self.all.iter()
    }
}

impl Extend<DivisionId> for Context {
    fn extend<T: IntoIterator<Item = DivisionId>>(&mut self, ids: T) {
        ids.into_iter().for_each(|id| self.insert(id));
    }
}
