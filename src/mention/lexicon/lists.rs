//! The word lists of a pack.

use serde::{Deserialize, Serialize};

/// The word lists of a pack as its `lexicons.toml` has them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WordLists {
    /// Surnames of one character, in one string.
    pub surnames: String,
    /// Surnames that are more often another word; a name that begins with one must end well.
    pub doubtful_surnames: String,
    /// Surnames of two characters.
    pub compound_surnames: Vec<String>,
    /// Characters that no given name has.
    pub not_given: String,
    /// Words that begin like a name but are none.
    pub not_names: Vec<String>,
    /// Words before which a name ends.
    pub after_name: Vec<String>,
    /// Characters of transliterated names.
    pub transliteration: String,
    /// Posts whose body is the division itself.
    pub government_titles: Vec<String>,
    /// Other posts.
    pub titles: Vec<String>,
    /// What may stand before a title and belongs to it.
    pub title_prefixes: Vec<String>,
    /// Words for people that anchor a name.
    pub roles: Vec<String>,
    /// Words of a by-line that anchor names.
    pub byline_labels: Vec<String>,
    /// Verbs of speech.
    pub speech_verbs: Vec<String>,
    /// What tells of people at the beginning of a clause, behind a name of three characters: 擦着, 一家, 老师.
    pub doings: Vec<String>,
    /// Verbs whose object is often a person by name: 选派, 接替.
    pub takes_people: Vec<String>,
    /// Words right before a division that is given to: 帮扶, 向.
    pub gives_to: Vec<String>,
    /// Words over which a name does not reach.
    pub boundary: Vec<String>,
    /// Verbs over which a long name does not reach.
    pub weak_boundary: Vec<String>,
    /// Words in which a boundary word is none.
    pub protected: Vec<String>,
    /// Names of divisions that are everyday words.
    pub everyday: Vec<String>,
    /// Phrases in which the name of a place is none.
    pub not_places: Vec<String>,
    /// What ends like a village and is none.
    pub not_villages: Vec<String>,
    /// Words for both sides of a pairing.
    pub pair_words: Vec<String>,
    /// What follows a compound of two divisions.
    pub compound_followers: Vec<String>,
    /// Words of two characters before those, which are no compound: 经济合作.
    pub not_compounds: Vec<String>,
    /// Words by which a sentence pairs the divisions that it names.
    pub pairing: Vec<String>,
    /// Verbs of reaching: what follows has the use of a thing, and is not where the thing is.
    pub reaching: Vec<String>,
    /// Words that say nothing of their own before a head.
    pub generic: Vec<String>,
}

impl WordLists {
    /// Adds the words of an overlay to each list.
    pub fn extend(&mut self, other: WordLists) {
        // All fields by name: a list that is added must not be forgotten here.
        let WordLists {
            surnames,
            doubtful_surnames,
            not_given,
            transliteration,
            compound_surnames,
            not_names,
            after_name,
            government_titles,
            titles,
            title_prefixes,
            roles,
            byline_labels,
            speech_verbs,
            doings,
            takes_people,
            gives_to,
            boundary,
            weak_boundary,
            protected,
            everyday,
            not_places,
            not_villages,
            pair_words,
            compound_followers,
            not_compounds,
            pairing,
            reaching,
            generic,
        } = other;
        for (known, new) in [
            (&mut self.surnames, surnames),
            (&mut self.doubtful_surnames, doubtful_surnames),
            (&mut self.not_given, not_given),
            (&mut self.transliteration, transliteration),
        ] {
            known.push_str(&new);
        }
        for (known, new) in [
            (&mut self.compound_surnames, compound_surnames),
            (&mut self.not_names, not_names),
            (&mut self.after_name, after_name),
            (&mut self.government_titles, government_titles),
            (&mut self.titles, titles),
            (&mut self.title_prefixes, title_prefixes),
            (&mut self.roles, roles),
            (&mut self.byline_labels, byline_labels),
            (&mut self.speech_verbs, speech_verbs),
            (&mut self.doings, doings),
            (&mut self.takes_people, takes_people),
            (&mut self.gives_to, gives_to),
            (&mut self.boundary, boundary),
            (&mut self.weak_boundary, weak_boundary),
            (&mut self.protected, protected),
            (&mut self.everyday, everyday),
            (&mut self.not_places, not_places),
            (&mut self.not_villages, not_villages),
            (&mut self.pair_words, pair_words),
            (&mut self.compound_followers, compound_followers),
            (&mut self.not_compounds, not_compounds),
            (&mut self.pairing, pairing),
            (&mut self.reaching, reaching),
            (&mut self.generic, generic),
        ] {
            known.extend(new);
        }
    }
}
