//! Incremental Markdown: text in, closed blocks and one open block out. No DOM, no I/O.
