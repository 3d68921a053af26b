//! Entering without an account: by the number of a record and the last four figures of the phone
//! that its applicant gave. Such a session is for this one record.

use fadu_base::{Date, RecordId, Value};
use fadu_definition::FieldType;
use fadu_engine::Record;
use fadu_store::audit::audit_failures;
use fadu_store::session::SessionRow;
use fadu_store::{Source as _, StoreError, View};

use super::SignIn;
use super::audit::cut;
use super::kit::{Clock, Desk};
use super::sign_in::Next;
use crate::{District, Failure, seat};

/// Wrong answers from an address within an hour.
const TRIES: i64 = 5;
/// Wrong answers on a number within an hour, from wherever: so many that nobody is kept out of their own
/// matter by somebody who knows its number, so few that nobody tries all tails.
const TRIES_ON_IT: i64 = 20;
const HOUR: i64 = 3600;
const WHAT: &str = "enter_by_number";
const EMPTY: &str = "请填回执上的编号和申请时所留电话的后四位";
const WRONG: &str = "编号或电话尾号不对。请核对回执上的编号，并填申请时所留电话的后四位";
const TOO_OFTEN: &str = "一小时内已答错五次，请一小时后再试，或到窗口、拨打电话查询";

impl District {
    /// Enters by a record's number and the last four figures of the applicant's phone.
    pub fn enter_by_number(&self, number: &str, tail: &str, address: &str) -> Result<SignIn, Failure> {
        self.enter_by_number_at((number, tail), address, self.clock())
    }

    /// Whether a record can be entered by its number: somebody left a phone.
    pub fn is_entered_by_number(&self, record: &str) -> Result<bool, Failure> {
        let Some(id) = RecordId::parse(record) else { return Ok(false) };
        let today = self.now().date();
        Ok(self.store.read(|reader| match reader.load(&id)? {
            Some(record) => Ok(!phones(reader.view, &record, today)?.is_empty()),
            None => Ok(false),
        })?)
    }

    pub(super) fn enter_by_number_at(
        &self,
        (number, tail): (&str, &str),
        address: &str,
        clock: Clock,
    ) -> Result<SignIn, Failure> {
        let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let (number, tail) = (cut(&plain(number)).to_uppercase(), plain(tail));
        if number.is_empty() || tail.len() != 4 || !tail.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(SignIn::Retry(EMPTY.into()));
        }
        self.signing(clock, address, move |desk| {
            let (db, district) = (desk.txn.db(), desk.txn.district());
            let since = desk.clock.stamp(-HOUR);
            let from = (&*cut(&desk.address), &*number);
            let (here, on_it) = audit_failures(db, district, (WHAT, &since), from)?;
            if on_it >= TRIES_ON_IT || here >= TRIES && !desk.address.is_empty() {
                desk.audit("", (WHAT, &number), "limited")?;
                return Ok(Next::Denied(TOO_OFTEN.into()));
            }
            let Some(record) = desk.proved(&number, &tail)? else {
                desk.audit("", (WHAT, &number), "wrong")?;
                return Ok(Next::Retry(WRONG.into()));
            };
            desk.audit("", (WHAT, record.as_str()), "ok")?;
            let party_of = Some(record.to_string());
            let row = SessionRow { stage: "open".into(), party_of, ..SessionRow::default() };
            Ok(Next::Entered(desk.open(row)?))
        })
    }
}

impl Desk<'_, '_> {
    /// The record of a number, if its applicant's phone ends so.
    fn proved(&mut self, number: &str, tail: &str) -> Result<Option<RecordId>, StoreError> {
        let found = self.txn.view().numbered(None, number)?;
        let [id] = found.as_slice() else { return Ok(None) };
        let Some(record) = self.txn.load(id)? else { return Ok(None) };
        let phones = phones(self.txn.view(), &record, self.clock.today)?;
        Ok(phones.iter().any(|phone| phone.ends_with(tail)).then(|| id.clone()))
    }
}

/// The phones by which a record may be entered: that left in it, and that of the person who is its party.
fn phones(view: View<'_>, record: &Record, today: Date) -> Result<Vec<String>, StoreError> {
    let mut phones: Vec<String> = own_phone(record).map(str::to_owned).into_iter().collect();
    let party = record.def.party.and_then(|at| record.fields.get(usize::from(at)));
    if let Some(Value::Ref(to)) = party {
        let read = view.snapshot(&to.id, Some(today))?;
        let phone = read.as_deref().and_then(|read| seat::value(read, "phone")?.as_text().map(str::to_owned));
        phones.extend(phone);
    }
    Ok(phones)
}

/// The phone that an applicant left in the record: the first field of that kind. Records without a
/// party are nobody's own.
fn own_phone(record: &Record) -> Option<&str> {
    record.def.party?;
    let at = record.def.fields.iter().position(|field| field.ty == FieldType::Phone)?;
    record.fields.get(at)?.as_text()
}
