//! A text four times as long takes about four times as long, whatever it is full of: names of one county, people, definitions,
//! headings, tables without a mark, one line without an end.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::sys::resource::{UsageWho, getrusage};

/// Work that grows with the length may take so many times as much for four times the text; with its square it takes sixteen.
const MOST_GROWTH: f64 = 9.0;
/// Megabytes that the longer text may take.
const MOST_MEMORY: i64 = 500;
const SHORT: usize = 600 << 10;

struct Random(fastrand::Rng);

impl Random {
    fn one<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.0.usize(..all.len())]
    }

    fn number(&mut self) -> usize {
        self.0.usize(10..9999)
    }

    /// Some characters that names are made of.
    fn name(&mut self, characters: usize) -> String {
        let of: Vec<char> =
            "安宝北昌成川大东方丰福高光广国海汉和鹤恒红宏华辉惠吉佳嘉建江杰金锦京景康乐利联林龙隆美民明宁平"
                .chars()
                .chain("庆荣瑞润森山盛顺泰腾天通同旺万维文祥新鑫信兴旭阳义益永玉裕元远悦云泽长正志中众卓紫".chars())
                .collect();
        (0..characters).map(|_| of[self.0.usize(..of.len())]).collect()
    }

    fn person(&mut self) -> String {
        let surname = self.one(&["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"]);
        format!("{surname}{}", self.name(2))
    }
}

type Sentence = fn(&mut Random) -> String;

/// What texts are full of, a sentence of each.
const KINDS: [(&str, &str, Sentence); 11] = [
    ("names of one county", "\n", |random| match random.0.usize(..4) {
        0 => format!("林西县{}种植专业合作社流转土地{}亩。", random.name(2), random.number()),
        1 => format!("林西县{}农业科技有限公司吸纳就业{}人。", random.name(3), random.number()),
        2 => format!("林西县投入{}万元，建设{}路改造项目。", random.number(), random.name(2)),
        _ => format!("该项目带动农户{}户。", random.number()),
    }),
    ("people", "\n", |random| match random.0.usize(..3) {
        0 => format!("村民{}说，日子好了。", random.person()),
        1 => format!("{}介绍，阿{}·买{}也来了。", random.person(), random.name(2), random.name(2)),
        _ => format!("县委书记{}来到现场，{}告诉记者。", random.person(), random.person()),
    }),
    ("definitions", "\n", |random| {
        let short = random.name(2);
        let sum = random.number();
        format!("{}农业开发有限公司（以下简称“{short}公司”）投资{sum}万元。{short}公司落户。", random.name(3))
    }),
    ("villages that no table has", "\n", |random| {
        format!(
            "林西县{}村建成大棚{}座。{}村的路修到了{}镇。",
            random.name(2),
            random.number(),
            random.name(2),
            random.name(2)
        )
    }),
    ("one pair", "\n", |random| match random.0.usize(..4) {
        0 => format!("{}年，丰台区向林西县拨付资金{}万元。", 2010 + random.0.usize(..14), random.number()),
        1 => "丰台区与林西县结对帮扶。".to_owned(),
        2 => "以上项目均由丰台区出资。".to_owned(),
        _ => format!("丰台区与林西县签订《{}年协作框架协议》。", 2010 + random.0.usize(..14)),
    }),
    ("headings", "\n\n", |random| match random.0.usize(..8) {
        0 => format!("林西县{}村的该项目投入{}万元。", random.name(2), random.number()),
        1 => format!("该项目位于林西县，投入{}万元。", random.number()),
        _ => format!("林西县{}产业园建设", random.name(4)),
    }),
    ("only helpers", "\n", |random| match random.0.usize(..3) {
        0 => format!("丰台区{}养殖基地投入{}万元。", random.name(2), random.number()),
        1 => format!("{}产业园占地{}亩。", random.name(3), random.number()),
        _ => format!("丰台区的县委书记{}说。", random.person()),
    }),
    ("nothing that is a place", "\n", |random| match random.0.usize(..3) {
        0 => format!("{}养殖基地投入{}万元，该公司带动{}户。", random.name(2), random.number(), random.number()),
        1 => format!("州委书记、县委书记、镇长{}说。", random.person()),
        _ => format!("村民荣获“{}先进集体”称号。", random.name(3)),
    }),
    ("rows without a mark", "\n\n", |random| {
        format!("| {}项目 | {}村 | {} |", random.name(3), random.name(2), random.number())
    }),
    ("one line", "", |random| {
        format!(
            "{}公司与{}集团签署《{}协议》，投资{}万元。",
            random.name(2),
            random.name(2),
            random.name(5),
            random.number()
        )
    }),
    ("compounds", "\n", |random| {
        let places = ["林西县", "岷县", "广南县", "丰台区", "福田区", "西山区", "东川区", "南山区", "宝安区"];
        let (one, other) = (random.one(&places), random.one(&places));
        let initials: String = [one, other].into_iter().filter_map(|name| name.chars().next()).collect();
        format!("{one}与{other}结对帮扶，{initials}协作开花。")
    }),
];

fn text(bytes: usize, between: &str, sentence: Sentence) -> String {
    let mut random = Random(fastrand::Rng::with_seed(7));
    let mut text = String::new();
    while text.len() < bytes {
        text.push_str(&sentence(&mut random));
        text.push_str(between);
    }
    text
}

/// Seconds of the processor's time that a build takes, without those of children before it.
fn build(folder: &Path, text: &str) -> f64 {
    let used = || {
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system counts");
        let time = usage.user_time();
        time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6
    };
    fs::write(folder.join("text.txt"), text).expect("room on the disk");
    let before = used();
    let status = Command::new(env!("CARGO_BIN_EXE_aid-graph"))
        .args(["build", "text.txt", "--threads", "1", "-o", "graph.json"])
        .current_dir(folder)
        .stderr(Stdio::null())
        .status()
        .expect("the program runs");
    assert!(status.success());
    used() - before
}

#[test]
fn time_grows_with_the_length_of_a_text_and_not_with_its_square() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut told = Vec::new();
    for (kind, between, sentence) in KINDS {
        let start = build(folder.path(), &text(1 << 10, between, sentence));
        let short = build(folder.path(), &text(SHORT, between, sentence)) - start;
        let long = build(folder.path(), &text(4 * SHORT, between, sentence)) - start;
        let graph = fs::metadata(folder.path().join("graph.json")).expect("a graph").len();
        println!("{kind}: {short:.2} s, four times as long {long:.2} s, a graph of {graph} bytes");
        if long > MOST_GROWTH * short.max(0.02) {
            told.push(format!("{kind}: {short:.2} s, four times as long {long:.2} s"));
        }
    }
    assert!(told.is_empty(), "{told:#?}");
    let most = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system counts").max_rss() / 1024;
    assert!(most <= MOST_MEMORY, "{most} MB");
}
