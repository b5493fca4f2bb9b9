//! Files of many texts (JSONL, CSV, spreadsheets): which of their columns hold the text, its title, its date.

use std::num::NonZeroU32;
use std::str::FromStr;

use smol_str::SmolStr;

use super::document::Origin;
use super::{Document, ReadError, layout};

/// The names under which columns are found, by what they hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The text.
    pub text: Vec<String>,
    /// An identifier of the text in its file; it stands in the document's path.
    pub id: Vec<String>,
    /// Its headline.
    pub title: Vec<String>,
    /// When it was published.
    pub date: Vec<String>,
    /// Who published it.
    pub source: Vec<String>,
    /// Who wrote it.
    pub author: Vec<String>,
    /// Whether somebody has said what holds the text: then it is an error where there is no such column.
    pub text_is_asked_for: bool,
}

impl Default for Columns {
    fn default() -> Self {
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        Self {
            text: names(&[
                "text",
                "content",
                "body",
                "article",
                "正文",
                "内容",
                "文本",
                "全文",
                "新闻内容",
                "文章内容",
            ]),
            id: names(&["id", "url", "link", "编号", "链接", "网址"]),
            title: names(&["title", "headline", "标题", "题目", "新闻标题"]),
            date: names(&[
                "date",
                "time",
                "published",
                "publish_time",
                "pub_date",
                "日期",
                "时间",
                "发布时间",
                "发布日期",
            ]),
            source: names(&["source", "publisher", "media", "site", "来源", "媒体", "出处", "信息来源"]),
            author: names(&["author", "作者", "记者"]),
            text_is_asked_for: false,
        }
    }
}

impl FromStr for Columns {
    type Err = String;

    /// `text=正文,title=标题`: these names in place of the usual ones.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut columns = Self::default();
        for pair in text.split(',').filter(|pair| !pair.trim().is_empty()) {
            let (field, name) =
                pair.split_once('=').ok_or_else(|| format!("`{pair}` is not of the form field=column"))?;
            let names = vec![name.trim().to_owned()];
            match field.trim() {
                "text" => {
                    columns.text = names;
                    columns.text_is_asked_for = true;
                }
                "id" => columns.id = names,
                "title" => columns.title = names,
                "date" => columns.date = names,
                "source" => columns.source = names,
                "author" => columns.author = names,
                field => return Err(format!("`{field}` is none of text, id, title, date, source, author")),
            }
        }
        Ok(columns)
    }
}

impl Columns {
    /// Which of some names is the first of the known ones; case and blanks around a name do not count.
    pub(super) fn position<'n>(known: &[String], mut names: impl Iterator<Item = &'n str> + Clone) -> Option<usize> {
        known.iter().find_map(|known| names.clone().position(|name| name.trim().eq_ignore_ascii_case(known))).or_else(
            || {
                // A byte order mark may stand before the first name.
                names.position(|name| known.iter().any(|known| name.trim_start_matches('\u{feff}').trim() == known))
            },
        )
    }
}

/// What a record holds.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) text: String,
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) date: Option<String>,
    pub(super) source: Option<String>,
    pub(super) author: Option<String>,
}

impl Record {
    /// The record as a document: its title is the first heading. Offsets count in title and text, a line each.
    pub(super) fn document(
        self,
        path: &str,
        number: u32,
        format: &'static str,
        encoding: Option<&'static str>,
    ) -> Result<Document, ReadError> {
        let known = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let title = known(self.title);
        let text = match &title {
            Some(title) if !self.text.trim_start().starts_with(title.as_str()) => format!("{title}\n{}", self.text),
            _ => self.text,
        };
        let path = match known(self.id) {
            Some(id) => format!("{path}#{id}"),
            None => path.to_owned(),
        };
        let origin = Origin {
            path: path.into(),
            record: NonZeroU32::new(number),
            title: title.map(SmolStr::from),
            date: known(self.date),
            publisher: known(self.source).map(SmolStr::from),
            author: known(self.author).map(SmolStr::from),
            format,
            encoding,
            ..Origin::default()
        };
        Document::assemble(text.as_bytes(), layout::lay_out(&text), origin)
    }
}
