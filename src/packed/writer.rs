//! Writing: documents, entities and statements go in one by one, in canonical order, and the file comes out at the end.
//!
//! Each section grows in a file of its own without a name; in memory are the names, to sort them (about 50 bytes for an
//! entity), the ends of the statements, to sort those by target (16 bytes for a statement), and the latest strings.

use std::io::{BufReader, BufWriter, Read, Seek, Write};

use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use tempfile::SpooledTempFile;

use crate::graph::{
    Document, Entity, Evidence, KnowledgeGraph, Measure, NameSignature, Reading, Spelling, Statement, Value,
};

use super::PackedError;
use super::layout::{BLOCK, Header, NONE, SECTIONS, Section};
use super::strings::Strings;
use super::view::{NUMBER, TEXT};

/// A section stays in memory up to so many bytes.
const IN_MEMORY: usize = 1 << 20;
/// And goes there in pieces of so many.
const BUFFER: usize = 64 << 10;

/// Writes a packed graph.
pub struct PackedWriter {
    spools: Vec<Spool>,
    strings: Strings,
    /// How many strings have been written, and how many bytes.
    string_count: u32,
    string_bytes: u64,
    terms: FxHashMap<SmolStr, u32>,
    labels: Labels,
    /// Code and entity.
    codes: Vec<(SmolStr, u32)>,
    ends: Vec<(u32, u32)>,
    last_id: Option<SmolStr>,
    nodes: u32,
    measures: u32,
    qualifiers: u32,
    evidence: u32,
}

/// A section on its way.
struct Spool {
    out: BufWriter<SpooledTempFile>,
    length: u64,
}

impl Spool {
    fn new() -> Self {
        Self { out: BufWriter::with_capacity(BUFFER, tempfile::spooled_tempfile(IN_MEMORY)), length: 0 }
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<(), PackedError> {
        self.length += bytes.len() as u64;
        Ok(self.out.write_all(bytes)?)
    }

    fn numbers(&mut self, numbers: &[u32]) -> Result<(), PackedError> {
        numbers.iter().try_for_each(|number| self.bytes(&number.to_le_bytes()))
    }
}

/// All names, in one text.
#[derive(Default)]
struct Labels {
    text: String,
    offsets: Vec<u64>,
    nodes: Vec<u32>,
}

impl Labels {
    fn push(&mut self, text: &str, node: u32) {
        self.offsets.push(self.text.len() as u64);
        self.text.push_str(text);
        self.nodes.push(node);
    }

    fn get(&self, label: u32) -> &str {
        let label = label as usize;
        let end = self.offsets.get(label + 1).map_or(self.text.len(), |end| *end as usize);
        &self.text[self.offsets[label] as usize..end]
    }
}

fn next(counter: &mut u32, what: &'static str) -> Result<u32, PackedError> {
    let number = *counter;
    *counter = number.checked_add(1).filter(|next| *next != NONE).ok_or(PackedError::TooLarge { what })?;
    Ok(number)
}

fn count(length: usize, what: &'static str) -> Result<u32, PackedError> {
    u32::try_from(length).ok().filter(|count| *count != NONE).ok_or(PackedError::TooLarge { what })
}

impl Default for PackedWriter {
    fn default() -> Self {
        Self::new()
    }
}

impl PackedWriter {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            spools: (0..SECTIONS).map(|_| Spool::new()).collect(),
            strings: Strings::default(),
            string_count: 0,
            string_bytes: 0,
            terms: FxHashMap::default(),
            labels: Labels::default(),
            codes: Vec::new(),
            ends: Vec::new(),
            last_id: None,
            nodes: 0,
            measures: 0,
            qualifiers: 0,
            evidence: 0,
        }
    }

    /// Writes a graph.
    ///
    /// # Errors
    /// When it cannot be written, or is too large.
    pub fn write(graph: &KnowledgeGraph, out: &mut dyn Write) -> Result<(), PackedError> {
        let mut writer = Self::new();
        graph.documents().try_for_each(|document| writer.document(document))?;
        graph.entities().try_for_each(|entity| writer.entity(entity))?;
        for edge in graph.graph().raw_edges() {
            writer.statement(edge.source().index() as u32, edge.target().index() as u32, &edge.weight)?;
        }
        writer.finish(out)
    }

    fn spool(&mut self, section: Section) -> &mut Spool {
        &mut self.spools[section as usize]
    }

    fn string(&mut self, text: &str) -> Result<u32, PackedError> {
        let (number, new) = self.strings.number(text, self.string_count);
        if new {
            next(&mut self.string_count, "strings")?;
            let begin = self.string_bytes;
            self.string_bytes += text.len() as u64;
            self.spool(Section::StringOffsets).bytes(&begin.to_le_bytes())?;
            self.spool(Section::StringBytes).bytes(text.as_bytes())?;
        }
        Ok(number)
    }

    fn optional(&mut self, text: Option<&SmolStr>) -> Result<u32, PackedError> {
        text.map_or(Ok(NONE), |text| self.string(text))
    }

    fn term(&mut self, text: &SmolStr) -> Result<u32, PackedError> {
        if let Some(number) = self.terms.get(text) {
            return Ok(*number);
        }
        let (number, string) = (count(self.terms.len(), "terms")?, self.string(text)?);
        self.spool(Section::Terms).numbers(&[string])?;
        self.terms.insert(text.clone(), number);
        Ok(number)
    }

    /// Kind and bits of a value.
    fn value(&mut self, value: &Value) -> Result<[u32; 3], PackedError> {
        Ok(match value {
            Value::Number(number) => {
                let bits = number.0.to_bits();
                [NUMBER, bits as u32, (bits >> 32) as u32]
            }
            Value::Text(text) => [TEXT, self.string(text)?, 0],
        })
    }

    fn evidence(&mut self, evidence: &[Evidence]) -> Result<[u32; 2], PackedError> {
        let first = self.evidence;
        for one in evidence {
            next(&mut self.evidence, "places of evidence")?;
            let page = one.page.map_or(0, std::num::NonZeroU32::get);
            let record = [
                self.string(&one.document)?,
                page,
                one.start,
                one.end,
                self.string(&one.quote)?,
                self.term(&one.rule)?,
            ];
            self.spool(Section::Evidence).numbers(&record)?;
        }
        Ok([first, count(evidence.len(), "places of evidence")?])
    }

    /// Adds a document. They come by their ids.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn document(&mut self, document: &Document) -> Result<(), PackedError> {
        let Document { id, path, record, title, date, date_source, publisher, author, format, encoding } = document;
        let mut numbers = vec![self.string(id)?, self.string(path)?, record.map_or(0, std::num::NonZeroU32::get)];
        for text in [title, date, date_source, publisher, author, format, encoding] {
            numbers.push(self.optional(text.as_ref())?);
        }
        self.spool(Section::Documents).numbers(&numbers)
    }

    /// Adds an entity. They come by their ids, each once.
    ///
    /// # Errors
    /// When it does not come after the one before, or cannot be written.
    pub fn entity(&mut self, entity: &Entity) -> Result<(), PackedError> {
        if self.last_id.as_ref().is_some_and(|last| *last >= entity.id) {
            return Err(PackedError::Order);
        }
        self.last_id = Some(entity.id.clone());
        let node = next(&mut self.nodes, "entities")?;
        let label = count(self.labels.nodes.len(), "names")?;
        self.labels.push(&entity.name, node);
        entity.aliases.iter().for_each(|alias| self.labels.push(alias, node));
        if let Some(code) = &entity.code {
            self.codes.push((code.clone(), node));
        }
        let (id, kind, code) =
            (self.string(&entity.id)?, self.term(&entity.kind)?, self.optional(entity.code.as_ref())?);
        let measure = self.measures;
        let [evidence, places] = self.evidence(&entity.evidence)?;
        entity.measures.iter().try_for_each(|measure| self.measure(measure))?;
        self.spool(Section::Nodes).numbers(&[id, kind, code, label, measure, evidence, places])
    }

    fn measure(&mut self, measure: &Measure) -> Result<(), PackedError> {
        next(&mut self.measures, "measures")?;
        let [kind, low, high] = self.value(&measure.value)?;
        let (indicator, unit) = (self.term(&measure.indicator)?, self.optional(measure.unit.as_ref())?);
        let date = self.optional(measure.date.as_ref())?;
        let [evidence, places] = self.evidence(&measure.evidence)?;
        self.spool(Section::Measures).numbers(&[indicator, kind, low, high, unit, date, evidence, places])
    }

    /// Adds a statement between two entities, by their places among the entities. Statements come by source, target,
    /// relation and qualifiers.
    ///
    /// # Errors
    /// When an end is not there yet, it does not come after the one before, or it cannot be written.
    pub fn statement(&mut self, source: u32, target: u32, statement: &Statement) -> Result<(), PackedError> {
        let in_order = self.ends.last().is_none_or(|last| *last <= (source, target));
        if source >= self.nodes || target >= self.nodes || !in_order {
            return Err(PackedError::Order);
        }
        count(self.ends.len(), "statements")?;
        self.ends.push((source, target));
        self.spool(Section::Ends).numbers(&[source, target])?;
        let (relation, qualifier) = (self.term(&statement.relation)?, self.qualifiers);
        for (name, value) in &statement.qualifiers {
            next(&mut self.qualifiers, "qualifiers")?;
            let (name, [kind, low, high]) = (self.term(name)?, self.value(value)?);
            self.spool(Section::Qualifiers).numbers(&[name, kind, low, high])?;
        }
        let [evidence, places] = self.evidence(&statement.evidence)?;
        let confidence = statement.confidence.to_le_bytes();
        let edges = self.spool(Section::Edges);
        edges.numbers(&[relation, qualifier, evidence, places])?;
        edges.bytes(&confidence)
    }

    /// Writes the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self, out: &mut dyn Write) -> Result<(), PackedError> {
        let (label, measure, evidence) = (count(self.labels.nodes.len(), "names")?, self.measures, self.evidence);
        self.spool(Section::Nodes).numbers(&[0, 0, NONE, label, measure, evidence, 0])?;
        let end = [0, self.qualifiers, self.evidence, 0, 0, 0];
        self.spool(Section::Edges).numbers(&end)?;
        let bytes = self.string_bytes;
        self.spool(Section::StringOffsets).bytes(&bytes.to_le_bytes())?;
        // What only served strings is given back before sorting begins.
        self.strings = Strings::default();
        self.sort_names()?;
        self.sort_statements()?;
        assemble(self.spools, out)
    }

    fn sort_names(&mut self) -> Result<(), PackedError> {
        let labels = std::mem::take(&mut self.labels);
        for offset in labels.offsets.iter().chain([&(labels.text.len() as u64)]) {
            self.spool(Section::LabelOffsets).bytes(&offset.to_le_bytes())?;
        }
        self.spool(Section::LabelBytes).bytes(labels.text.as_bytes())?;
        self.spool(Section::LabelNodes).numbers(&labels.nodes)?;
        let all = 0..labels.nodes.len() as u32;
        for label in all.clone() {
            let label = labels.get(label);
            self.spool(Section::LabelSpellings).bytes(&Spelling::of(label).bits().to_le_bytes())?;
            self.spool(Section::LabelReadings).bytes(&Reading::of(label).bits().to_le_bytes())?;
        }
        let mut order: Vec<u32> = all.collect();
        order.sort_unstable_by(|a, b| labels.get(*a).cmp(labels.get(*b)).then(a.cmp(b)));
        self.spool(Section::LabelOrder).numbers(&order)?;
        let mut codes = std::mem::take(&mut self.codes);
        codes.sort_unstable();
        codes.iter().try_for_each(|(_, node)| self.spool(Section::CodeOrder).numbers(&[*node]))
    }

    fn sort_statements(&mut self) -> Result<(), PackedError> {
        let ends = std::mem::take(&mut self.ends);
        let starts = |end: fn(&(u32, u32)) -> u32| {
            let mut starts = vec![0_u32; self.nodes as usize + 1];
            for one in &ends {
                starts[end(one) as usize + 1] += 1;
            }
            for node in 1..starts.len() {
                starts[node] += starts[node - 1];
            }
            starts
        };
        let (outgoing, incoming) = (starts(|ends| ends.0), starts(|ends| ends.1));
        let mut free = incoming.clone();
        let mut by_target = vec![0_u32; ends.len()];
        for (edge, (_, target)) in ends.iter().enumerate() {
            let place = &mut free[*target as usize];
            by_target[*place as usize] = edge as u32;
            *place += 1;
        }
        for (out, into) in outgoing.iter().zip(&incoming) {
            self.spool(Section::Starts).numbers(&[*out, *into])?;
        }
        for (out, into) in outgoing.windows(2).zip(incoming.windows(2)) {
            let adjacent = self.spool(Section::Adjacent);
            (out[0]..out[1]).try_for_each(|edge| adjacent.numbers(&[ends[edge as usize].1, edge]))?;
            let into = &by_target[into[0] as usize..into[1] as usize];
            into.iter().try_for_each(|edge| adjacent.numbers(&[ends[*edge as usize].0, *edge]))?;
        }
        Ok(())
    }
}

/// Puts the sections one after the other, each from a multiple of eight on, with the header before and the checksums behind.
fn assemble(spools: Vec<Spool>, out: &mut dyn Write) -> Result<(), PackedError> {
    // The header knows the checksum of all checksums, so the sections are gone through twice.
    let mut sections = [(0, 0); SECTIONS];
    let mut end = BLOCK as u64;
    let mut files = Vec::with_capacity(SECTIONS);
    for (section, spool) in sections.iter_mut().zip(spools) {
        *section = (end.next_multiple_of(8), spool.length);
        end = section.0 + section.1;
        files.push(spool.out.into_inner().map_err(std::io::IntoInnerError::into_error)?);
    }
    let mut checksums: Vec<u8> = Vec::new();
    each_block(&mut files, &sections, |block| {
        checksums.extend(crc32fast::hash(block).to_le_bytes());
        Ok(())
    })?;
    let length = end + checksums.len() as u64;
    let header = Header { length, checksums: end, checksum: crc32fast::hash(&checksums), sections };
    out.write_all(&header.encode())?;
    each_block(&mut files, &sections, |block| out.write_all(block))?;
    Ok(out.write_all(&checksums)?)
}

fn each_block(
    files: &mut [SpooledTempFile],
    sections: &[(u64, u64)],
    mut take: impl FnMut(&[u8]) -> std::io::Result<()>,
) -> Result<(), PackedError> {
    let mut end = BLOCK as u64;
    let mut body: Box<dyn Read> = Box::new(std::io::empty());
    for (file, (begin, length)) in files.iter_mut().zip(sections) {
        file.rewind()?;
        body = Box::new(body.chain(std::io::repeat(0).take(begin - end)).chain(file));
        end = begin + length;
    }
    let mut body = BufReader::with_capacity(1 << 20, body);
    let mut block = Vec::with_capacity(BLOCK);
    loop {
        block.clear();
        (&mut body).take(BLOCK as u64).read_to_end(&mut block)?;
        if block.is_empty() {
            return Ok(());
        }
        take(&block)?;
    }
}
