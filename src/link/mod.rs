//! Linking: which entity each mention means, what the matches of the rules claim about them, and the small graph of one
//! document that comes of it.

mod abbreviation;
mod assemble;
mod claims;
mod context;
mod dates;
mod discourse;
mod entities;
mod fold;
mod people;
mod plausible;
mod reading;
mod resolve;
mod rolls;
mod said_before;
mod secondments;
mod sides;
mod slots;
mod term;
mod trace;
mod traces;

use crate::graph::Parts;
use crate::mention::Mentions;
use crate::read::{BlockKind, Document, is_numbered};
use crate::rules::Pack;

use claims::Claims;
use reading::Reading;
use resolve::Resolver;

pub use trace::{Attempt, Folded, Outcome, Trace, TracedEntity, TracedMention, TracedSentence};

/// Compiles one document, whose mentions have been found, into what it gives to the graph.
#[must_use]
pub fn link(document: &Document, mentions: &Mentions, pack: &Pack) -> Parts {
    link_with(document, mentions, pack, None)
}

/// The same, and what was done on the way.
#[must_use]
pub fn link_and_trace(document: &Document, mentions: &Mentions, pack: &Pack) -> (Parts, Trace) {
    let mut trace = Trace::default();
    let parts = link_with(document, mentions, pack, Some(&mut trace));
    (parts, trace)
}

fn link_with(document: &Document, mentions: &Mentions, pack: &Pack, mut trace: Option<&mut Trace>) -> Parts {
    let mut resolver = Resolver::new(document, mentions, pack);
    let mut matcher = pack.matcher();
    matcher.keep_guarded(trace.is_some());
    let mut claims = Claims::default();
    let mut section = 0;
    let mut roll = rolls::Roll::of(document);
    let sentences = document.blocks.iter().flat_map(|block| document.sentences(block));
    let sentences: Vec<_> = sentences.map(|sentence| (sentence.clone(), mentions.within(&sentence))).collect();
    let mut matches = matcher.matches(pack, &document.text, &sentences);
    let mut sentences = sentences.iter().peekable();
    for block in &document.blocks {
        if block.kind == BlockKind::Heading {
            resolver.discourse.begin_article();
            section = block.range.end;
        }
        resolver.discourse.begin_paragraph();
        // （一）, 二、: what is told in a numbered section is another matter.
        if is_numbered(&document.text[block.range.clone()]) {
            resolver.discourse.dates.begin_article();
        }
        while let Some((sentence, here)) = sentences.next_if(|(sentence, _)| sentence.end <= block.range.end) {
            resolver.discourse.begin_sentence();
            // A heading stands outside of the text's order, so no date carries over to it.
            let dated = block.kind != BlockKind::Heading && !dates::spans_years(&document.text[sentence.clone()]);
            let carried_date = resolver.discourse.dates.date().filter(|_| dated);
            let event_date = resolver.discourse.dates.event_date().filter(|_| dated);
            let meanings = resolver.sentence(block, sentence);
            resolver.keep_homes(&meanings, here);
            let claimed = claims.statements.len();
            claims.begin_sentence(sentence);
            let mut reading = Reading {
                resolver: &mut resolver,
                pack,
                text: &document.text,
                sentence: sentence.clone(),
                mentions: here,
                meanings: &meanings,
                event_date,
                carried_date,
                settles_from: if sentence.start == block.range.start { section } else { block.range.start },
                taken: rustc_hash::FxHashSet::default(),
                exclusive: rustc_hash::FxHashSet::default(),
                attempts: trace.is_some().then(Vec::new),
            };
            reading.read(matches.next_sentence(), &mut claims);
            let attempts = reading.attempts.unwrap_or_default();
            roll.read(&mut resolver, sentence, here, &meanings, &mut claims);
            resolver.keep_payer_of_list(sentence, &claims.statements[claimed..]);
            if let Some(trace) = trace.as_deref_mut() {
                trace.sentences.push(TracedSentence {
                    range: sentence.clone(),
                    mentions: Vec::new(),
                    attempts,
                    guarded: matches.guarded().to_vec(),
                    meanings: meanings.clone(),
                });
            }
            resolver.keep_source(&meanings, here);
            resolver.place_here(&meanings, here);
        }
        if block.kind == BlockKind::Heading {
            resolver.discourse.dates.end_heading();
        }
    }
    pack.keep(matcher);
    if let Some(trace) = trace.as_deref_mut() {
        trace.name(&resolver.entities, pack.lexicons.kinds(), &claims.statements, &claims.measures);
    }
    let mut gone = secondments::to_one_place(&mut claims, &resolver, pack);
    secondments::send(&mut claims, &resolver, pack);
    gone.extend(claims.fold(&pack.schema));
    if let Some(trace) = trace {
        trace.fold(&gone, &resolver.entities);
    }
    assemble::parts(document, resolver, claims, pack)
}
