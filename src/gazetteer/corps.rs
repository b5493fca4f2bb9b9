//! The divisions and regiments of the Xinjiang corps: no level of the national table, but most divisions are one authority
//! with a city of it, and some regiments stand in it as towns.

use smol_str::{SmolStr, format_smolstr};

use super::{DivisionId, Gazetteer};

/// The corps' divisions by number, with the code of the city that each is one authority with; the eleventh and the twelfth
/// have none.
const CITIES: [(u32, &str); 12] = [
    (1, "659002"),
    (2, "659006"),
    (3, "659003"),
    (4, "659008"),
    (5, "659007"),
    (6, "659004"),
    (7, "659010"),
    (8, "659001"),
    (9, "659012"),
    (10, "659005"),
    (13, "659011"),
    (14, "659009"),
];

/// The code of the autonomous region that the corps' divisions lie in.
const REGION: &str = "650000";

/// How many divisions the corps has.
const DIVISIONS: u32 = 14;

const NUMERALS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

impl Gazetteer {
    /// Whether the corps has a division of that number.
    #[must_use]
    pub fn is_corps_division(&self, number: u32) -> bool {
        (1..=DIVISIONS).contains(&number)
    }

    /// The region that the corps' divisions lie in.
    #[must_use]
    pub fn corps_region(&self) -> Option<DivisionId> {
        self.by_code(REGION)
    }

    /// The city that a division of the corps is one authority with.
    #[must_use]
    pub fn corps_city(&self, number: u32) -> Option<DivisionId> {
        CITIES.iter().find(|(division, _)| *division == number).and_then(|(_, code)| self.by_code(code))
    }

    /// The town, regiment or farm that the table has for a name within the corps (三十六团, 某某农场), if it has one only.
    #[must_use]
    pub fn corps_town(&self, name: &str) -> Option<DivisionId> {
        let bare = name.ends_with('团').then_some("");
        let mut bearers: Vec<DivisionId> =
            std::iter::once("兵团").chain(bare).flat_map(|prefix| self.bearers(prefix, name)).collect();
        if bearers.is_empty() {
            let divisions = (1..=DIVISIONS).map(corps_numeral);
            let forms = divisions.flat_map(|division| {
                let full =
                    [format!("兵团农{division}师"), format!("兵团第{division}师"), format!("新疆兵团{division}师")];
                full.into_iter().chain([
                    format!("兵团{division}师"),
                    format!("新疆兵团{division}师"),
                    format!("第{division}师"),
                ])
            });
            bearers = forms.flat_map(|prefix| self.bearers(&prefix, name)).collect();
        }
        bearers.dedup();
        let [only] = bearers.as_slice() else { return None };
        Some(*only)
    }

    fn bearers(&self, prefix: &str, name: &str) -> Vec<DivisionId> {
        let region = self.corps_region();
        let found = self.by_name(&format!("{prefix}{name}")).into_iter().map(|(id, _)| id);
        found.filter(|id| self.level(*id) == 4 && region.is_some_and(|region| self.is_within(*id, region))).collect()
    }
}

/// A number as the corps writes it: 十四, 四十七; from a hundred on digit by digit, 二二四.
#[must_use]
pub fn corps_numeral(number: u32) -> SmolStr {
    let digit = |value: u32| NUMERALS[(value % 10) as usize];
    match number {
        0..10 => SmolStr::new(digit(number).to_string()),
        10..100 => {
            let tens = if number < 20 { String::new() } else { digit(number / 10).to_string() };
            let ones = if number.is_multiple_of(10) { String::new() } else { digit(number).to_string() };
            format_smolstr!("{tens}十{ones}")
        }
        _ => number.to_string().chars().filter_map(|c| c.to_digit(10)).map(digit).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::gazetteer;
    use super::*;

    #[test]
    fn numerals_are_those_of_the_corps() {
        for (number, written) in [(1, "一"), (10, "十"), (14, "十四"), (20, "二十"), (47, "四十七"), (104, "一零四")]
        {
            assert_eq!(corps_numeral(number), written);
        }
    }

    #[test]
    fn a_division_is_one_authority_with_its_city() {
        let names = (1..=14).map(|number| gazetteer().corps_city(number).map(|id| gazetteer().name(id)));
        let names: Vec<Option<SmolStr>> = names.collect();
        assert!(names.iter().flatten().all(|name| name.ends_with('市')), "{names:?}");
        assert_eq!((names[7].as_deref(), names[10].as_deref(), names[11].as_deref()), (Some("石河子市"), None, None));
    }

    #[test]
    fn regiments_of_the_table_are_found_under_their_short_names() {
        let code = |name: &str| gazetteer().corps_town(name).map(|id| gazetteer().code(id));
        assert_eq!(code("一三六团").as_deref(), Some("650203530"));
        assert_eq!(code("一零四团").as_deref(), Some("650103501"));
        assert_eq!(code("四十七团"), None);
        assert_eq!(code("红星四场").as_deref(), Some("650502502"));
        assert_eq!((code("团结镇"), code("柳源农场")), (None, None), "none of the corps");
    }
}
