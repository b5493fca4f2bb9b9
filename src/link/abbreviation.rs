//! Whether one name is a shorter form of another.

use crate::graph::Spelling;

/// The last two characters of a name: what shorter and longer forms share.
pub(super) type Ending = [char; 2];

/// The ending of a name of two characters or more.
pub(super) fn ending(name: &str) -> Option<Ending> {
    let mut characters = name.chars().rev();
    let last = characters.next()?;
    Some([characters.next()?, last])
}

/// The ending that the other form of a group's name may have: 甲集团 is 甲水务集团有限公司.
pub(super) fn other_ending(name: &str) -> Option<Ending> {
    if name.ends_with("集团") {
        Some(['公', '司'])
    } else if name.ends_with("公司") && name.contains("集团") {
        Some(['集', '团'])
    } else {
        None
    }
}

/// The characters of a name, by the [bits](Spelling::bit) that a search for names knows them by; others share them. A shorter
/// form has none that the longer one lacks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct CharacterSet(u64);

impl CharacterSet {
    /// Those of a name.
    pub(super) fn of(name: &str) -> Self {
        Self(name.chars().fold(0, |bits, c| bits | Spelling::bit(c)))
    }

    /// Whether another name may have all of these.
    pub(super) fn may_be_in(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Whether one of two names may be a shorter form of the other.
    pub(super) fn may_abbreviate(self, other: Self) -> bool {
        self.may_be_in(other) || other.may_be_in(self)
    }
}

/// Whether one of two names, which end alike, is a shorter form of the other.
pub(super) fn abbreviates(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    // A branch is not the company.
    if short.ends_with("分公司") != long.ends_with("分公司") {
        return false;
    }
    let Some((own, _)) = short.char_indices().rev().nth(1).map(|(at, _)| short.split_at(at)) else {
        return false;
    };
    let distinct = own.chars().count() >= 2;
    if short.ends_with("集团") && long.ends_with("公司") {
        return distinct && long.contains("集团") && (long.contains(own) || long.starts_with(short));
    }
    if !distinct || !long.ends_with(&short[own.len()..]) {
        return false;
    }
    // 甲公司: its own part stands in one piece in the long name.
    let company = short.ends_with("公司") || short.ends_with("集团");
    long.ends_with(short) || company && long.contains(own) || leaves_out_a_word(short, long)
}

/// 人社局 of 人力资源和社会保障局: the short name of an office begins and ends like the long one and leaves characters out.
pub(super) fn abbreviates_office(a: &str, b: &str) -> bool {
    let [a, b] = [a, b].map(committee);
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let length = short.chars().count();
    let mut rest = long.chars();
    (3..=5).contains(&length)
        && length < long.chars().count()
        && short.chars().next() == long.chars().next()
        && short.chars().next_back() == long.chars().next_back()
        && short.chars().all(|c| rest.any(|other| other == c))
}

/// 委 for 委员会.
fn committee(office: &str) -> &str {
    if office.ends_with("委员会") { &office[..office.len() - "员会".len()] } else { office }
}

/// What the short name of an office has in common with the long one: how they begin and end.
pub(super) fn office_ends(own: &str) -> Option<[char; 2]> {
    let own = committee(own);
    Some([own.chars().next()?, own.chars().next_back()?])
}

/// 甲产业园 of 甲生态产业园: the same beginning, the same end, a word between.
fn leaves_out_a_word(short: &str, long: &str) -> bool {
    let (length, whole) = (short.chars().count(), long.chars().count());
    if length < 5 || length + 4 < whole {
        return false;
    }
    let beginning = short.char_indices().nth(2).map_or(short, |(at, _)| &short[..at]);
    let mut rest = long.chars();
    long.contains(beginning) && short.chars().all(|c| rest.any(|other| other == c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shorter_forms_are_known() {
        for (short, long) in [
            ("津港公司", "天津津港食品科技有限公司"),
            ("西山产业园", "西山生态产业园"),
            ("远山集团", "中国远山水务集团有限公司"),
            ("中国远山装备集团", "中国远山装备集团有限公司"),
            ("第一中学", "某县第一中学"),
        ] {
            assert!(abbreviates(short, long) && abbreviates(long, short), "{short} {long}");
            assert!(CharacterSet::of(short).may_abbreviate(CharacterSet::of(long)), "{short} {long}");
        }
    }

    #[test]
    fn offices_have_short_names() {
        for (short, long) in [
            ("人社局", "人力资源和社会保障局"),
            ("发改委", "发展和改革委员会"),
            ("卫健局", "卫生健康局"),
            ("文旅局", "文化和旅游局"),
        ] {
            assert!(abbreviates_office(short, long), "{short} {long}");
            assert_eq!(office_ends(short), office_ends(long), "{short} {long}");
        }
        for (a, b) in [("财政局", "民政局"), ("水利局", "水务局"), ("教育局", "教育局"), ("县委", "县委宣传部")]
        {
            assert!(!abbreviates_office(a, b), "{a} {b}");
        }
    }

    #[test]
    fn other_names_are_not() {
        for (a, b) in [
            ("远山集团", "北京远山信息技术有限公司"),
            ("津港公司", "天津津港食品有限公司东山分公司"),
            ("公司", "天津津港食品有限公司"),
            ("西山产业园", "东山生态产业园"),
        ] {
            assert!(!abbreviates(a, b), "{a} {b}");
        }
    }
}
