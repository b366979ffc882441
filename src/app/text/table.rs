//! Formats a table for the clipboard, as comma-separated values (RFC 4180) or Markdown.

use wasm_bindgen::JsCast;
use web_sys::Element;

/// The text of a table's cells, row by row, the header row first, and the alignment of its columns.
#[derive(Debug, Default)]
pub(super) struct Cells {
    rows: Vec<Vec<String>>,
    /// For each column that is not aligned to the start: `c` (center) or `e` (end), from the table's class.
    alignments: Vec<(usize, char)>,
}

/// Reads a table from the page.
pub(super) fn cells(table: &Element) -> Cells {
    let mut cells = Cells::default();
    let Ok(rows) = table.query_selector_all("tr") else { return cells };
    for index in 0..rows.length() {
        let Some(row) = rows.get(index) else { continue };
        let all = row.child_nodes();
        cells.rows.push((0..all.length()).filter_map(|at| all.get(at)).map(|cell| words(&cell)).collect());
    }
    if let Ok(Some(table)) = table.query_selector("table") {
        for class in table.get_attribute("class").unwrap_or_default().split(' ') {
            let column = class.trim_start_matches(char::is_alphabetic);
            if let (Ok(column), Some(kind)) = (column.parse(), class.chars().next()) {
                cells.alignments.push((column, kind));
            }
        }
    }
    cells
}

/// The text of a cell, with the source of each formula.
fn words(cell: &web_sys::Node) -> String {
    let Ok(copy) = cell.clone_node_with_deep(true) else { return String::new() };
    if let Some(element) = copy.dyn_ref::<Element>()
        && let Ok(formulas) = element.query_selector_all("[data-tex]")
    {
        for index in 0..formulas.length() {
            let formula = formulas.get(index).and_then(|node| node.dyn_into::<Element>().ok());
            if let Some((formula, tex)) =
                formula.and_then(|formula| formula.get_attribute("data-tex").map(|tex| (formula, tex)))
            {
                formula.set_text_content(Some(&["$", &tex, "$"].concat()));
            }
        }
    }
    copy.text_content().unwrap_or_default()
}

/// Formats comma-separated values. An apostrophe is put before a cell that a spreadsheet would run as a
/// formula, as OWASP advises: the cell comes from the model, not from the reader.
pub(super) fn csv(cells: &Cells) -> String {
    let mut text = String::new();
    for row in &cells.rows {
        for (column, cell) in row.iter().enumerate() {
            if column > 0 {
                text.push(',');
            }
            let signed = cell.starts_with(['+', '-']) && !is_number(&cell[1..]);
            let safe = if signed || cell.starts_with(['=', '@', '\t']) {
                ["'", cell].concat()
            } else {
                cell.clone()
            };
            if safe.contains([',', '"', '\n', '\r']) {
                text.push('"');
                text.push_str(&safe.replace('"', "\"\""));
                text.push('"');
            } else {
                text.push_str(&safe);
            }
        }
        text.push_str("\r\n");
    }
    text
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'%' | b' '))
}

/// Formats a Markdown table (GFM).
pub(super) fn markdown(cells: &Cells) -> String {
    let mut text = String::new();
    for (index, row) in cells.rows.iter().enumerate() {
        for cell in row {
            text.push_str("| ");
            text.push_str(&cell.replace('|', "\\|"));
            text.push(' ');
        }
        text.push_str("|\n");
        if index == 0 {
            for column in 0..row.len() {
                let aligned = cells.alignments.iter().find(|(at, _)| *at == column);
                text.push_str(match aligned {
                    Some((_, 'c')) => "|:---:",
                    Some(_) => "|---:",
                    None => "|---",
                });
            }
            text.push_str("|\n");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells() -> Cells {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        Cells {
            rows: vec![
                row(["a", "b, c", "d"]),
                row(["say \"so\"", "x|y", "-1.5"]),
                row(["=1+1", "@a", "-x"]),
            ],
            alignments: vec![(1, 'c'), (2, 'e')],
        }
    }

    #[test]
    fn values_are_quoted_where_they_must_be_and_no_formula_survives() {
        assert_eq!(csv(&cells()), "a,\"b, c\",d\r\n\"say \"\"so\"\"\",x|y,-1.5\r\n'=1+1,'@a,'-x\r\n");
    }

    #[test]
    fn markdown_keeps_alignment_and_escapes_bars() {
        assert_eq!(
            markdown(&cells()),
            "| a | b, c | d |\n|---|:---:|---:|\n| say \"so\" | x\\|y | -1.5 |\n| =1+1 | @a | -x |\n"
        );
    }
}
