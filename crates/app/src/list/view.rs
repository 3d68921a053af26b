//! Views of lists that somebody keeps: columns and filters under a name, for themselves or for all of
//! their organization.

use fadu_store::list_view::{ListView, list_view_delete, list_view_list, list_view_put};

use crate::{District, Failure, Seat};

/// Most views of one owner.
const MOST: usize = 50;
/// Longest name, in characters.
const NAME: usize = 30;
/// Longest address, in bytes.
const QUERY: usize = 4_000;

/// A view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Its id.
    pub id: String,
    /// Type of the list.
    pub type_id: String,
    /// Name.
    pub name: String,
    /// Columns and filters, as the address of the list holds them.
    pub query: String,
    /// Kept for all of the organization.
    pub shared: bool,
}

impl District {
    /// The views of somebody and of their organization.
    pub fn list_views(&self, seat: &Seat) -> Result<Vec<SavedView>, Failure> {
        let owners = [(Some(&seat.person), false), (seat.org.as_ref(), true)];
        Ok(self.store.read(|reader| {
            let mut views = Vec::new();
            for (owner, shared) in owners {
                let Some(owner) = owner else { continue };
                let kept = list_view_list(reader.view.db, self.code(), owner)?;
                views.extend(kept.into_iter().map(|view| SavedView {
                    id: view.id,
                    type_id: view.ty,
                    name: view.name,
                    query: view.query,
                    shared,
                }));
            }
            Ok(views)
        })?)
    }

    /// Keeps a view.
    pub fn list_view_keep(&self, seat: &Seat, view: SavedView) -> Result<(), Failure> {
        let name = view.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > NAME || name.chars().any(char::is_control) {
            return Err(Failure::setup("请给这个视图起个名称，不超过 30 个字"));
        }
        if self.listed_type(seat, &view.type_id).is_none() || view.query.len() > QUERY {
            return Err(Failure::setup("这个视图不能保存，请回到台账重新筛选"));
        }
        let owner = self.owner(seat, view.shared)?;
        let view = ListView {
            id: uuid::Uuid::now_v7().to_string(),
            owner,
            ty: view.type_id,
            name,
            query: view.query,
            at: self.now().to_string(),
        };
        let kept = self.store.write(move |txn| {
            let (db, district) = (txn.db(), txn.district());
            if list_view_list(db, district, &view.owner)?.len() >= MOST {
                return Ok(false);
            }
            list_view_put(db, &txn.shared().keys, district, &view)?;
            Ok(true)
        })?;
        if kept { Ok(()) } else { Err(Failure::setup("视图已有 50 个，请先删去不用的")) }
    }

    /// Removes a view of their own or of their organization.
    pub fn list_view_drop(&self, seat: &Seat, id: &str, shared: bool) -> Result<bool, Failure> {
        let (owner, id) = (self.owner(seat, shared)?, id.to_owned());
        Ok(self.store.write(move |txn| list_view_delete(txn.db(), txn.district(), &owner, &id))?)
    }

    fn owner(&self, seat: &Seat, shared: bool) -> Result<String, Failure> {
        match shared {
            false => Ok(seat.person.clone()),
            true => {
                seat.org.clone().ok_or_else(|| Failure::setup("您现在的任职没有单位，只能保存为自己的视图"))
            }
        }
    }
}
