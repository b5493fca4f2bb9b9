//! Loading: paths to a graph.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::export::{Exporter, Packed};
use crate::packed;
use crate::read::{ReadOptions, read_source};
use crate::{Compiler, KnowledgeGraph};

use super::Input;
use super::error::{CliError, Status};
use super::opened::{Loaded, Opened, PackedFile, Store};
use super::pack::PackArguments;
use super::progress::Progress;
use super::sources::{SourceArguments, SourceFile};

/// The sample page: 丰台区 and its two partners in 内蒙古, July 2023.
pub(super) const SAMPLE: &str = include_str!("../../data/corpus/fengtai-2023.txt");
pub(super) const SAMPLE_NAME: &str = "fengtai-2023.txt";

impl Input {
    /// The graph that the arguments ask for, where it is kept.
    pub(super) fn open(&self) -> Result<Opened, CliError> {
        open(&self.input, &self.sources, &self.pack)
    }

    /// The same in memory, all of it.
    pub(super) fn load(&self) -> Result<Loaded, CliError> {
        self.open()?.into_memory()
    }
}

/// The graph of one graph.json or packed graph, of texts and folders, or of the sample where no path is given.
pub(super) fn open(paths: &[PathBuf], arguments: &SourceArguments, pack: &PackArguments) -> Result<Opened, CliError> {
    let kept = match paths {
        [path] => graph_file(path)?,
        _ => None,
    };
    if let Some(store) = kept {
        return Ok(Opened { store, schema: pack.schema()?, status: Status::Done });
    }
    let compiler = pack.compiler()?;
    let (graph, status) = if paths.is_empty() {
        eprintln!("(no --input: using the built-in sample, {SAMPLE_NAME})");
        (compiler.compile(SAMPLE.as_bytes(), SAMPLE_NAME)?, Status::Done)
    } else {
        compile(&compiler, paths, arguments)?
    };
    let schema = compiler.pack().schema.clone();
    // The process answers one question: giving back a pack's automata one by one would take a millisecond of thirty.
    std::mem::forget(compiler);
    Ok(Opened { store: Store::Memory(graph), schema, status })
}

/// The graph in a file, if it is one: packed by its first bytes, graph.json by its name.
pub(super) fn graph_file(path: &Path) -> Result<Option<Store>, CliError> {
    let is_called = |extension: &str| path.extension().is_some_and(|known| known == extension);
    if is_called("json") {
        let bytes = fs::read(path).map_err(|source| CliError::Open { path: path.to_owned(), source })?;
        let graph =
            KnowledgeGraph::from_json(&bytes).map_err(|source| CliError::Graph { path: path.to_owned(), source })?;
        return Ok(Some(Store::Memory(graph)));
    }
    if is_called(Packed.format().extension) || begins_packed(path) {
        return Ok(Some(Store::Packed(Box::new(PackedFile::open(path)?))));
    }
    Ok(None)
}

fn begins_packed(path: &Path) -> bool {
    let mut head = [0; packed::MAGIC.len()];
    path.is_file() && File::open(path).is_ok_and(|mut file| file.read_exact(&mut head).is_ok() && head == packed::MAGIC)
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
