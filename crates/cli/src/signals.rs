//! A file that may not grow further (`ulimit -f`) ends a program by a signal, before it could say
//! anything. Taken here, the write fails instead, and the failure is told like any other.

/// Takes the signal. Where that fails the program still runs.
#[cfg(unix)]
pub fn take() {
    use signal_hook::consts::SIGXFSZ;
    let met = std::sync::Arc::default();
    let _ = signal_hook::flag::register(SIGXFSZ, met);
}

/// Other systems have no such signal.
#[cfg(not(unix))]
pub fn take() {}
