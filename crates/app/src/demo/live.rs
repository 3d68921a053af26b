//! Matters under way on the day of the demonstration: the steps of `demo/live.txt` are taken in
//! the order of time, each by somebody of the trial at its own instant, through the same door as
//! those of pages.

use std::sync::Arc;

use fadu_base::{Instant, RecordId};
use fadu_engine::Event;
use fadu_store::Source as _;
use serde_json::{Map, Value as Json};

use crate::{APPLICANT, District, Failure, Seat, TakeAsked, Taken, Told, seat};

const FILE: &str = "demo/live.txt";
const STEPS: &str = include_str!("../../../../demo/live.txt");

/// What was entered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entered {
    /// Records made.
    pub records: usize,
    /// Steps taken.
    pub steps: usize,
}

/// A resident of the trial, who enters by phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resident {
    /// `person/…`.
    pub person: String,
    /// Name.
    pub name: String,
    /// Mobile phone.
    pub phone: String,
}

/// A line of the file: when, who in which role, on which record, what, with what.
struct Step {
    at: Instant,
    who: &'static str,
    role: &'static str,
    record: RecordId,
    action: &'static str,
    row: Option<u32>,
    input: Map<String, Json>,
    /// Papers: id of the definition and text.
    papers: Map<String, Json>,
}

/// The steps with the numbers of their lines, in the order of time.
fn steps() -> Result<Vec<(usize, Step)>, Failure> {
    let lines = (1..).zip(STEPS.lines()).filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let read = lines.map(|(number, line)| match Step::of(line) {
        Some(step) => Ok((number, step)),
        None => {
            Err(Failure::setup(format!("{FILE} 第 {number} 行应写：时刻 人员/角色 记录 动作 {{填写的内容}}")))
        }
    });
    let mut steps = read.collect::<Result<Vec<_>, _>>()?;
    steps.sort_by_key(|(_, step)| step.at);
    Ok(steps)
}

impl Step {
    fn of(line: &'static str) -> Option<Self> {
        let [at, who, record, action, input] = line.splitn(5, ' ').collect::<Vec<_>>()[..] else {
            return None;
        };
        let ((who, role), (ty, local)) = (who.split_once('/')?, record.split_once('/')?);
        let (action, row) = match action.split_once('#') {
            Some((action, row)) => (action, Some(row.parse().ok()?)),
            None => (action, None),
        };
        let mut input: Map<String, Json> = serde_json::from_str(input).ok()?;
        let papers = input.remove("文书").unwrap_or_default();
        Some(Self {
            at: at.parse().ok()?,
            who,
            role,
            record: RecordId::new(ty, &long(local)),
            action,
            row,
            papers: papers.as_object().cloned().unwrap_or_default(),
            input,
        })
    }
}

/// The id of a record as a draft would have given it, of which the file has the last digits; an id
/// of a ledger stands in full.
fn long(local: &str) -> String {
    if local.len() < 8 { format!("{local:0>32}") } else { local.to_owned() }
}

/// The residents who register themselves in the file.
pub fn residents() -> Result<Vec<Resident>, Failure> {
    let mut found: Vec<Resident> = Vec::new();
    for (_, step) in steps()? {
        let text = |name: &str| step.input.get(name).and_then(Json::as_str).map(str::to_owned);
        if step.record.ty() == "person"
            && let (Some(name), Some(phone)) = (text("name"), text("phone"))
        {
            found.push(Resident { person: step.record.to_string(), name, phone });
        }
    }
    Ok(found)
}

impl District {
    /// Enters the matters under way; steps that were taken before are not taken again.
    pub(super) fn enter_live(&self) -> Result<Entered, Failure> {
        let mut done = Entered::default();
        for (number, step) in steps()? {
            let at = |failure: Failure| Failure::setup(format!("{FILE} 第 {number} 行：{failure}"));
            let known = self.store.read(|reader| reader.load(&step.record))?;
            let is_new = known.is_none();
            let is_it = |event: &Arc<Event>| event.at == step.at && *event.action == *step.action;
            if known.is_some_and(|record| record.history.iter().any(is_it)) {
                continue;
            }
            self.take_step(&step, is_new).map_err(at)?;
            done.steps += 1;
            done.records += usize::from(is_new);
        }
        Ok(done)
    }

    fn take_step(&self, step: &Step, is_new: bool) -> Result<(), Failure> {
        let seat = self.seat_of_step(step)?;
        let record = if is_new { step.record.ty().to_owned() } else { step.record.to_string() };
        let asked = TakeAsked {
            record,
            action: step.action.to_owned(),
            input: step.input.clone(),
            row: step.row,
            docs: self.papers_of(&seat, step)?,
            draft: is_new.then(|| step.record.local().to_owned()),
            ..TakeAsked::default()
        };
        match self.take_at(&seat, &asked, step.at)? {
            Taken::Done(_) => Ok(()),
            Taken::Refused { reasons, .. } => {
                let told: Vec<String> = reasons.iter().map(Told::sentence).collect();
                Err(Failure::setup(format!("{}没有办成\n{}", step.action, told.join("\n"))))
            }
        }
    }

    /// The papers a step brings, each attached as a text.
    fn papers_of(&self, seat: &Seat, step: &Step) -> Result<Vec<(String, String)>, Failure> {
        let papers = step.papers.iter().filter_map(|(id, text)| Some((id, text.as_str()?)));
        let attached = papers.map(|(id, text)| {
            let name = format!("{id}.txt");
            let sm3 = self.attach((&seat.person, &name), "text/plain", text.as_bytes(), step.at)?;
            Ok((id.clone(), sm3))
        });
        attached.collect()
    }

    /// The capacity of who takes a step, as it is on that day.
    fn seat_of_step(&self, step: &Step) -> Result<Seat, Failure> {
        let is_resident = step.role == APPLICANT;
        let person = RecordId::new("person", &if is_resident { long(step.who) } else { step.who.to_owned() });
        let day = step.at.date();
        let seats = self.store.read(|reader| match is_resident {
            true => Ok(vec![self.seat_of(reader, &seat::applicant(person.clone()), day)?]),
            false => self.seats_on(reader, person.as_str(), day),
        })?;
        let found = seats.into_iter().find(|seat| seat.role == step.role);
        found.ok_or_else(|| Failure::setup(format!("{}当日没有{}的任职", step.who, step.role)))
    }
}
