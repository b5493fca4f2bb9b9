//! What a document tells of its people besides what it claims: who only writes it, and where somebody comes from.

use crate::mention::{Kind, Mention, MentionValue};

use super::entities::LocalId;
use super::resolve::{Meaning, Resolver};
use super::sides::Side;

/// Labels of those who write, film or edit a text.
const WRITERS: [&str; 6] = ["记者", "通讯员", "摄影", "编辑", "供稿", "撰文"];

/// What may stand between such a label and a name, or between two names behind it.
const BETWEEN_WRITERS: [char; 7] = [' ', '\u{3000}', '：', ':', '、', '/', '／'];

/// Between a person and where that person is from.
const BEING: [&str; 7] = ["是", "就是", "原是", "本是", "来自", "系", "是来自"];

/// Between somebody's home and the name stands no more than this, in characters: 某医院妇产科医生某某某.
const FARTHEST_HOME: usize = 10;

impl Resolver<'_> {
    /// 记者 某某某 通讯员 某某某: who writes is not who 他 means.
    pub(super) fn only_writes(&self, at: usize, within: usize) -> bool {
        let before = &self.document.text[within..at];
        let label = WRITERS.iter().filter_map(|label| before.rfind(label).map(|found| found + label.len())).max();
        label.is_some_and(|label| {
            let named = self.mentions.within(&(within + label..at));
            let mut from = within + label;
            let gaps = named.iter().map(|mention| {
                let gap = from..mention.range.start;
                from = mention.range.end;
                (gap, mention.kind == Kind::PERSON)
            });
            let gaps: Vec<_> = gaps.collect();
            let joined = |range: std::ops::Range<usize>| {
                self.document.text.get(range).is_some_and(|gap| gap.trim_matches(BETWEEN_WRITERS).is_empty())
            };
            gaps.into_iter().all(|(gap, person)| person && joined(gap)) && joined(from..at) && from <= at
        })
    }

    /// Keeps in mind where the people of a sentence come from: the body on the helping side that stands before a name, or whose
    /// they are said to be.
    pub(super) fn keep_homes(&mut self, meanings: &[Meaning], mentions: &[Mention]) {
        for (index, pair) in mentions.windows(2).enumerate() {
            let [before, named] = pair else { continue };
            if before.kind == Kind::PERSON {
                let home = self.said_to_be_of(before, named, &meanings[index + 1]);
                if let (Some(person), Some(home)) = (meanings[index].entities.first(), home) {
                    self.homes.entry(*person).or_insert(home);
                }
                continue;
            }
            let Some(person) = meanings[index + 1].entities.first().filter(|_| named.kind == Kind::PERSON) else {
                continue;
            };
            let Some(between) = self.document.text.get(before.range.end..named.range.start) else { continue };
            let home = match &before.value {
                MentionValue::Post(_) if between.is_empty() => meanings[index].body,
                MentionValue::Division(_) | MentionValue::Name(_)
                    if between.chars().count() <= FARTHEST_HOME && self.pack.lexicons.ends_in_role(between) =>
                {
                    meanings[index].entities.last().copied()
                }
                _ => None,
            };
            if let Some(home) = home.filter(|home| self.helps(*home)) {
                self.homes.entry(*person).or_insert(home);
            }
        }
    }

    /// 某某某，是某医院医师: the body or the place behind a verb of being, and a word for whoever works there.
    fn said_to_be_of(&self, person: &Mention, body: &Mention, meaning: &Meaning) -> Option<LocalId> {
        let between = self.document.text.get(person.range.end..body.range.start)?.trim_start_matches('，');
        if !BEING.contains(&between) {
            return None;
        }
        let home = match &body.value {
            MentionValue::Post(_) => meaning.body,
            MentionValue::Division(_) | MentionValue::Name(_) => {
                let after = &self.document.text[body.range.end..];
                let near = after.char_indices().nth(FARTHEST_HOME).map_or(after, |(end, _)| &after[..end]);
                let clause = near.find(['，', '。', '；', '、', '）']).map_or(near, |end| &near[..end]);
                meaning.entities.last().copied().filter(|_| self.pack.lexicons.ends_in_role(clause))
            }
            _ => None,
        };
        home.filter(|home| self.helps(*home))
    }

    fn helps(&self, entity: LocalId) -> bool {
        let entity = self.entities.get(entity);
        // Whom a team has brought along comes from elsewhere.
        if entity.name.ends_with(['队', '组', '团']) || entity.name.ends_with("指挥部") {
            return false;
        }
        let place = entity.division.or(entity.place);
        place.is_some_and(|id| self.discourse.sides().side(id) == Side::Helping)
    }
}
