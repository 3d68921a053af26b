//! What all handlers share: the district and the settings.

use std::sync::Arc;

use fadu_app::{District, Failure};
use tokio::sync::Semaphore;

use crate::settings::Settings;
use crate::trouble::Trouble;

/// The site, cheap to clone.
#[derive(Clone)]
pub struct Site(Arc<Inner>);

struct Inner {
    district: District,
    settings: Settings,
    door: Door,
}

/// Who signs in: at once, and with those who wait.
const INSIDE: usize = 4;
const WAITING: usize = 16;

struct Door {
    places: Arc<Semaphore>,
    inside: Arc<Semaphore>,
}

impl Door {
    fn new() -> Self {
        let of = |most| Arc::new(Semaphore::new(most));
        Self { places: of(INSIDE + WAITING), inside: of(INSIDE) }
    }
}

impl Site {
    pub fn new(district: District, settings: Settings) -> Self {
        Self(Arc::new(Inner { district, settings, door: Door::new() }))
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
            Err(_) => {
                tracing::error!(cause = "panic", "failed");
                Err(Trouble::Broken("程序内部错误，已停止这一次请求；其他办理不受影响".to_owned()))
            }
        }
    }

    /// The same for signing in, which costs work before it is known who asks: few at once, few that wait,
    /// and whoever comes beyond that is sent away. So no number of them takes the threads of other pages.
    pub async fn run_at_door<T: Send + 'static>(
        &self,
        body: impl FnOnce(&District) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Trouble> {
        let Door { places, inside } = &self.0.door;
        let place = places.clone().try_acquire_owned().map_err(|_| Trouble::Busy)?;
        let turn = inside.clone().acquire_owned().await.map_err(|_| Trouble::Busy)?;
        self.run(move |district| {
            // Both are given back when the work is done, not when the client goes away.
            let _held = (place, turn);
            body(district)
        })
        .await
    }
}
