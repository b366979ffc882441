//! Sessions: who signed in, kept in a sealed cookie or in a server-side store.
//!
//! [`Sessions`] is the only way in; two stores are behind it. A session holds issuer, subject,
//! display name, e-mail address, picture flag, the provider's `sid`, two times and a random id, and
//! never a token. A sealed cookie needs no memory on the server: any replica with the same key ring
//! serves any request. The server-side store uses tower-sessions' store interface.
//!
//! Both stores expire a session that was idle for too long and one that began too long ago. Both
//! refuse a session that was signed out in this process, or ended by a logout message of its provider to
//! this process, whatever cookie arrives later.

mod cookies;
mod error;
mod extractor;
pub(crate) mod id;
mod keys;
mod layer;
mod revocations;
mod sealed;
mod server;
mod sessions;

pub(crate) use self::keys::KeyError;
pub(crate) use self::{
    cookies::{Cookies, all as request_cookies},
    error::SessionError,
    extractor::NoPerson,
    id::{Clock, Timestamp},
    keys::Ring,
    layer::carry,
    revocations::Revocation,
    sessions::Sessions,
};
