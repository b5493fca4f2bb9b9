//! Writes varied text of the domain, for measuring: shuffled sentences, random real divisions, random numbers, invented
//! people and companies. The same seed gives the same files.
//!
//! ```sh
//! cargo bench --bench varied_text -- 50 target/varied        # 50 MB in files of about 25 KB
//! cargo bench --bench varied_text -- 50 target/varied 7 1000 # seed 7, files of about 1000 KB
//! ```

use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use aid_graph::gazetteer::{DivisionId, DivisionType, gazetteer};

/// A splitmix64 generator: tiny, well mixed, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// Sentences; `{…}` is filled: H the helping district, h its short name, C the helped county with its chain, c its name,
/// T a township of it, V a village of it, P a person, Q another, O a company, Y a year, M a month, D a day, N a number,
/// W an amount, G a product.
const SENTENCES: &[&str] = &[
    "{Y}年，{H}与{C}建立结对帮扶关系。",
    "自{Y}年{M}月起，{H}与{C}开展东西部协作。",
    "“十四五”期间，{H}继续与{c}结对开展东西部协作帮扶工作。",
    "{Y}年{M}月{D}日，{H}党政代表团赴{C}考察。",
    "{Y}年{M}月，{H}副区长{P}率队来到{c}{T}调研。",
    "{c}县委书记{P}、副县长{Q}陪同。",
    "会上，{h}与{c}签署《{Y}年东西部协作框架协议》。",
    "{Y}年，{H}投入帮扶资金{W}，实施项目{N}个。",
    "{Y}年，{H}安排资金{W}，用于建设{T}{V}{G}加工厂。",
    "{O}向{c}第一中学捐赠图书款{W}。",
    "{T}{G}产业园占地{N}亩，带动农户{N}户增收。",
    "该园区吸纳就业{N}人，户均年增收{N}元。",
    "{V}现有农户{N}户{N}人。",
    "{Y}年底，{V}脱贫出列。",
    "{T}{V}{G}种植示范基地项目，投入{W}，由{O}实施。",
    "{T}{G}冷链物流中心项目、{T}污水管网改造项目，各{W}。",
    "投入{W}和{W}，分别用于{T}便民桥建设和{V}文化广场改造。",
    "{P}（{H}挂职干部，任{c}农业农村局副局长）介绍了情况。",
    "{Y}年{M}月，{P}挂职到{c}，任县委常委、副县长。",
    "村民{P}说，今年的{G}卖得比往年好。",
    "村党支部书记{P}介绍，{Y}年以来，全村发展{G}{N}亩。",
    "{c}{Y}年被评为“全国脱贫攻坚先进集体”。",
    "{P}荣获“乡村振兴先进个人”称号。",
    "全年销售{c}农特产品{W}，培训干部人才{N}人次。",
    "{H}选派{N}名干部到{c}挂职。",
    "{H}人民医院与{c}人民医院签订《医疗帮扶协议书》。",
    "{Y}年，{O}在{T}建设{G}精深加工项目，总投资{W}，其中使用{H}帮扶资金{W}。",
    "项目建成后，预计带动就业{N}人。",
    "计划{Y}年争取{H}帮扶资金{W}。",
    "{c}农业农村局印发《{G}产业发展实施方案》。",
    "清晨，山谷里的雾气还没有散尽，乡亲们已经下地干活了。",
    "道路平了，路灯亮了，老人们坐在门口晒太阳。",
    "大家说，好日子是干出来的，不是等出来的。",
    "这里山高坡陡，过去出门全靠两条腿，如今班车一天几趟。",
    "产业要发展，人才是关键，市场是方向，质量是根本。",
    "他们每天走村入户，白天查看进度，晚上整理材料。",
    "合作越来越深，资源越来越多，和平年代的奋斗同样动人。",
    "有人算过一笔账：一亩地的收入比从前翻了一番还多。",
    "孩子们围着新来的老师问这问那，教室里笑声不断。",
    "下一步，将继续巩固成果、拓展领域、完善机制、提升水平。",
    "经过多方努力，饮水难、行路难、看病难的问题逐步得到解决。",
    "实践证明，只有把真金白银用在刀刃上，才能见到实效。",
];

const PRODUCTS: &[&str] = &[
    "蓝莓",
    "木耳",
    "辣椒",
    "核桃",
    "苹果",
    "茶叶",
    "肉牛",
    "食用菌",
    "中药材",
    "油茶",
    "花椒",
    "马铃薯",
    "枸杞",
    "猕猴桃",
];
const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "罗",
    "高",
];
const GIVEN: &[&str] = &[
    "伟", "芳", "敏", "静", "立", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "兰", "霞", "刚",
    "平",
];
const TRADES: &[&str] = &["农业科技", "商贸", "食品", "生物科技", "文化旅游", "物流", "建设工程", "电子商务"];

/// Provinces that give aid and provinces that are given it.
const HELPING: &[&str] = &["11", "12", "31", "32", "33", "35", "37", "44"];
const HELPED: &[&str] = &["15", "45", "50", "51", "52", "53", "61", "62", "63", "64"];

fn counties(provinces: &[&str], kind: DivisionType) -> Vec<DivisionId> {
    let gazetteer = gazetteer();
    gazetteer
        .all()
        .take_while(|id| gazetteer.kind(*id) != DivisionType::Village)
        .filter(|id| gazetteer.kind(*id) == kind && provinces.iter().any(|code| gazetteer.code(*id).starts_with(code)))
        .collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let (Some(megabytes), Some(folder)) = (arguments.first(), arguments.get(1)) else {
        // A plain `cargo bench` runs every bench.
        println!("usage: varied_text MEGABYTES FOLDER [SEED [KILOBYTES_A_FILE]]");
        return Ok(());
    };
    let megabytes: usize = megabytes.parse()?;
    let seed: u64 = arguments.get(2).map_or(Ok(1), |seed| seed.parse())?;
    let size: usize = arguments.get(3).map_or(Ok(25), |size| size.parse())? * 1000;
    let folder = Path::new(folder);
    fs::create_dir_all(folder)?;
    let (helping, helped) = (counties(HELPING, DivisionType::District), counties(HELPED, DivisionType::County));
    let mut random = Random(seed);
    let mut written = 0;
    for number in 0.. {
        if written >= megabytes * 1_000_000 {
            println!("{number} files, {written} bytes");
            break;
        }
        let text = document(&mut random, &helping, &helped, size)?;
        written += text.len();
        fs::write(folder.join(format!("{number:06}.txt")), text)?;
    }
    Ok(())
}

fn document(
    random: &mut Random,
    helping: &[DivisionId],
    helped: &[DivisionId],
    size: usize,
) -> Result<String, std::fmt::Error> {
    let gazetteer = gazetteer();
    let mut text = String::with_capacity(size + 400);
    while text.len() < size {
        let (helper, county) = (random.pick(helping), random.pick(helped));
        let townships: Vec<DivisionId> = gazetteer.children(county).collect();
        let heading = format!("{}与{}协作纪实\n", gazetteer.name(helper), gazetteer.name(county));
        text.push_str(&heading);
        for _ in 0..12 {
            for _ in 0..1 + random.below(6) {
                let township = random.pick(&townships);
                fill(&mut text, random.pick(SENTENCES), random, helper, county, township)?;
            }
            text.push('\n');
        }
    }
    Ok(text)
}

fn person(random: &mut Random) -> String {
    let second = if random.below(3) > 0 { random.pick(GIVEN) } else { "" };
    format!("{}{}{}", random.pick(SURNAMES), random.pick(GIVEN), second)
}

fn fill(
    out: &mut String,
    sentence: &str,
    random: &mut Random,
    helper: DivisionId,
    county: DivisionId,
    township: DivisionId,
) -> std::fmt::Result {
    let gazetteer = gazetteer();
    let parts = sentence.split(['{', '}']);
    for (index, part) in parts.enumerate() {
        if index % 2 == 0 {
            out.push_str(part);
            continue;
        }
        match part {
            "H" => write!(out, "{}", gazetteer.name(helper))?,
            "h" => write!(
                out,
                "{}",
                gazetteer.short_names(helper).first().map_or_else(|| gazetteer.name(helper), |(name, _)| name.clone())
            )?,
            "C" => {
                for outer in gazetteer.ancestors(county).collect::<Vec<_>>().into_iter().rev() {
                    write!(out, "{}", gazetteer.name(outer))?;
                }
                write!(out, "{}", gazetteer.name(county))?;
            }
            "c" => write!(out, "{}", gazetteer.name(county))?,
            "T" => write!(out, "{}", gazetteer.name(township))?,
            "V" => {
                let villages: Vec<DivisionId> = gazetteer.children(township).collect();
                if !villages.is_empty() {
                    write!(out, "{}", gazetteer.name(random.pick(&villages)))?;
                }
            }
            "P" | "Q" => out.push_str(&person(random)),
            "O" => write!(out, "{}{}{}有限公司", random.pick(GIVEN), random.pick(GIVEN), random.pick(TRADES))?,
            "Y" => write!(out, "{}", 2010 + random.below(15))?,
            "M" => write!(out, "{}", 1 + random.below(12))?,
            "D" => write!(out, "{}", 1 + random.below(28))?,
            "N" => write!(out, "{}", 2 + random.below(2000))?,
            "W" => match random.below(3) {
                0 => write!(out, "{}万元", 10 + random.below(9000))?,
                1 => write!(out, "{}.{}万元", 10 + random.below(900), 1 + random.below(99))?,
                _ => write!(out, "{}.{}亿元", 1 + random.below(5), 1 + random.below(9))?,
            },
            "G" => out.push_str(random.pick(PRODUCTS)),
            other => write!(out, "{other}")?,
        }
    }
    Ok(())
}
