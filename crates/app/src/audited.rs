//! What the lines of the audit are about, as people name it: records by type and number, lists by the
//! name of their type, figures by theirs; with the way there where the reader of the audit may go it.

use std::collections::BTreeMap;

use fadu_base::RecordId;

use crate::access::Sight;
use crate::heading::heading;
use crate::title::Eye;
use crate::{AuditLine, District, Failure, Seat};

/// What a list was narrowed by, as the audit notes it, in words.
const NARROWED: [(&str, &str); 6] = [
    ("step", "环节"),
    ("org", "单位"),
    ("from", "起始日期"),
    ("to", "截止日期"),
    ("text", "文字"),
    ("cond", "条件"),
];

/// The object of a line in words, and its page if the person may open it.
pub type Audited = (String, Option<String>);

impl District {
    /// The objects of lines, by what stands in them; those that are words already are left out.
    pub fn audited(&self, seat: &Seat, lines: &[AuditLine]) -> Result<BTreeMap<String, Audited>, Failure> {
        let mut named = BTreeMap::new();
        if !self.audits(seat) {
            return Ok(named);
        }
        for line in lines {
            if !named.contains_key(&line.object)
                && let Some(audited) = self.object(seat, &line.object)?
            {
                named.insert(line.object.clone(), audited);
            }
        }
        Ok(named)
    }

    fn object(&self, seat: &Seat, object: &str) -> Result<Option<Audited>, Failure> {
        let (first, rest) = object.split_once(' ').unwrap_or((object, ""));
        if let Some(id) = first.strip_prefix("figures/") {
            let figure = self.catalog.definitions.report.figures.iter().find(|row| *row.indicator == *id);
            let name = figure.map_or_else(|| id.to_owned(), |row| row.name.clone());
            return Ok(Some((format!("{rest}年数据“{name}”"), None)));
        }
        if let Some(id) =
            RecordId::parse(first).filter(|id| self.catalog.definitions.types.contains_key(id.ty()))
        {
            return self.record(seat, &id).map(Some);
        }
        Ok(match first {
            "audit" => Some(("审计日志".to_owned(), Some("/admin/audit".to_owned()))),
            "workbooks" => Some(("工作簿".to_owned(), None)),
            ty => self.list_name(seat, ty).map(|name| (listed(&name, rest), Some(format!("/lists/{ty}")))),
        })
    }

    /// A record as the reader of the audit sees it; by the name of its type and its number where they do
    /// not.
    fn record(&self, seat: &Seat, id: &RecordId) -> Result<Audited, Failure> {
        if let Some(page) = self.page(seat, id.as_str())? {
            return Ok((format!("{} {}", page.type_name, page.title), Some(format!("/records/{id}"))));
        }
        let (rules, now) = (self.rules(), self.now());
        let unseen = Eye { role: &seat.role, sight: Sight::Nothing };
        let read = self.store.read(|reader| heading(&rules, reader, now, id, unseen))?;
        let no = |no: Option<String>| no.unwrap_or_else(|| id.local().to_owned());
        Ok((read.map_or_else(|| id.to_string(), |read| format!("{} {}", read.def.name, no(read.no))), None))
    }
}

fn listed(name: &str, narrowed: &str) -> String {
    let words = NARROWED.iter().filter(|(id, _)| narrowed.split(' ').any(|one| one == *id));
    let words: Vec<&str> = words.map(|(_, word)| *word).collect();
    if words.is_empty() {
        format!("{name}台账")
    } else {
        format!("{name}台账，按{}筛选", words.join("、"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::kit::{Dice, district, leader, records, store};

    #[test]
    fn objects_are_named_in_chinese_for_who_reads_the_audit() {
        let (_folder, district) = district("audited");
        let records = records(&district, &mut Dice(2));
        store(&district, &records);
        let complaint = records.iter().find(|record| record.id.ty() == "complaint").unwrap();
        let line = |object: &str| AuditLine { object: object.to_owned(), ..AuditLine::default() };
        let objects = [
            complaint.id.as_str(),
            "complaint step text",
            "application",
            "audit",
            "3 件",
            "chengban",
            "person/none",
        ];
        let lines: Vec<AuditLine> = objects.iter().map(|object| line(object)).collect();
        let auditor = Seat { role: "audit_admin".into(), ..leader() };
        let named = district.audited(&auditor, &lines).unwrap();
        let (name, to) = &named[complaint.id.as_str()];
        assert!(name.starts_with("消费投诉 ") && to.is_none(), "{name} {to:?}: it holds personal values");
        let (ty, _) = name.split_once(' ').unwrap();
        assert_eq!(named["complaint step text"].0, format!("{ty}台账，按环节、文字筛选"));
        assert_eq!(named["application"].1.as_deref(), Some("/lists/application"));
        assert_eq!(named["audit"].0, "审计日志");
        assert!(!named.contains_key("3 件") && !named.contains_key("chengban"));
        assert!(district.audited(&leader(), &lines).unwrap().is_empty());
    }
}
