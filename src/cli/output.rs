//! Writing: files whole or not at all, and JSON for programs.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;

use serde::Serialize;

use crate::KnowledgeGraph;
use crate::export::{ExportError, Exporter, Json, Options, Packed};
use crate::schema::Schema;

use super::error::CliError;

/// Writes a graph to a file, or to standard output for `-` or nothing; a format of several files to a folder.
pub(super) fn write(
    exporter: &dyn Exporter,
    graph: &KnowledgeGraph,
    schema: &Schema,
    options: &Options,
    target: Option<&Path>,
) -> Result<(), CliError> {
    if exporter.format().files.is_empty() {
        return whole(target, |out| exporter.write_with(graph, schema, options, out));
    }
    let Some(folder) = target.filter(|path| *path != Path::new("-")) else {
        return Err(CliError::NeedsFolder { format: exporter.format().name });
    };
    fs::create_dir_all(folder).map_err(|source| CliError::Write { path: folder.display().to_string(), source })?;
    for file in exporter.format().files {
        whole(Some(&folder.join(file)), |out| exporter.write_file(file, graph, schema, options, out))?;
    }
    Ok(())
}

/// Writes a graph for this program to read again: packed where the name says so, else as graph.json.
pub(super) fn write_graph(graph: &KnowledgeGraph, target: Option<&Path>) -> Result<(), CliError> {
    let exporter: &dyn Exporter = if is_packed(target) { &Packed } else { &Json };
    // Neither of them has labels, so any schema will do.
    write(exporter, graph, &Schema::default(), &Options::default(), target)
}

/// Whether a file is to be a packed graph, by its name.
pub(super) fn is_packed(target: Option<&Path>) -> bool {
    target.and_then(Path::extension).is_some_and(|extension| extension == Packed.format().extension)
}

/// Writes bytes to a file, or to standard output for `-` or nothing.
pub(super) fn write_bytes(bytes: &[u8], target: Option<&Path>) -> Result<(), CliError> {
    whole(target, |out| Ok(out.write_all(bytes)?))
}

/// A file is written beside its place under another name, brought to the disk and then renamed, so that a reader never
/// sees half of it and a failure leaves the old one.
pub(super) fn whole(
    target: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> Result<(), ExportError>,
) -> Result<(), CliError> {
    let Some(path) = target.filter(|path| *path != Path::new("-")) else {
        let mut out = BufWriter::new(std::io::stdout().lock());
        write(&mut out)?;
        return out.flush().map_err(|source| CliError::Write { path: "standard output".into(), source });
    };
    let fault = |source: std::io::Error| CliError::Write { path: path.display().to_string(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = tempfile::Builder::new().prefix(".aid-graph-").tempfile_in(folder).map_err(fault)?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    match write(&mut out) {
        Err(ExportError::Io(source)) => return Err(fault(source)),
        other => other?,
    }
    let file = out.into_inner().map_err(|error| fault(error.into_error()))?;
    file.as_file().sync_all().map_err(fault)?;
    // A temporary file is readable by its owner alone; the target is an ordinary one.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).map_or(0o644, |known| known.permissions().mode());
        file.as_file().set_permissions(fs::Permissions::from_mode(mode)).map_err(fault)?;
    }
    file.persist(path).map_err(|error| fault(error.error))?;
    Ok(())
}

/// Prints a value as JSON, as `--json` of all commands does.
pub(super) fn print_json(value: &impl Serialize) -> Result<(), CliError> {
    let fault = |source: std::io::Error| CliError::Write { path: "standard output".into(), source };
    let mut out = BufWriter::new(std::io::stdout().lock());
    serde_json::to_writer_pretty(&mut out, value).map_err(|error| fault(error.into()))?;
    writeln!(out).and_then(|()| out.flush()).map_err(fault)
}
