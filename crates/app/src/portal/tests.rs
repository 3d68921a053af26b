//! The portal through its use cases.

mod resident;
mod titles;
