//! Signing in as staff, residents and strangers do, with the clock moved by hand.
#![allow(clippy::unwrap_used)]

mod kit;
mod manage;
mod resident;
mod sign_in;
mod trial;
