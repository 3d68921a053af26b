//! How a code reaches a phone. This build has one way: on the page itself, in a demonstration.

use super::{Granted, kit};
use crate::District;

/// A way to a phone.
pub trait Channel: Send + Sync {
    /// Sends a text; gives what is to be shown on the page instead, if nothing was sent.
    fn send(&self, phone: &str, text: &str) -> Granted<Option<String>>;
}

/// In a demonstration nobody has a phone: the text is shown on the page as what it is.
struct OnPage;

impl Channel for OnPage {
    fn send(&self, _phone: &str, text: &str) -> Granted<Option<String>> {
        Ok(Some(text.to_owned()))
    }
}

impl District {
    /// The way to phones that this district has.
    pub(super) fn channel(&self) -> Granted<&'static dyn Channel> {
        match self.demo_day() {
            Some(_) => Ok(&OnPage),
            None => kit::denied("本区尚未接通短信，请凭办件编号查询，或到窗口、拨打电话办理"),
        }
    }
}
