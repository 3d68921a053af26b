//! Progress of an import: a bar with rate and remaining time on a terminal, plain lines otherwise.

use std::io::IsTerminal;

use fadu_app::Progress;
use indicatif::{ProgressBar, ProgressStyle};

/// Shows progress on standard error, so that standard output stays for the answer.
pub struct Shown {
    bar: Option<ProgressBar>,
}

impl Shown {
    /// A bar if standard error is a terminal.
    pub fn new() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} 行 {per_sec} 剩 {eta}");
            let bar = ProgressBar::new(0);
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        Self { bar }
    }
}

impl Progress for Shown {
    fn file(&mut self, name: &str, rows: u64) {
        match &self.bar {
            Some(bar) => {
                bar.reset();
                bar.set_length(rows);
                bar.set_message(crate::output::cut(name, 30));
            }
            None => warn!("导入 {name}"),
        }
    }

    fn rows(&mut self, done: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        }
    }

    fn done(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
