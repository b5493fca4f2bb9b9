//! Annotated passages in a folder: `gold/NAME.json` goes with `corpus/NAME.txt`, at any depth.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A text with its gold file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Passage {
    /// The gold file's path below its folder, without the extension: `dev/01`.
    pub name: String,
    /// The gold file.
    pub gold: PathBuf,
    /// The text; it need not be there.
    pub text: PathBuf,
}

impl Passage {
    /// Whether it is the one of that name or lies in the set of that name.
    #[must_use]
    pub fn is_in(&self, name: &str) -> bool {
        let rest = self.name.strip_prefix(name.trim_end_matches('/'));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// The passages with a gold file below a folder, by name.
///
/// # Errors
/// When a folder cannot be read.
pub fn passages(gold: &Path, text: &Path) -> io::Result<Vec<Passage>> {
    let mut files = Vec::new();
    collect(gold, &mut files)?;
    let named = files.into_iter().filter_map(|path| {
        let below = path.strip_prefix(gold).ok()?.with_extension("");
        let name = below.to_string_lossy().replace('\\', "/");
        // Not `with_extension`, which would cut a name with a dot in it.
        let text = text.join(format!("{name}.txt"));
        Some(Passage { name, gold: path, text })
    });
    let mut found: Vec<Passage> = named.collect();
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        // A link to a folder may lead in a circle.
        if entry.file_type()?.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    Ok(())
}
