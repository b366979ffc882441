//! When streaming goes wrong: every row of `docs/faults.md` at every moment where it makes sense,
//! through the real service over real sockets, in front of a model's server that plays a script.
//!
//! Each file is one behaviour. [`faults::table`] holds the document against the tests.

#![allow(unreachable_pub, reason = "the modules of a test share their items")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that fails panics")]

mod support;

mod faults {
    mod endings;
    mod errors_in_the_stream;
    mod finish_reasons;
    mod format;
    mod framing;
    mod leaving;
    mod limits;
    mod parameters;
    mod refusals;
    mod shapes;
    mod shutdown;
    mod silence;
    mod statuses;
    mod table;
    mod unreachable;
}
