//! Money: who paid whom how much for what and when, and sums that count no yuan twice.
//!
//! A text gives a total and then its parts (全年投入1700万元，其中甲项目240万元 …), and several texts tell of the same money.
//! So an entry is **held back** from sums, and says under which one it stands, when
//!
//! - it is *the same money*: payer, recipient, project and amount are those of another entry, and its date is the same or less
//!   exact (2023 beside 2023-07); or
//! - it is *a part*: another entry of the payer for the same recipient covers it (it names no project or speaks of several, and
//!   its time contains this one's), and has so much left that this one fits into it. Larger parts are placed first, each into the
//!   smallest total that has room.
//!
//! Entries that do not fit under a total stand beside it and are counted: the text may speak of other money.

use petgraph::Outgoing;
use petgraph::graph::{EdgeIndex, NodeIndex};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::graph::{GraphView, Number, Period};
use crate::schema::{Role, Schema};

/// One statement of money.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The statement.
    pub statement: EdgeIndex,
    /// Who pays.
    pub payer: NodeIndex,
    /// The division that has it: the target, or the one where the target stands; of villages and townships the county.
    pub recipient: Option<NodeIndex>,
    /// What it is for: the target, where that is not the recipient itself. A project, a site, a body, or a village.
    pub project: Option<NodeIndex>,
    /// When, as the statement says it.
    pub date: Option<SmolStr>,
    /// How much, in CNY.
    pub amount: f64,
    /// Why it is not in the sums.
    pub held_back: Option<HeldBack>,
}

/// Why an entry is not counted; the place of the other one in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldBack {
    /// It tells of the same money as that one.
    Same(usize),
    /// It is a part of that one.
    Part(usize),
}

/// What sums are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Who pays.
    Payer,
    /// Who has it.
    Recipient,
    /// The year in which it begins.
    Year,
    /// The type of what it is for.
    Type,
}

/// Sums of a group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sum {
    /// In CNY, without what is held back.
    pub amount: f64,
    /// How many entries are in it.
    pub entries: usize,
    /// How many are held back.
    pub held_back: usize,
}

/// All statements of money, by payer and recipient in the order of the graph, then by date, the largest amounts first.
#[must_use]
pub fn ledger(graph: &impl GraphView, schema: &Schema) -> Vec<Entry> {
    let money: Vec<&str> = schema.money_qualifiers().collect();
    let entry = |statement: EdgeIndex| {
        let Number(amount) = graph.number(statement, &money)?;
        let (payer, target) = graph.ends(statement);
        let date = ["date", "since"].iter().find_map(|name| graph.text(statement, name)).map(SmolStr::new);
        Some(Entry { statement, payer, recipient: None, project: Some(target), date, amount, held_back: None })
    };
    let all = (0..graph.edge_count()).into_par_iter().with_min_len(4096).map(EdgeIndex::new);
    let mut entries: Vec<Entry> = all.filter_map(entry).collect();
    let recipients = recipients(graph, schema, entries.iter().filter_map(|entry| entry.project).collect());
    for entry in &mut entries {
        entry.recipient = entry.project.and_then(|target| recipients.get(&target).copied());
        entry.project = entry.project.filter(|target| entry.recipient != Some(*target));
    }
    entries.par_sort_unstable_by(|a, b| {
        (a.payer, a.recipient, &a.date)
            .cmp(&(b.payer, b.recipient, &b.date))
            .then_with(|| b.amount.total_cmp(&a.amount))
            .then(a.statement.cmp(&b.statement))
    });
    hold_back(graph, entries)
}

/// The places of some entries of a ledger as people look for them: by the names of payer and recipient, else as they stand.
#[must_use]
pub fn by_name(graph: &impl GraphView, entries: &[Entry], mut places: Vec<usize>) -> Vec<usize> {
    places.sort_by_cached_key(|place| {
        let entry = &entries[*place];
        (graph.name(entry.payer), entry.payer, entry.recipient.map(|node| (graph.name(node), node)), *place)
    });
    places
}

/// The entries' sums by groups, which are named as they read; the largest first.
#[must_use]
pub fn sums<'e>(
    graph: &impl GraphView,
    schema: &Schema,
    entries: impl IntoIterator<Item = &'e Entry>,
    by: &[Group],
) -> Vec<(Vec<String>, Sum)> {
    // First by what is quick to compare; entities of one name come together when names are given.
    let mut keys: FxHashMap<Vec<Key<'_>>, Sum> = FxHashMap::default();
    let mut key: Vec<Key<'_>> = Vec::with_capacity(by.len());
    for entry in entries {
        key.clear();
        key.extend(by.iter().map(|group| entry.key(graph, *group)));
        let sum = match keys.get_mut(&key) {
            Some(known) => known,
            None => keys.entry(key.clone()).or_default(),
        };
        if entry.held_back.is_some() {
            sum.held_back += 1;
        } else {
            sum.entries += 1;
            sum.amount += entry.amount;
        }
    }
    let mut keys: Vec<(Vec<Key<'_>>, Sum)> = keys.into_iter().collect();
    // Sums of fractions depend on their order.
    keys.par_sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let mut found: FxHashMap<Vec<String>, Sum> = FxHashMap::default();
    for (key, sum) in keys {
        let names = key.iter().map(|key| key.name(graph, schema)).collect();
        let known: &mut Sum = found.entry(names).or_default();
        known.amount += sum.amount;
        known.entries += sum.entries;
        known.held_back += sum.held_back;
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.par_sort_unstable_by(|a, b| b.1.amount.total_cmp(&a.1.amount).then_with(|| a.0.cmp(&b.0)));
    found
}

/// What an entry is grouped by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key<'g> {
    Unknown,
    Entity(NodeIndex),
    Type(&'g str),
    Years(i32, i32),
}

impl Key<'_> {
    fn name(self, graph: &impl GraphView, schema: &Schema) -> String {
        match self {
            Self::Unknown => "不详".to_owned(),
            Self::Entity(node) => graph.name(node).to_owned(),
            Self::Type(kind) => schema.type_label(kind).to_owned(),
            Self::Years(first, last) if first == last => first.to_string(),
            Self::Years(first, last) => format!("{first}–{last}"),
        }
    }
}

impl Entry {
    fn key<'g>(&self, graph: &'g impl GraphView, group: Group) -> Key<'g> {
        match group {
            Group::Payer => Key::Entity(self.payer),
            Group::Recipient => self.recipient.map_or(Key::Unknown, Key::Entity),
            Group::Year => self.years().map_or(Key::Unknown, |(first, last)| Key::Years(first, last)),
            Group::Type => self.project.or(self.recipient).map_or(Key::Unknown, |node| Key::Type(graph.kind(node))),
        }
    }

    /// The years of its beginning and its end.
    fn years(&self) -> Option<(i32, i32)> {
        let period = Period::parse(self.date.as_deref()?);
        Some((period.first?.year, period.last?.year))
    }

    fn period(&self) -> Period {
        self.date.as_deref().map(Period::parse).unwrap_or_default()
    }

    /// Whether this entry can be a total at all.
    fn is_wide(&self, graph: &impl GraphView) -> bool {
        self.recipient.is_some() && (self.project.is_none() || self.is_of_several(graph))
    }

    fn is_of_several(&self, graph: &impl GraphView) -> bool {
        graph.qualifier(self.statement, "projects").is_some()
    }

    /// Whether this entry can be the total of another one of the same payer and recipient.
    fn covers(&self, graph: &impl GraphView, other: &Self) -> bool {
        let wider =
            self.project.is_none() && (other.project.is_some() || self.is_longer(other)) || self.is_of_several(graph);
        wider
            && match (self.period().is_unknown(), other.period().is_unknown()) {
                (false, false) => self.period().contains(other.period()),
                // A part often stands without the year of its total.
                (_, true) => true,
                (true, false) => false,
            }
    }

    fn is_longer(&self, other: &Self) -> bool {
        let (mine, its) = (self.period(), other.period());
        mine != its && mine.contains(its)
    }

    /// Whether this one, of the same project and amount, may tell of the same money as another one.
    fn is_dated_within(&self, other: &Self) -> bool {
        let (mine, its) = (self.date.as_deref().unwrap_or_default(), other.date.as_deref().unwrap_or_default());
        its.starts_with(mine)
    }
}

fn hold_back(graph: &impl GraphView, mut entries: Vec<Entry>) -> Vec<Entry> {
    // Only entries of one payer and recipient have to do with one another, and they stand together.
    let mut begin = 0;
    while begin < entries.len() {
        let who = (entries[begin].payer, entries[begin].recipient);
        let length = entries[begin..].iter().take_while(|entry| (entry.payer, entry.recipient) == who).count();
        if length > 1 {
            hold_back_within(graph, &mut entries[begin..begin + length], begin);
        }
        begin += length;
    }
    entries
}

fn hold_back_within(graph: &impl GraphView, entries: &mut [Entry], offset: usize) {
    let mut alike: FxHashMap<(Option<NodeIndex>, u64), Vec<usize>> = FxHashMap::default();
    for (index, entry) in entries.iter().enumerate() {
        alike.entry((entry.project, entry.amount.to_bits())).or_default().push(index);
    }
    let mut order: Vec<usize> = (0..entries.len()).collect();
    // The most exact date stays, so of equal ones the last.
    for &index in &order {
        let same = alike[&(entries[index].project, entries[index].amount.to_bits())].iter().rev().find(|&&other| {
            other != index
                && entries[other].held_back.is_none()
                && entries[index].is_dated_within(&entries[other])
                && (entries[index].date != entries[other].date || index < other)
        });
        entries[index].held_back = same.map(|other| HeldBack::Same(offset + other));
    }
    order.retain(|index| entries[*index].held_back.is_none());
    order.sort_by(|a, b| entries[*b].amount.total_cmp(&entries[*a].amount).then(a.cmp(b)));
    let totals: Vec<usize> = order.iter().copied().filter(|index| entries[*index].is_wide(graph)).collect();
    let mut room: Vec<f64> = entries.iter().map(|entry| entry.amount).collect();
    for &part in &order {
        let amount = entries[part].amount;
        let total = totals
            .iter()
            .copied()
            // Half a yuan is the rounding of 万元 with four decimals.
            .filter(|&total| {
                total != part && room[total] + 0.5 >= amount && entries[total].covers(graph, &entries[part])
            })
            .min_by(|a, b| entries[*a].amount.total_cmp(&entries[*b].amount).then(a.cmp(b)));
        if let Some(total) = total {
            room[total] -= amount;
            entries[part].held_back = Some(HeldBack::Part(offset + total));
        }
    }
}

/// The recipients of what statements lead to, each asked for once and in the order of the graph: what stands side by side in
/// a large graph is read together.
fn recipients(graph: &impl GraphView, schema: &Schema, mut targets: Vec<NodeIndex>) -> FxHashMap<NodeIndex, NodeIndex> {
    targets.par_sort_unstable();
    targets.dedup();
    let places = Places::of(graph, schema);
    let recipient = |target: NodeIndex| Some((target, places.recipient(target)?));
    let found: Vec<(NodeIndex, NodeIndex)> = targets.into_par_iter().with_min_len(4096).filter_map(recipient).collect();
    found.into_iter().collect()
}

/// Where things stand, as far as statements and codes tell.
struct Places<'a, G> {
    graph: &'a G,
    schema: &'a Schema,
    up: Vec<&'a str>,
}

impl<'a, G: GraphView> Places<'a, G> {
    fn of(graph: &'a G, schema: &'a Schema) -> Self {
        let up = [Role::Location, Role::Containment].into_iter().filter_map(|role| schema.relation_of(role)).collect();
        Self { graph, schema, up }
    }

    fn is_division(&self, node: NodeIndex) -> bool {
        self.schema.types.get(self.graph.kind(node)).is_some_and(|kind| kind.division)
    }

    /// The county of something, or the first division above it that is no township or village.
    fn recipient(&self, node: NodeIndex) -> Option<NodeIndex> {
        let mut at = node;
        // Chains are short; the bound is for graphs that go in circles.
        for _ in 0..8 {
            // Most things have none.
            let code = self.graph.code(at).unwrap_or_default();
            if code.len() == 6 && self.is_division(at) {
                return Some(at);
            }
            let county = code.get(..6).and_then(|county| self.graph.index_of(&format!("division:{county}")));
            if let Some(county) = county.filter(|county| *county != at) {
                return Some(county);
            }
            let above = self
                .graph
                .steps(at, Outgoing)
                .filter(|(edge, other)| *other != at && self.up.contains(&self.graph.relation(*edge)))
                .map(|(_, other)| other)
                .min_by_key(|other| (!self.is_division(*other), *other));
            match above {
                Some(above) => at = above,
                None => break,
            }
        }
        self.is_division(at).then_some(at)
    }
}
