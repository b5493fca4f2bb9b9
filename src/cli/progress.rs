//! A bar that shows how far a build is: files, bytes and rate. Only on a terminal, and only where there is something to wait
//! for.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

use super::sources::SourceFile;

/// Less than this is done before a bar could be read, in bytes.
const WORTH_SHOWING: u64 = 4 << 20;

pub(super) struct Progress(Option<ProgressBar>);

impl Progress {
    pub(super) fn over(sources: &[SourceFile]) -> Self {
        let bytes = sources.iter().map(|source| source.size).sum();
        if bytes < WORTH_SHOWING || !std::io::stderr().is_terminal() {
            return Self(None);
        }
        let bar = ProgressBar::new(bytes);
        let style = ProgressStyle::with_template(
            "{wide_bar} {msg} files, {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left",
        );
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(format!("{}", sources.len()));
        Self(Some(bar))
    }

    pub(super) fn done(&self, source: &SourceFile) {
        if let Some(bar) = &self.0 {
            bar.inc(source.size);
        }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
