//! A source as it comes from a file: recognised, unpacked, and read as one document or many.

use std::io::{BufRead, BufReader, Cursor, Read};
use std::num::NonZeroU32;

use flate2::read::MultiGzDecoder;
use serde_json::Value;
use smol_str::SmolStr;
use zip::ZipArchive;

use super::format::{self, Kind, docx, html, pdf, sheet, text, zip_file};
use super::record::Record;
use super::{Columns, Document, ReadError};

/// How sources are read.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Which columns of tables and records hold what.
    pub columns: Columns,
    /// How much is read.
    pub limits: Limits,
}

/// Bounds that keep one file from taking all memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of one document, after unpacking.
    pub document: u64,
    /// The most bytes that one source gives when it is unpacked.
    pub unpacked: u64,
    /// How deep archives may be nested.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { document: 64 << 20, unpacked: 4 << 30, depth: 3 }
    }
}

/// What of a source could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {error}")]
pub struct ReadFault {
    /// The source, or the member of an archive.
    pub path: SmolStr,
    /// The row or record, counted from 1, where one of many is bad.
    pub record: Option<NonZeroU32>,
    /// Why.
    #[source]
    pub error: ReadError,
}

/// Reads a source and gives each of its documents, or what is wrong with it, as it comes. `path` is the name that the graph
/// shows.
pub fn read_source(
    input: &mut dyn Read,
    path: &str,
    options: &ReadOptions,
    each: &mut dyn FnMut(Result<Document, ReadFault>),
) {
    Source { options, unpacked: 0, each }.read(input, path, 0);
}

/// How many bytes of a file show its format.
const HEAD: u64 = 8 << 10;

struct Source<'a> {
    options: &'a ReadOptions,
    /// How much has been unpacked.
    unpacked: u64,
    each: &'a mut dyn FnMut(Result<Document, ReadFault>),
}

impl Source<'_> {
    fn read(&mut self, input: &mut dyn Read, path: &str, depth: usize) {
        let mut head = Vec::new();
        if let Err(error) = input.take(HEAD).read_to_end(&mut head) {
            return self.fail(path, None, io(&error));
        }
        let format = match format::recognise(&head, path) {
            Ok(format) => format,
            Err(error) => return self.fail(path, None, error),
        };
        let mut input = Cursor::new(head).chain(input);
        match format.kind() {
            Kind::Gzip => self.unpack(&mut MultiGzDecoder::new(input), &without(path, ".gz"), depth),
            Kind::Zstd => match ruzstd::decoding::StreamingDecoder::new(input) {
                Ok(mut decoder) => self.unpack(&mut decoder, &without(path, ".zst"), depth),
                Err(error) => {
                    self.fail(path, None, ReadError::Damaged { format: "zstd archive", reason: error.to_string() });
                }
            },
            Kind::Jsonl => self.json_lines(BufReader::new(input), path),
            Kind::Zip => match self.whole(&mut input, self.options.limits.unpacked) {
                Ok(bytes) => self.archive(&bytes, path, depth),
                Err(error) => self.fail(path, None, error),
            },
            kind => match self.whole(&mut input, self.options.limits.document) {
                Ok(bytes) => self.document(kind, &bytes, path),
                Err(error) => self.fail(path, None, error),
            },
        }
    }

    fn fail(&mut self, path: &str, record: Option<u32>, error: ReadError) {
        (self.each)(Err(ReadFault { path: SmolStr::new(path), record: record.and_then(NonZeroU32::new), error }));
    }

    fn whole(&self, input: &mut dyn Read, limit: u64) -> Result<Vec<u8>, ReadError> {
        let mut bytes = Vec::new();
        input.take(limit + 1).read_to_end(&mut bytes).map_err(|error| io(&error))?;
        if bytes.len() as u64 > limit { Err(ReadError::TooLarge { limit }) } else { Ok(bytes) }
    }

    fn document(&mut self, kind: Kind, bytes: &[u8], path: &str) {
        let limit = self.options.limits.document;
        let document = match kind {
            Kind::Html => html::read(bytes, path),
            Kind::Pdf => pdf::read(bytes, path),
            Kind::Docx => docx::read(bytes, path, limit),
            Kind::Csv => return self.csv(bytes, path),
            Kind::Xlsx => {
                let columns = &self.options.columns;
                let each = &mut *self.each;
                return sheet::read_workbook(bytes, path, columns, &mut |record, document| {
                    each(document.map_err(|error| fault(path, record, error)));
                });
            }
            _ if is_graph(bytes) => Err(ReadError::Graph),
            _ => text::read(bytes, path),
        };
        (self.each)(document.map_err(|error| fault(path, None, error)));
    }

    fn csv(&mut self, bytes: &[u8], path: &str) {
        let decoded = match super::encoding::decode(bytes, None) {
            Ok(decoded) => decoded,
            Err(error) => return self.fail(path, None, error),
        };
        let mut any = false;
        let each = &mut *self.each;
        sheet::read_csv(
            decoded.text.as_bytes(),
            path,
            decoded.encoding,
            &self.options.columns,
            &mut |record, document| {
                any = true;
                each(document.map_err(|error| fault(path, record, error)));
            },
        );
        if !any {
            self.fail(path, None, ReadError::Empty);
        }
    }

    /// A JSON object a line. Each line is read by itself, so a file may be larger than memory.
    fn json_lines(&mut self, mut input: impl BufRead, path: &str) {
        let limit = self.options.limits.document;
        let (mut line, mut number, mut any) = (Vec::new(), 0_u32, false);
        loop {
            line.clear();
            number += 1;
            match (&mut input).take(limit + 1).read_until(b'\n', &mut line) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => return self.fail(path, Some(number), io(&error)),
            }
            any = true;
            if line.len() as u64 > limit {
                // The rest of the line is read and forgotten.
                self.fail(path, Some(number), ReadError::TooLarge { limit });
                if input.skip_until(b'\n').is_err() {
                    return;
                }
                continue;
            }
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let document = self
                .json_record(&line, number)
                .and_then(|record| record.document(path, number, "jsonl", Some("UTF-8")))
                .map_err(|error| fault(path, Some(number), error));
            (self.each)(document);
        }
        if !any {
            self.fail(path, None, ReadError::Empty);
        }
    }

    fn json_record(&self, line: &[u8], number: u32) -> Result<Record, ReadError> {
        let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
        let bad = |reason: String| ReadError::Record { line: number.into(), reason };
        let value: Value = serde_json::from_slice(line).map_err(|error| bad(error.to_string()))?;
        let Value::Object(mut fields) = value else { return Err(bad("it is no JSON object".into())) };
        let columns = &self.options.columns;
        let found = fields.keys().map(String::as_str).collect::<Vec<_>>().join("、");
        let mut take = |known: &[String]| {
            let names: Vec<String> = fields.keys().cloned().collect();
            let at = Columns::position(known, names.iter().map(String::as_str))?;
            match fields.remove(&names[at])? {
                Value::String(text) => Some(text),
                Value::Number(number) => Some(number.to_string()),
                // Paragraphs as a list.
                Value::Array(items) => Some(items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")),
                _ => None,
            }
        };
        let text = take(&columns.text);
        let record = Record {
            id: take(&columns.id),
            title: take(&columns.title),
            date: take(&columns.date),
            source: take(&columns.source),
            author: take(&columns.author),
            text: text.unwrap_or_default(),
        };
        if record.text.trim().is_empty() {
            return Err(ReadError::NoColumn { asked: columns.text.join("、"), found });
        }
        Ok(record)
    }

    /// Goes on with what comes out of a packed file.
    fn unpack(&mut self, input: &mut dyn Read, path: &str, depth: usize) {
        let limit = self.options.limits.depth;
        if depth >= limit {
            return self.fail(path, None, ReadError::TooDeep { limit });
        }
        let left = self.options.limits.unpacked.saturating_sub(self.unpacked);
        let mut counted = Counted { inner: input, left, read: 0 };
        self.read(&mut counted, path, depth + 1);
        self.unpacked += counted.read;
    }

    fn archive(&mut self, bytes: &[u8], path: &str, depth: usize) {
        let mut archive = match ZipArchive::new(Cursor::new(bytes)) {
            Ok(archive) => archive,
            Err(error) => return self.fail(path, None, zip_file::fault(&error, "ZIP archive")),
        };
        // Word and Excel documents are archives, too.
        let holds = |name: &str| archive.index_for_name(name).is_some();
        if holds("word/document.xml") {
            return self.document(Kind::Docx, bytes, path);
        }
        if holds("xl/workbook.xml") {
            return self.document(Kind::Xlsx, bytes, path);
        }
        let mut any = false;
        for index in 0..archive.len() {
            let mut member = match archive.by_index(index) {
                Ok(member) => member,
                Err(error) => {
                    let name = format!("{path}/{index}");
                    any = true;
                    self.fail(&name, None, zip_file::fault(&error, "ZIP archive"));
                    continue;
                }
            };
            // Names of old archives are in GBK without saying so.
            let name = match std::str::from_utf8(member.name_raw()) {
                Ok(name) => name.to_owned(),
                Err(_) => encoding_rs::GB18030.decode_without_bom_handling(member.name_raw()).0.into_owned(),
            };
            let hidden =
                name.starts_with("__MACOSX") || name.rsplit('/').next().is_some_and(|name| name.starts_with('.'));
            if member.is_dir() || hidden || format::of_name(&name).is_none() {
                continue;
            }
            any = true;
            self.unpack(&mut member, &format!("{path}/{name}"), depth);
        }
        if !any {
            self.fail(path, None, ReadError::NothingInside);
        }
    }
}

fn fault(path: &str, record: Option<u32>, error: ReadError) -> ReadFault {
    ReadFault { path: SmolStr::new(path), record: record.and_then(NonZeroU32::new), error }
}

fn io(error: &std::io::Error) -> ReadError {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Exhausted>()) {
        Some(Exhausted { limit }) => ReadError::TooLarge { limit: *limit },
        None => ReadError::Io { reason: error.to_string() },
    }
}

/// The name of what is in a packed file: the file's own without its last extension.
fn without(path: &str, extension: &str) -> String {
    let cut = path.len().saturating_sub(extension.len());
    match path.get(cut..) {
        Some(end) if end.eq_ignore_ascii_case(extension) => path[..cut].to_owned(),
        _ => path.to_owned(),
    }
}

/// Whether a JSON file is a graph that this program wrote.
fn is_graph(bytes: &[u8]) -> bool {
    let begin = &bytes[..bytes.len().min(256)];
    memchr::memmem::find(begin, b"\"aid-graph/").is_some()
}

/// Nothing more may be unpacked.
#[derive(Debug, thiserror::Error)]
#[error("more than {limit} bytes")]
struct Exhausted {
    limit: u64,
}

/// Counts what is read, and stops at a bound: a few kilobytes can unpack to terabytes.
struct Counted<'a> {
    inner: &'a mut dyn Read,
    left: u64,
    read: u64,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read += count as u64;
        if self.read > self.left {
            return Err(std::io::Error::other(Exhausted { limit: self.left }));
        }
        Ok(count)
    }
}
