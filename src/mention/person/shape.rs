//! What a name looks like: surname and given name, transliterated names, and the words that end one or are none.

use std::ops::Range;

use crate::mention::division::is_mark;

use super::{Anchor, Finder, RARELY_GIVEN};

/// Characters that no given name has behind a surname which is as often another word: 于会上, 和县里.
const NOT_AFTER_DOUBTFUL: [char; 26] = [
    '有', '关', '其', '相', '年', '月', '日', '会', '上', '下', '前', '后', '时', '地', '方', '里', '间', '县', '市',
    '区', '委', '政', '人', '民', '各', '全',
];

impl Finder<'_> {
    pub(super) fn advance(&self, at: usize, characters: usize) -> Option<usize> {
        let mut end = at;
        let mut rest = self.text[at..].chars();
        for _ in 0..characters {
            end += rest.next()?.len_utf8();
        }
        Some(end)
    }

    /// The surname that stands here and the byte behind it.
    pub(super) fn surname_at(&self, at: usize) -> Option<(usize, usize)> {
        let two = self.advance(at, 2).filter(|end| self.lexicons.compound_surnames.contains(&self.text[at..*end]));
        if let Some(end) = two {
            return Some((at, end));
        }
        let c = self.text[at..].chars().next()?;
        self.lexicons.surnames.contains(&c).then(|| (at, at + c.len_utf8()))
    }

    pub(super) fn is_word(&self, start: usize, end: usize) -> bool {
        let mut stop = start;
        for c in self.text[start..].chars().take(4) {
            stop += c.len_utf8();
            if self.lexicons.not_names.contains(&self.text[start..stop])
                || stop - start > 3 && self.lexicons.roles.contains(&self.text[start..stop])
            {
                return true;
            }
        }
        self.lexicons.not_names.contains(&self.text[start..end])
    }

    /// Whether a word that follows names begins here.
    pub(super) fn verb_at(&self, at: usize) -> bool {
        let first = self.text[at..].chars().next();
        if !first.is_some_and(|first| self.lexicons.after_name_begins.contains(&first)) {
            return false;
        }
        let mut end = at;
        for c in self.text[at..].chars().take(3) {
            end += c.len_utf8();
            if self.lexicons.after_name.contains(&self.text[at..end]) {
                return true;
            }
        }
        false
    }

    /// Whether such a word of two or more characters begins here; one character alone may be part of a name.
    pub(super) fn long_verb_at(&self, at: usize) -> bool {
        let two = self.advance(at, 2);
        let three = self.advance(at, 3);
        two.into_iter().chain(three).any(|end| self.lexicons.after_name.contains(&self.text[at..end]))
    }

    fn ends_well(&self, end: usize) -> bool {
        self.text[end..].chars().next().is_none_or(is_mark)
            || self.verb_at(end)
            || self.all.binary_search_by_key(&end, |mention| mention.range.start).is_ok()
    }

    /// The end of the name that begins here. Names behind a post or a role are surer than others, which must end well.
    pub(super) fn name_at(&self, at: usize, anchor: Anchor) -> Option<usize> {
        let first = self.text[at..].chars().next()?;
        if is_mark(first) || self.is_word(at, at) {
            return None;
        }
        let given_fits = |range: Range<usize>| {
            self.text[range].chars().all(|c| !self.lexicons.not_given.contains(&c) && !is_mark(c) && !c.is_ascii())
        };
        // 公保才旦: a run of such characters that goes on behind a Chinese name's end is no Chinese name.
        if anchor != Anchor::List
            && let Some(run) = self.transliterated(at).filter(|run| self.text[at..*run].chars().count() >= 4)
            && self.advance(at, 3).is_some_and(|three| !self.ends_well(three))
        {
            return Some(run);
        }
        // 吉觉阿呷一年…: behind a post or a role four or five such characters are a name, whatever goes on behind them.
        if matches!(anchor, Anchor::Post | Anchor::Role) {
            let run = self.text[at..].chars().take_while(|c| self.lexicons.transliteration.contains(c)).take(6);
            let run: Vec<char> = run.collect();
            let end = at + run.iter().map(|c| c.len_utf8()).sum::<usize>();
            let chinese = self.advance(at, 3).is_some_and(|three| self.ends_well(three));
            if (4..=5).contains(&run.len()) && !chinese && !self.blocked_between(at, end) && !self.is_word(at, end) {
                return Some(end);
            }
        }
        if let Some((_, given)) = self.surname_at(at) {
            // 某其骏: characters that are rarely in a name may stand in its middle where it ends well.
            let middle = self.text[given..].starts_with(RARELY_GIVEN) && anchor != Anchor::List;
            let last_fits = |end: usize| middle && given_fits(given + '其'.len_utf8()..end) && self.ends_well(end);
            let two = self
                .advance(given, 2)
                .filter(|end| (given_fits(given..*end) || last_fits(*end)) && !self.long_verb_at(given));
            let one = self.advance(given, 1).filter(|end| given_fits(given..*end));
            // A verb that begins with the second character of the given name ends the name before it.
            let cut = one
                .is_some_and(|one| self.verb_at(one) && self.text[one..].chars().next().is_some_and(|c| !is_mark(c)));
            // 石某来告诉记者: the verb behind the longer name shows that 来 belongs to it.
            // 门某来，56岁: before a mark too.
            let goes_on = one.is_some_and(|one| self.text[one..].starts_with(['来', '有']))
                && two.is_some_and(|two| {
                    let closes = self.text[two..].chars().next().is_none_or(|c| is_mark(c) && c != '、');
                    (self.long_verb_at(two) || closes && self.text[..two].ends_with('来'))
                        && !self.text[two..].starts_with('到')
                });
            if let Some(one) = one
                .filter(|one| self.ends_well(*one) && !goes_on && (cut || two.is_none_or(|two| !self.ends_well(two))))
            {
                return Some(one);
            }
            let phrase = |end: usize| {
                self.lexicons.doubtful_surnames.contains(&first) && self.text[given..end].contains(NOT_AFTER_DOUBTFUL)
            };
            if let Some(two) = two.filter(|two| self.ends_well(*two) && !phrase(*two)) {
                return Some(two);
            }
            if let Some(run) = self.transliterated(at) {
                return Some(run);
            }
            let sure = match anchor {
                Anchor::List => false,
                Anchor::Role | Anchor::Byline => !self.lexicons.doubtful_surnames.contains(&first),
                // 副局长于某某: in a post's place the doubtful surname is one, unless what follows is no given name.
                // 副主任和辅导员: what joins two posts is no surname.
                Anchor::Post => {
                    !self.lexicons.doubtful_surnames.contains(&first)
                        || first != '和' && two.is_some_and(|two| !self.text[given..two].contains(NOT_AFTER_DOUBTFUL))
                }
            };
            if let Some(two) = two.filter(|_| sure).filter(|two| !self.blocked_between(at, *two)) {
                return Some(two);
            }
        }
        self.transliterated(at).or_else(|| self.unknown_surname(at, anchor))
    }

    /// A name whose surname no list has: two or three characters right behind a post, or any that stand alone in a by-line,
    /// and then a mark or a word that follows names.
    pub(super) fn unknown_surname(&self, at: usize, anchor: Anchor) -> Option<usize> {
        let most = match anchor {
            Anchor::Post => 3,
            Anchor::Byline => 4,
            Anchor::Role | Anchor::List => return None,
        };
        if self.verb_at(at) {
            return None;
        }
        let mut end = at;
        for (count, c) in self.text[at..].chars().take(most + 1).enumerate() {
            let closes = is_mark(c) && !matches!(c, '（' | '(' | '《' | '“' | '：' | ':');
            if count >= 2 && (closes || anchor == Anchor::Post && self.long_verb_at(end)) {
                let next = self.all.partition_point(|mention| mention.range.end <= at);
                let free =
                    self.all.get(next).is_none_or(|mention| mention.range.start >= end) && !self.is_word(at, end);
                return Some(end).filter(|_| free);
            }
            let given = !self.lexicons.not_given.contains(&c) || self.lexicons.transliteration.contains(&c);
            if count == most || is_mark(c) || c.is_ascii() || !given {
                return None;
            }
            end += c.len_utf8();
        }
        // The text ends with the name.
        let long = self.text[at..end].chars().count() >= 2;
        (anchor == Anchor::Byline && long && end == self.text.len()).then_some(end)
    }

    /// Three to six characters of transliterated names that end well: 扎西次仁.
    fn transliterated(&self, at: usize) -> Option<usize> {
        let mut end = at;
        let mut best = None;
        for (count, c) in self.text[at..].chars().take(7).enumerate() {
            if count >= 3 && self.ends_well(end) {
                best = Some(end);
                if self.verb_at(end) {
                    break;
                }
            }
            if !self.lexicons.transliteration.contains(&c) || self.lexicons.not_given.contains(&c) {
                break;
            }
            end += c.len_utf8();
            if count == 6 {
                return None;
            }
        }
        best
    }
}
