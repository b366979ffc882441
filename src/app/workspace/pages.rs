//! Pages without WebAssembly, and the document around every page. Only the server contains them, which keeps
//! them out of the bundle.

pub(crate) mod landing;
pub(crate) mod notices;
pub(crate) mod shell;
