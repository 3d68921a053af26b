//! The pages: a file each, with the template of the same name in `templates/pages/`.

pub mod act;
pub mod admin;
pub mod definitions;
pub mod enter;
pub mod figures;
pub mod guide;
pub mod health;
pub mod home;
pub mod import;
pub mod kept;
pub mod leader;
pub mod list;
pub mod map;
pub mod my;
pub mod new;
pub mod notices;
pub mod publish;
pub mod published;
pub mod record;
pub mod report;
pub mod search;
pub mod sign_in;
pub mod styleguide;
pub mod work;
