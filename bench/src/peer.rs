//! The peer of the chain: SM3 as OpenSSL computes it.

use std::process::Command;

use crate::Result;

/// MB/s that `openssl speed` reaches over blocks of so many bytes in three seconds.
pub fn openssl_sm3(bytes: u64) -> Result<f64> {
    let size = bytes.to_string();
    let arguments = ["speed", "-mr", "-seconds", "3", "-bytes", &size, "-evp", "sm3"];
    let output = Command::new("openssl").args(arguments).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find(|line| line.starts_with("+F:")).ok_or("openssl speed told nothing")?;
    let rate: f64 = line.rsplit(':').next().unwrap_or_default().trim().parse()?;
    Ok(rate / 1e6)
}
