//! The tags of an XML text, as the reader of ODS files sees them. That reader waits for the end of
//! a table for ever if it does not come, so every tag must be closed before it is let loose.

use crate::archive::damaged;
use crate::fault::Problem;

/// How deep tags may lie in each other; a table needs about ten.
const DEEPEST: usize = 1000;

/// Gives every start and end tag, without its angle brackets, with the number of bytes of text
/// before it. Refuses text that is not well-formed in its tags.
pub(crate) fn walk(
    text: &[u8],
    mut visit: impl FnMut(usize, &[u8]) -> Result<(), Problem>,
) -> Result<(), Problem> {
    // Any other encoding would hide the tags.
    if std::str::from_utf8(text).is_err() || text.contains(&0) {
        return Err(damaged());
    }
    let mut open: Vec<&[u8]> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.iter().position(|byte| *byte == b'<') {
        rest = &rest[at + 1..];
        let end = end_of_tag(rest).ok_or_else(damaged)?;
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        if !matches!(tag.first(), Some(b'!' | b'?')) {
            visit(at, tag)?;
            nest(&mut open, tag).ok_or_else(damaged)?;
        }
    }
    if open.is_empty() { Ok(()) } else { Err(damaged()) }
}

/// Where a tag ends: a `>` in quotation marks does not end it, and in a comment nothing does but
/// its own end. Nothing for a document type: no spreadsheet needs one.
fn end_of_tag(rest: &[u8]) -> Option<usize> {
    if rest.starts_with(b"?") {
        return Some(find(rest, b"?>")? + 1);
    }
    for (start, end) in [(&b"!--"[..], b"-->"), (b"![CDATA[", b"]]>")] {
        if let Some(inside) = rest.strip_prefix(start) {
            return Some(start.len() + find(inside, end)? + 2);
        }
    }
    if rest.starts_with(b"!") {
        return None;
    }
    let mut quote = None;
    rest.iter().position(|byte| {
        match (quote, *byte) {
            (Some(open), close) if open == close => quote = None,
            (None, mark @ (b'"' | b'\'')) => quote = Some(mark),
            _ => {}
        }
        quote.is_none() && *byte == b'>'
    })
}

/// Opens or closes a tag. Nothing if it closes another than the last one opened.
fn nest<'a>(open: &mut Vec<&'a [u8]>, tag: &'a [u8]) -> Option<()> {
    let name = |tag: &'a [u8]| tag.split(u8::is_ascii_whitespace).next().unwrap_or_default();
    match tag.strip_prefix(b"/") {
        Some(ended) => (open.pop()? == ended.trim_ascii_end()).then_some(()),
        None if tag.ends_with(b"/") => Some(()),
        None => {
            open.push(name(tag));
            (open.len() <= DEEPEST).then_some(())
        }
    }
}

/// Where a word begins in a text.
pub(crate) fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|window| window == word)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::walk;

    fn tags(text: &str) -> Option<Vec<String>> {
        let mut found = Vec::new();
        let walked = walk(text.as_bytes(), |before, tag| {
            found.push(format!("{before} {}", String::from_utf8_lossy(tag)));
            Ok(())
        });
        walked.ok().map(|()| found)
    }

    #[test]
    fn tags_are_found_where_the_reader_finds_them() {
        let found = tags("<?x '?><a b='>'>text<!-- ' <c> --><d e=\"'/>\"/><![CDATA[<c>]]></a >").unwrap();
        assert_eq!(found, ["0 a b='>'", "0 d e=\"'/>\"/", "0 /a "]);
    }

    #[test]
    fn tags_must_be_closed_in_order() {
        for text in [
            "<a>",
            "<a></b>",
            "</a>",
            "<a><b></a></b>",
            "<a",
            "<a b='>",
            "<!DOCTYPE a>",
            "<!-- a",
            "<a>\0</a>",
        ] {
            assert_eq!(tags(text), None, "{text}");
        }
        assert_eq!(tags(&"<a>".repeat(1_000_000)), None);
        assert_eq!(tags("<a/><a><a/></a>").map(|tags| tags.len()), Some(4));
    }
}
