use proptest::prelude::*;

use super::*;

fn blocks(document: &Document) -> Vec<(BlockKind, &str)> {
    document.blocks.iter().map(|block| (block.kind, &document.text[block.range.clone()])).collect()
}

#[test]
fn lines_wrapped_inside_words_become_whole() {
    let source = "甲区与乙省丙市丁县自公历1996\n\n年起派出教师和医生，2011年\n\n5月又添了农技人员，此后又开展了许\n\n多方面的协作工作，成效显著。\n\n第二段从这里开始，也被折成了几行文\n\n字，直到句号为止。\n";
    let document = read_text(source.as_bytes(), "a.txt").expect("a text");
    assert_eq!(
        blocks(&document),
        [
            (
                BlockKind::Paragraph,
                "甲区与乙省丙市丁县自公历1996年起派出教师和医生，2011年5月又添了农技人员，此后又开展了许多方面的协作工作，成效显著。"
            ),
            (BlockKind::Paragraph, "第二段从这里开始，也被折成了几行文字，直到句号为止。"),
        ]
    );
}

#[test]
fn a_line_a_paragraph_stays_a_paragraph() {
    let source =
        "\u{feff}某县工作总结\r\n一、强化领导\r\n今年以来，某县认真落实各项部署。\r\n1．某村项目，投入10万元。\r\n";
    let document = read_text(source.as_bytes(), "a.txt").expect("a text");
    assert_eq!(
        blocks(&document),
        [
            (BlockKind::Heading, "某县工作总结"),
            (BlockKind::Heading, "一、强化领导"),
            (BlockKind::Paragraph, "今年以来，某县认真落实各项部署。"),
            (BlockKind::Paragraph, "1．某村项目，投入10万元。"),
        ]
    );
    assert_eq!(document.title.as_deref(), Some("某县工作总结"));
}

#[test]
fn a_document_says_when_it_was_written() {
    let date = |source: &str, path: &str| {
        let document = read_text(source.as_bytes(), path).expect("a text");
        (document.date.map(|date| date.to_string()), document.date_source)
    };
    let some = |date: &str, source| (Some(date.to_owned()), Some(source));
    assert_eq!(
        date("标题\n2024年5月21日　来源：某县融媒体中心\n正文说2020年3月1日的事。", "a.txt"),
        some("2024-05-21", DateSource::Line)
    );
    assert_eq!(date("标题\n正文说2020年的事，力争到2030年完成。", "a.txt"), some("2020", DateSource::LatestYear));
    assert_eq!(date("标题\n正文没有日期。", "某报_20230712.txt"), some("2023-07-12", DateSource::FileName));
}

#[test]
fn sentences_keep_their_closing_marks() {
    let document =
        read_text("他说：“好。”会上签署《协议。甲》；投入1624.5万元! 结束".as_bytes(), "a.txt").expect("a text");
    let sentences: Vec<&str> =
        document.blocks.iter().flat_map(|block| document.sentences(block)).map(|range| &document.text[range]).collect();
    assert_eq!(sentences, ["他说：“好。”", "会上签署《协议。甲》；", "投入1624.5万元!", "结束"]);
}

#[test]
fn what_is_no_text_is_refused() {
    assert_eq!(read_text(b" \n\n", "a").map(|_| ()), Err(ReadError::Empty));
    assert_eq!(read_text(b"ab\n\xff", "a").map(|_| ()), Err(ReadError::NotUtf8 { offset: 3, line: 2 }));
    assert_eq!(read_text(b"a\0b", "a").map(|_| ()), Err(ReadError::Binary { offset: 1 }));
}

proptest! {
    /// Every character of the text leads back to the same character of the source, and only doubled headings are lost.
    #[test]
    fn every_character_leads_back(source in "([甲乙丙丁𠮷。，：12 a\u{3000}\n]|年起|\r\n){0,80}") {
        if let Ok(document) = read_text(source.as_bytes(), "a") {
            let characters: Vec<char> = source.chars().collect();
            let mut last = None;
            for (byte, c) in document.text.char_indices().filter(|(_, c)| *c != '\n' && *c != ' ') {
                let offset = document.source_offset(byte);
                prop_assert_eq!(characters.get(offset as usize), Some(&c));
                prop_assert!(last < Some(offset));
                last = Some(offset);
            }
        }
    }
}
