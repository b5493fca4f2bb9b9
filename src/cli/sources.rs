//! Which files a command reads, and how: the paths, the globs, the columns of tables.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use globset::{Glob, GlobSet, GlobSetBuilder};
use walkdir::WalkDir;

use crate::read::{Columns, FORMATS, Limits, ReadOptions};

use super::error::CliError;

/// How sources are read, as a user says it.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct SourceArguments {
    /// In folders, only files whose path matches; may be given more than once
    #[arg(long, value_name = "GLOB")]
    include: Vec<Glob>,
    /// In folders, no file whose path matches; may be given more than once
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<Glob>,
    /// Which columns of tables and records hold what, such as text=正文,title=标题,date=日期,source=来源,id=编号
    #[arg(long, value_name = "FIELD=NAME,…")]
    columns: Option<Columns>,
    /// Stop at the first source that cannot be read
    #[arg(long)]
    pub(super) strict: bool,
    /// The most megabytes of one document, after unpacking
    #[arg(long, value_name = "MB", default_value_t = 64)]
    max_size: u64,
}

/// A source to read: where it is, and what the graph calls it.
#[derive(Clone, Debug)]
pub(super) struct SourceFile {
    pub(super) path: PathBuf,
    pub(super) name: String,
    /// Its bytes, for the progress bar.
    pub(super) size: u64,
}

/// What the paths of a command lead to.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) sources: Vec<SourceFile>,
    pub(super) failures: Vec<CliError>,
    /// Files in folders that are of no format that is read.
    pub(super) passed_over: usize,
}

impl SourceArguments {
    pub(super) fn options(&self) -> ReadOptions {
        let document = self.max_size.max(1) << 20;
        ReadOptions {
            columns: self.columns.clone().unwrap_or_default(),
            limits: Limits { document, ..Limits::default() },
        }
    }

    /// The files behind paths, in an order that does not depend on that of the paths; the same file is there once.
    pub(super) fn collect(&self, paths: &[PathBuf]) -> Result<Collected, CliError> {
        let (include, exclude) = (globs(&self.include)?, globs(&self.exclude)?);
        let mut found = Collected::default();
        for path in paths {
            if path == Path::new("-") {
                found.sources.push(SourceFile { path: path.clone(), name: "stdin".into(), size: 0 });
                continue;
            }
            match fs::metadata(path) {
                Err(source) => found.failures.push(CliError::Open { path: path.clone(), source }),
                Ok(metadata) if metadata.is_dir() => {
                    let before = found.sources.len() + found.failures.len();
                    collect_folder(path, (&self.include, &include), &exclude, &mut found);
                    if found.sources.len() + found.failures.len() == before {
                        found.failures.push(CliError::EmptyFolder { path: path.clone() });
                    }
                }
                // A file that is named counts whatever it is called.
                Ok(metadata) => {
                    let name = path
                        .file_name()
                        .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
                    found.sources.push(SourceFile { path: path.clone(), name, size: metadata.len() });
                }
            }
        }
        found.sources.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.path.cmp(&b.path)));
        let mut seen = std::collections::HashSet::new();
        found
            .sources
            .retain(|source| seen.insert(fs::canonicalize(&source.path).unwrap_or_else(|_| source.path.clone())));
        Ok(found)
    }
}

fn globs(globs: &[Glob]) -> Result<GlobSet, CliError> {
    let mut builder = GlobSetBuilder::new();
    for glob in globs {
        builder.add(glob.clone());
    }
    builder.build().map_err(|source| CliError::Glob { source })
}

/// The files of a folder and of those below it. Links are followed, but not in a circle.
fn collect_folder(root: &Path, include: (&[Glob], &GlobSet), exclude: &GlobSet, found: &mut Collected) {
    let is_hidden = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        // ~$ begins the files that Word locks its documents with.
        entry.depth() > 0 && (name.starts_with('.') || name.starts_with("~$"))
    };
    for entry in WalkDir::new(root).follow_links(true).into_iter().filter_entry(|entry| !is_hidden(entry)) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(root).to_owned();
                if error.loop_ancestor().is_some() {
                    eprintln!("{}: a link that leads in a circle; passed over", path.display());
                    continue;
                }
                let source = error.into_io_error().unwrap_or_else(|| std::io::Error::other("it cannot be listed"));
                found.failures.push(CliError::Open { path, source });
                continue;
            }
        };
        if entry.file_type().is_dir() {
            continue;
        }
        let inside = entry.path().strip_prefix(root).unwrap_or(entry.path());
        let chosen = if include.0.is_empty() { is_read(inside) } else { include.1.is_match(inside) };
        if !chosen || exclude.is_match(inside) {
            found.passed_over += usize::from(include.0.is_empty() && !exclude.is_match(inside));
            continue;
        }
        let name = inside.to_string_lossy().replace('\\', "/");
        let size = entry.metadata().map_or(0, |metadata| metadata.len());
        found.sources.push(SourceFile { path: entry.path().to_owned(), name, size });
    }
}

/// Whether a file's name is one of a format that is read.
fn is_read(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    extension.is_some_and(|extension| FORMATS.iter().any(|format| format.extensions.contains(&extension.as_str())))
}
