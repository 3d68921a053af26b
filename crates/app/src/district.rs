//! A district: its data folder, its definitions, its clock.

use std::path::Path;

use fadu_base::{Date, Instant};
use fadu_engine::Rules;
use fadu_store::{Meta, Store, StoreError};

use crate::account::Uses;
use crate::intake::Intakes;
use crate::readings::Readings;
use crate::todo::counts::Counts;
use crate::{Catalog, Failure, clock};

/// What a district is called and where it lies in the tree of divisions.
#[derive(Clone, Debug)]
pub struct Identity {
    code: String,
    name: String,
}

impl Identity {
    /// A code of six digits and a name.
    pub fn new(code: &str, name: &str) -> Result<Self, Failure> {
        if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Failure::setup(format!("区划代码“{code}”应为六位数字，如 140502")));
        }
        if name.trim().is_empty() {
            return Err(Failure::setup("请写明区县名称"));
        }
        Ok(Self { code: code.into(), name: name.trim().into() })
    }
}

/// An open district.
pub struct District {
    pub(crate) store: Store,
    pub(crate) catalog: Catalog,
    /// Workbooks that were sent in and are not entered yet.
    pub(crate) intakes: Intakes,
    /// Who read personal data, not written yet.
    pub(crate) readings: Readings,
    pub(crate) uses: Uses,
    /// The numbers of long work lists.
    pub(crate) counts: Counts,
    /// The outline of the district, if its data folder holds one.
    pub(crate) outline: Option<fadu_document::places::Outline>,
    /// The day of a demonstration that was moved on.
    moved: Option<Date>,
}

impl District {
    /// A new district in an empty or absent folder.
    pub fn create(folder: &Path, catalog: Catalog, identity: Identity) -> Result<Self, Failure> {
        Self::create_on(folder, catalog, identity, None)
    }

    /// A new district that stands still on a day, for demonstration.
    pub(crate) fn create_on(
        folder: &Path,
        catalog: Catalog,
        identity: Identity,
        demo_day: Option<Date>,
    ) -> Result<Self, Failure> {
        let meta = Meta { district: identity.code, name: identity.name, demo_day };
        let store = Store::create(folder, meta, catalog.definitions.clone())?;
        store.set_meta(crate::sweep::MADE, "1")?;
        Ok(Self::of(store, catalog))
    }

    /// The district of a folder.
    pub fn open(folder: &Path, catalog: Catalog) -> Result<Self, Failure> {
        let store = Store::open(folder, catalog.definitions.clone())?;
        Ok(Self::of(store, catalog))
    }

    fn of(store: Store, catalog: Catalog) -> Self {
        let (intakes, readings, uses) = (Intakes::default(), Readings::default(), Uses::default());
        Self {
            store,
            catalog,
            intakes,
            readings,
            uses,
            counts: Counts::default(),
            outline: None,
            moved: None,
        }
    }

    /// Name of the district.
    pub fn name(&self) -> &str {
        &self.store.shared().meta.name
    }

    /// Division code.
    pub fn code(&self) -> &str {
        &self.store.shared().meta.district
    }

    /// The day on which a demonstration district stands still.
    pub fn demo_day(&self) -> Option<Date> {
        self.moved.or(self.store.shared().meta.demo_day)
    }

    /// Moves a demonstration district on to a later day, for as long as it is open.
    pub fn move_on(&mut self, day: &str) -> Result<(), Failure> {
        let Some(made) = self.store.shared().meta.demo_day else {
            return Err(Failure::setup("--today 只能在示范数据中使用"));
        };
        match day.parse::<Date>() {
            Ok(day) if day >= made => self.moved = Some(day),
            _ => return Err(Failure::setup(format!("日期“{day}”应写如 2026-09-18，且不早于 {made}"))),
        }
        Ok(())
    }

    /// Whether the database answers.
    pub fn is_ready(&self) -> Result<(), Failure> {
        Ok(self.store.read(|_| Ok(()))?)
    }

    pub(crate) fn now(&self) -> Instant {
        clock::now(self.demo_day())
    }

    pub(crate) fn rules(&self) -> Rules<'_> {
        Rules {
            definitions: &self.catalog.definitions,
            calendar: &self.catalog.calendar,
            division: self.code(),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let cause = if error.is_askers() { None } else { Some(error.brief()) };
        Self { what: error.to_string(), cause }
    }
}
