//! `aid-graph explain`

use std::path::Path;

use anstream::println;
use clap::Args;
use owo_colors::OwoColorize;
use unicode_width::UnicodeWidthStr;

use crate::explain::{Entity, Explanation, Mention, Near, Sentence, explain};
use crate::read::read_text;

use super::error::{CliError, Status};
use super::input;
use super::output;
use super::pack::PackArguments;

#[derive(Args)]
pub(super) struct Arguments {
    /// A text, or the path of a file with one; `-` is standard input
    text: String,
    /// Only what this rule does, and where it breaks off
    #[arg(long, value_name = "ID")]
    rule: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    pack: PackArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, CliError> {
    let compiler = arguments.pack.compiler()?;
    let path = Path::new(&arguments.text);
    let (bytes, name) = if path == Path::new("-") {
        (input::read(path)?, "stdin".to_owned())
    } else if path.is_file() {
        (input::read(path)?, path.file_name().unwrap_or_default().to_string_lossy().into_owned())
    } else {
        (arguments.text.clone().into_bytes(), "text".to_owned())
    };
    let document = read_text(&bytes, &name).map_err(|source| CliError::Read { path: name.clone(), source })?;
    let explanation = explain(&compiler, &document, arguments.rule.as_deref())?;
    if arguments.json {
        output::print_json(&explanation)?;
    } else {
        print(&explanation);
    }
    Ok(Status::Done)
}

fn print(explanation: &Explanation) {
    for sentence in &explanation.sentences {
        print_sentence(sentence);
    }
    if !explanation.folded.is_empty() {
        println!("{}", "并入".bold());
        for folded in &explanation.folded {
            println!("   {}  {}", folded.claim, format!("{} says no more than {}", folded.rule, folded.kept).dimmed());
        }
        println!();
    }
    println!("{}", "结论".bold());
    for claim in &explanation.claims {
        let rules = claim.rules.join(", ");
        println!("   {} {} {}  {}", claim.subject.cyan(), claim.says.yellow(), claim.object.cyan(), rules.dimmed());
    }
    if explanation.claims.is_empty() {
        println!("   {}", "none".dimmed());
    }
}

fn print_sentence(sentence: &Sentence) {
    println!("{}", sentence.text.bold());
    if sentence.seen_as != sentence.text {
        println!("{}", sentence.seen_as.dimmed());
    }
    let kinds = sentence.mentions.iter().map(|mention| mention.kind.width()).max().unwrap_or(0);
    let texts = sentence.mentions.iter().map(|mention| mention.text.width()).max().unwrap_or(0).min(32);
    for mention in &sentence.mentions {
        let (kind, text) = (pad(&mention.kind, kinds), pad(&mention.text, texts));
        println!("   {kind}  {}  {}", text.cyan(), described(mention));
    }
    for fired in &sentence.fired {
        let slots: Vec<String> =
            fired.slots.iter().map(|filled| format!("{}={}", filled.slot, filled.words.join("+"))).collect();
        println!("   {}  {}", format!("⇒ {}", fired.rule).green(), slots.join(" "));
        for claim in &fired.claims {
            println!("       {claim}");
        }
    }
    for stopped in &sentence.stopped {
        println!("   {}  {}", format!("✗ {}", stopped.rule).red(), stopped.why);
        println!("       {}", format!("“{}”", stopped.words).dimmed());
    }
    for near in &sentence.nearly {
        println!("   {}  {}", format!("… {}", near.rule).yellow(), near_miss(near));
        if !near.triggers.is_empty() {
            let more = if near.triggers.len() > 6 { " …" } else { "" };
            let words = near.triggers[..near.triggers.len().min(6)].join("、");
            println!("       {}", format!("none of its words stands here: {words}{more}").dimmed());
        }
    }
    println!();
}

fn near_miss(near: &Near) -> String {
    let count = format!("({} of {} steps)", near.matched, near.steps);
    if near.matched == 0 {
        format!("nothing matches; it begins with {}", near.expected.bold())
    } else {
        format!("matches “{}”, then expects {} {}", near.words, near.expected.bold(), count.dimmed())
    }
}

/// What a mention means and why.
fn described(mention: &Mention) -> String {
    let means: Vec<String> = mention.means.iter().map(|entity| named(entity, &mention.text)).collect();
    let means = means.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" + ");
    match (means.is_empty(), mention.why.is_empty()) {
        (true, _) => mention.why.dimmed().to_string(),
        (false, true) => means,
        (false, false) => format!("{means}  {}", mention.why.dimmed()),
    }
}

/// An entity by its name and code; nothing where the text says just that.
fn named(entity: &Entity, text: &str) -> String {
    match &entity.code {
        Some(code) => format!("{} {code}", entity.name),
        None if entity.name == text => String::new(),
        None => entity.name.clone(),
    }
}

/// A text filled up with spaces to a width in columns.
fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}
