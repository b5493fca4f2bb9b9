//! The questions of `ledger`, `conflicts`, `diff` and `people`, on small graphs whose answers can be counted by hand.

use aid_graph::graph::{Document, Entity, Evidence, KnowledgeGraph, Measure, Number, Parts, Statement, Value};
use aid_graph::query::{Conflict, Group, HeldBack, conflicts, diff, ledger, sums};
use aid_graph::schema::Schema;

fn evidence(document: &str) -> Vec<Evidence> {
    vec![Evidence {
        document: document.into(),
        page: None,
        start: 0,
        end: 2,
        quote: "原文".into(),
        rule: "test/rule".into(),
    }]
}

fn entity(id: &str, kind: &str, code: Option<&str>) -> Entity {
    Entity {
        id: id.into(),
        kind: kind.into(),
        name: id.into(),
        code: code.map(Into::into),
        aliases: Default::default(),
        measures: Vec::new(),
        evidence: evidence("doc:a"),
    }
}

fn statement(document: &str, source: &str, relation: &str, target: &str, qualifiers: &[(&str, &str)]) -> Statement {
    let value = |text: &str| match text.parse() {
        // Amounts are numbers; years are texts, as in a graph.
        Ok(number) if text.len() != 4 => Value::Number(Number(number)),
        _ => Value::Text(text.into()),
    };
    Statement {
        source: source.into(),
        target: target.into(),
        relation: relation.into(),
        qualifiers: qualifiers.iter().map(|(name, text)| ((*name).into(), value(text))).collect(),
        confidence: 0.9,
        evidence: evidence(document),
    }
}

/// 区 helps 县, in which lie 镇 and a project; two documents of 2023.
fn graph(statements: Vec<Statement>) -> KnowledgeGraph {
    let mut parts = Parts::new();
    for id in ["doc:a", "doc:b"] {
        parts.add_document(Document {
            id: id.into(),
            path: id.into(),
            date: Some("2023".into()),
            ..Document::default()
        });
    }
    parts.add_entity(entity("区", "District", Some("110106")));
    parts.add_entity(entity("县", "County", Some("152223")));
    parts.add_entity(entity("division:152223102", "Township", Some("152223102")));
    parts.add_entity(entity("项目甲", "Project", None));
    parts.add_entity(entity("项目乙", "Project", None));
    parts.add_entity(entity("张三", "Person", None));
    parts.add_entity(entity("李四", "Person", None));
    parts.add_statement(statement("doc:a", "division:152223102", "part_of", "县", &[]));
    parts.add_statement(statement("doc:a", "项目甲", "located_in", "division:152223102", &[]));
    parts.add_statement(statement("doc:a", "项目乙", "located_in", "县", &[]));
    statements.into_iter().for_each(|one| parts.add_statement(one));
    parts.join().expect("all ends are there")
}

fn total(graph: &KnowledgeGraph) -> f64 {
    let schema = Schema::built_in();
    sums(graph, &schema, &ledger(graph, &schema), &[]).iter().map(|(_, sum)| sum.amount).sum()
}

#[test]
fn a_total_and_its_parts_are_counted_once() {
    let funds = |target: &str, amount: &str, year: &str| {
        statement("doc:a", "区", "funds", target, &[("amount", amount), ("date", year)])
    };
    let parted = graph(vec![
        funds("县", "10000000", "2023"),
        funds("项目甲", "6000000", "2023"),
        funds("项目乙", "4000000", "2023"),
    ]);
    assert_eq!(total(&parted), 10_000_000.0);
    let entries = ledger(&parted, &Schema::built_in());
    let parts =
        entries.iter().filter(|entry| matches!(entry.held_back, Some(HeldBack::Part(of)) if entries[of].amount == 1e7));
    assert_eq!(parts.count(), 2);
    // What does not fit under the total is other money.
    let more = graph(vec![
        funds("县", "10000000", "2023"),
        funds("项目甲", "6000000", "2023"),
        funds("项目乙", "5000000", "2023"),
    ]);
    assert_eq!(total(&more), 15_000_000.0);
    // So is money of another year, and a project's money where no total is told.
    assert_eq!(total(&graph(vec![funds("县", "10000000", "2022"), funds("项目甲", "6000000", "2023")])), 16_000_000.0);
    assert_eq!(
        total(&graph(vec![funds("项目甲", "6000000", "2023"), funds("项目乙", "1000000", "2023")])),
        7_000_000.0
    );
    // A sum over years holds those of its years.
    assert_eq!(
        total(&graph(vec![funds("县", "30000000", "2021/2023"), funds("县", "10000000", "2023")])),
        30_000_000.0
    );
}

#[test]
fn the_same_money_told_less_exactly_is_counted_once() {
    let funds = |document: &str, date: &str| {
        statement(document, "区", "funds", "项目甲", &[("amount", "500000"), ("date", date)])
    };
    assert_eq!(total(&graph(vec![funds("doc:a", "2023"), funds("doc:b", "2023-07")])), 500_000.0);
    assert_eq!(total(&graph(vec![funds("doc:a", "2022"), funds("doc:b", "2023-07")])), 1_000_000.0);
}

#[test]
fn sums_are_grouped_by_whatever_is_asked() {
    let schema = Schema::built_in();
    let graph = graph(vec![
        statement("doc:a", "区", "funds", "项目甲", &[("amount", "500000"), ("date", "2022")]),
        statement("doc:a", "区", "funds", "项目乙", &[("amount", "700000"), ("date", "2023")]),
        statement("doc:a", "区", "funds", "division:152223102", &[("amount", "100000")]),
    ]);
    let entries = ledger(&graph, &schema);
    let rows = |by: &[Group]| -> Vec<(String, f64)> {
        sums(&graph, &schema, &entries, by).into_iter().map(|(key, sum)| (key.join("/"), sum.amount)).collect()
    };
    assert_eq!(rows(&[Group::Recipient]), [("县".to_owned(), 1_300_000.0)]);
    assert_eq!(
        rows(&[Group::Year, Group::Type]),
        [("2023/项目".to_owned(), 700_000.0), ("2022/项目".to_owned(), 500_000.0), ("不详/乡镇".to_owned(), 100_000.0)]
    );
}

#[test]
fn what_cannot_both_hold_is_found_and_what_can_is_not() {
    let schema = Schema::built_in();
    let amount = |document: &str, amount: &str, date: &str| {
        statement(document, "区", "funds", "县", &[("amount", amount), ("date", date)])
    };
    let post = |document: &str, person: &str, title: &str, since: &str| {
        statement(document, person, "holds_post", "县", &[("title", title), ("since", since)])
    };
    let peace = graph(vec![
        amount("doc:a", "100000", "2022"),
        amount("doc:b", "200000", "2023"),
        // Two sums of one text are two grants.
        amount("doc:b", "300000", "2023"),
        post("doc:a", "张三", "副县长", "2021"),
        post("doc:b", "李四", "副县长", "2022"),
    ]);
    assert_eq!(conflicts(&peace, &schema), []);
    let amounts = graph(vec![amount("doc:a", "100000", "2023"), amount("doc:b", "200000", "2023")]);
    assert!(matches!(conflicts(&amounts, &schema).as_slice(), [Conflict::Amounts(sides)] if sides.len() == 2));
    let posts = graph(vec![post("doc:a", "张三", "县长", "2021"), post("doc:b", "李四", "县长", "2022")]);
    assert!(matches!(conflicts(&posts, &schema).as_slice(), [Conflict::Post(..)]));
    let succession = graph(vec![
        statement("doc:a", "张三", "holds_post", "县", &[("title", "县长"), ("since", "2019"), ("until", "2021")]),
        post("doc:b", "李四", "县长", "2022"),
    ]);
    assert_eq!(conflicts(&succession, &schema), []);
    let outside = graph(vec![statement("doc:a", "division:152223102", "part_of", "区", &[])]);
    assert!(matches!(conflicts(&outside, &schema).as_slice(), [Conflict::Outside(_)]));
    let exits = |dates: &[&str]| {
        let mut parts = graph(Vec::new()).into_parts();
        let measures = dates.iter().map(|date| Measure {
            indicator: "poverty_exit".into(),
            value: Value::Text((*date).into()),
            unit: None,
            date: None,
            evidence: evidence("doc:a"),
        });
        parts.add_entity(Entity { measures: measures.collect(), ..entity("县", "County", Some("152223")) });
        parts.join().expect("all ends are there")
    };
    assert!(
        matches!(conflicts(&exits(&["2018", "2019-04"]), &schema).as_slice(), [Conflict::Once(_, sides)] if sides.len() == 2)
    );
    assert_eq!(conflicts(&exits(&["2019", "2019-04"]), &schema), []);
}

#[test]
fn a_difference_is_what_one_has_and_the_other_has_not() {
    let funds = |amount: &str| statement("doc:a", "区", "funds", "县", &[("amount", amount), ("date", "2023")]);
    let (old, new) = (graph(vec![funds("100000")]), graph(vec![funds("200000")]));
    assert!(diff(&old, &old).is_empty());
    let found = diff(&old, &new);
    let line = |statements: &[&Statement]| statements.iter().map(|one| old.line(one)).collect::<Vec<_>>();
    assert_eq!(line(&found.statements.removed), ["区 funds 县 amount=100000 date=2023"]);
    assert_eq!(line(&found.statements.added), ["区 funds 县 amount=200000 date=2023"]);
    assert!(found.entities.added.is_empty() && found.changed_entities.is_empty());
    let proved = graph(vec![funds("100000"), Statement { evidence: evidence("doc:b"), ..funds("100000") }]);
    assert_eq!(diff(&old, &proved).changed_statements.len(), 1);
}
