//! Figures as JSON.

use fadu_document::figures_json;

use crate::Figures;

/// The figures with their lineage.
pub fn figures(figures: &Figures) -> String {
    figures_json(figures.year, &figures.as_of, figures.position, &figures.list)
}
