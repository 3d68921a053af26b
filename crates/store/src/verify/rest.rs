//! What no record proves: rows under a seal of their own, attachments, and the pages and indexes of
//! the database file.

use super::Report;
use super::finding::Finding;
use crate::attachments;
use crate::driver::Db;
use crate::error::Result;
use crate::file::file_all;
use crate::sealed::{NUMBERED, SEALED, numbered_gaps, sealed_broken};
use crate::store::{FILES, Shared};

/// Verifies sealed rows by their seals and hashes attachments again.
pub fn rest(shared: &Shared, db: &Db, report: &mut Report) -> Result<()> {
    let district = &shared.meta.district;
    for table in SEALED {
        let (rows, broken) = sealed_broken(db, &shared.keys, district, table)?;
        report.rows += rows;
        broken.into_iter().for_each(|row| report.find(Finding::Seal { table: table.table, row }));
    }
    for table in NUMBERED {
        for n in numbered_gaps(db, district, table)? {
            report.find(Finding::MissingRow { table, row: n.to_string() });
        }
    }
    for file in file_all(db, district)? {
        report.files += 1;
        let path = attachments::path(&shared.folder.join(FILES), &file.sm3);
        match attachments::measure(&path) {
            Ok((_, sm3)) if sm3 == file.sm3 => (),
            Ok(_) => report.find(Finding::FileAltered(file.sm3)),
            Err(error) => report.find(Finding::FileMissing(file.sm3, error.to_string())),
        }
    }
    Ok(())
}

/// Lets the database check its own pages and indexes: bytes that no query of verification reads.
pub fn pages(db: &Db, report: &mut Report) -> Result<()> {
    db.integrity()?.into_iter().for_each(|line| report.find(Finding::Database(line)));
    Ok(())
}
