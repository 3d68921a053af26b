//! The site over real connections: what a stranger gets, and what every answer carries.
#![allow(clippy::unwrap_used)]

mod ahead;
mod broken;
mod door;
mod drafts;
mod gateway;
mod kept;
mod nothing_typed;
mod officials;
mod parts;
mod patience;
mod portal;
mod publish;
mod readings;
mod receipts;
mod site;
mod strangers;
mod styleguide;
mod uploads;
