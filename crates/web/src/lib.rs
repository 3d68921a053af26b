//! The pages: routes, templates, assets. They only draw: what stands on them comes from `app` as plain
//! data, what is typed goes back to it as it is. Every page works without scripts.

mod assets;
mod client;
mod components;
mod frame;
mod kept;
mod pages;
mod patience;
mod routes;
mod security;
mod sent;
mod serve;
mod settings;
mod site;
mod trouble;
mod typed;
mod visitor;
mod watch;

pub use serve::serve;
pub use settings::{Log, Settings};
