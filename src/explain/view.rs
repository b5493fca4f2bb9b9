//! A sentence as the rules see it.

use std::ops::Range;

use crate::mention::{KindTable, Mention, is_symbol};
use crate::rules::{Rewritten, mark_of};

/// The words of a sentence with the types of its mentions in brackets in their place.
pub(super) fn with_types(text: &str, sentence: &Range<usize>, mentions: &[Mention], kinds: &KindTable) -> String {
    let mut view = String::new();
    let mut at = sentence.start;
    for mention in mentions {
        view.push_str(text.get(at..mention.range.start).unwrap_or_default());
        view.push_str(&format!("[{}]", kinds.name(mention.kind)));
        at = mention.range.end.max(at);
    }
    view.push_str(text.get(at..sentence.end).unwrap_or_default());
    view
}

/// The words of a place of the rewritten sentence.
pub(super) fn words(rewritten: &Rewritten, place: &Range<usize>, text: &str, mentions: &[Mention]) -> String {
    let mut inside = rewritten.mentions_in(place.clone());
    let mut words = String::new();
    // A gap may end within a character at either side of a guarded match; what is left of it is no word.
    for c in String::from_utf8_lossy(&rewritten.bytes()[place.clone()]).chars() {
        if is_symbol(c) {
            words.push_str(inside.next().map_or("", |index| &text[mentions[index].range.clone()]));
        } else if c != char::REPLACEMENT_CHARACTER {
            words.push(u8::try_from(c).ok().and_then(mark_of).unwrap_or(c));
        }
    }
    words
}
