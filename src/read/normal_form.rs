//! Characters that only look like the ordinary ones: radicals that PDF programs print for whole characters, and the
//! compatibility ideographs of older character sets. Rules and gazetteer are written in the ordinary ones.
//!
//! Kangxi radicals (U+2F00–2FDF) and compatibility ideographs (U+F900–FAFF) have their ordinary characters in Unicode's
//! decompositions; for the radicals of U+2E80–2EFF it names them in the property `Equivalent_Unified_Ideograph`
//! (`EquivalentUnifiedIdeograph.txt` of the Unicode Character Database 15.0). Only characters that keep their length are
//! replaced, so that offsets stay true and a quotation can be given as it was written.

use unicode_normalization::char::{decompose_canonical, decompose_compatible};

/// A radical and its ordinary character, one pair after the other.
const RADICALS: &str = "\
⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺖忄⺗心\
⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺫目⺬示⺭礻\
⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺶羊⺹耂⺺肀⺻聿⺼肉⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角\
⻈讠⻉贝⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食\
⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟";

/// The text in ordinary characters, byte for byte in its place; nothing where it has no others.
pub(super) fn ordinary(text: &str) -> Option<String> {
    // The blocks begin with the bytes E2 BA, E2 BB, E2 BC … and EF A4 …: most texts hold none of them.
    if !has_unusual(text.as_bytes()) {
        return None;
    }
    Some(text.chars().map(ordinary_character).collect())
}

fn has_unusual(bytes: &[u8]) -> bool {
    memchr::memchr2_iter(0xE2, 0xEF, bytes).any(|at| match (bytes[at], bytes.get(at + 1)) {
        (0xE2, Some(second)) => (0xBA..=0xBF).contains(second),
        (_, Some(second)) => (0xA4..=0xAB).contains(second),
        _ => false,
    })
}

fn ordinary_character(c: char) -> char {
    let mut ordinary = c;
    match c {
        '\u{2e80}'..='\u{2eff}' => {
            let mut pairs = RADICALS.chars();
            while let (Some(radical), Some(character)) = (pairs.next(), pairs.next()) {
                if radical == c {
                    return character;
                }
            }
        }
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
    fn ordinary_text_is_left_alone() {
        assert_eq!(ordinary("西部，（协作）１２3 — “引号”"), None);
    }
}
