//! The portal through its use cases.

mod resident;
