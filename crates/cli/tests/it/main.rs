//! The program from outside, and the order of the house.
#![allow(clippy::unwrap_used)]

mod house;
