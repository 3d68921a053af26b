//! From a cell to a reference (language.md 10): a unique field, the record's number, the exact
//! name or short name in force on the row's day. None, or more than one, refuses the row and says
//! which were near.

use std::collections::{HashMap, HashSet};

use fadu_base::{Date, Name, RecordId, Ref, Value};
use fadu_definition::{Definitions, Field, FieldType, Given, RefusalKind, TypeDef};
use fadu_import::{ImportRow, Problem, Resolver};
use fadu_store::lookup::Called;
use fadu_store::{Result, StoreError, View};

/// Organizations are renamed, merged and ended: a name means the one that bore it on the day, or the
/// only one that ever bore it if it was set up later. In other registers a name borne by one entry
/// alone means that entry.
const ORGANIZATION: &str = "organization";

/// What texts were found to mean in this import, by type and text.
#[derive(Default)]
pub(crate) struct Memo {
    known: HashMap<Name, HashMap<String, Found>>,
}

/// What a text means in a type.
#[derive(Clone, Default)]
struct Found {
    called: Vec<Called>,
    /// Found by a name, so that the day matters. What a unique field or a number finds is meant,
    /// whatever the day.
    by_name: bool,
}

impl Memo {
    /// Forgets a type, because a record of it was entered.
    pub fn forget(&mut self, ty: &str) {
        self.known.remove(ty);
    }
}

/// Finds records for the texts of a row.
pub(crate) struct Finder<'a> {
    pub view: View<'a>,
    pub definitions: &'a Definitions,
    pub memo: &'a mut Memo,
    pub today: Date,
    /// Records of this file: what stands in a workbook is meant before what was there already.
    pub given: &'a HashSet<RecordId>,
    /// An error of the store ends the import.
    pub failed: Option<StoreError>,
}

impl Resolver for Finder<'_> {
    fn resolve(
        &mut self,
        field: &Field,
        text: &str,
        day: Option<Date>,
        _row: &ImportRow,
    ) -> std::result::Result<Given, Problem> {
        let day = day.unwrap_or(self.today);
        match self.find(field, text, day) {
            Ok(found) => found.map(|id| Given::Value(Value::Ref(Ref::to(id)))),
            Err(error) => {
                self.failed = Some(error);
                Err(Problem::new(RefusalKind::RefNotValid, "ref", "查找失败", "请重试"))
            }
        }
    }
}

impl Finder<'_> {
    /// The record of a text as of a day, or why there is none.
    pub fn find(
        &mut self,
        field: &Field,
        text: &str,
        day: Date,
    ) -> Result<std::result::Result<RecordId, Problem>> {
        let FieldType::Ref(targets) = &field.ty else {
            return Ok(Err(Problem::invalid("ref", "不是引用字段", "请报告")));
        };
        let mut called = Vec::new();
        let mut by_name = false;
        for ty in targets.iter() {
            match self.definitions.types.get(ty).and_then(|versions| versions.last()) {
                Some(def) => {
                    let found = self.of_type(def, text)?;
                    by_name |= found.by_name && !found.called.is_empty();
                    called.extend(found.called);
                }
                None => called.extend(planned(ty, text)),
            }
        }
        let mine = distinct(called.iter().filter(|called| self.given.contains(&called.id)));
        if let [one] = mine.as_slice()
            && one.ty() != ORGANIZATION
        {
            return Ok(Ok(one.clone()));
        }
        let on_day = distinct(called.iter().filter(|called| called.is_on(day)));
        Ok(match (on_day.as_slice(), distinct(called.iter()).as_slice()) {
            ([one], _) => Ok(one.clone()),
            ([], [one]) if !by_name || one.ty() != ORGANIZATION || begins_later(&called, day) => {
                Ok(one.clone())
            }
            ([], []) => Err(self.nobody(field, targets, text, day)?),
            ([], _) => Err(not_then(field, text, day, &called)),
            _ => Err(several(field, text, on_day.len())),
        })
    }

    fn of_type(&mut self, def: &TypeDef, text: &str) -> Result<Found> {
        if let Some(known) = self.memo.known.get(&def.id).and_then(|texts| texts.get(text)) {
            return Ok(known.clone());
        }
        let found = self.ask(def, text)?;
        self.memo.known.entry(def.id.clone()).or_default().insert(text.to_owned(), found.clone());
        Ok(found)
    }

    /// The first way of naming a record that finds one.
    fn ask(&self, def: &TypeDef, text: &str) -> Result<Found> {
        for list in &def.unique {
            let [field] = list[..] else { continue };
            let field = &def.fields[usize::from(field)];
            let called = self.view.called(def, field, text)?;
            if !called.is_empty() {
                return Ok(Found { called, by_name: is_name(field) });
            }
        }
        let numbered = self.view.numbered(Some(&def.id), text)?;
        if !numbered.is_empty() {
            let always = |id| Called { id, from: None, to: None, in_force: true };
            return Ok(Found { called: numbered.into_iter().map(always).collect(), by_name: false });
        }
        for field in names(def) {
            let called = self.view.called(def, field, text)?;
            if !called.is_empty() {
                return Ok(Found { called, by_name: true });
            }
        }
        Ok(Found::default())
    }

    fn nobody(&self, field: &Field, targets: &[Name], text: &str, day: Date) -> Result<Problem> {
        let near = self.near(targets, text)?;
        let what = format!("{day}没有名为“{text}”的{}", field.name);
        let remedy = if near.is_empty() {
            "请核对名称，或先导入它".to_owned()
        } else {
            format!("请核对名称，相近的有：{}", near.join("、"))
        };
        Ok(Problem::new(RefusalKind::RefNotValid, &format!("ref.{}", field.id), what, remedy))
    }

    /// Up to three names that share most characters with the text.
    fn near(&self, targets: &[Name], text: &str) -> Result<Vec<String>> {
        let mut scored: Vec<(usize, String)> = Vec::new();
        for ty in targets {
            let Some(def) = self.definitions.types.get(ty).and_then(|versions| versions.last()) else {
                continue;
            };
            for field in names(def) {
                for name in self.view.callings(def, field)? {
                    let shared = text.chars().filter(|c| name.contains(*c)).count();
                    let longer = text.chars().count().max(name.chars().count());
                    scored.push((shared * 100 / longer.max(1), name));
                }
            }
        }
        scored.retain(|(score, _)| *score >= 50);
        scored.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        scored.dedup_by(|a, b| a.1 == b.1);
        Ok(scored.into_iter().take(3).map(|(_, name)| name).collect())
    }
}

/// A ledger may tell of days before a reform set the organization up that now bears the name.
fn begins_later(called: &[Called], day: Date) -> bool {
    called.iter().all(|called| called.from.is_some_and(|from| from > day))
}

/// The fields by which people call a record.
fn names(def: &TypeDef) -> impl Iterator<Item = &Field> {
    def.fields.iter().filter(|field| is_name(field))
}

fn is_name(field: &Field) -> bool {
    matches!(&*field.id, "name" | "short_name")
}

/// A type that is not shipped has no records to compare with: the text itself is kept.
fn planned(ty: &str, text: &str) -> Option<Called> {
    let id = RecordId::parse(&format!("{ty}/{text}"))?;
    Some(Called { id, from: None, to: None, in_force: true })
}

fn distinct<'c>(called: impl Iterator<Item = &'c Called>) -> Vec<RecordId> {
    let mut ids: Vec<RecordId> = called.map(|called| called.id.clone()).collect();
    ids.sort();
    ids.dedup();
    ids
}

fn not_then(field: &Field, text: &str, day: Date, called: &[Called]) -> Problem {
    let times: Vec<String> = called
        .iter()
        .map(|called| {
            let day = |day: Option<Date>| day.map_or("今".to_owned(), |day| day.to_string());
            format!("{}至{}", day(called.from), day(called.to))
        })
        .collect();
    let what = format!("{}“{text}”在{day}不在有效期内（{}）", field.name, times.join("；"));
    Problem::new(RefusalKind::RefNotValid, &format!("ref.{}", field.id), what, "请核对日期和名称")
}

fn several(field: &Field, text: &str, number: usize) -> Problem {
    let what = format!("名为“{text}”的{}有{number}个，无法确定是哪一个", field.name);
    Problem::new(RefusalKind::RefNotValid, &format!("ref.{}", field.id), what, "请改填编号或全称")
}
