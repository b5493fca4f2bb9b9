//! Bytes → text: which character encoding they are in. UTF-8 where they are valid UTF-8, else what a byte order mark or the
//! page itself says, else a guess (chardetng, the detector of Firefox) among the encodings of Chinese texts.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use super::ReadError;

/// A decoded text.
pub(super) struct Decoded<'a> {
    /// Without a byte order mark.
    pub(super) text: Cow<'a, str>,
    /// The name in the WHATWG Encoding Standard.
    pub(super) encoding: &'static str,
}

/// Decodes bytes. `declared` is what an HTML page says of itself.
pub(super) fn decode<'a>(bytes: &'a [u8], declared: Option<&'static Encoding>) -> Result<Decoded<'a>, ReadError> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, bytes, mark);
    }
    match simdutf8::compat::from_utf8(bytes) {
        Ok(text) => match memchr::memchr(0, bytes) {
            None => Ok(Decoded { text: text.into(), encoding: UTF_8.name() }),
            Some(offset) => unmarked_utf16(bytes).ok_or(ReadError::Binary { offset }),
        },
        Err(error) => {
            if let Some(text) = unmarked_utf16(bytes) {
                return Ok(text);
            }
            if let Some(offset) = memchr::memchr(0, bytes) {
                return Err(ReadError::Binary { offset });
            }
            if declared.is_none_or(|declared| declared == UTF_8) && is_utf8_with_faults(bytes) {
                return Err(not_utf8(bytes, error.valid_up_to()));
            }
            let guessed = declared.filter(|declared| *declared != UTF_8).or_else(|| guess(bytes));
            let Some(encoding) = guessed else { return Err(not_utf8(bytes, error.valid_up_to())) };
            // GB 18030 holds all of GBK.
            decode_as(if encoding == GBK { GB18030 } else { encoding }, bytes, 0)
        }
    }
}

fn not_utf8(bytes: &[u8], offset: usize) -> ReadError {
    let line = bytes[..offset].iter().filter(|byte| **byte == b'\n').count() + 1;
    ReadError::NotUtf8 { offset, line }
}

fn decode_as<'a>(encoding: &'static Encoding, bytes: &'a [u8], mark: usize) -> Result<Decoded<'a>, ReadError> {
    let content = &bytes[mark..];
    if encoding == UTF_8 {
        let text = simdutf8::compat::from_utf8(content).map_err(|error| not_utf8(bytes, error.valid_up_to() + mark))?;
        if let Some(offset) = memchr::memchr(0, content) {
            return Err(ReadError::Binary { offset: offset + mark });
        }
        return Ok(Decoded { text: text.into(), encoding: UTF_8.name() });
    }
    match encoding.decode_without_bom_handling_and_without_replacement(content) {
        Some(text) if text.contains('\0') => Err(ReadError::Binary { offset: mark }),
        Some(text) => Ok(Decoded { text, encoding: encoding.name() }),
        None => {
            Err(ReadError::Undecodable { encoding: encoding.name(), offset: first_fault(encoding, content) + mark })
        }
    }
}

/// The byte at which a text stops to be of an encoding.
fn first_fault(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut out = [0; 1024];
    let mut at = 0;
    loop {
        let (result, read, _) = decoder.decode_to_utf8_without_replacement(&bytes[at..], &mut out, true);
        at += read;
        match result {
            encoding_rs::DecoderResult::OutputFull => {}
            encoding_rs::DecoderResult::InputEmpty => return at,
            encoding_rs::DecoderResult::Malformed(length, after) => {
                return at.saturating_sub(usize::from(length) + usize::from(after));
            }
        }
    }
}

/// UTF-16 without its mark: most of its units are Chinese characters, their marks, or ASCII.
fn unmarked_utf16(bytes: &[u8]) -> Option<Decoded<'_>> {
    // Fewer units show nothing.
    if bytes.len() < 32 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let share = |unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).take(4096).map(|pair| unit([pair[0], pair[1]]));
        let likely = |unit: u16| matches!(unit, 0x4E00..=0x9FFF | 0x3000..=0x303F | 0xFF00..=0xFFEF | 0x20..=0x7E | 0x0A | 0x0D | 0x2010..=0x2026);
        let (all, good) =
            units.fold((0_usize, 0_usize), |(all, good), unit| (all + 1, good + usize::from(likely(unit))));
        (good * 100 / all.max(1), unit)
    };
    let (little, _) = share(u16::from_le_bytes);
    let (big, _) = share(u16::from_be_bytes);
    let encoding = if little >= big { UTF_16LE } else { UTF_16BE };
    // Random bytes fall into these blocks about two times in five.
    (little.max(big) >= 95).then(|| decode_as(encoding, bytes, 0).ok()).flatten()
}

/// Whether nearly all of a text is UTF-8 beyond ASCII: then it is UTF-8 with faults, not another encoding.
fn is_utf8_with_faults(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let faults = text.chars().filter(|c| *c == '\u{fffd}').count();
    let characters = text.chars().filter(|c| !c.is_ascii() && *c != '\u{fffd}').count();
    // GBK read as UTF-8 is faults all over.
    characters >= 2 * faults || characters == 0 && faults * 20 <= text.len() && text.len() < 64
}

/// The encoding that chardetng guesses, if the text reads like Chinese in it; else GB 18030 or Big5, if it does in that.
fn guess(bytes: &[u8]) -> Option<&'static Encoding> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    // 64 KB show the encoding, counted from where the text stops to be ASCII; the detector is slower than all that follows.
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or_default();
    let sample = &bytes[first..bytes.len().min(first + (1 << 16))];
    detector.feed(sample, first + sample.len() == bytes.len());
    let guessed = detector.guess(None, Utf8Detection::Deny);
    let candidates = [guessed, GB18030, BIG5].into_iter().filter(|encoding| [GBK, GB18030, BIG5].contains(encoding));
    candidates.clone().find(|encoding| reads_like_chinese(encoding, sample)).or_else(|| {
        // Damaged, but Chinese: the fault is named when it is decoded.
        candidates.clone().find(|encoding| [GBK, GB18030, BIG5].contains(encoding) && *encoding == guessed)
    })
}

/// Whether nearly all that is not ASCII is Han characters and their marks: Big5 read as GBK is kana and private use.
fn reads_like_chinese(encoding: &'static Encoding, sample: &[u8]) -> bool {
    let (text, _) = encoding.decode_without_bom_handling(sample);
    let (mut all, mut chinese) = (0, 0);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        all += 1;
        chinese += usize::from(
            matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{301f}' | '\u{ff00}'..='\u{ffef}' | '\u{2010}'..='\u{2026}' | '·' | '\u{2460}'..='\u{2473}'),
        );
    }
    all > 0 && chinese * 100 >= all * 95
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "甲县与乙区结对帮扶，2022年投入资金300万元，用于村道硬化工程。";
    const TRADITIONAL: &str = "甲縣與乙區結對幫扶，投入資金三百萬元，用於村道硬化工程。";

    fn round_trip(text: &str, encoding: &'static Encoding) {
        let (bytes, _, lossy) = encoding.encode(text);
        assert!(!lossy);
        let decoded = decode(&bytes, None).expect("decodes");
        assert_eq!((decoded.text.as_ref(), decoded.encoding), (text, encoding.name()));
    }

    #[test]
    fn the_encodings_of_chinese_texts_are_told_apart() {
        round_trip(TEXT, UTF_8);
        round_trip(TEXT, GB18030);
        round_trip(TRADITIONAL, BIG5);
        for (mark, unit) in
            [(true, u16::to_le_bytes as fn(u16) -> [u8; 2]), (false, u16::to_be_bytes), (false, u16::to_le_bytes)]
        {
            let marked = if mark { format!("\u{feff}{TEXT}") } else { TEXT.to_owned() };
            let bytes: Vec<u8> = marked.encode_utf16().flat_map(unit).collect();
            assert_eq!(decode(&bytes, None).expect("decodes").text, TEXT);
        }
    }

    #[test]
    fn a_fault_is_named_by_its_place() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes[30] = 0xFF;
        assert!(matches!(decode(&bytes, None), Err(ReadError::NotUtf8 { offset: 30, line: 1 })));
        let (gbk, _, _) = GB18030.encode(TEXT);
        let mut bytes = gbk.into_owned();
        bytes[20] = 0xFF;
        assert!(matches!(decode(&bytes, None), Err(ReadError::Undecodable { encoding: "gb18030", offset: 20 })));
    }
}
