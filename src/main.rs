//! Mayfly.

fn main() {}
