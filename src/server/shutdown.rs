//! stand-in
#![allow(missing_docs)]
#[derive(Clone, Default)]
pub struct Shutdown;
