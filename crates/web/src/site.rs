//! What all handlers share: the district and the settings.

use std::sync::Arc;

use fadu_app::{District, Failure};

use crate::settings::Settings;
use crate::trouble::Trouble;

/// The site, cheap to clone.
#[derive(Clone)]
pub struct Site(Arc<Inner>);

struct Inner {
    district: District,
    settings: Settings,
}

impl Site {
    pub fn new(district: District, settings: Settings) -> Self {
        Self(Arc::new(Inner { district, settings }))
    }

    pub fn district(&self) -> &District {
        &self.0.district
    }

    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Runs a use case on a thread that may wait for the database.
    pub async fn run<T: Send + 'static>(
        &self,
        body: impl FnOnce(&District) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Trouble> {
        let site = self.clone();
        match tokio::task::spawn_blocking(move || body(site.district())).await {
            Ok(result) => result.map_err(Trouble::from),
            Err(_) => Err(Trouble::Broken("程序内部错误，已停止这一次请求；其他办理不受影响".to_owned())),
        }
    }
}
