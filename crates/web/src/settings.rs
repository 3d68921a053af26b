//! How the server runs.

use std::net::SocketAddr;

/// Settings of the server.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Address it listens on.
    pub listen: SocketAddr,
    /// Reached through HTTPS (a gateway in front): cookies are marked for it.
    pub https: bool,
}

impl Settings {
    /// Listening on an address, without HTTPS.
    pub fn on(listen: SocketAddr) -> Self {
        Self { listen, https: false }
    }
}
