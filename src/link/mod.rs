//! Linking: which entity each mention means, what the matches of the rules claim about them, and the small graph of one
//! document that comes of it.

mod abbreviation;
mod assemble;
mod claims;
mod discourse;
mod entities;
mod resolve;
mod sides;

use crate::graph::Parts;
use crate::mention::Mentions;
use crate::read::{BlockKind, Document};
use crate::rules::{Matcher, Pack};

use claims::{Claims, Reading};
use resolve::Resolver;

/// Compiles one document, whose mentions have been found, into what it gives to the graph.
#[must_use]
pub fn link(document: &Document, mentions: &Mentions, pack: &Pack) -> Parts {
    let mut resolver = Resolver::new(document, mentions, pack);
    let mut matcher = Matcher::default();
    let mut claims = Claims::default();
    for block in &document.blocks {
        if block.kind == BlockKind::Heading {
            resolver.discourse.begin_article();
        }
        resolver.discourse.begin_paragraph();
        for sentence in document.sentences(block) {
            resolver.discourse.begin_sentence();
            // A heading stands outside of the text's order, so no date carries over to it.
            let carried_date = resolver.discourse.date().filter(|_| block.kind != BlockKind::Heading);
            let event_date = resolver.discourse.event_date().filter(|_| block.kind != BlockKind::Heading);
            let here = mentions.within(&sentence);
            let meanings = resolver.sentence(block, &sentence);
            let matches = matcher.matches(pack, &document.text, &sentence, here);
            let mut reading = Reading {
                resolver: &mut resolver,
                pack,
                text: &document.text,
                sentence,
                mentions: here,
                meanings: &meanings,
                event_date,
                carried_date,
                taken: rustc_hash::FxHashSet::default(),
                exclusive: rustc_hash::FxHashSet::default(),
            };
            reading.read(matches, &mut claims);
            resolver.place_here(&meanings, here);
        }
        if block.kind == BlockKind::Heading {
            resolver.discourse.end_heading();
        }
    }
    claims.fold(&pack.schema);
    assemble::parts(document, resolver, claims, pack)
}
