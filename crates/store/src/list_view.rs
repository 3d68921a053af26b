//! Table `list_view`: views of lists that somebody keeps, for themselves or for their organization.

use crate::driver::{Db, Val};
use crate::error::Result;
use crate::keys::Keys;
use crate::sealed::seal;

/// A view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListView {
    /// Its id.
    pub id: String,
    /// `person/…` or `organization/…`.
    pub owner: String,
    /// Type of the list.
    pub ty: String,
    /// Name.
    pub name: String,
    /// Columns and filters, as the address of the list holds them.
    pub query: String,
    /// When it was kept.
    pub at: String,
}

/// Keeps a view.
pub fn list_view_put(db: &Db, keys: &Keys, district: &str, view: &ListView) -> Result<()> {
    let ListView { id, owner, ty, name, query, at } = view;
    let seal = seal(keys, "list_view", district, &[id, owner, ty, name, query, at]);
    let sql = "INSERT INTO list_view (district, id, owner, type, name, query, at, seal) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = [district, id, owner, ty, name, query, at, &seal].map(Val::T);
    db.execute(sql, &values).map(drop)
}

/// The views of an owner, by type and name.
pub fn list_view_list(db: &Db, district: &str, owner: &str) -> Result<Vec<ListView>> {
    let sql = "SELECT id, owner, type, name, query, at FROM list_view \
               WHERE district = $1 AND owner = $2 ORDER BY type, name, id";
    db.query(sql, &[Val::T(district), Val::T(owner)], |row| {
        let text = |at: usize| row.text(at).map(str::to_owned);
        Ok(ListView {
            id: text(0)?,
            owner: text(1)?,
            ty: text(2)?,
            name: text(3)?,
            query: text(4)?,
            at: text(5)?,
        })
    })
}

/// Removes a view of an owner; gives whether there was one.
pub fn list_view_delete(db: &Db, district: &str, owner: &str, id: &str) -> Result<bool> {
    let sql = "DELETE FROM list_view WHERE district = $1 AND owner = $2 AND id = $3";
    Ok(db.execute(sql, &[Val::T(district), Val::T(owner), Val::T(id)])? > 0)
}
