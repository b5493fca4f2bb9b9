//! Why a source cannot be read.

/// Why a source cannot be read.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum ReadError {
    /// Nothing but white space.
    #[error("the file is empty: it holds no text to read")]
    Empty,
    /// Bytes that are no UTF-8 and of no other known encoding.
    #[error("byte {offset} (line {line}) is no UTF-8: save the file as UTF-8 and try again")]
    NotUtf8 {
        /// The first such byte, counted from 0.
        offset: usize,
        /// Its line, counted from 1.
        line: usize,
    },
    /// Bytes that are not of the encoding of the rest.
    #[error("byte {offset} is no {encoding}, in which the text before it is: the file is damaged or mixes encodings")]
    Undecodable {
        /// The name of the encoding.
        encoding: &'static str,
        /// The first such byte, counted from 0.
        offset: usize,
    },
    /// NUL bytes: a binary file.
    #[error("byte {offset} is NUL: this is no text, and no format that is read")]
    Binary {
        /// The first such byte, counted from 0.
        offset: usize,
    },
    /// A format that is recognised and not read.
    #[error("this is {kind}, which is not read: {advice}")]
    Unsupported {
        /// What it is.
        kind: String,
        /// What to do.
        advice: &'static str,
    },
    /// A file that begins like one of its format and does not go on like one.
    #[error("this is no whole {format}: {reason}")]
    Damaged {
        /// The format.
        format: &'static str,
        /// What its reader says.
        reason: String,
    },
    /// A file that asks for a password.
    #[error("the {format} is encrypted: save it without a password")]
    Encrypted {
        /// The format.
        format: &'static str,
    },
    /// A PDF of pictures.
    #[error(
        "none of its {pages} pages has a text layer: run it through a program for character recognition (OCR) first"
    )]
    NoTextLayer {
        /// How many pages it has.
        pages: usize,
    },
    /// A page without text.
    #[error("the page holds no text")]
    NoText,
    /// An archive of other things.
    #[error("the archive holds no file of a format that is read")]
    NothingInside,
    /// More text than one document may have.
    #[error("it holds more than {limit} bytes of text: split it, or raise --max-size")]
    TooLarge {
        /// How many it may have.
        limit: u64,
    },
    /// Archives in archives.
    #[error("archives are nested more than {limit} deep: unpack them first")]
    TooDeep {
        /// How deep they may be.
        limit: usize,
    },
    /// A table without the column that is asked for.
    #[error("no column is called {asked}; there are: {found}")]
    NoColumn {
        /// The name that was asked for.
        asked: String,
        /// The names that there are.
        found: String,
    },
    /// A record that is no record.
    #[error("line {line} is no record: {reason}")]
    Record {
        /// Its line, counted from 1.
        line: u64,
        /// What its reader says.
        reason: String,
    },
    /// A file with a graph, not with a text.
    #[error("this is a graph and no text: give it to --input of a command that reads graphs")]
    Graph,
    /// Reading stopped.
    #[error("reading stopped: {reason}")]
    Io {
        /// What the system says.
        reason: String,
    },
}
