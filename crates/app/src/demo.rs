//! The reference district: its ledgers of 2020, carried by the program, and the matters under way
//! on its fixed day.

mod live;

use std::path::Path;

use fadu_base::Date;

use crate::load::Given;
use crate::{Catalog, District, Failure, Identity, ImportAsked, Imported, Progress};

pub use live::{Entered, Resident, residents};

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/ledgers.rs"));
}

/// The fixed day of the demonstration: that on which the report of 2020 is dated.
pub const TODAY: Date = jiff::civil::date(2021, 2, 18);
/// Since when the people of the trial hold office: the first working day after the year reported
/// on, so that what they do changes none of its figures.
pub(crate) const SINCE: Date = jiff::civil::date(2021, 1, 4);
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

/// Appoints the people of the trial and enters the matters under way; what is there stays.
pub fn begin(district: &District) -> Result<Entered, Failure> {
    district.trial_people()?;
    let entered = district.enter_live()?;
    district.resident_accounts(residents()?)?;
    Ok(entered)
}
