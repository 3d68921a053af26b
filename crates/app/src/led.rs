//! The records behind each number on the page of who oversees 统览: those overdue, in red or waiting, of
//! all organizations or of one, and those of a type that were opened, closed or fell overdue this week.

use fadu_base::Instant;
use fadu_base::counting::Moment;
use fadu_store::Reader;
use fadu_store::StoreError;
use fadu_store::codec::time::{date_text, moment_text};
use fadu_store::record::{Placed, record_closed_page, record_opened_page};
use fadu_store::work::{Place, WorkLed, work_led};

use crate::access;
use crate::overview::{Sight, line, monday, waiting};
use crate::title::Eye;
use crate::{District, Failure, Overview, Seat, TodoRow};

/// Rows of a page.
const PAGE: usize = 50;

/// What is listed, and where it begins.
#[derive(Clone, Debug, Default)]
pub struct LedAsked {
    /// One of [`LED`].
    pub what: String,
    /// Owner; empty: any; `-`: none.
    pub org: String,
    /// Type, of what changed this week; empty: any.
    pub ty: String,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// What can be listed, with the word for it.
pub const LED: [(&str, &str); 6] = [
    ("late", "逾期"),
    ("red", "红色预警"),
    ("all", "在办"),
    ("opened", "本周新办"),
    ("closed", "本周办结"),
    ("fell", "本周新逾期"),
];

/// A page of the records behind a number.
#[derive(Clone, Debug, Default)]
pub struct Led {
    /// The number.
    pub all: u64,
    /// Name of the organization, if one is asked for.
    pub org: Option<String>,
    /// Name of the type, if one is asked for.
    pub type_name: Option<String>,
    /// The records; whether the person may open it.
    pub rows: Vec<(TodoRow, bool)>,
    /// What to ask for the page after.
    pub next: Option<String>,
}

impl District {
    /// The records behind a number of the page of who oversees; nothing for everybody else, and where
    /// no such number is.
    pub fn led(&self, seat: &Seat, asked: &LedAsked) -> Result<Option<Led>, Failure> {
        self.led_at(seat, asked, self.now())
    }

    pub(crate) fn led_at(&self, seat: &Seat, asked: &LedAsked, now: Instant) -> Result<Option<Led>, Failure> {
        if !self.oversees(seat) || !LED.iter().any(|(what, _)| *what == asked.what) {
            return Ok(None);
        }
        let rules = self.rules();
        let mut led = numbered(&self.overview_at(seat, now)?, asked);
        let (places, next) = self.store.read(|reader| {
            let mut sight = Sight::of(&rules, seat, now.date());
            self.places_led(reader, &mut sight, asked, now)
        })?;
        for (_, record) in &places {
            let row = self.store.read(|reader| {
                let first = waiting(reader, record)?;
                let unseen = Eye { role: &seat.role, sight: access::Sight::Nothing };
                line(&rules, reader, &first, (unseen, now))
            })?;
            // A matter is told of to all who oversee; its title only as far as they see it.
            let page = self.page(seat, record)?;
            led.rows.extend(row.map(|mut row| {
                row.title = match &page {
                    Some(page) => page.title.clone(),
                    None => row.no.clone().unwrap_or_else(|| row.type_name.clone()),
                };
                row.org = row.org.or_else(|| page.as_ref()?.org.clone());
                (row, page.is_some())
            }));
        }
        led.next = next;
        Ok(Some(led))
    }

    /// The places of a page within the reach of a capacity, and where the next begins.
    fn places_led(
        &self,
        reader: &mut Reader<'_>,
        sight: &mut Sight<'_>,
        asked: &LedAsked,
        now: Instant,
    ) -> Result<(Vec<Place>, Option<String>), StoreError> {
        let after = asked.after.as_deref().and_then(|after| after.split_once(' '));
        let mut after = after.map_or_else(Place::default, |(on, record)| (on.into(), record.into()));
        let mut places: Vec<Place> = Vec::new();
        loop {
            let found = self.placed(reader, asked, now, &after)?;
            let is_last = found.len() <= PAGE;
            for (place, org) in found {
                let is_listed = sight.sees(reader, org.as_deref())? && is_of(org.as_deref(), &asked.org);
                if is_listed && places.len() == PAGE {
                    let next = places.last().map(|(on, record)| format!("{on} {record}"));
                    return Ok((places, next));
                }
                after = place.clone();
                places.extend(is_listed.then_some(place));
            }
            if is_last {
                return Ok((places, None));
            }
        }
    }

    fn placed(
        &self,
        reader: &Reader<'_>,
        asked: &LedAsked,
        now: Instant,
        after: &Place,
    ) -> Result<Vec<Placed>, StoreError> {
        let (db, code) = (reader.view.db, self.code());
        let (from, to) = (date_text(monday(now.date())), date_text(now.date()));
        let most = (after, i64::try_from(PAGE + 1).unwrap_or(i64::MAX));
        let of_week = (asked.ty.as_str(), (from.as_str(), to.as_str()));
        match &*asked.what {
            "opened" => record_opened_page(db, code, of_week, most),
            "closed" => record_closed_page(db, code, of_week, most),
            what => {
                let (now, since) = (moment_text(Moment::At(now)), format!("{from}T00:00:00"));
                let led = WorkLed { what, now: &now, since: &since, org: &asked.org, ty: &asked.ty };
                work_led(db, code, &led, most)
            }
        }
    }
}

fn is_of(org: Option<&str>, asked: &str) -> bool {
    asked.is_empty() || org.unwrap_or("-") == asked
}

/// The number on the page of who oversees, with the names of what is asked for.
fn numbered(overview: &Overview, asked: &LedAsked) -> Led {
    let orgs = || overview.orgs.iter().filter(|org| is_of(org.org.as_deref(), &asked.org));
    let week = || overview.week.iter().filter(|line| asked.ty.is_empty() || line.type_id == asked.ty);
    let all = match &*asked.what {
        "late" => orgs().map(|org| org.overdue).sum(),
        "red" => orgs().map(|org| org.red).sum(),
        "opened" => week().map(|line| line.opened).sum(),
        "closed" => week().map(|line| line.closed).sum(),
        "fell" => week().map(|line| line.overdue).sum(),
        _ => orgs().map(|org| org.all).sum(),
    };
    Led {
        all,
        org: orgs().next().filter(|_| !asked.org.is_empty()).map(|org| org.name.clone()),
        type_name: week().next().filter(|_| !asked.ty.is_empty()).map(|line| line.type_name.clone()),
        ..Led::default()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::kit::{Dice, district, leader, records, store};

    /// All records behind a number, page after page.
    fn behind(district: &District, seat: &Seat, asked: LedAsked) -> (u64, BTreeSet<String>) {
        let (mut asked, mut found) = (asked, BTreeSet::new());
        loop {
            let led = district.led(seat, &asked).unwrap().unwrap();
            assert!(led.rows.len() <= PAGE);
            for (row, open) in &led.rows {
                assert_eq!(*open, district.page(seat, &row.record).unwrap().is_some(), "{}", row.record);
                assert!(found.insert(row.record.clone()), "listed twice: {}", row.record);
            }
            match led.next {
                Some(next) => asked.after = Some(next),
                None => return (led.all, found),
            }
        }
    }

    fn asked(what: &str, org: &str) -> LedAsked {
        LedAsked { what: what.into(), org: org.into(), ..LedAsked::default() }
    }

    #[test]
    fn behind_each_number_are_exactly_its_records() {
        let (_folder, district) = district("led");
        store(&district, &records(&district, &mut Dice(11)));
        let overview = district.overview(&leader()).unwrap();
        let mut seen = 0;
        for org in &overview.orgs {
            let id = org.org.as_deref().unwrap_or("-");
            for (what, number) in [("late", org.overdue), ("red", org.red), ("all", org.all)] {
                let (all, found) = behind(&district, &leader(), asked(what, id));
                assert_eq!((all, found.len() as u64), (number, number), "{what} of {id}");
                seen += found.len();
            }
        }
        assert!(seen > PAGE, "only {seen}");
        let (all, found) = behind(&district, &leader(), asked("all", ""));
        assert_eq!((all, found.len() as u64), (overview.orgs.iter().map(|org| org.all).sum(), all));
        for line in &overview.week {
            for (what, number) in [("opened", line.opened), ("closed", line.closed), ("fell", line.overdue)] {
                let of_type = LedAsked { ty: line.type_id.clone(), ..asked(what, "") };
                let (all, found) = behind(&district, &leader(), of_type);
                assert_eq!((all, found.len() as u64), (number, number), "{what} of {}", line.type_id);
            }
        }
    }

    #[test]
    fn who_does_not_oversee_has_no_such_lists() {
        let (_folder, district) = district("no-led");
        for role in ["case_handler", "admin", "audit_admin", "applicant", "nobody"] {
            let seat = Seat { role: role.into(), ..leader() };
            assert!(district.led(&seat, &asked("late", "")).unwrap().is_none(), "{role}");
        }
        assert!(district.led(&leader(), &asked("everything", "")).unwrap().is_none());
    }
}
