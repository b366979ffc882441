//! The heights of all rows of a conversation, and where each row begins. Changing a height, and finding the row at
//! an offset, takes logarithmic time.

/// Heights in pixels, in the order of the rows. `sums` is a Fenwick tree: `sums[i]` is the sum of the last
/// `lowest(i + 1)` rows up to and including `i`.
#[derive(Clone, Debug, Default)]
pub(super) struct Heights {
    rows: Vec<f64>,
    sums: Vec<f64>,
}

/// The lowest bit of a number that is not 0.
fn lowest(number: usize) -> usize {
    number & number.wrapping_neg()
}

impl Heights {
    /// Number of rows.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Adds a row at the end.
    pub(super) fn push(&mut self, height: f64) {
        self.rows.push(height);
        let (number, mut sum) = (self.rows.len(), height);
        // Its sum includes the sums that end right before it.
        let mut step = 1;
        while step < lowest(number) {
            sum += self.sums[number - step - 1];
            step *= 2;
        }
        self.sums.push(sum);
    }

    /// Keeps the first `rows` rows.
    pub(super) fn truncate(&mut self, rows: usize) {
        self.rows.truncate(rows);
        self.sums.truncate(rows);
    }

    /// Sets the height of a row. Returns whether it has changed.
    pub(super) fn set(&mut self, row: usize, height: f64) -> bool {
        let Some(old) = self.rows.get_mut(row) else { return false };
        let change = height - *old;
        if change == 0.0 {
            return false;
        }
        *old = height;
        let mut number = row + 1;
        while let Some(sum) = self.sums.get_mut(number - 1) {
            *sum += change;
            number += lowest(number);
        }
        true
    }

    /// The offset at which a row begins: the height of all rows before it.
    pub(super) fn before(&self, row: usize) -> f64 {
        let (mut number, mut sum) = (row.min(self.len()), 0.0);
        while number > 0 {
            sum += self.sums[number - 1];
            number -= lowest(number);
        }
        sum
    }

    /// The row at an offset. The first row if the offset is negative, the last one if it is beyond the end, 0
    /// if there are no rows.
    pub(super) fn at(&self, height: f64) -> usize {
        let (mut passed, mut left) = (0, height);
        let mut step = self.len().checked_ilog2().map_or(0, |bits| 1 << bits);
        while step > 0 {
            if let Some(sum) = self.sums.get(passed + step - 1).filter(|sum| **sum <= left) {
                left -= sum;
                passed += step;
            }
            step /= 2;
        }
        passed.min(self.len().saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Heights;

    fn of(rows: &[u16]) -> Heights {
        let mut heights = Heights::default();
        for row in rows {
            heights.push(f64::from(*row));
        }
        heights
    }

    proptest! {
        #[test]
        fn a_row_begins_where_those_before_it_end(
            mut rows in prop::collection::vec(1u16..500, 0..200),
            changes in prop::collection::vec((any::<prop::sample::Index>(), 1u16..500), 0..20),
            keep in any::<prop::sample::Index>(),
            more in prop::collection::vec(1u16..500, 0..20),
        ) {
            let mut heights = of(&rows);
            for (at, height) in changes {
                if !rows.is_empty() {
                    let at = at.index(rows.len());
                    prop_assert_eq!(heights.set(at, f64::from(height)), rows[at] != height);
                    rows[at] = height;
                }
            }
            let keep = keep.index(rows.len() + 1);
            rows.truncate(keep);
            heights.truncate(keep);
            for row in more {
                rows.push(row);
                heights.push(f64::from(row));
            }
            prop_assert_eq!(heights.len(), rows.len());
            let mut begins = 0.0;
            for (index, row) in rows.iter().enumerate() {
                let height = f64::from(*row);
                prop_assert_eq!(heights.before(index), begins);
                prop_assert_eq!(heights.at(begins), index);
                prop_assert_eq!(heights.at(begins + height - 0.5), index);
                begins += height;
            }
            prop_assert_eq!(heights.before(rows.len()), begins);
            prop_assert_eq!(heights.at(begins + 1.0), rows.len().saturating_sub(1));
            prop_assert_eq!(heights.at(-1.0), 0);
        }
    }
}
