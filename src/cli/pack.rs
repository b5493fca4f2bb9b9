//! Which rule pack a command compiles with.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::Compiler;
use crate::rules::{Pack, PackFile, built_in_files};
use crate::schema::Schema;

use super::error::CliError;

#[derive(Args, Default)]
pub(super) struct PackArguments {
    /// A folder with a rule pack that takes the place of the built-in one
    #[arg(long, value_name = "DIR")]
    pack: Option<PathBuf>,
    /// A folder with rules to lay over the pack: they add, replace by id, and disable; may be given more than once
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
}

impl PackArguments {
    /// The compiler that the arguments ask for.
    pub(super) fn compiler(&self) -> Result<Compiler, CliError> {
        if self.pack.is_none() && self.rules.is_empty() {
            return Ok(Compiler::built_in());
        }
        self.compiler_with_examples(None)
    }

    /// The schema alone, for commands that compile nothing.
    pub(super) fn schema(&self) -> Result<Schema, CliError> {
        if self.pack.is_none() && self.rules.is_empty() {
            return Ok(Schema::built_in());
        }
        Ok(self.compiler()?.into_pack().schema)
    }

    /// The same, whose rules have their examples, with one more folder laid over all.
    pub(super) fn compiler_with_examples(&self, last: Option<&Path>) -> Result<Compiler, CliError> {
        let mut layers = vec![match &self.pack {
            Some(folder) => files(folder)?,
            None => built_in_files(),
        }];
        for folder in self.rules.iter().map(PathBuf::as_path).chain(last) {
            layers.push(files(folder)?);
        }
        Ok(Compiler::new(Pack::load_layers(&layers).map_err(CliError::Pack)?))
    }
}

/// The TOML files of a folder, by name.
fn files(folder: &Path) -> Result<Vec<PackFile>, CliError> {
    let open = |path: &Path| {
        let path = path.to_owned();
        move |source| CliError::Open { path, source }
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(open(folder))? {
        let path = entry.map_err(open(folder))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() {
        return Err(CliError::EmptyPack { path: folder.to_owned() });
    }
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).map_err(open(&path))?;
        Ok(PackFile { name: path.display().to_string(), text })
    };
    paths.into_iter().map(read).collect()
}
