//! Formats numbers for people. The standard library formats any floating-point number exactly, with tables and
//! thousand-bit integers; that adds 25 KB to the bundle, which a page that shows seconds does not need.

/// Formats a non-negative number, rounded to `places` decimal places (at most 3).
pub(crate) fn rounded(value: f64, places: u32) -> String {
    let scale = 10_u64.pow(places.min(3));
    // `as` saturates: a number beyond `u64` becomes its bound, and NaN becomes 0.
    let units = (value * scale as f64 + 0.5) as u64;
    match places {
        0 => units.to_string(),
        _ => format!("{}.{:0width$}", units / scale, units % scale, width = places.min(3) as usize),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_rounded_to_the_places_that_are_asked_for() {
        assert_eq!(rounded(0.0, 1), "0.0");
        assert_eq!(rounded(1.25, 0), "1");
        assert_eq!(rounded(1.26, 1), "1.3");
        assert_eq!(rounded(9.999, 2), "10.00");
        assert_eq!(rounded(12.034, 2), "12.03");
        assert_eq!(rounded(139.7, 0), "140");
    }

    #[test]
    fn what_is_no_number_does_no_harm() {
        assert_eq!(rounded(f64::NAN, 1), "0.0");
        assert_eq!(rounded(-3.0, 0), "0");
        assert!(!rounded(f64::INFINITY, 2).is_empty());
    }
}
