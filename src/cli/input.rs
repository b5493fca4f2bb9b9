//! Loading: paths to a graph.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::read::{ReadOptions, read_source};
use crate::{Compiler, KnowledgeGraph};

use super::Input;
use super::error::{CliError, Status};
use super::progress::Progress;
use super::sources::{SourceArguments, SourceFile};

/// The sample page: 丰台区 and its two partners in 内蒙古, July 2023.
pub(super) const SAMPLE: &str = include_str!("../../data/corpus/fengtai-2023.txt");
pub(super) const SAMPLE_NAME: &str = "fengtai-2023.txt";

/// A loaded graph with the compiler that knows its schema.
pub(super) struct Loaded {
    pub(super) compiler: Compiler,
    pub(super) graph: KnowledgeGraph,
    /// Whether a part of the input could not be read; it has been reported.
    pub(super) status: Status,
}

impl Input {
    /// The graph that the arguments ask for.
    pub(super) fn load(&self) -> Result<Loaded, CliError> {
        let compiler = self.pack.compiler()?;
        match self.input.as_slice() {
            [] => {
                eprintln!("(no --input: using the built-in sample, {SAMPLE_NAME})");
                let graph = compiler.compile(SAMPLE.as_bytes(), SAMPLE_NAME)?;
                Ok(Loaded { compiler, graph, status: Status::Done })
            }
            paths => {
                let (graph, status) = load(&compiler, paths, &self.sources)?;
                Ok(Loaded { compiler, graph, status })
            }
        }
    }
}

/// The graph of one graph.json, or of texts and folders.
pub(super) fn load(
    compiler: &Compiler,
    paths: &[PathBuf],
    arguments: &SourceArguments,
) -> Result<(KnowledgeGraph, Status), CliError> {
    match paths {
        [path] if path.extension().is_some_and(|extension| extension == "json") => {
            let bytes = fs::read(path).map_err(|source| CliError::Open { path: path.clone(), source })?;
            let graph =
                KnowledgeGraph::from_json(&bytes).map_err(|source| CliError::Graph { path: path.clone(), source })?;
            Ok((graph, Status::Done))
        }
        paths => compile(compiler, paths, arguments),
    }
}

/// Compiles files and folders. What cannot be read is reported and left out; the rest is done all the same.
pub(super) fn compile(
    compiler: &Compiler,
    paths: &[PathBuf],
    arguments: &SourceArguments,
) -> Result<(KnowledgeGraph, Status), CliError> {
    let mut found = arguments.collect(paths)?;
    if arguments.strict && !found.failures.is_empty() {
        return Err(found.failures.remove(0));
    }
    let options = arguments.options();
    let progress = Progress::over(&found.sources);
    let stopped = AtomicBool::new(false);
    let (graph, failed) = compiler.compile_all(&found.sources, |source, each| {
        if stopped.load(Ordering::Relaxed) {
            return;
        }
        read_one(source, &options, &mut |document| {
            stopped.fetch_or(arguments.strict && document.is_err(), Ordering::Relaxed);
            each(document);
        });
        progress.done(source);
    });
    progress.finish();
    let mut failures: Vec<CliError> = found.failures;
    failures.extend(failed.into_iter().map(|(_, error)| error));
    if arguments.strict && !failures.is_empty() || failures.len() == 1 && graph.documents().len() == 0 {
        return Err(failures.remove(0));
    }
    let mut status = Status::Done;
    let skipped = failures.len();
    for failure in failures {
        status = if status == Status::Io { Status::Io } else { failure.status() };
        failure.report();
    }
    if status != Status::Done {
        let read = graph.documents().len();
        eprintln!(
            "{read} {} read; {skipped} {} not be read: see above.",
            if read == 1 { "document was" } else { "documents were" },
            if skipped == 1 { "source could" } else { "sources could" },
        );
    }
    if found.passed_over > 0 {
        eprintln!("{} files of other formats were passed over.", found.passed_over);
    }
    Ok((graph, status))
}

fn read_one(source: &SourceFile, options: &ReadOptions, each: &mut dyn FnMut(Result<crate::read::Document, CliError>)) {
    let mut input: Box<dyn Read> = if source.path == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        match File::open(&source.path) {
            Ok(file) => Box::new(BufReader::new(file)),
            Err(error) => return each(Err(CliError::Open { path: source.path.clone(), source: error })),
        }
    };
    read_source(&mut *input, &source.name, options, &mut |document| {
        each(document.map_err(|fault| {
            // The path as the user knows it, with what is inside of it.
            let inside = fault.path.strip_prefix(source.name.as_str()).unwrap_or("");
            let record = fault.record.map_or_else(String::new, |record| format!(" (record {record})"));
            CliError::Read { path: format!("{}{inside}{record}", source.path.display()), source: fault.error }
        }));
    });
}

/// The bytes of a file, or of standard input for `-`.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, CliError> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map_err(|source| CliError::Open { path: path.to_owned(), source })?;
        return Ok(bytes);
    }
    fs::read(path).map_err(|source| CliError::Open { path: path.to_owned(), source })
}
