//! Times and sizes with their units.

use std::time::Duration;

const TIMES: [(&str, u64); 5] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

const SIZES: [(&str, u64); 7] = [
    ("GiB", 1 << 30),
    ("GB", 1_000_000_000),
    ("MiB", 1 << 20),
    ("MB", 1_000_000),
    ("KiB", 1 << 10),
    ("KB", 1000),
    ("B", 1),
];

/// A time such as `500ms`, `30s`, `5m`, `8h` or `1d`. None for anything else: a number alone does
/// not say what it counts.
pub(super) fn parse_time(text: &str) -> Option<Duration> {
    let (number, unit) = split(text)?;
    let (_, factor) = TIMES.iter().find(|(name, _)| unit == *name)?;
    number.checked_mul(*factor).map(Duration::from_millis)
}

/// A time in the largest unit that gives a whole number.
pub(super) fn show_time(time: Duration) -> String {
    let milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    show(milliseconds, &TIMES).unwrap_or_else(|| format!("{milliseconds}ms"))
}

/// A number of bytes such as `65536`, `64KiB` or `4MB`, in any case. None for anything else.
pub(super) fn parse_size(text: &str) -> Option<u64> {
    let (number, unit) = split(text)?;
    if unit.is_empty() {
        return Some(number);
    }
    let (_, factor) = SIZES.iter().find(|(name, _)| unit.eq_ignore_ascii_case(name))?;
    number.checked_mul(*factor)
}

/// A number of bytes in the largest unit that gives a whole number.
pub(super) fn show_size(bytes: u64) -> String {
    show(bytes, &SIZES).unwrap_or_else(|| bytes.to_string())
}

fn split(text: &str) -> Option<(u64, &str)> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, text[end..].trim_start()))
}

fn show(number: u64, units: &[(&str, u64)]) -> Option<String> {
    let (unit, factor) = units.iter().find(|(_, factor)| number != 0 && number.is_multiple_of(*factor))?;
    Some(format!("{}{unit}", number / factor))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_times_with_their_units() {
        for (text, milliseconds) in [
            ("250ms", 250),
            ("30s", 30_000),
            ("5m", 300_000),
            ("8h", 28_800_000),
            ("1d", 86_400_000),
            ("2 s", 2000),
        ] {
            assert_eq!(parse_time(text), Some(Duration::from_millis(milliseconds)), "{text}");
        }
    }

    #[test]
    fn reads_no_time_without_a_unit_or_with_an_unknown_one() {
        for text in
            ["", "5", "s", "-5s", "5.5s", "5 parsecs", "5M", "5sm", "99999999999999999999s", "213503982335d"]
        {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }

    #[test]
    fn reads_sizes_with_and_without_units() {
        for (text, bytes) in [
            ("17", 17),
            ("17B", 17),
            ("4MB", 4_000_000),
            ("4mb", 4_000_000),
            ("64KiB", 65_536),
            ("1GiB", 1 << 30),
        ] {
            assert_eq!(parse_size(text), Some(bytes), "{text}");
        }
        for text in ["", "MB", "4 parsecs", "1.5MB", "-1", "99999999999GiB"] {
            assert_eq!(parse_size(text), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn what_is_shown_reads_back_as_the_same(number in 0..u64::MAX / 2) {
            let time = Duration::from_millis(number);
            prop_assert_eq!(parse_time(&show_time(time)), Some(time));
            prop_assert_eq!(parse_size(&show_size(number)), Some(number));
        }
    }
}
