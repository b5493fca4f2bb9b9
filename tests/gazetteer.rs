//! The gazetteer knows every division of its source, by code and by name.

use aid_graph::gazetteer::{DivisionType, NameKind, gazetteer};

#[test]
fn a_village_stands_under_its_township_county_and_prefecture() {
    let gazetteer = gazetteer();
    let village = gazetteer.by_code("152223102212").expect("a village");
    assert_eq!(gazetteer.name(village), "巨力河村");
    let chain: Vec<_> = gazetteer.ancestors(village).map(|id| (gazetteer.code(id), gazetteer.name(id))).collect();
    let expected =
        [("152223102", "巴彦高勒镇"), ("152223", "扎赉特旗"), ("152200", "兴安盟"), ("150000", "内蒙古自治区")];
    assert_eq!(chain, expected.map(|(code, name)| (code.into(), name.into())));
}

#[test]
fn placeholder_prefectures_are_skipped() {
    let gazetteer = gazetteer();
    for (code, parent) in [("110106", "110000"), ("500237", "500000"), ("441900003", "441900"), ("429004", "420000")] {
        let id = gazetteer.by_code(code).expect(code);
        assert_eq!(gazetteer.parent(id).map(|id| gazetteer.code(id)).as_deref(), Some(parent));
    }
    assert_eq!(gazetteer.by_code("110100"), None);
}

#[test]
fn every_division_is_found_by_its_code_and_by_its_name() {
    let gazetteer = gazetteer();
    let mut counts = std::collections::BTreeMap::new();
    for id in gazetteer.all() {
        *counts.entry(gazetteer.kind(id).level()).or_insert(0) += 1;
        assert_eq!(gazetteer.by_code(&gazetteer.code(id)), Some(id));
        let name = gazetteer.name(id);
        if gazetteer.kind(id) == DivisionType::Village {
            let hit = gazetteer.villages_ending_at(&name, 0, name.len()).into_iter().next().expect("its own name");
            assert_eq!(hit.start, 0);
            let county = gazetteer.ancestors(id).nth(1).expect("a county or city");
            assert!(gazetteer.village_bearers_within(&hit, county).any(|bearer| bearer == id), "{name}");
        } else {
            let hit = gazetteer.names_at(&name, 0).find(|hit| hit.end == name.len()).expect("its own name");
            assert!(hit.name.bearers().any(|bearer| bearer == (id, NameKind::Full)), "{name}");
        }
        let parent = gazetteer.parent(id);
        assert_eq!(parent.is_none(), gazetteer.kind(id) == DivisionType::Province, "{name}");
    }
    // The rows of the source: 31, 342, 2978, 41352, 620573; less placeholders (and three cities and a county that stand in two tables), plus Hong Kong, Macao and Taiwan.
    assert_eq!(counts, [(1, 34), (2, 333), (3, 2975), (4, 41_351), (5, 620_573)].into());
}

#[test]
fn what_lies_in_a_county_lies_in_one_of_its_level() {
    let gazetteer = gazetteer();
    for id in gazetteer.all() {
        let county = gazetteer.county(id);
        let outer = std::iter::once(id).chain(gazetteer.ancestors(id)).find(|outer| gazetteer.level(*outer) == 3);
        assert_eq!(county, outer, "{}", gazetteer.code(id));
    }
}

#[test]
fn people_s_names_for_divisions_lead_to_them() {
    let gazetteer = gazetteer();
    for (name, code) in [
        ("丰台", "110106"),
        ("三江县", "450226"),
        ("文山州", "532600"),
        ("科左中旗", "150521"),
        ("内蒙古", "150000"),
        ("和田", "653200"),
        ("积石山县", "622927"),
        ("浦东", "310115"),
        ("哲里木盟", "150500"),
        ("通县", "110112"),
        ("巴彦高勒", "152223102"),
        ("香港", "810000"),
    ] {
        let found: Vec<_> = gazetteer.by_name(name).into_iter().map(|(id, _)| gazetteer.code(id)).collect();
        assert!(found.iter().any(|found| found == code), "{name}: {found:?}");
    }
    assert_eq!(gazetteer.province_by_abbreviation('蒙').map(|id| gazetteer.code(id)).as_deref(), Some("150000"));
    assert!(gazetteer.by_name("皮").is_empty());
}

#[test]
fn a_common_village_name_keeps_all_its_bearers() {
    let gazetteer = gazetteer();
    let bearers = gazetteer.by_name("团结村");
    assert!(bearers.len() > 300, "{}", bearers.len());
    assert!(bearers.iter().all(|(id, _)| gazetteer.name(*id) == "团结村"));
}

#[test]
fn children_are_those_right_below() {
    let gazetteer = gazetteer();
    let beijing = gazetteer.by_code("110000").expect("Beijing");
    assert_eq!(gazetteer.children(beijing).count(), 16);
    let township = gazetteer.by_code("152223102").expect("a township");
    assert!(gazetteer.children(township).all(|id| gazetteer.code(id).starts_with("152223102")));
    assert!(gazetteer.children(township).count() > 5);
}
