//! Sizes in bytes as people read them, in steps of a thousand.

/// A size in the unit that fits: `612 bytes`, `43 KB` (rounded up), `1.3 MB`.
pub(crate) fn bytes_text(bytes: usize) -> String {
    match bytes {
        0..1000 => format!("{bytes} bytes"),
        1000..1_000_000 => format!("{} KB", bytes.div_ceil(1000)),
        _ => megabytes(bytes),
    }
}

/// A size in MB whatever it is, to compare it with another: `0.3 MB`.
pub(crate) fn megabytes(bytes: usize) -> String {
    // Without floating-point formatting, which costs the tab 25 KB.
    let tenths = bytes.saturating_add(50_000) / 100_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::{bytes_text, megabytes};

    #[test]
    fn a_size_is_given_in_the_unit_that_fits() {
        for (bytes, text) in [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1000, "1 KB"),
            (1001, "2 KB"),
            (999_999, "1000 KB"),
            (1_000_000, "1.0 MB"),
            (1_260_000, "1.3 MB"),
            (200_000_000, "200.0 MB"),
        ] {
            assert_eq!(bytes_text(bytes), text);
        }
    }

    #[test]
    fn sizes_that_are_compared_share_the_unit() {
        assert_eq!((megabytes(300_000), megabytes(100_000)), ("0.3 MB".to_owned(), "0.1 MB".to_owned()));
        assert_eq!(megabytes(49_999), "0.0 MB");
        assert!(megabytes(usize::MAX).ends_with(" MB"));
    }
}
