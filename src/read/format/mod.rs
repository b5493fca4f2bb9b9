//! The formats that are read, one file each, and how they are told apart: by content first, by name second.

pub(super) mod docx;
pub(super) mod html;
pub(super) mod pdf;
pub(super) mod sheet;
pub(super) mod text;
mod vertical;
pub(super) mod zip_file;

use super::ReadError;

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// Its name in `graph.json`.
    pub name: &'static str,
    /// The usual extensions of its files, without the dot.
    pub extensions: &'static [&'static str],
    /// One line for the documentation.
    pub description: &'static str,
    kind: Kind,
}

/// How the bytes of a format are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Html,
    Pdf,
    Docx,
    Xlsx,
    Csv,
    Jsonl,
    Gzip,
    Zstd,
    Zip,
}

impl Format {
    pub(super) fn kind(self) -> Kind {
        self.kind
    }
}

/// The one list of formats: help and documentation are made from it.
pub static FORMATS: [Format; 10] = [
    Format {
        name: "text",
        extensions: &["txt", "text", "md", "markdown"],
        description: "plain text and Markdown in UTF-8, UTF-16, GB 18030 (GBK) or Big5",
        kind: Kind::Text,
    },
    Format {
        name: "html",
        extensions: &["html", "htm", "xhtml", "shtml"],
        description: "saved web pages: the main text without navigation, with title, date, publisher and author",
        kind: Kind::Html,
    },
    Format {
        name: "pdf",
        extensions: &["pdf"],
        description: "PDF with a text layer, columns one after the other",
        kind: Kind::Pdf,
    },
    Format { name: "docx", extensions: &["docx"], description: "Word documents, tables too", kind: Kind::Docx },
    Format {
        name: "xlsx",
        extensions: &["xlsx", "xls", "xlsb", "ods"],
        description: "spreadsheets, a document a row",
        kind: Kind::Xlsx,
    },
    Format { name: "csv", extensions: &["csv", "tsv"], description: "tables, a document a row", kind: Kind::Csv },
    Format {
        name: "jsonl",
        extensions: &["jsonl", "ndjson"],
        description: "a JSON object a line, a document each",
        kind: Kind::Jsonl,
    },
    Format { name: "gzip", extensions: &["gz"], description: "any of these, packed", kind: Kind::Gzip },
    Format { name: "zstd", extensions: &["zst"], description: "any of these, packed", kind: Kind::Zstd },
    Format { name: "zip", extensions: &["zip"], description: "an archive of any of these", kind: Kind::Zip },
];

/// The format of that kind.
pub(super) fn of_kind(kind: Kind) -> Format {
    FORMATS.into_iter().find(|format| format.kind == kind).unwrap_or(FORMATS[0])
}

/// The format that a file name's extension speaks of.
#[must_use]
pub(super) fn of_name(path: &str) -> Option<Format> {
    let (_, extension) = path.rsplit_once('.')?;
    FORMATS.into_iter().find(|format| format.extensions.iter().any(|known| known.eq_ignore_ascii_case(extension)))
}

/// The format of a file of which the first bytes are known.
///
/// # Errors
/// When it is of a known kind that is not read: a picture, an old Word document.
pub(super) fn recognise(head: &[u8], path: &str) -> Result<Format, ReadError> {
    let named = of_name(path).map(|format| format.kind);
    if let Some(kind) = infer::get(head) {
        return match kind.mime_type() {
            "application/pdf" => Ok(of_kind(Kind::Pdf)),
            "application/gzip" => Ok(of_kind(Kind::Gzip)),
            "application/zstd" => Ok(of_kind(Kind::Zstd)),
            "text/html" => Ok(of_kind(Kind::Html)),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => Ok(of_kind(Kind::Docx)),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            | "application/vnd.oasis.opendocument.spreadsheet"
            | "application/vnd.ms-excel" => Ok(of_kind(Kind::Xlsx)),
            // Word and Excel write their parts in any order; the list of what is in the archive tells.
            "application/zip" => Ok(of_kind(match named {
                Some(kind @ (Kind::Docx | Kind::Xlsx)) => kind,
                _ => Kind::Zip,
            })),
            mime => unsupported(mime, named),
        };
    }
    if looks_like_html(head) {
        return Ok(of_kind(Kind::Html));
    }
    Ok(of_kind(match named {
        Some(kind @ (Kind::Csv | Kind::Jsonl)) => kind,
        // What begins unlike its name is a text, or says that it is none.
        Some(Kind::Html) => Kind::Html,
        Some(kind @ (Kind::Pdf | Kind::Docx | Kind::Xlsx | Kind::Gzip | Kind::Zstd | Kind::Zip)) => {
            if head.is_empty() || std::str::from_utf8(&head[..head.len().min(256)]).is_ok() { Kind::Text } else { kind }
        }
        _ => Kind::Text,
    }))
}

fn unsupported(mime: &str, named: Option<Kind>) -> Result<Format, ReadError> {
    let (kind, advice) = match mime {
        "application/msword" | "application/x-ole-storage" => {
            if named == Some(Kind::Xlsx) {
                return Ok(of_kind(Kind::Xlsx));
            }
            ("an old Word document (.doc), or an encrypted one", "save it as .docx without a password")
        }
        "application/vnd.openxmlformats-officedocument.presentationml.presentation" => {
            ("a PowerPoint presentation", "save it as PDF")
        }
        "application/epub+zip" => ("an EPUB book", "unpack it: its chapters are HTML"),
        "application/vnd.oasis.opendocument.text" => ("an OpenDocument text", "save it as .docx"),
        "application/vnd.rar"
        | "application/x-rar-compressed"
        | "application/x-7z-compressed"
        | "application/x-tar"
        | "application/x-bzip2"
        | "application/x-xz" => ("another kind of archive", "unpack it, or pack it as .zip"),
        mime if mime.starts_with("image/") => ("a picture", "run it through a program for character recognition (OCR)"),
        mime if mime.starts_with("audio/") || mime.starts_with("video/") => ("a recording", "write down what it says"),
        // Scripts, XML and other texts are read as they are.
        mime if mime.starts_with("text/") => return Ok(of_kind(named.unwrap_or(Kind::Text))),
        _ => ("another kind of file", "save its text as .txt"),
    };
    Err(ReadError::Unsupported { kind: format!("{kind} ({mime})"), advice })
}

fn looks_like_html(head: &[u8]) -> bool {
    let begin: Vec<u8> = head.iter().take(1024).map(u8::to_ascii_lowercase).collect();
    let text = String::from_utf8_lossy(&begin);
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| text.starts_with(tag))
        || text.starts_with("<!--") && text.contains("<html")
        || text.starts_with("<?xml") && text.contains("<html")
}
