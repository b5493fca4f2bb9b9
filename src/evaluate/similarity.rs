//! When two names are near enough: normal form, and the similarity of Ratcliff and Obershelp.

use unicode_normalization::UnicodeNormalization;

/// A name as it is compared: in normal form NFKC, without quotation marks, title marks, middle dots and white space.
#[must_use]
pub fn comparable(name: &str) -> String {
    name.nfkc().filter(|c| !"“”\"'‘’《》〈〉「」 \t\n·".contains(*c)).collect()
}

/// Twice the length of what two texts have in common through their lengths together, after Ratcliff and Obershelp (“Pattern
/// matching: the gestalt approach”, 1988): the longest common run counts, then what lies left and right of it likewise. Of equally
/// long runs the one that comes first in `a` counts, then the one that comes first in `b`, as in Python's `difflib`.
///
/// Takes time in the product of the lengths for each run; names are short.
#[must_use]
pub fn ratio(a: &str, b: &str) -> f64 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let length = a.len() + b.len();
    if length == 0 { 1.0 } else { 2.0 * in_common(&a, &b) as f64 / length as f64 }
}

fn in_common(a: &[char], b: &[char]) -> usize {
    let (mut total, mut open) = (0, vec![(a, b)]);
    while let Some((a, b)) = open.pop() {
        let (start_a, start_b, length) = longest_run(a, b);
        if length > 0 {
            total += length;
            open.push((&a[..start_a], &b[..start_b]));
            open.push((&a[start_a + length..], &b[start_b + length..]));
        }
    }
    total
}

/// Where the longest common run begins in each, and its length.
fn longest_run(a: &[char], b: &[char]) -> (usize, usize, usize) {
    let mut best = (0, 0, 0);
    // The length of the run that ends before each place of `b` and at the last character of `a`.
    let mut before = vec![0; b.len() + 1];
    for (i, c) in a.iter().enumerate() {
        let mut now = vec![0; b.len() + 1];
        for (j, _) in b.iter().enumerate().filter(|(_, other)| *other == c) {
            let length = before[j] + 1;
            now[j + 1] = length;
            if length > best.2 {
                best = (i + 1 - length, j + 1 - length, length);
            }
        }
        before = now;
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expected values are those of Python's `difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()`.
    #[test]
    fn the_ratio_is_that_of_difflib() {
        for (a, b, expected) in RATIOS {
            assert!(ratio(a, b).total_cmp(&expected).is_eq(), "{a} / {b}: {} is not {expected}", ratio(a, b));
        }
    }

    const RATIOS: [(&str, &str, f64); 12] = [
        ("姚安现代花卉产业园", "现代花卉产业园", 0.875),
        ("嘉定区姚安县合作备忘录", "嘉定区与姚安县东西部合作备忘录", 0.8461538461538461),
        ("ABCBDAB", "BDCABA", 0.46153846153846156),
        ("", "甲", 0.0),
        ("甲乙丙", "甲乙丙", 1.0),
        ("abxcd", "abcd", 0.8888888888888888),
        ("光禄镇街道改造项目", "街道改造", 0.6153846153846154),
        ("aabbaa", "abaab", 0.5454545454545454),
        ("鲜切花示范园二期工程", "鲜切花示范园工程（二期）", 0.7272727272727273),
        ("qabxcd", "abycdf", 0.6666666666666666),
        ("供水工程", "供电工程", 0.75),
        ("private Thread currentThread;", "private volatile Thread currentThread;", 0.8656716417910447),
    ];

    #[test]
    fn names_are_compared_without_marks_and_in_one_width() {
        assert_eq!(comparable("《ＡＢ协议（２０２３）》"), "AB协议(2023)");
        assert_eq!(comparable("“阿·卜 杜”"), "阿卜杜");
        // A line separator is not among what is left out, a full-width space becomes a plain one and is.
        assert_eq!(comparable("甲\u{3000}乙"), "甲乙");
    }
}
