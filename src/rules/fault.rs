//! Faults of a pack as its author sees them: the file, the place, what is wrong there and what would be right.

use std::fmt::{self, Display};
use std::ops::Range;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};

use super::source::PackFile;

/// Why a pack cannot be used: one fault.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct PackError {
    /// The file at fault.
    pub file: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Bytes of the file where it is wrong, each with a few words.
    pub places: Vec<(Range<usize>, String)>,
    shown: Option<NamedSource<String>>,
}

impl PackError {
    /// A fault of a whole file.
    #[must_use]
    pub fn new(file: &PackFile, message: impl Into<String>) -> Self {
        Self {
            file: file.name.clone(),
            message: message.into(),
            help: None,
            places: Vec::new(),
            shown: Some(NamedSource::new(&file.name, file.text.clone())),
        }
    }

    /// A fault of a file that is not there.
    #[must_use]
    pub fn missing(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), message: message.into(), help: None, places: Vec::new(), shown: None }
    }

    /// Adds a place.
    #[must_use]
    pub fn at(mut self, range: Option<Range<usize>>, label: impl Into<String>) -> Self {
        self.places.extend(range.map(|range| (range, label.into())));
        self
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: Option<impl Into<String>>) -> Self {
        self.help = help.map(Into::into).or(self.help);
        self
    }
}

impl Diagnostic for PackError {
    fn help(&self) -> Option<Box<dyn Display + '_>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.shown.as_ref().map(|shown| shown as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.places.iter().map(|(range, label)| {
            LabeledSpan::new(Some(label.clone()).filter(|label| !label.is_empty()), range.start, range.len())
        });
        Some(Box::new(labels))
    }
}

/// All faults of a pack, in the order of its files and lines.
#[derive(Clone, Debug)]
pub struct PackErrors(pub Vec<PackError>);

impl Display for PackErrors {
    /// Without colour; what a terminal shows has the same words.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(100);
        for fault in &self.0 {
            let mut text = String::new();
            handler.render_report(&mut text, fault)?;
            for line in text.lines() {
                writeln!(out, "{}", line.trim_end())?;
            }
        }
        Ok(())
    }
}

/// Puts faults into the order of the files and lines.
pub(super) fn sort(faults: &mut [PackError]) {
    faults.sort_by_key(|fault| (fault.file.clone(), fault.places.first().map(|(range, _)| range.start)));
}

/// The nearest of the known words, as a question.
pub(super) fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    known
        .into_iter()
        .map(|candidate| (strsim::normalized_damerau_levenshtein(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= 0.5)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| format!("did you mean `{candidate}`?"))
}
