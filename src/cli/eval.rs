//! `aid-graph eval`

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anstream::println;
use clap::Args;
use owo_colors::OwoColorize;
use rayon::prelude::*;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::evaluate::{Counts, Gold, Passage, Score, confidence_file, passages, score};
use crate::{Compiler, KnowledgeGraph};

use super::error::{CliError, Status};
use super::input::{SAMPLE, SAMPLE_NAME};
use super::output;
use super::pack::PackArguments;

/// What people annotated in the sample page.
const SAMPLE_GOLD: &str = include_str!("../../data/gold/fengtai-2023.json");

#[derive(Args)]
pub(super) struct Arguments {
    /// A folder with gold/NAME.json and corpus/NAME.txt, at any depth [default: the sample page inside the program]
    #[arg(value_name = "DIR", conflicts_with_all = ["gold", "text"])]
    directory: Option<PathBuf>,
    /// The folder of the gold files, instead of DIR/gold
    #[arg(long, value_name = "DIR", requires = "text")]
    gold: Option<PathBuf>,
    /// The folder of the texts, instead of DIR/corpus
    #[arg(long, value_name = "DIR", requires = "gold")]
    text: Option<PathBuf>,
    /// Score the graphs NAME.json of this folder instead of compiling the texts
    #[arg(long, value_name = "DIR")]
    graphs: Option<PathBuf>,
    /// Only this passage or set: dev/03, dev
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// One line for each passage
    #[arg(long)]
    each: bool,
    /// How the claims of each rule fared
    #[arg(long)]
    by_rule: bool,
    /// List what is missing and what is wrong
    #[arg(long)]
    errors: bool,
    /// Print the confidence.toml of the pack, from the precision of its rules, and nothing else
    #[arg(long, conflicts_with_all = ["each", "by_rule", "errors", "json"])]
    confidence: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    pack: PackArguments,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, CliError> {
    let compiler = arguments.pack.compiler()?;
    let (scored, status) = arguments.scores(&compiler)?;
    let mut total = Score::default();
    for (_, score) in &scored {
        total.add(score);
    }
    if arguments.confidence {
        let file = confidence_file(compiler.pack(), &total.rules);
        let write = |source| CliError::Write { path: "standard output".into(), source };
        std::io::stdout().write_all(file.as_bytes()).map_err(write)?;
    } else if arguments.json {
        output::print_json(&json_report(arguments, &scored, &total))?;
    } else {
        print(arguments, &scored, &total);
    }
    Ok(status)
}

impl Arguments {
    /// The scores of the passages by their names. A passage without a graph counts as one of which nothing was found.
    fn scores(&self, compiler: &Compiler) -> Result<(Vec<(String, Score)>, Status), CliError> {
        let (gold, text) = match (&self.directory, &self.gold, &self.text) {
            (Some(directory), ..) => (directory.join("gold"), directory.join("corpus")),
            (None, Some(gold), Some(text)) => (gold.clone(), text.clone()),
            _ => return sample(compiler).map(|score| (vec![score], Status::Done)),
        };
        let open = |source| CliError::Open { path: gold.clone(), source };
        let mut found = passages(&gold, &text).map_err(open)?;
        found.retain(|passage| self.only.is_empty() || self.only.iter().any(|name| passage.is_in(name)));
        if found.is_empty() {
            return Err(CliError::NoGold { path: gold, only: self.only.join(", ") });
        }
        let scored: Vec<_> = found.par_iter().map(|passage| self.score(compiler, passage)).collect();
        let mut status = Status::Done;
        let mut scores = Vec::new();
        for (passage, scored) in found.into_iter().zip(scored) {
            let (score, failure) = scored?;
            if let Some(failure) = failure {
                status = if status == Status::Io { Status::Io } else { failure.status() };
                eprintln!("{:?}", miette::Report::new(failure));
            }
            scores.push((passage.name, score));
        }
        Ok((scores, status))
    }

    fn score(&self, compiler: &Compiler, passage: &Passage) -> Result<(Score, Option<CliError>), CliError> {
        let bytes = open(&passage.gold)?;
        let gold = Gold::from_json(&bytes)
            .map_err(|source| CliError::Gold { path: passage.gold.display().to_string(), source })?;
        let (graph, failure) = match self.graph(compiler, passage) {
            Ok(graph) => (graph, None),
            Err(failure) => (KnowledgeGraph::default(), Some(failure)),
        };
        Ok((score(&graph, &gold), failure))
    }

    fn graph(&self, compiler: &Compiler, passage: &Passage) -> Result<KnowledgeGraph, CliError> {
        if let Some(folder) = &self.graphs {
            let path = folder.join(format!("{}.json", passage.name));
            return KnowledgeGraph::from_json(&open(&path)?).map_err(|source| CliError::Graph { path, source });
        }
        let name = passage.text.file_name().unwrap_or_default().to_string_lossy();
        let read = |source| CliError::Read { path: passage.text.display().to_string(), source };
        compiler.compile(&open(&passage.text)?, &name).map_err(read)
    }
}

fn open(path: &Path) -> Result<Vec<u8>, CliError> {
    fs::read(path).map_err(|source| CliError::Open { path: path.to_owned(), source })
}

fn sample(compiler: &Compiler) -> Result<(String, Score), CliError> {
    eprintln!("(no DIR: using the built-in sample, {SAMPLE_NAME})");
    let gold = Gold::from_json(SAMPLE_GOLD.as_bytes())
        .map_err(|source| CliError::Gold { path: SAMPLE_NAME.into(), source })?;
    let graph = compiler.compile(SAMPLE.as_bytes(), SAMPLE_NAME)?;
    Ok((SAMPLE_NAME.trim_end_matches(".txt").to_owned(), score(&graph, &gold)))
}

/// `{passages, total, rules, each, errors}`: docs/evaluation.md.
fn json_report(arguments: &Arguments, scored: &[(String, Score)], total: &Score) -> Value {
    let rules: serde_json::Map<_, _> = total
        .rules
        .iter()
        .map(|(id, counts)| {
            let record = json!({
                "hits": counts.hits(),
                "right": counts.right,
                "wrong": counts.wrong,
                "optional": counts.optional,
                "precision": counts.precision(),
                "confidence": counts.confidence(),
            });
            (id.to_string(), record)
        })
        .collect();
    let mut report = json!({ "passages": scored.len(), "rules": rules });
    for (level, tally) in total.levels() {
        report[level] = json!(tally);
    }
    if arguments.each {
        report["each"] = scored
            .iter()
            .map(|(name, score)| {
                let levels = score.levels().map(|(level, tally)| (level.to_owned(), json!(tally.total)));
                (name.clone(), serde_json::Value::Object(levels.into_iter().collect()))
            })
            .collect::<serde_json::Map<_, _>>()
            .into();
    }
    if arguments.errors {
        let errors = scored.iter().map(|(name, score)| (name.clone(), json!(score.faults)));
        report["errors"] = errors.collect::<serde_json::Map<_, _>>().into();
    }
    report
}

fn print(arguments: &Arguments, scored: &[(String, Score)], total: &Score) {
    if arguments.errors {
        print_errors(scored);
    }
    if arguments.each {
        let width = scored.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
        println!("{}", format!("{}  entities  relations  statements  measures", pad("F1", width)).bold());
        for (name, score) in scored {
            let [entities, relations, statements, measures] = score.levels().map(|(_, tally)| tally.total.f1());
            let name = pad(name, width);
            println!("{name}  {entities:8.3}  {relations:9.3}  {statements:10.3}  {measures:8.3}");
        }
        println!();
    }
    if arguments.by_rule {
        print_rules(total);
    }
    let passages = if scored.len() == 1 { "1 passage".into() } else { format!("{} passages", scored.len()) };
    println!("{}", format!("{passages:<22} precision  recall     F1    tp    fp    fn").bold());
    for (level, tally) in total.levels() {
        row(level, tally.total);
    }
    for (level, tally) in total.levels() {
        println!("\n{}", level.bold());
        for (name, counts) in &tally.each {
            row(&format!("  {name}"), *counts);
        }
    }
}

fn row(name: &str, counts: Counts) {
    println!(
        "{} {:9.3} {:7.3} {:6.3} {:5} {:5} {:5}",
        pad(name, 22),
        counts.precision(),
        counts.recall(),
        counts.f1(),
        counts.right,
        counts.wrong,
        counts.missing
    );
}

fn print_rules(total: &Score) {
    let width = total.rules.keys().map(|id| id.width()).max().unwrap_or(0);
    println!("{}", format!("{}  hits  right  wrong  optional  precision  confidence", pad("rule", width)).bold());
    for (id, counts) in &total.rules {
        let precision = counts.precision().map_or_else(|| "–".to_owned(), |precision| format!("{precision:.3}"));
        println!(
            "{}  {:4}  {:5}  {:5}  {:8}  {precision:>9}  {:10.2}",
            pad(id, width),
            counts.hits(),
            counts.right,
            counts.wrong,
            counts.optional,
            counts.confidence()
        );
    }
    println!();
}

fn print_errors(scored: &[(String, Score)]) {
    for (name, score) in scored.iter().filter(|(_, score)| !score.faults.is_empty()) {
        println!("{}", name.bold());
        for fault in &score.faults {
            println!("  {}  {}", pad(fault.kind.label(), 17).yellow(), fault.text);
            if let Some(wanted) = &fault.wanted {
                println!("  {}  the gold has  {wanted}", pad("", 17));
            }
            if let Some(quote) = &fault.quote {
                println!("  {}  {}", pad("", 17), format!("{}: “{quote}”", fault.rules.join(", ")).dimmed());
            }
        }
        println!();
    }
}

/// A text filled up with spaces to a width in columns.
fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}
