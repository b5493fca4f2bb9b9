//! `aid-graph explain`

use std::fs;
use std::path::Path;

use anstream::println;
use clap::Args;
use owo_colors::OwoColorize;
use serde_json::json;

use crate::Compiler;
use crate::gazetteer::gazetteer;
use crate::mention::{Mention, MentionValue, Mentions};
use crate::read::read_text;
use crate::rules::{Match, Matcher, nearest};

use super::error::{CliError, Status};
use super::pack::PackArguments;

#[derive(Args)]
pub(super) struct Arguments {
    /// A text, or the path of a file with one
    text: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    pack: PackArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, CliError> {
    let compiler = arguments.pack.compiler()?;
    let path = Path::new(&arguments.text);
    let (bytes, name) = if path.is_file() {
        let bytes = fs::read(path).map_err(|source| CliError::Open { path: path.to_owned(), source })?;
        (bytes, path.file_name().unwrap_or_default().to_string_lossy().into_owned())
    } else {
        (arguments.text.clone().into_bytes(), "text".to_owned())
    };
    let document = read_text(&bytes, &name).map_err(|source| CliError::Read { path: name.clone(), source })?;
    let mentions = Mentions::find(&document, &compiler.pack().lexicons);
    let mut matcher = Matcher::default();
    let mut sentences = Vec::new();
    for block in &document.blocks {
        for sentence in document.sentences(block) {
            let here = mentions.within(&sentence);
            let matches = nearest(matcher.matches(compiler.pack(), &document.text, &sentence, here));
            let text = &document.text[sentence.clone()];
            if arguments.json {
                sentences.push(as_json(&compiler, &document.text, text, here, &matches));
            } else {
                print(&compiler, &document.text, text, here, &matches);
            }
        }
    }
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&sentences).unwrap_or_default());
        return Ok(Status::Done);
    }
    let graph = compiler.compile_document(&document).canonical();
    println!("{}", "结论".bold());
    for statement in graph.statements().filter(|statement| statement.relation != "part_of") {
        let name = |id: &str| graph.entity(id).map_or_else(|| id.to_owned(), |entity| entity.name.to_string());
        let rule = statement.evidence.first().map(|evidence| evidence.rule.as_str()).unwrap_or_default();
        println!(
            "   {} {} {}   {}",
            name(&statement.source).cyan(),
            crate::wording::relation(&graph, &compiler.pack().schema, statement).yellow(),
            name(&statement.target).cyan(),
            rule.dimmed()
        );
    }
    Ok(Status::Done)
}

/// What a mention was taken for, in words.
fn reading(compiler: &Compiler, text: &str, mention: &Mention) -> String {
    match &mention.value {
        MentionValue::Division(chain) => {
            let last = chain.last();
            match last.id {
                Some(id) => format!("= {} {}", gazetteer().name(id), gazetteer().code(id)),
                None if last.candidates.is_empty() => "not in the gazetteer".to_owned(),
                None => {
                    let names: Vec<String> =
                        last.candidates.iter().take(4).map(|id| gazetteer().code(*id).to_string()).collect();
                    format!("one of {} divisions: {} …", last.candidates.len(), names.join(", "))
                }
            }
        }
        MentionValue::Date(date) => date.iso(None, None).map(|iso| format!("= {iso}")).unwrap_or_default(),
        MentionValue::Number(number) => format!("= {number}"),
        MentionValue::Post(post) => {
            let body = post.body.as_ref().map_or("(the context's)", |body| &text[body.range.clone()]);
            format!("= {} of {body}", &text[post.title.clone()])
        }
        MentionValue::Name(name) if name.rule < compiler.pack().lexicons.name_rules() => {
            format!("by {}", compiler.pack().lexicons.name_rule(name.rule).id)
        }
        MentionValue::Reference(_) => "stands for what was named before".to_owned(),
        _ => String::new(),
    }
}

fn print(compiler: &Compiler, whole: &str, text: &str, mentions: &[Mention], matches: &[Match]) {
    println!("{}", text.bold());
    for mention in mentions {
        let kind = compiler.pack().lexicons.kinds().name(mention.kind);
        println!(
            "   {kind:<12} {}  {}",
            (&whole[mention.range.clone()]).cyan(),
            reading(compiler, whole, mention).dimmed()
        );
    }
    for found in matches {
        let rule = &compiler.pack().rules[found.rule];
        let slots: Vec<String> = found
            .slots
            .iter()
            .filter(|(_, filled)| !filled.is_empty())
            .map(|(name, filled)| {
                let words: Vec<&str> = filled.iter().map(|index| &whole[mentions[*index].range.clone()]).collect();
                format!("{name}={}", words.join("+"))
            })
            .collect();
        println!("   {} {}", format!("⇒ {}", rule.id).yellow(), slots.join(" "));
    }
    println!();
}

fn as_json(compiler: &Compiler, whole: &str, text: &str, mentions: &[Mention], matches: &[Match]) -> serde_json::Value {
    let mentions_json: Vec<_> = mentions
        .iter()
        .map(|mention| {
            json!({
                "type": compiler.pack().lexicons.kinds().name(mention.kind),
                "text": whole[mention.range.clone()],
                "reading": reading(compiler, whole, mention),
            })
        })
        .collect();
    let fired: Vec<_> = matches
        .iter()
        .map(|found| {
            let slots: serde_json::Map<String, serde_json::Value> = found
                .slots
                .iter()
                .map(|(name, filled)| {
                    let words: Vec<&str> = filled.iter().map(|index| &whole[mentions[*index].range.clone()]).collect();
                    (name.to_string(), json!(words))
                })
                .collect();
            json!({ "rule": compiler.pack().rules[found.rule].id, "slots": slots })
        })
        .collect();
    json!({ "sentence": text, "mentions": mentions_json, "rules": fired })
}
