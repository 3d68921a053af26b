//! The reference district: its ledgers of 2020, carried by the program.

use std::path::Path;

use fadu_base::Date;

use crate::load::Given;
use crate::{Catalog, District, Failure, Identity, ImportAsked, Imported, Progress};

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/ledgers.rs"));
}

/// The fixed day of the demonstration: that on which the report of 2020 is dated.
pub const TODAY: Date = jiff::civil::date(2021, 2, 18);
/// The year reported on.
pub const YEAR: i16 = 2020;

/// The reference district in a folder: made anew, or the one that is there.
pub fn district(folder: &Path, catalog: Catalog) -> Result<District, Failure> {
    if folder.join(fadu_store::DATABASE).exists() {
        return District::open(folder, catalog);
    }
    let identity = Identity::new("140502", "晋城市城区")?;
    District::create_on(folder, catalog, identity, Some(TODAY))
}

/// Imports the ledgers of the reference district.
pub fn load(
    district: &mut District,
    folder: &Path,
    progress: &mut dyn Progress,
) -> Result<Imported, Failure> {
    let given = embedded::LEDGERS
        .iter()
        .map(|(name, bytes)| Given { name: (*name).to_owned(), bytes: bytes.to_vec() })
        .collect();
    let asked = ImportAsked {
        paths: Vec::new(),
        check_only: false,
        partial: false,
        returned: folder.join("returned"),
        by: None,
    };
    district.import_given(given, &asked, progress)
}
