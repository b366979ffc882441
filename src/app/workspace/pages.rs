//! Pages that need no WebAssembly, and the document around every page. They are compiled into the
//! server alone, so that the bundle does not carry them.

pub(crate) mod landing;
pub(crate) mod notices;
pub(crate) mod shell;
