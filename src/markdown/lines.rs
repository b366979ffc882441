//! Lines of a text: where they start, and what they look like.

/// Whether a line is blank but for the markers of at most so many quotes.
pub(super) fn is_blank(line: &str, quotes: usize) -> bool {
    line.bytes().all(|b| matches!(b, b' ' | b'\t' | b'>' | b'\n'))
        && line.bytes().filter(|b| *b == b'>').count() <= quotes
}

/// Whether a line between two offsets is blank, in so many quotes.
pub(super) fn blank_between(text: &str, end: usize, start: usize, quotes: usize) -> bool {
    let Some(between) = text.get(end..start) else {
        return false;
    };
    let Some((between, _)) = between.rsplit_once('\n') else {
        return false;
    };
    let whole = end == 0 || text.as_bytes()[end - 1] == b'\n';
    let mut lines = between.split('\n').skip(usize::from(!whole));
    lines.any(|line| is_blank(line, quotes))
}

/// The lines of a text without their line ends. An empty text has none.
pub(super) fn split(text: &str) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    text.strip_suffix('\n').unwrap_or(text).split('\n').map(str::to_owned).collect()
}

/// Whether raw HTML is of types 1 to 5, which a closing mark ends.
pub(super) fn html_has_mark(html: &str) -> bool {
    let html = html.trim_start_matches(' ');
    ["<!", "<?", "<pre", "<script", "<style", "<textarea"]
        .iter()
        .any(|prefix| html.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)))
}

/// The first `count` lines from an offset on, if they are complete.
pub(super) fn whole_lines(text: &str, at: usize, count: usize) -> Option<&str> {
    let (end, _) = text[at..].match_indices('\n').nth(count - 1)?;
    Some(&text[at..at + end + 1])
}

/// Where the line that holds this offset starts.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |at| at + 1)
}

/// Where the last line starts, of a text that ends with a line end.
pub(super) fn last_line_start(text: &str) -> Option<usize> {
    Some(line_start(text, text.strip_suffix('\n')?.len()))
}

/// Whether a line is indented by less than four columns, so that it can begin any block.
pub(super) fn is_unindented(line: &str) -> bool {
    line.bytes().take_while(|b| matches!(b, b' ' | b'\t')).count() < 4
        && !line.trim_start_matches(' ').starts_with('\t')
}
