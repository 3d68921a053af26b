//! Whose a ledger is: the organization that its file name names files it.

use fadu_base::RecordId;
use fadu_definition::{RefusalKind, Scope};
use fadu_import::{Fault, Ledger, Problem};
use fadu_store::{Result, Txn};

use super::order;
use crate::Seat;

/// The organization that filed a ledger: the name before the first `_` of its file name.
pub(super) fn filed_by(txn: &mut Txn<'_>, name: &str) -> Result<Option<RecordId>> {
    let Some((organization, _)) = name.split_once('_') else { return Ok(None) };
    let shared = txn.shared();
    let Some(def) = shared.definitions.types.get("organization").and_then(|versions| versions.last()) else {
        return Ok(None);
    };
    for id in ["short_name", "name"] {
        if let Some(field) = def.fields.iter().find(|field| &*field.id == id) {
            let called = txn.view().called(def, field, organization)?;
            if let Some(found) = called.first() {
                return Ok(Some(found.id.clone()));
            }
        }
    }
    Ok(None)
}

/// What is wrong if somebody files a ledger that by its name is another organization's, and may file for
/// their own alone.
pub(super) fn of_others(
    ledger: &Ledger,
    name: &str,
    by: Option<&Seat>,
    org: Option<&RecordId>,
) -> Option<Fault> {
    let (seat, org) = (by?, org?);
    if seat.org.as_deref()? == org.as_str() {
        return None;
    }
    let mut routes = ledger.sheets().iter().flat_map(|sheet| order::routes(&sheet.role));
    let may = routes.any(|route| {
        route.action().by.iter().any(|by| *by.role == *seat.role && by.scope == Scope::District)
    });
    if may {
        return None;
    }
    let (theirs, _) = name.split_once('_')?;
    let own = seat.org_name.as_deref().unwrap_or_default();
    let what = format!("这是{theirs}的台账，您现在以{own}的身份报送");
    let remedy = "请由该单位报送；确是本单位的，请改正文件名开头的单位名称";
    Some(Problem::new(RefusalKind::RoleDenied, "import.filed_by", what, remedy).of_file())
}
