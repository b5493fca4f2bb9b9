//! Loading: paths to a graph.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::{Compiler, KnowledgeGraph};

use super::Input;
use super::error::{CliError, Status};

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
        let compiler = Compiler::built_in();
        match self.input.as_slice() {
            [] => {
                eprintln!("(no --input: using the built-in sample, {SAMPLE_NAME})");
                let graph = compiler.compile(SAMPLE.as_bytes(), SAMPLE_NAME)?;
                Ok(Loaded { compiler, graph, status: Status::Done })
            }
            [path] if path.extension().is_some_and(|extension| extension == "json") => {
                let bytes = fs::read(path).map_err(|source| CliError::Open { path: path.clone(), source })?;
                let graph = KnowledgeGraph::from_json(&bytes)
                    .map_err(|source| CliError::Graph { path: path.clone(), source })?;
                Ok(Loaded { compiler, graph, status: Status::Done })
            }
            paths => {
                let (graph, status) = compile(&compiler, paths)?;
                Ok(Loaded { compiler, graph, status })
            }
        }
    }
}

/// A source to compile: where it is, and what the graph calls it.
struct Source {
    path: PathBuf,
    name: String,
}

/// Compiles files and folders. What cannot be read is reported and left out; the rest is done all the same.
pub(super) fn compile(compiler: &Compiler, paths: &[PathBuf]) -> Result<(KnowledgeGraph, Status), CliError> {
    let mut sources = Vec::new();
    let mut failures = Vec::new();
    for path in paths {
        if let Err(error) = collect(path, path, true, &mut sources) {
            failures.push(error);
        }
    }
    // The same file named twice is one source, and the order of the arguments does not matter.
    sources.sort_by(|a: &Source, b: &Source| a.path.cmp(&b.path));
    sources.dedup_by(|a, b| a.path == b.path);
    let (graph, failed) = compiler.compile_all(&sources, |source| {
        let bytes = read(&source.path)?;
        Ok::<_, CliError>((bytes, source.name.clone()))
    });
    for (index, error) in failed {
        failures.push(match error {
            CliError::Read { source, .. } => CliError::Read { path: sources[index].path.display().to_string(), source },
            other => other,
        });
    }
    if failures.len() == 1 && graph.documents().len() == 0 {
        return Err(failures.remove(0));
    }
    let mut status = Status::Done;
    for failure in failures {
        status = if status == Status::Io { Status::Io } else { failure.status() };
        eprintln!("{:?}", miette::Report::new(failure));
    }
    if status != Status::Done {
        let (read, all) = (graph.documents().len(), sources.len());
        eprintln!("{read} of {all} sources were read; the others are named above.");
    }
    Ok((graph, status))
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

/// A file that is named counts whatever it is called; in a folder only texts do.
fn collect(root: &Path, path: &Path, named: bool, sources: &mut Vec<Source>) -> Result<(), CliError> {
    if path == Path::new("-") {
        sources.push(Source { path: path.to_owned(), name: "stdin".into() });
        return Ok(());
    }
    let metadata = fs::metadata(path).map_err(|source| CliError::Open { path: path.to_owned(), source })?;
    if !metadata.is_dir() {
        let text = path.extension().is_some_and(|extension| extension == "txt" || extension == "md");
        if named || text {
            let inside = path.strip_prefix(root).ok().filter(|rest| rest.components().next().is_some());
            let name = inside.or_else(|| path.file_name().map(Path::new)).unwrap_or(path);
            let name = name.to_string_lossy().replace('\\', "/");
            sources.push(Source { path: path.to_owned(), name });
        }
        return Ok(());
    }
    let before = sources.len();
    let entries = fs::read_dir(path).map_err(|source| CliError::Open { path: path.to_owned(), source })?;
    for entry in entries {
        let entry = entry.map_err(|source| CliError::Open { path: path.to_owned(), source })?;
        // A link to a folder may lead in a circle.
        let link_to_folder = entry.file_type().is_ok_and(|kind| kind.is_symlink()) && entry.path().is_dir();
        if !link_to_folder {
            collect(root, &entry.path(), false, sources)?;
        }
    }
    if named && sources.len() == before {
        return Err(CliError::EmptyFolder { path: path.to_owned() });
    }
    Ok(())
}
