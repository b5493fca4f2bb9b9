//! How people shorten the names of divisions.

use smol_str::{SmolStr, format_smolstr};

use super::NameKind;

/// Provinces by code with the characters that stand for them in compounds such as 京蒙 or 闽宁.
pub(super) const PROVINCE_ABBREVIATIONS: [(&str, &str); 34] = [
    ("11", "京"),
    ("12", "津"),
    ("13", "冀"),
    ("14", "晋"),
    ("15", "蒙"),
    ("21", "辽"),
    ("22", "吉"),
    ("23", "黑"),
    ("31", "沪"),
    ("32", "苏"),
    ("33", "浙"),
    ("34", "皖"),
    ("35", "闽"),
    ("36", "赣"),
    ("37", "鲁"),
    ("41", "豫"),
    ("42", "鄂"),
    ("43", "湘"),
    ("44", "粤"),
    ("45", "桂"),
    ("46", "琼"),
    ("50", "渝"),
    ("51", "川蜀"),
    ("52", "黔贵"),
    ("53", "滇云"),
    ("54", "藏"),
    ("61", "陕秦"),
    ("62", "甘陇"),
    ("63", "青"),
    ("64", "宁"),
    ("65", "疆新"),
    ("71", "台"),
    ("81", "港"),
    ("82", "澳"),
];

/// Names of peoples as autonomous divisions bear them, longest first where one begins another.
const PEOPLES: [&str; 61] = [
    "维吾尔族",
    "维吾尔",
    "柯尔克孜族",
    "柯尔克孜",
    "哈萨克族",
    "哈萨克",
    "蒙古族",
    "蒙古",
    "鄂温克族",
    "鄂伦春族",
    "达斡尔族",
    "乌孜别克族",
    "塔塔尔族",
    "塔吉克族",
    "塔吉克",
    "撒拉族",
    "东乡族",
    "保安族",
    "裕固族",
    "锡伯族",
    "锡伯",
    "俄罗斯族",
    "仫佬族",
    "毛南族",
    "仡佬族",
    "布依族",
    "土家族",
    "哈尼族",
    "傈僳族",
    "拉祜族",
    "纳西族",
    "景颇族",
    "布朗族",
    "阿昌族",
    "普米族",
    "基诺族",
    "德昂族",
    "独龙族",
    "高山族",
    "朝鲜族",
    "赫哲族",
    "各族",
    "壮族",
    "苗族",
    "侗族",
    "瑶族",
    "彝族",
    "藏族",
    "羌族",
    "回族",
    "满族",
    "土族",
    "水族",
    "畲族",
    "黎族",
    "白族",
    "傣族",
    "佤族",
    "怒族",
    "京族",
    "门巴族",
];

/// Shorter names of a division of level 1 to 4, the ones that keep the word for their level first.
///
/// No name of one character comes out: 皮县 is never 皮.
#[must_use]
pub fn short_names(name: &str, level: u8) -> Vec<(SmolStr, NameKind)> {
    let mut found: Vec<(SmolStr, NameKind)> = Vec::new();
    let mut add = |short: SmolStr, kind| {
        if short.chars().count() >= 2 && short != name && !found.iter().any(|(known, _)| *known == short) {
            found.push((short, kind));
        }
    };
    match level {
        1 => {
            for ending in ["特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市"]
            {
                if let Some(stem) = name.strip_suffix(ending) {
                    add(SmolStr::new(stem), NameKind::Short);
                    break;
                }
            }
        }
        2 | 3 => {
            for (ending, letter) in [("自治州", "州"), ("自治县", "县"), ("自治旗", "旗")] {
                if let Some(stem) = name.strip_suffix(ending) {
                    let stem = without_peoples(stem);
                    add(format_smolstr!("{stem}{letter}"), NameKind::Abbreviated);
                    add(SmolStr::new(stem), NameKind::Short);
                    return found;
                }
            }
            if let Some(short) = banner(name) {
                add(short, NameKind::Abbreviated);
            }
            for ending in ["地区", "新区", "林区", "特区", "矿区", "市", "盟", "县", "区", "旗"] {
                if let Some(stem) = name.strip_suffix(ending) {
                    // 浦东新区 is 浦东; 左旗 and its kind are no names alone.
                    if !stem.ends_with(['左', '右', '前', '后', '中']) {
                        add(SmolStr::new(stem), NameKind::Short);
                    }
                    break;
                }
            }
        }
        4 => {
            for ending in ["民族苏木", "苏木", "街道办事处", "街道", "地区", "镇", "乡"] {
                if let Some(stem) = name.strip_suffix(ending) {
                    let stem = without_peoples(stem.strip_suffix("民族").unwrap_or(stem));
                    if ending == "乡" && stem.len() < name.len() - ending.len() {
                        add(format_smolstr!("{stem}乡"), NameKind::Abbreviated);
                    }
                    add(SmolStr::new(stem), NameKind::Short);
                    break;
                }
            }
        }
        _ => {}
    }
    found
}

/// 科尔沁左翼中旗 → 科左中旗
fn banner(name: &str) -> Option<SmolStr> {
    let stem = name.strip_suffix('旗')?;
    let (people, side) = stem
        .split_once("左翼")
        .map(|(people, side)| (people, ("左", side)))
        .or_else(|| stem.split_once("右翼").map(|(people, side)| (people, ("右", side))))?;
    Some(format_smolstr!("{}{}{}旗", people.chars().next()?, side.0, side.1))
}

fn without_peoples(stem: &str) -> &str {
    let mut rest = stem;
    while let Some(shorter) = PEOPLES.iter().find_map(|people| rest.strip_suffix(people)) {
        if shorter.is_empty() {
            break;
        }
        rest = shorter;
    }
    rest
}

/// The name by which people call a village: 上湾村 for 上湾村村民委员会, 银闸社区 for 银闸社区居委会.
///
/// Villages whose official name lacks the word (王庄村委会 is one) get 村, neighbourhoods 社区.
#[must_use]
pub fn village_base_name(official: &str) -> SmolStr {
    const VILLAGE_BODIES: [&str; 8] =
        ["村民委员会", "村民委会", "村委员会", "村民委员", "村委会", "民委员会", "村民委", "村委"];
    const NEIGHBOURHOOD_BODIES: [&str; 6] = ["居民委员会", "居民委会", "居委员会", "家属委员会", "居委会", "居委"];
    let complete = |stem: &str, word: &str| {
        let stem =
            stem.strip_suffix("嘎查村").map_or_else(|| SmolStr::new(stem), |gacha| format_smolstr!("{gacha}嘎查"));
        if stem.ends_with('村') || stem.ends_with("社区") || stem.ends_with("嘎查") {
            stem
        } else {
            format_smolstr!("{stem}{word}")
        }
    };
    for body in VILLAGE_BODIES {
        if let Some(stem) = official.strip_suffix(body).filter(|stem| !stem.is_empty()) {
            return complete(stem, "村");
        }
    }
    for body in NEIGHBOURHOOD_BODIES {
        if let Some(stem) = official.strip_suffix(body).filter(|stem| !stem.is_empty()) {
            return complete(stem, "社区");
        }
    }
    official.strip_suffix("嘎查村").map_or_else(|| SmolStr::new(official), |gacha| format_smolstr!("{gacha}嘎查"))
}
