//! Characters that only look like the ordinary ones: radicals that PDF programs print for whole characters, and the
//! compatibility ideographs of older character sets. Rules and gazetteer are written in the ordinary ones.
//!
//! Kangxi radicals (U+2F00–2FDF) and compatibility ideographs (U+F900–FAFF) have their ordinary characters in Unicode's
//! decompositions; for the radicals of U+2E80–2EFF it names them in the property `Equivalent_Unified_Ideograph`
//! (`EquivalentUnifiedIdeograph.txt` of the Unicode Character Database 15.0). The marks of vertical text (U+FE10–FE19,
//! U+FE30–FE48) become those of horizontal text, in full width. Only characters that keep their length are
//! replaced, so that offsets stay true and a quotation can be given as it was written.

use unicode_normalization::char::{decompose_canonical, decompose_compatible};

/// A radical and its ordinary character, one pair after the other.
const RADICALS: &str = "\
⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺖忄⺗心\
⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺫目⺬示⺭礻\
⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺶羊⺹耂⺺肀⺻聿⺼肉⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角\
⻈讠⻉贝⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食\
⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟";

/// A mark of vertical text and its ordinary form, one pair after the other.
const VERTICAL_FORMS: &str = "\
︐，︑、︒。︓：︔；︕！︖？︗〖︘〗︙…︰‥︱—︲–︳＿︴﹏︵（︶）︷｛︸｝︹〔︺〕︻【︼】︽《︾》︿〈﹀〉﹁「﹂」﹃『﹄』﹇［﹈］";

/// The text in ordinary characters, byte for byte in its place; nothing where it has no others.
pub(super) fn ordinary(text: &str) -> Option<String> {
    // The blocks begin with the bytes E2 BA, E2 BB, E2 BC …, EF A4 …, EF B8 and EF B9: most texts hold none of them.
    if !has_unusual(text.as_bytes()) {
        return None;
    }
    Some(text.chars().map(ordinary_character).collect())
}

fn has_unusual(bytes: &[u8]) -> bool {
    let pairs = || bytes.iter().zip(bytes.iter().skip(1));
    // Without a branch, so that the compiler looks at many bytes at once: a comma, too, begins with EF.
    let may_begin = |first: u8, second: u8| (first == 0xE2) & (second >= 0xBA) | (first == 0xEF) & (second <= 0xB9);
    pairs().fold(false, |any, (first, second)| any | may_begin(*first, *second))
        && pairs().any(|pair| matches!(pair, (0xE2, 0xBA..) | (0xEF, 0xA4..=0xAB | 0xB8 | 0xB9)))
}

/// Whether a character is a mark as it stands in vertical text.
pub(super) fn is_vertical_form(c: char) -> bool {
    matches!(c, '\u{fe10}'..='\u{fe19}' | '\u{fe30}'..='\u{fe44}' | '\u{fe47}' | '\u{fe48}')
}

/// The other one of the pair that a character begins.
fn partner(pairs: &str, c: char) -> Option<char> {
    let mut pairs = pairs.chars();
    while let (Some(first), Some(second)) = (pairs.next(), pairs.next()) {
        if first == c {
            return Some(second);
        }
    }
    None
}

/// The ordinary character for one that only looks like it; any other one is its own.
pub(super) fn ordinary_character(c: char) -> char {
    let mut ordinary = c;
    match c {
        '\u{2e80}'..='\u{2eff}' => ordinary = partner(RADICALS, c).unwrap_or(c),
        c if is_vertical_form(c) => ordinary = partner(VERTICAL_FORMS, c).unwrap_or(c),
        // Unicode names 戶, but fonts of the mainland draw 户 for it.
        '⼾' => ordinary = '户',
        '\u{2f00}'..='\u{2fdf}' => decompose_compatible(c, |decomposed| ordinary = decomposed),
        '\u{f900}'..='\u{faff}' => decompose_canonical(c, |decomposed| ordinary = decomposed),
        _ => {}
    }
    if ordinary.len_utf8() == c.len_utf8() { ordinary } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_and_compatibility_ideographs_become_ordinary() {
        let text = "⽣产⼒、⼤⾖、⻄部、⻓江、金額、𠮷⼾";
        let ordinary = ordinary(text).expect("unusual characters");
        assert_eq!(ordinary, "生产力、大豆、西部、长江、金額、𠮷户");
        assert_eq!(ordinary.len(), text.len());
    }

    #[test]
    fn marks_of_vertical_text_become_ordinary() {
        let text = "协议︽甲县︾︵2023年︶︐共﹁3﹂项︒又︙︙";
        let ordinary = ordinary(text).expect("vertical forms");
        assert_eq!(ordinary, "协议《甲县》（2023年），共「3」项。又……");
        for c in ('\u{fe10}'..='\u{fe19}').chain('\u{fe30}'..='\u{fe48}').filter(|c| is_vertical_form(*c)) {
            let ordinary = ordinary_character(c);
            assert!(ordinary != c && ordinary.len_utf8() == c.len_utf8(), "{c}");
        }
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        assert_eq!(ordinary("西部，（协作）１２3 — “引号”"), None);
    }
}
