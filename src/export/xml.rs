//! What the XML formats share.

use std::borrow::Cow;
use std::io::Write;

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

pub(super) type Xml<'a> = Writer<&'a mut dyn Write>;

/// XML 1.0 has no way to write most control characters, not even as references; U+FFFD stands for them.
pub(super) fn legal(text: &str) -> Cow<'_, str> {
    let fits = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    // Only these bytes begin a character that does not fit.
    if text.bytes().all(|byte| byte >= b' ' && byte != 0xEF) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if fits(c) { c } else { '\u{FFFD}' }).collect())
}

pub(super) fn start(xml: &mut Xml<'_>, name: &str, attributes: &[(&str, &str)]) -> std::io::Result<()> {
    xml.write_event(Event::Start(BytesStart::new(name).with_attributes(attributes.iter().copied())))
}

pub(super) fn empty(xml: &mut Xml<'_>, name: &str, attributes: &[(&str, &str)]) -> std::io::Result<()> {
    xml.write_event(Event::Empty(BytesStart::new(name).with_attributes(attributes.iter().copied())))
}

pub(super) fn end(xml: &mut Xml<'_>, name: &str) -> std::io::Result<()> {
    xml.write_event(Event::End(BytesEnd::new(name)))
}

pub(super) fn element(xml: &mut Xml<'_>, name: &str, key: (&str, &str), text: &str) -> std::io::Result<()> {
    xml.create_element(name).with_attribute(key).write_text_content(BytesText::new(&legal(text)))?;
    Ok(())
}
