//! Logins at Meta that devices started. They live in memory only: what a login gives is sealed to its device before anything
//! else happens to it, and is gone when the login's time is over.
//!
//! `one` decides what may follow what, `book` finds a login by what the browser brings and tells devices the news, and
//! `exchange` turns a code into what the device gets.

mod book;
mod exchange;
mod one;

pub(crate) use book::{LoginBook, LoginKey, Seen, random_text};
pub(crate) use exchange::{finish_with_code, redirect_uri, token_info, words_of};
pub(crate) use one::Stage;
