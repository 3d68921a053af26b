//! The program from outside, and the order of the house.
#![allow(clippy::unwrap_used)]

mod account;
mod act;
mod annual_report;
mod bad;
mod check;
mod crash;
mod days;
mod demo;
mod elsewhere;
mod figures;
mod help;
mod house;
mod ledgers;
mod live;
mod run;
mod tamper;
mod trial;
mod versions;
