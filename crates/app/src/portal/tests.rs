//! The portal through its use cases.

mod again;
mod resident;
mod titles;
