//! The sample page, text out of a PDF with broken lines and displaced headings, is read as a person reads it.

use aid_graph::read::{BlockKind, DateSource, read_text};

#[test]
fn the_sample_page_has_no_break_inside_a_sentence() {
    let source = include_bytes!("../data/corpus/fengtai-2023.txt");
    let document = read_text(source, "fengtai-2023.txt").expect("the sample");
    let has = |kind, words: &str| {
        document.blocks.iter().any(|block| block.kind == kind && &document.text[block.range.clone()] == words)
    };
    for whole in [
        "林西县自1996年起",
        "包括房屋建设用地、道路用地、绿化用地、公共设施",
        "平均年龄37岁，他们身上",
        "该村下辖2个自然屯，总人口443户1189人",
        "脱贫群众内生发展动力",
    ] {
        assert!(document.text.contains(whole), "{whole}");
    }
    for heading in [
        "协作",
        "扎赉特旗乡村振兴示范村 林西县东山产业园",
        "丰台代表团赴扎赉特旗、林西县考察项目",
        "记者手记",
        "助推内蒙古乡村振兴实现",
        "与林西县京蒙协作",
    ] {
        assert!(has(BlockKind::Heading, heading), "{heading}");
    }
    assert!(has(BlockKind::Byline, "■ 文/刘洋怡"));
    assert_eq!((document.date.as_deref(), document.date_source), (Some("2023"), Some(DateSource::LatestYear)));
}
