//! Pictures: Graphviz draws what the DOT exporter writes.

use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::KnowledgeGraph;
use crate::export::{Dot, Exporter, Options};
use crate::schema::Schema;

use super::error::CliError;
use super::export::Picture;
use super::output;

/// Runs `dot`; what it says goes to standard error.
pub(super) fn draw(
    picture: Picture,
    graph: &KnowledgeGraph,
    schema: &Schema,
    options: &Options,
    target: Option<&Path>,
) -> Result<(), CliError> {
    let mut text = Vec::new();
    Dot.write_with(graph, schema, options, &mut text)?;
    let kind = match picture {
        Picture::Svg => "-Tsvg",
        Picture::Png => "-Tpng",
        Picture::Pdf => "-Tpdf",
    };
    let mut graphviz =
        Command::new("dot").arg(kind).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(|source| {
            match source.kind() {
                ErrorKind::NotFound => CliError::NoGraphviz,
                _ => CliError::Graphviz { message: source.to_string() },
            }
        })?;
    // It reads all before it writes, but may stop reading: both ends at once.
    let input = graphviz.stdin.take();
    let writer = std::thread::spawn(move || input.map_or(Ok(()), |mut input| input.write_all(&text)));
    let fault = |source: std::io::Error| CliError::Graphviz { message: source.to_string() };
    let drawn = graphviz.wait_with_output().map_err(fault)?;
    let written = writer.join();
    if !drawn.status.success() {
        return Err(CliError::Graphviz { message: format!("it ended with {}", drawn.status) });
    }
    if let Ok(Err(source)) = written {
        return Err(fault(source));
    }
    output::write_bytes(&drawn.stdout, target)
}
