//! What stands for something named elsewhere: references, headings whose text stands elsewhere, titles without a body.

use std::ops::Range;

use crate::gazetteer::{DivisionId, gazetteer};
use crate::link::discourse::county_of;
use crate::link::entities::LocalId;
use crate::mention::{Kind, Mention, MentionValue, Post, ReferenceScope, names_before};

use super::{About, Meaning, Resolver};

/// Words for serving in a post, between the body and the title.
const SERVING: [&str; 8] = ["挂职", "挂任", "任", "担任", "挂职任", "挂职担任", "兼任", "出任"];

impl Resolver<'_> {
    pub(super) fn reference(
        &mut self,
        rule: usize,
        mention: &Mention,
        opens: bool,
        all: &[Mention],
        sentence: &Range<usize>,
    ) -> Option<LocalId> {
        let (reference, kinds) = self.pack.lexicons.reference(rule);
        let found = if reference.scope == ReferenceScope::Own {
            self.own_of_level(mention, sentence)
        } else if kinds == [Kind::PERSON] {
            self.narrator_of(mention, sentence).or_else(|| self.discourse.person())
        } else {
            // 该产业园 is what is called a 产业园, whatever was named since.
            // 甲校与该校结对: not what stands before the connective.
            let other = self.document.text[..mention.range.start].ends_with(['与', '和', '同', '跟', '向', '给', '为']);
            let other = self.discourse.last().filter(|_| other);
            let noun =
                self.text(&mention.range).trim_start_matches(['该', '这', '那', '个', '家', '座', '所', '处', '本']);
            let called = (noun.chars().count() >= 2 && noun.len() < mention.range.len())
                .then(|| {
                    self.discourse.nearest_in_article(kinds, |entity| {
                        Some(entity) != other && self.entities.get(entity).name.ends_with(noun)
                    })
                })
                .flatten();
            let orphan = if opens { self.orphan(kinds, mention, all, sentence) } else { None };
            let fits = |entity: LocalId| Some(entity) != other && reference.fits(&self.entities.get(entity).name);
            // Of the kinds that a word can stand for the first is the likelier, as long as the article has one.
            orphan
                .or(called)
                .or_else(|| self.discourse.nearest_in_article(&kinds[..1], fits))
                .or_else(|| self.discourse.nearest(kinds, fits))
        };
        if let Some(entity) = found {
            self.discourse.speak_of(entity, self.entities.get(entity).kind);
        }
        found
    }

    /// 分选中心: the thing named last whose name ends so.
    pub(super) fn by_head(&mut self, kind: Kind, head: &Range<usize>) -> Option<LocalId> {
        let head = self.text(head);
        let ends_so = |entity: LocalId| self.entities.get(entity).name.ends_with(head);
        let found = self.discourse.nearest_in_article(&[kind], ends_so);
        let found = found.or_else(|| self.discourse.nearest(&[kind], ends_so));
        found.inspect(|entity| self.discourse.speak_of(*entity, kind))
    }

    /// 两家医院: the last so many of a class that the article has named, in the order of the text.
    pub(super) fn several(&mut self, rule: usize, members: usize, mention: &Mention) -> Vec<LocalId> {
        let (reference, kinds) = self.pack.lexicons.reference(rule);
        let mut found: Vec<LocalId> = Vec::new();
        while found.len() < members {
            let next = self.discourse.nearest_in_article(kinds, |entity| {
                !found.contains(&entity) && reference.fits(&self.entities.get(entity).name)
            });
            let Some(next) = next else { break };
            found.push(next);
        }
        if found.len() < members {
            let sides = mention.kind == Kind::PAIR && self.pack.lexicons.is_pair_word(self.text(&mention.range));
            return if sides { self.discourse.both(&self.entities) } else { Vec::new() };
        }
        found.reverse();
        for entity in &found {
            self.discourse.speak_of(*entity, self.entities.get(*entity).kind);
        }
        found
    }

    /// 我市 in what a city's office writes about counties: the first division of that level that the document names, where the
    /// one that it speaks for is of another.
    fn own_of_level(&mut self, mention: &Mention, sentence: &Range<usize>) -> Option<LocalId> {
        let level = self.text(&mention.range).chars().next_back()?;
        let own = self.discourse.own();
        if own.is_some_and(|own| self.entities.get(own).name.ends_with(level)) || !matches!(level, '市' | '州') {
            return own;
        }
        let of_level = |mention: &Mention| {
            let chain = match &mention.value {
                MentionValue::Division(chain) => Some(chain),
                MentionValue::Name(name) => name.division.as_ref(),
                _ => None,
            };
            let mut ids = chain?.parts.iter().filter_map(|part| part.id);
            ids.find(|id| gazetteer().level(*id) == 2 && gazetteer().name(*id).ends_with(level))
        };
        let first = self.mentions.all.iter().find_map(of_level);
        first.map(|id| self.entities.division(id, "", sentence)).or(own)
    }

    /// Who says 我 outside of quotation marks, where the document names its one narrator.
    fn narrator_of(&mut self, mention: &Mention, sentence: &Range<usize>) -> Option<LocalId> {
        let before = &self.document.text[sentence.start..mention.range.start];
        let quoted = before.matches('“').count() > before.matches('”').count();
        if self.text(&mention.range) != "我" || quoted {
            return None;
        }
        let range = self.narrator.clone()?;
        let name = self.text(&range);
        Some(self.person(name, false, sentence))
    }

    /// The heading that a paragraph which opens with 该项目 or 该村 belongs to: the one whose place fits what the sentence says.
    fn orphan(
        &mut self,
        kinds: &[Kind],
        mention: &Mention,
        all: &[Mention],
        sentence: &Range<usize>,
    ) -> Option<LocalId> {
        let here: Vec<DivisionId> = all
            .iter()
            .filter_map(|mention| match &mention.value {
                MentionValue::Division(chain) => chain.last().id,
                _ => None,
            })
            .collect();
        if here.is_empty() {
            return None;
        }
        let index = self.orphans.iter().position(|orphan| {
            !orphan.taken
                && orphan.about.iter().any(|(division, about)| {
                    let kind_fits = match about {
                        About::Kind(kind) => kinds.contains(kind),
                        About::ThingIn => !kinds.contains(&Kind::VILLAGE),
                    };
                    kind_fits && here.iter().any(|place| related(*division, *place))
                })
        })?;
        self.orphans[index].taken = true;
        let range = self.orphans[index].range.clone();
        let whole = self.mentions.within(&range).iter().find(|heading| {
            heading.kind == Kind::VILLAGE && kinds.contains(&Kind::VILLAGE)
                || matches!(heading.value, MentionValue::Name(_)) && kinds.contains(&heading.kind)
        });
        match whole.cloned() {
            Some(heading) => self.entities_of(&heading, &range, false, &[]).first().copied(),
            None => {
                let name = self.text(&range);
                let place = here.first().copied().and_then(county_of);
                let kind = kinds.first().copied().unwrap_or(mention.kind);
                let entity = self.entities.named(kind, name, place, &range);
                let _ = sentence;
                Some(entity)
            }
        }
    }

    /// The body of a post: the one named, else that of the post before it, else the division that the title speaks of.
    pub(super) fn body(
        &mut self,
        post: &Post,
        before: &[Mention],
        meanings: &[Meaning],
        sentence: &Range<usize>,
    ) -> Option<LocalId> {
        let previous = before.last().zip(meanings.last()).filter(|(mention, _)| {
            let between = self.document.text.get(mention.range.end..post.title.start).unwrap_or("…………");
            matches!(mention.value, MentionValue::Post(_)) && between.chars().count() <= 2
        });
        if let Some(body) = &post.body {
            // 某区委常委、统战部部长: an office without a place in its name is of the place of the post before it.
            let listed = before.last().zip(meanings.last()).filter(|(mention, _)| {
                matches!(mention.value, MentionValue::Post(_))
                    && self.document.text.get(mention.range.end..body.range.start) == Some("、")
            });
            self.offices_of = listed.and_then(|(_, meaning)| self.division_of(meaning.body?));
            let found = self.entities_of(body, sentence, false, &[]).first().copied();
            self.offices_of = None;
            return found;
        }
        if post.government {
            let title = self.text(&post.title);
            let level = ["省", "州", "盟", "市", "区", "县", "旗", "镇", "乡", "村", "师"]
                .into_iter()
                .find(|level| title.contains(level))?;
            return self.discourse.of_level(&self.entities, level);
        }
        // 到某县人民法院挂职副院长: the body to which somebody goes to serve stands before the word for it.
        let served = before.last().zip(meanings.last()).filter(|(mention, _)| {
            let between = self.document.text.get(mention.range.end..post.title.start).unwrap_or_default();
            matches!(mention.value, MentionValue::Name(_)) && SERVING.contains(&between)
        });
        if let Some(body) = served.and_then(|(_, meaning)| meaning.entities.last().copied()) {
            return Some(body);
        }
        // 组长 behind a sentence on a 工作组 leads it.
        let group = [
            ("组长", "组"),
            ("队长", "队"),
            ("领队", "队"),
            ("团长", "团"),
            ("指挥长", "指挥部"),
            ("总指挥", "指挥部"),
            ("校长", "学"),
            ("校长", "学校"),
            ("园长", "幼儿园"),
            ("院长", "医院"),
            ("科主任", "医院"),
            ("护士长", "医院"),
            ("董事长", "公司"),
            ("董事长", "集团"),
            ("总经理", "公司"),
            ("理事长", "合作社"),
        ];
        let title = self.text(&post.title);
        // 妇产科主任: whoever heads a department of a hospital serves in the one that is spoken of.
        let before_title = &self.document.text[..post.title.start];
        let taken_up = before_title.chars().rev().take(8).any(|c| c == '任' || c == '职');
        let of_ward = before_title.ends_with('科') && ["主任", "副主任", "护士长", "副护士长"].contains(&title);
        let department = of_ward && (taken_up || self.only_one_hospital(post.title.start));
        let wards = [("主任", "医院"), ("主任", "卫生院"), ("护士长", "医院"), ("护士长", "卫生院")];
        let wards = wards.into_iter().filter(|_| department);
        let endings: Vec<&str> = group
            .into_iter()
            .chain(wards)
            .filter(|(leader, _)| title.ends_with(leader))
            .map(|(_, ending)| ending)
            .collect();
        let led = Some(self.pack.lexicons.body_kinds()).filter(|_| !endings.is_empty()).and_then(|kinds| {
            let led = |entity: LocalId| endings.iter().any(|ending| self.entities.get(entity).name.ends_with(ending));
            self.discourse.nearest_in_article(&kinds, led)
        });
        previous.and_then(|(_, meaning)| meaning.body).or(led)
    }
}

impl Resolver<'_> {
    /// Whether one hospital and no other has been named not far before a byte.
    fn only_one_hospital(&self, at: usize) -> bool {
        let hospital = |name: &str| name.ends_with("医院") || name.ends_with("卫生院");
        names_before(&self.document.text, &self.mentions.all, at, |_, name| hospital(name)).len() == 1
    }
}

fn related(a: DivisionId, b: DivisionId) -> bool {
    gazetteer().is_within(a, b)
        || gazetteer().is_within(b, a)
        || county_of(a).is_some() && gazetteer().parent(a) == Some(b)
}
