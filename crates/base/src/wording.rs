//! Rounding and wording of figures (sheet 20, 4.3). The rule is part of the indicator.

/// A rule by which a figure is printed, as written in a definition: `exact`, `half_up:1`,
/// `floor:10000万+余` …
#[derive(Clone, Debug, PartialEq)]
pub enum Wording {
    /// As it is.
    Exact,
}
