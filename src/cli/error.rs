//! Errors as the user sees them, and the exit codes.

use std::path::PathBuf;
use std::process::ExitCode;

use miette::Diagnostic;

use crate::evaluate::GoldError;
use crate::export::ExportError;
use crate::graph::GraphError;
use crate::import::ImportError;
use crate::packed::PackedError;
use crate::query::NameError;
use crate::read::ReadError;
use crate::rules::PackErrors;
use crate::rules::UnknownRule;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// 0
    Done,
    /// 1: nothing was found.
    Nothing,
    /// 2: wrong use, or an ambiguous name.
    Usage,
    /// 3: an input could not be read.
    BadInput,
    /// 4: an input/output error.
    Io,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        ExitCode::from(status as u8)
    }
}

/// Why a command failed.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum CliError {
    /// A file or folder that is not there or cannot be opened.
    #[error("{}: cannot be opened", path.display())]
    #[diagnostic(help("check the path; `-` reads from standard input"))]
    Open {
        /// The path as it was given.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A folder in which no text is.
    #[error("{}: the folder holds no file of a format that is read", path.display())]
    #[diagnostic(help("name the files themselves, whatever their extension; docs/reading.md lists the formats"))]
    EmptyFolder {
        /// The path as it was given.
        path: PathBuf,
    },
    /// A source that cannot be read.
    #[error("{path}: cannot be read")]
    Read {
        /// The source.
        path: String,
        /// Why.
        source: ReadError,
    },
    /// Globs that cannot be used.
    #[error("--include or --exclude cannot be used")]
    Glob {
        /// Why.
        source: globset::Error,
    },
    /// A graph.json that cannot be read.
    #[error("{}: cannot be used", path.display())]
    #[diagnostic(help("`aid-graph build TEXT… -o graph.json` writes such a file"))]
    Graph {
        /// The file.
        path: PathBuf,
        /// Why.
        source: GraphError,
    },
    /// A file that is no graph.
    #[error("{}: is no graph", path.display())]
    #[diagnostic(help("a graph is a graph.json or a packed graph (.aidg), as `aid-graph build` writes them"))]
    NoGraph {
        /// The file.
        path: PathBuf,
    },
    /// A packed graph that cannot be read.
    #[error("{}: cannot be used", path.display())]
    #[diagnostic(help("`aid-graph build TEXT… -o graph.aidg` writes such a file; nothing was answered from this one"))]
    Packed {
        /// The file.
        path: PathBuf,
        /// Why.
        source: PackedError,
    },
    /// An export that cannot be read back.
    #[error("{}: cannot be read back", path.display())]
    #[diagnostic(help("`import` takes graph.json, JSON-LD, N-Quads, TriG and Turtle as `export` writes them"))]
    Import {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Box<ImportError>,
    },
    /// A relation or type that is asked for and not in the graph.
    #[error("the graph has no {kind} `{name}`")]
    #[diagnostic(help("{help}"))]
    NotThere {
        /// `relation` or `type`.
        kind: &'static str,
        /// What was asked for.
        name: String,
        /// What is there.
        help: String,
    },
    /// A date that is none.
    #[error("`{text}` is no date")]
    #[diagnostic(help("write a year, a month or a day: 2023, 2023-07, 2023-07-06"))]
    Date {
        /// What was given.
        text: String,
    },
    /// A time that ends before it begins.
    #[error("the second date of --between lies before the first")]
    Backwards,
    /// A query that cannot be run.
    #[error("the query cannot be run: {message}")]
    #[diagnostic(help("`aid-graph query --list` shows ready-made ones; docs/answers.md names the prefixes"))]
    Query {
        /// What is wrong with it.
        message: String,
    },
    /// A pattern that cannot be read.
    #[error("the pattern cannot be used: {message}")]
    #[diagnostic(help(
        "for example: '丰台区 -资助-> ?项目:Project -位于-> ?地方'; docs/answers.md describes patterns"
    ))]
    Pattern {
        /// What is wrong with it.
        message: String,
    },
    /// A format of several files without a folder to put them in.
    #[error("`{format}` is a folder of several files")]
    #[diagnostic(help("name the folder: --output DIR"))]
    NeedsFolder {
        /// The format.
        format: &'static str,
    },
    /// Graphviz is not installed.
    #[error("Graphviz is not installed: there is no program `dot`")]
    #[diagnostic(help(
        "Debian, Ubuntu: apt install graphviz fonts-noto-cjk; Fedora: dnf install graphviz google-noto-sans-cjk-fonts; \
         macOS: brew install graphviz; Windows: winget install graphviz. Or write --format dot and draw elsewhere"
    ))]
    NoGraphviz,
    /// Graphviz failed.
    #[error("Graphviz could not draw the graph: {message}")]
    #[diagnostic(help("a smaller part is easier to draw: --focus NAME, --max-nodes N"))]
    Graphviz {
        /// What happened.
        message: String,
    },
    /// A gold file that cannot be read.
    #[error("{path}: cannot be used")]
    #[diagnostic(help("docs/schema.md §7 describes gold files"))]
    Gold {
        /// The file.
        path: String,
        /// Why.
        source: GoldError,
    },
    /// A folder without a gold file that is asked for.
    #[error("{}: the folder holds no gold file NAME.json{}", path.display(), if only.is_empty() { String::new() } else { format!(" of {only}") })]
    #[diagnostic(help("`aid-graph eval DIR` reads DIR/gold/NAME.json and DIR/corpus/NAME.txt"))]
    NoGold {
        /// The folder.
        path: PathBuf,
        /// The names that were asked for, if any.
        only: String,
    },
    /// A name that leads to no entity.
    #[error("{0}")]
    Name(NameError, #[help] Option<String>),
    /// The id of no rule.
    #[error("{0}")]
    Rule(UnknownRule, #[help] Option<String>),
    /// The output could not be written.
    #[error("{path}: cannot write")]
    #[diagnostic(help("check that the folder exists and is writable; nothing was left half-written"))]
    Write {
        /// Where to.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// A folder in which no rules are.
    #[error("{}: the folder holds no .toml file", path.display())]
    #[diagnostic(help("a pack is a folder of TOML files; docs/rules.md describes them"))]
    EmptyPack {
        /// The path as it was given.
        path: PathBuf,
    },
    /// A pack with faults.
    #[error("{0}")]
    Pack(PackErrors),
    /// An exporter failed.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The thread pool could not be made.
    #[error("cannot start {threads} threads: {message}")]
    Threads {
        /// How many were asked for.
        threads: usize,
        /// What rayon says.
        message: String,
    },
}

impl From<ReadError> for CliError {
    fn from(source: ReadError) -> Self {
        CliError::Read { path: "input".into(), source }
    }
}

impl From<NameError> for CliError {
    fn from(error: NameError) -> Self {
        let help = match &error {
            NameError::Unknown { nearest, .. } if nearest.is_empty() => {
                "`aid-graph find TEXT` lists names that hold a text".to_owned()
            }
            NameError::Unknown { nearest, .. } => format!("did you mean {}?", nearest.join("、")),
            NameError::Ambiguous { count, candidates, .. } => {
                let more = count - candidates.len();
                let rest = if more > 0 { format!("\n  … and {more} more") } else { String::new() };
                format!("use the code or the id:\n  {}{rest}", candidates.join("\n  "))
            }
        };
        CliError::Name(error, Some(help))
    }
}

impl From<UnknownRule> for CliError {
    fn from(error: UnknownRule) -> Self {
        let help = (!error.nearest.is_empty()).then(|| format!("did you mean {}?", error.nearest.join(", ")));
        CliError::Rule(error, help)
    }
}

impl CliError {
    /// The exit code.
    #[must_use]
    pub fn status(&self) -> Status {
        match self {
            CliError::Open { .. }
            | CliError::Write { .. }
            | CliError::Export(_)
            | CliError::Graphviz { .. }
            | CliError::NoGraphviz
            | CliError::Threads { .. } => Status::Io,
            CliError::EmptyFolder { .. }
            | CliError::EmptyPack { .. }
            | CliError::Pack(_)
            | CliError::Read { .. }
            | CliError::Graph { .. }
            | CliError::NoGraph { .. }
            | CliError::Packed { .. }
            | CliError::Import { .. }
            | CliError::Gold { .. }
            | CliError::NoGold { .. } => Status::BadInput,
            CliError::Name(NameError::Unknown { .. }, _) | CliError::Rule { .. } | CliError::NotThere { .. } => {
                Status::Nothing
            }
            CliError::Name(NameError::Ambiguous { .. }, _)
            | CliError::NeedsFolder { .. }
            | CliError::Glob { .. }
            | CliError::Date { .. }
            | CliError::Backwards
            | CliError::Pattern { .. }
            | CliError::Query { .. } => Status::Usage,
        }
    }

    /// Tells the user on standard error; a pack's faults one after the other, each with its place.
    pub(super) fn report(self) {
        let CliError::Pack(PackErrors(faults)) = self else {
            eprintln!("{:?}", miette::Report::new(self));
            return;
        };
        let count = faults.len();
        for fault in faults {
            eprintln!("{:?}", miette::Report::new(fault));
        }
        eprintln!("{count} {} in the pack; nothing was compiled.", if count == 1 { "fault" } else { "faults" });
    }

    /// Whether the reader of the output has gone.
    #[must_use]
    pub fn is_broken_pipe(&self) -> bool {
        let io = match self {
            CliError::Write { source, .. } | CliError::Export(ExportError::Io(source)) => Some(source.kind()),
            CliError::Export(ExportError::Json(error)) => error.io_error_kind(),
            _ => None,
        };
        io == Some(std::io::ErrorKind::BrokenPipe)
    }
}
