//! What a list of divisions is called behind its last member: 三区 of 甲、乙、丙三区.

use crate::gazetteer::{DivisionId, gazetteer};

/// Words for classes of divisions, the longer ones first, with the levels that they stand for.
const CLASSES: [(&str, &[u8]); 17] = [
    ("区县", &[3]),
    ("县区", &[3]),
    ("市县", &[2, 3]),
    ("县市", &[2, 3]),
    ("乡镇", &[4]),
    ("街道", &[4]),
    ("省份", &[1]),
    ("社区", &[5]),
    ("地", &[1, 2, 3, 4]),
    ("省", &[1]),
    ("市", &[1, 2, 3]),
    ("州", &[2]),
    ("区", &[3]),
    ("县", &[3]),
    ("旗", &[3]),
    ("镇", &[4]),
    ("乡", &[4]),
];

/// What joins the members of a list, the longer words first.
pub(crate) const JOINTS: [&str; 6] = ["以及", "、", "和", "与", "及", "暨"];

/// How many divisions a class has, and of which levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ListClass {
    /// How many members the text says that there are.
    pub(crate) members: usize,
    /// The word for them.
    word: &'static str,
    levels: &'static [u8],
    /// Bytes of the class.
    pub(crate) length: usize,
}

/// Whether a character may say how many there are.
pub(crate) fn may_begin(c: char) -> bool {
    matches!(c, '两' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '2'..='9')
}

/// The class that a text begins with: 三区, 4个县.
pub(crate) fn list_class(text: &str) -> Option<ListClass> {
    let first = text.chars().next()?;
    let members = match first {
        '两' | '二' => 2,
        '2'..='9' => first.to_digit(10)? as usize,
        _ => super::number::numeral(first).filter(|number| (3..=9).contains(number))? as usize,
    };
    let counted = &text[first.len_utf8()..];
    let counted = counted.strip_prefix('个').unwrap_or(counted);
    // Most numbers count something else.
    counted
        .chars()
        .next()
        .filter(|c| matches!(c, '区' | '县' | '市' | '乡' | '街' | '省' | '社' | '地' | '州' | '旗' | '镇'))?;
    CLASSES.iter().find_map(|(word, levels)| {
        let rest = counted.strip_prefix(word)?;
        // 三地区域, 两县城: another word.
        let another =
            rest.starts_with(['区', '城', '域', '级', '里', '方', '头', '民', '长', '庄', '委', '政', '县', '市']);
        (!another).then_some(ListClass { members, word, levels, length: text.len() - rest.len() })
    })
}

impl ListClass {
    /// Whether a division can be one of its members.
    pub(crate) fn holds(self, id: DivisionId) -> bool {
        let name = gazetteer().name(id);
        let named = || name.chars().next_back().is_some_and(|last| self.word.contains(last));
        self.levels.contains(&gazetteer().level(id)) && (matches!(self.word, "地" | "省" | "省份" | "州") || named())
    }
}

/// Whether what stands between two names joins them to one list.
pub(crate) fn joins(between: &str) -> bool {
    JOINTS.contains(&between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_say_how_many_and_of_which_level() {
        let class = |text: &str| list_class(text).map(|class| (class.members, class.levels.to_vec(), class.length));
        assert_eq!(class("三区依次"), Some((3, vec![3], 6)));
        assert_eq!(class("4个县。"), Some((4, vec![3], 7)));
        assert_eq!(class("两地开展"), Some((2, vec![1, 2, 3, 4], 6)));
        assert_eq!(class("三镇"), Some((3, vec![4], 6)));
        for other in ["一区", "三地区", "两县城", "十县", "三人", "区县", ""] {
            assert_eq!(class(other), None, "{other}");
        }
    }
}
