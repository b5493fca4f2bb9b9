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

use std::collections::BTreeMap;

use petgraph::Outgoing;
use petgraph::graph::{EdgeIndex, NodeIndex};
use smol_str::SmolStr;

use crate::graph::{KnowledgeGraph, Number, Period, Value};
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

/// All statements of money, by payer, recipient, date and amount.
#[must_use]
pub fn ledger(graph: &KnowledgeGraph, schema: &Schema) -> Vec<Entry> {
    let money: Vec<&str> = schema.money_qualifiers().collect();
    let places = Places::of(graph, schema);
    let mut entries: Vec<Entry> = Vec::new();
    for index in graph.graph().edge_indices() {
        let statement = &graph.graph()[index];
        let Some(Number(amount)) = money.iter().find_map(|name| match statement.qualifiers.get(*name) {
            Some(Value::Number(amount)) => Some(*amount),
            _ => None,
        }) else {
            continue;
        };
        let Some((payer, target)) = graph.graph().edge_endpoints(index) else { continue };
        let recipient = places.recipient(target);
        entries.push(Entry {
            statement: index,
            payer,
            recipient,
            project: (recipient != Some(target)).then_some(target),
            date: ["date", "since"].iter().find_map(|name| statement.text(name)).map(SmolStr::new),
            amount,
            held_back: None,
        });
    }
    let name = |node: Option<NodeIndex>| node.map(|node| graph.graph()[node].name.as_str());
    entries.sort_by(|a, b| {
        (name(Some(a.payer)), name(a.recipient), &a.date)
            .cmp(&(name(Some(b.payer)), name(b.recipient), &b.date))
            .then_with(|| b.amount.total_cmp(&a.amount))
            .then_with(|| a.statement.cmp(&b.statement))
    });
    hold_back(graph, &mut entries);
    entries
}

/// The entries' sums by groups, which are named as they read; the largest first.
#[must_use]
pub fn sums(graph: &KnowledgeGraph, schema: &Schema, entries: &[Entry], by: &[Group]) -> Vec<(Vec<String>, Sum)> {
    let mut found: BTreeMap<Vec<String>, Sum> = BTreeMap::new();
    for entry in entries {
        let key = by.iter().map(|group| entry.key(graph, schema, *group)).collect();
        let sum = found.entry(key).or_default();
        if entry.held_back.is_some() {
            sum.held_back += 1;
        } else {
            sum.entries += 1;
            sum.amount += entry.amount;
        }
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by(|a, b| b.1.amount.total_cmp(&a.1.amount).then_with(|| a.0.cmp(&b.0)));
    found
}

impl Entry {
    fn key(&self, graph: &KnowledgeGraph, schema: &Schema, group: Group) -> String {
        let unknown = || "不详".to_owned();
        match group {
            Group::Payer => graph.graph()[self.payer].name.to_string(),
            Group::Recipient => self.recipient.map_or_else(unknown, |node| graph.graph()[node].name.to_string()),
            Group::Year => self.years().unwrap_or_else(unknown),
            Group::Type => {
                let target = self.project.or(self.recipient);
                target.map_or_else(unknown, |node| schema.type_label(&graph.graph()[node].kind).to_owned())
            }
        }
    }

    /// The year, or the years of an interval: 2021–2025.
    fn years(&self) -> Option<String> {
        let period = Period::parse(self.date.as_deref()?);
        match (period.first?.year, period.last?.year) {
            (first, last) if first == last => Some(first.to_string()),
            (first, last) => Some(format!("{first}–{last}")),
        }
    }

    fn period(&self) -> Period {
        self.date.as_deref().map(Period::parse).unwrap_or_default()
    }

    /// Whether this entry can be the total of another one.
    fn covers(&self, graph: &KnowledgeGraph, other: &Self) -> bool {
        let several = graph.graph()[self.statement].qualifiers.get("projects").is_some();
        let wider = self.project.is_none() && (other.project.is_some() || self.is_longer(other)) || several;
        let when = match (self.period().is_unknown(), other.period().is_unknown()) {
            (false, false) => self.period().contains(other.period()),
            // A part often stands without the year of its total.
            (_, true) => true,
            (true, false) => false,
        };
        wider && when && self.payer == other.payer && self.recipient == other.recipient && self.recipient.is_some()
    }

    fn is_longer(&self, other: &Self) -> bool {
        let (mine, its) = (self.period(), other.period());
        mine != its && mine.contains(its)
    }

    fn is_same_money(&self, other: &Self) -> bool {
        let (mine, its) = (self.date.as_deref().unwrap_or_default(), other.date.as_deref().unwrap_or_default());
        let who = (self.payer, self.recipient, self.project) == (other.payer, other.recipient, other.project);
        who && self.amount == other.amount && its.starts_with(mine)
    }
}

fn hold_back(graph: &KnowledgeGraph, entries: &mut [Entry]) {
    // Only entries of one payer and recipient have to do with one another, and they stand together.
    let mut begin = 0;
    while begin < entries.len() {
        let who = (entries[begin].payer, entries[begin].recipient);
        let length = entries[begin..].iter().take_while(|entry| (entry.payer, entry.recipient) == who).count();
        hold_back_within(graph, &mut entries[begin..begin + length], begin);
        begin += length;
    }
}

fn hold_back_within(graph: &KnowledgeGraph, entries: &mut [Entry], offset: usize) {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    // The most exact date stays, so of equal ones the last.
    for &index in &order {
        let same = (0..entries.len()).rev().find(|&other| {
            other != index
                && entries[other].held_back.is_none()
                && entries[index].is_same_money(&entries[other])
                && (entries[index].date != entries[other].date || index < other)
        });
        entries[index].held_back = same.map(|other| HeldBack::Same(offset + other));
    }
    order.retain(|index| entries[*index].held_back.is_none());
    order.sort_by(|a, b| entries[*b].amount.total_cmp(&entries[*a].amount).then(a.cmp(b)));
    let mut room: Vec<f64> = entries.iter().map(|entry| entry.amount).collect();
    for &part in &order {
        let amount = entries[part].amount;
        let total = order
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

/// Where things stand, as far as statements and codes tell.
struct Places<'a> {
    graph: &'a KnowledgeGraph,
    schema: &'a Schema,
    up: Vec<&'a str>,
}

impl<'a> Places<'a> {
    fn of(graph: &'a KnowledgeGraph, schema: &'a Schema) -> Self {
        let up = [Role::Location, Role::Containment].into_iter().filter_map(|role| schema.relation_of(role)).collect();
        Self { graph, schema, up }
    }

    fn is_division(&self, node: NodeIndex) -> bool {
        self.schema.types.get(self.graph.graph()[node].kind.as_str()).is_some_and(|kind| kind.division)
    }

    /// The county of something, or the first division above it that is no township or village.
    fn recipient(&self, node: NodeIndex) -> Option<NodeIndex> {
        let mut at = node;
        // Chains are short; the bound is for graphs that go in circles.
        for _ in 0..8 {
            let code = self.graph.graph()[at].code.as_deref().unwrap_or_default();
            if self.is_division(at) && code.len() == 6 {
                return Some(at);
            }
            let county = code.get(..6).and_then(|county| self.graph.index_of(&format!("division:{county}")));
            if let Some(county) = county.filter(|county| *county != at) {
                return Some(county);
            }
            let above = self
                .graph
                .statements_of(at, Outgoing)
                .filter(|(_, _, statement)| self.up.contains(&statement.relation.as_str()))
                .map(|(_, other, _)| other)
                .filter(|other| *other != at)
                .min_by_key(|other| (!self.is_division(*other), *other));
            match above {
                Some(above) => at = above,
                None => break,
            }
        }
        self.is_division(at).then_some(at)
    }
}
