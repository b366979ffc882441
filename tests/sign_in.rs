//! Sign-in through the real service over real sockets, with an OpenID provider that sends what each
//! test says.

#![allow(unreachable_pub, reason = "the modules of a test share their items")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that fails panics")]

mod support;

mod sign_in {
    mod back_channel;
    mod cookies;
    mod discovery;
    mod flow;
    mod pages;
    mod tokens;
    mod who_may_enter;
}
