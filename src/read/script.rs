//! Traditional characters: rules and gazetteer are written in simplified ones, so a traditional text is matched in them.
//!
//! The tables are OpenCC's. Only conversions that keep every character in its place are taken, so that offsets stay true
//! and a quotation can be given as it was written.

use std::sync::LazyLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

static CONVERTER: LazyLock<Option<OpenCC>> = LazyLock::new(|| OpenCC::from_config(BuiltinConfig::T2s).ok());

/// Frequent characters that no simplified text has.
const TELLING: &str = "們國會這個對與為說縣區鎮鄉產業發萬億協議簽點資東書記負責領導團長學醫來時後從員實經濟";

/// The first character of the block of Han characters, and how many it has.
const HAN: (usize, usize) = (0x4e00, 0x5200);

/// Whether a character is one of those. They are marked in a table of the block: to search a list for each character of a short
/// text would take longer than all the rest of its reading.
fn is_telling(c: char) -> bool {
    static TABLE: LazyLock<Vec<bool>> = LazyLock::new(|| {
        let mut table = vec![false; HAN.1];
        for c in TELLING.chars() {
            table[c as usize - HAN.0] = true;
        }
        table
    });
    (c as usize).checked_sub(HAN.0).is_some_and(|place| TABLE.get(place).is_some_and(|tells| *tells))
}

/// How much of a text is looked at to tell its script, in characters.
const SAMPLE: usize = 2000;

/// The text in simplified characters, byte for byte in its place; nothing where it is not written in traditional ones.
pub(super) fn simplified(text: &str) -> Option<String> {
    let sample = text.chars().filter(|c| *c >= '\u{4e00}').take(SAMPLE);
    let tells = |c: char| usize::from(is_telling(c));
    let (all, telling) = sample.fold((0, 0), |(all, telling), c| (all + 1, telling + tells(c)));
    if telling < 3 || telling * 50 < all {
        return None;
    }
    let converter = CONVERTER.as_ref()?;
    let lines: Vec<String> = text.split('\n').map(|line| in_place(converter, line)).collect();
    Some(lines.join("\n"))
}

fn in_place(converter: &OpenCC, line: &str) -> String {
    let whole = converter.convert(line);
    let stays = whole.chars().map(char::len_utf8).eq(line.chars().map(char::len_utf8));
    if stays {
        return whole;
    }
    // A phrase changed its length: convert character by character, which knows less of the context.
    line.chars()
        .map(|c| {
            let mut buffer = [0; 4];
            let converted = converter.convert(c.encode_utf8(&mut buffer));
            let mut characters = converted.chars();
            match (characters.next(), characters.next()) {
                (Some(one), None) if one.len_utf8() == c.len_utf8() => one,
                _ => c,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_text_keeps_its_places() {
        let text = "廣東省投入資金２萬元，與該縣簽訂協議。\n縣委書記說，產業發展後來居上𠮷。";
        let converted = simplified(text).expect("traditional");
        assert_eq!(converted, "广东省投入资金２万元，与该县签订协议。\n县委书记说，产业发展后来居上𠮷。");
        assert_eq!(converted.len(), text.len());
    }

    #[test]
    fn simplified_text_is_left_alone() {
        assert_eq!(simplified("广东省投入资金2万元，与该县签订协议，乾隆年间的著名古镇。"), None);
    }
}
