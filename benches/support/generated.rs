//! A graph of any size, for benches: about as much evidence as texts give, a place for each statement and entity, a sentence of
//! 40 characters.

use aid_graph::graph::{Document, Entity, Evidence, KnowledgeGraph, Measure, Number, Parts, Statement, Value};

const TYPES: [&str; 6] = ["County", "District", "Project", "Person", "Organization", "Site"];
const RELATIONS: [&str; 6] = ["funds", "located_in", "paired_with", "holds_post", "implements", "visited"];

const ENDINGS: [&str; 6] = ["县", "区", "产业园项目", "", "农牧业公司", "基地"];

/// The name of an entity; each number gives another one.
pub fn name(number: u32) -> String {
    const CHARACTERS: &str = "安白北长城春大东峰丰福古海汉和河红湖华黄吉金江锦靖开来兰乐丽林灵龙隆鲁罗马梅明木南宁盘平泉仁瑞三沙山\
                              上石水顺松泰唐田通同图万望文武西溪仙祥新兴秀阳叶义永玉元原云泽镇正中舟珠左";
    let characters: Vec<char> = CHARACTERS.chars().collect();
    let count = characters.len() as u64;
    // A step that has no factor in common with the count of all names leads to each of them once.
    let place = u64::from(number) * 7_368_787 % count.pow(4);
    let mut name: String = (0..4).map(|digit| characters[(place / count.pow(digit) % count) as usize]).collect();
    name.push_str(ENDINGS[number as usize % ENDINGS.len()]);
    name
}

/// A graph of so many entities and at most so many statements: those that are drawn twice are one.
pub fn graph(nodes: u32, edges: u32) -> KnowledgeGraph {
    let mut random = fastrand::Rng::with_seed(7);
    let mut parts = Parts::new();
    let documents = (nodes / 20).max(1);
    for number in 0..documents {
        parts.add_document(Document {
            id: format!("doc:{number:016x}").into(),
            path: format!("{number}.txt").into(),
            date: Some("2023-07".into()),
            ..Document::default()
        });
    }
    let evidence = |random: &mut fastrand::Rng, rule: &str| {
        let (document, start) = (random.u32(..documents), random.u32(..20_000));
        let number = random.u32(..1_000_000);
        vec![Evidence {
            document: format!("doc:{document:016x}").into(),
            page: None,
            start,
            end: start + 45,
            quote: format!(
                "第{number}号文件安排帮扶资金用于建设该县的产业园区供水工程，受益群众每年增收并且稳定就业。"
            )
            .into(),
            rule: rule.into(),
        }]
    };
    for number in 0..nodes {
        let kind = TYPES[number as usize % TYPES.len()];
        let measures = if number % 10 == 0 {
            vec![Measure {
                indicator: "jobs".into(),
                value: Value::Number(Number(f64::from(number))),
                unit: Some("人".into()),
                date: Some("2022".into()),
                evidence: evidence(&mut random, "measures/jobs"),
            }]
        } else {
            Vec::new()
        };
        parts.add_entity(Entity {
            id: format!("{}:{number:012}", kind.to_lowercase()).into(),
            kind: kind.into(),
            name: name(number).into(),
            code: (number % 6 < 2).then(|| format!("{number:06}").into()),
            aliases: (number % 4 == 0).then(|| format!("{number}号").into()).into_iter().collect(),
            measures,
            evidence: evidence(&mut random, "names/kind"),
        });
    }
    let id = |number: u32| format!("{}:{number:012}", TYPES[number as usize % TYPES.len()].to_lowercase());
    for number in 0..edges {
        let relation = RELATIONS[number as usize % RELATIONS.len()];
        let year = format!("{}", 2010 + number % 15);
        let qualifiers = match relation {
            "funds" => {
                vec![("amount", Value::Number(Number(f64::from(number) * 100.5))), ("date", Value::Text(year.into()))]
            }
            "holds_post" => vec![("title", Value::Text("副县长".into()))],
            "located_in" => vec![],
            "paired_with" => vec![("since", Value::Text(year.into())), ("kind", Value::Text("对口帮扶".into()))],
            _ => vec![("date", Value::Text(year.into()))],
        };
        parts.add_statement(Statement {
            source: id(random.u32(..nodes)).into(),
            target: id(random.u32(..nodes)).into(),
            relation: relation.into(),
            qualifiers: qualifiers.into_iter().map(|(name, value)| (name.into(), value)).collect(),
            confidence: 0.9,
            evidence: evidence(&mut random, &format!("{relation}/rule")),
        });
    }
    parts.join().expect("all ends are there")
}
