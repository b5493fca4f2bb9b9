//! Web pages: the main text (by the readability method, as browsers' reading views do), with what the page says of itself.

use std::sync::LazyLock;

use dom_smoothie::{Config, Readability, TextMode};
use encoding_rs::Encoding;
use regex::Regex;
use smol_str::SmolStr;

use super::super::document::Origin;
use super::super::{Document, ReadError, encoding, layout};

/// A page larger than this has more elements than articles have.
const MOST_ELEMENTS: usize = 200_000;

/// No page is nested deeper; browsers stop at 512, and the time to find the main text grows with the square of the depth.
const DEEPEST: usize = 512;

/// Reads a web page. Offsets count in its main text.
pub(in crate::read) fn read(bytes: &[u8], path: &str) -> Result<Document, ReadError> {
    let decoded = encoding::decode(bytes, declared(bytes))?;
    let damaged = |error: &dyn std::fmt::Display| ReadError::Damaged { format: "web page", reason: error.to_string() };
    if nesting(decoded.text.as_bytes()) > DEEPEST {
        return Err(damaged(&format!("its tags are nested more than {DEEPEST} deep")));
    }
    let config = Config {
        text_mode: TextMode::Markdown,
        max_elements_to_parse: MOST_ELEMENTS,
        // Chinese says in a hundred characters what the default of five hundred is meant for.
        char_threshold: 100,
        ..Config::default()
    };
    let mut readability =
        Readability::new(decoded.text.as_ref(), None, Some(config)).map_err(|error| damaged(&error))?;
    let whole = visible(&decoded.text).map_err(|error| damaged(&error))?;
    let origin = Origin {
        path: SmolStr::new(path),
        format: "html",
        encoding: Some(decoded.encoding),
        date: said(&whole, &PUBLISHED),
        publisher: said(&whole, &PUBLISHER).map(SmolStr::from),
        ..Origin::default()
    };
    if whole.trim().is_empty() {
        return Err(ReadError::NoText);
    }
    let Ok(article) = readability.parse() else {
        // Too little for an article: a notice of a few lines is still a text.
        return Document::assemble(bytes, layout::lay_out(&whole), origin);
    };
    let title = article.title.trim();
    // The title is said once, as the heading of the text.
    let text = format!("# {title}\n\n{}", unescaped(&article.text_content));
    let known = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let origin = Origin {
        title: (!title.is_empty()).then(|| SmolStr::new(title)),
        date: known(article.published_time).or(origin.date),
        publisher: origin.publisher.or_else(|| known(article.site_name).map(SmolStr::from)),
        author: known(article.byline).map(SmolStr::from),
        ..origin
    };
    Document::assemble(bytes, layout::lay_out(&text), origin)
}

/// How deep the tags of a page are nested at most. Tags that need no end, such as `<p>` and `<br>`, do not count.
fn nesting(page: &[u8]) -> usize {
    const COUNTED: [&[u8]; 12] =
        [b"div", b"span", b"section", b"article", b"table", b"ul", b"ol", b"font", b"b", b"i", b"a", b"blockquote"];
    let (mut depth, mut deepest) = (0_usize, 0);
    for at in memchr::memchr_iter(b'<', page) {
        let rest = &page[at + 1..];
        let closes = rest.first() == Some(&b'/');
        let name = &rest[usize::from(closes)..];
        let length = name.iter().take(12).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if COUNTED.iter().any(|counted| counted.eq_ignore_ascii_case(&name[..length])) {
            depth = if closes { depth.saturating_sub(1) } else { depth + 1 };
            deepest = deepest.max(depth);
        }
    }
    deepest
}

/// The text of a page's body, without its scripts.
fn visible(page: &str) -> Result<String, dom_smoothie::ReadabilityError> {
    static UNSEEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?is)<script.*?</script>|<style.*?</style>|<noscript.*?</noscript>|<head.*?</head>")
            .expect("a constant pattern")
    });
    let body = UNSEEN.replace_all(page, "");
    Ok(Readability::new(body.as_ref(), None, None)?.doc.text().to_string())
}

static PUBLISHED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:发布时间|发布日期|发表时间|时间|日期|发布于)[：:]?\s*((?:19|20)[0-9]{2}[年./-][0-9]{1,2}[月./-][0-9]{1,2})")
        .expect("a constant pattern")
});
static PUBLISHER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:信息来源|稿源|来源)[：:]\s*([^\s：:，。|）)]{2,30})").expect("a constant pattern")
});

fn said(page: &str, pattern: &Regex) -> Option<String> {
    pattern.captures(page).map(|found| found[1].to_owned())
}

/// The text without the backslashes that Markdown puts before marks.
fn unescaped(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut characters = markdown.chars().peekable();
    while let Some(c) = characters.next() {
        if c != '\\' || !characters.peek().is_some_and(char::is_ascii_punctuation) {
            out.push(c);
        }
    }
    out
}

/// The encoding that a page declares in its head: `<meta charset=…>` or `content="text/html; charset=…"`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    static CHARSET: LazyLock<regex::bytes::Regex> = LazyLock::new(|| {
        regex::bytes::Regex::new(r#"(?i)charset\s*=\s*["']?\s*([a-z0-9_-]+)"#).expect("a constant pattern")
    });
    let head = &bytes[..bytes.len().min(4096)];
    CHARSET.captures(head).and_then(|found| Encoding::for_label(&found[1]))
}
