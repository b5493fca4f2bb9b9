//! The built-in pack as it is once it has been read: so that a start reads no TOML and parses only those patterns that a text
//! wakes. `data/rules/prepared.jsonl` is made from the pack's files; where it is not of these very files (a rule has just been
//! changed), they are read instead, which takes longer and comes to the same.

use rayon::prelude::*;

use super::fault::PackErrors;
use super::load::{Contents, built_in_files, read};
use super::pack::{Pack, Rule};
use super::source::{Emit, PackFile};

/// Made by `UPDATE_PREPARED=1 cargo test --test suite prepared_pack`.
const PREPARED: &str = include_str!("../../data/rules/prepared.jsonl");

impl Pack {
    /// The built-in pack on aid between regions. Its rules are without their examples, which those of
    /// `Pack::load(&built_in_files())` have.
    ///
    /// # Errors
    /// Never in a released program: the tests load it.
    pub fn built_in() -> Result<Self, PackErrors> {
        let files = built_in_files();
        match prepared(&files) {
            Some(contents) => Ok(contents.into_pack(files)),
            // The tests check the built-in pack.
            None => read(vec![files], false).map(|(contents, files)| contents.into_pack(files)),
        }
    }
}

/// The text of `data/rules/prepared.jsonl`: the files' checksum, then what is no rule, then a rule a line.
///
/// # Errors
/// The faults of the built-in files.
pub fn prepare() -> Result<String, PackErrors> {
    let (mut contents, files) = read(vec![built_in_files()], true)?;
    let line = |value: serde_json::Result<String>| value.expect("a pack has string keys alone") + "\n";
    let mut text = format!("{}\n", checksum(&files));
    text.push_str(&line(serde_json::to_string(&contents)));
    for rule in &mut contents.rules {
        rule.emits.iter_mut().for_each(Emit::nest_qualifiers);
        text.push_str(&line(serde_json::to_string(rule)));
    }
    Ok(text)
}

/// The prepared contents, if they are of these files.
fn prepared(files: &[PackFile]) -> Option<Contents> {
    let (of, rest) = PREPARED.split_once('\n')?;
    if of != checksum(files) {
        return None;
    }
    let (first, rules) = rest.split_once('\n')?;
    let rule = |line: &str| {
        let mut rule: Rule = serde_json::from_str(line).ok()?;
        rule.emits.iter_mut().for_each(Emit::gather_qualifiers);
        Some(rule)
    };
    let (contents, rules) = rayon::join(
        || serde_json::from_str::<Contents>(first).ok(),
        || rules.par_lines().map(rule).collect::<Option<Vec<Rule>>>(),
    );
    Some(Contents { rules: rules?, ..contents? })
}

/// The CRC-32 of all files, as eight hexadecimal digits.
fn checksum(files: &[PackFile]) -> String {
    let mut sum = crc32fast::Hasher::new();
    for file in files {
        sum.update(file.name.as_bytes());
        sum.update(file.text.as_bytes());
    }
    format!("{:08x}", sum.finalize())
}
