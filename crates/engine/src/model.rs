//! What the engine takes and gives: records, events, commands, queries and answers, decisions.

use std::sync::Arc;

use fadu_base::counting::Moment;
use fadu_base::{Calendar, Date, Instant, Name, RecordId, Ref, Row, Value};
use fadu_definition::{Definitions, Given, NumberPiece, RefusalKind, TypeDef};

pub use crate::outbox::{Notice, PublicationDue};

/// What holds for every decision of a district.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    /// The definitions in force.
    pub definitions: &'a Definitions,
    /// The working calendar.
    pub calendar: &'a Calendar,
    /// Division code of the district, for numbers: `140502`.
    pub division: &'a str,
}

/// A record 记录: its present state and its history.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its identity.
    pub id: RecordId,
    /// The version of the definition it is bound to for life.
    pub def: Arc<TypeDef>,
    /// Sequence number of its last event (from 1).
    pub seq: u32,
    /// Its own number, once given.
    pub no: Option<Arc<str>>,
    /// Step, if the type has steps.
    pub step: Option<u16>,
    /// Organization that owns it.
    pub org: Option<Ref>,
    /// Legal day of its first event.
    pub opened_on: Date,
    /// Legal day on which it entered an end step.
    pub closed_on: Option<Date>,
    /// One value a field, in the order of the definition.
    pub fields: Vec<Value>,
    /// Entered as past (补录): no limits run.
    pub past: bool,
    /// A lapse that could not be written: shown to the supervisor.
    pub stuck: bool,
    /// All events, by `seq`.
    pub history: Vec<Arc<Event>>,
}

/// What is read of another record, as of a day for registers.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Its identity.
    pub id: RecordId,
    /// The definition it is bound to; `None` for a planned type in a case.
    pub def: Option<Arc<TypeDef>>,
    /// Sequence number, or number of the entry version read.
    pub seq: u32,
    /// Its own number.
    pub no: Option<Arc<str>>,
    /// Step id.
    pub step: Option<Name>,
    /// Owner.
    pub org: Option<Ref>,
    /// Opened.
    pub opened_on: Option<Date>,
    /// Closed.
    pub closed_on: Option<Date>,
    /// Register: in force on the day asked.
    pub in_force: bool,
    /// Values by field id.
    pub fields: Vec<(Name, Value)>,
}

/// An event 事件 (language.md 5.2): what one action changed. Its stored form is `docs/formats/journal.md`.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Number within the record, from 1.
    pub seq: u32,
    /// Instant of entry.
    pub at: Instant,
    /// Legal day.
    pub on: Date,
    /// Instant that counts for hour limits: `at`, or for acts by law the instant of the lapse.
    pub moment: Instant,
    /// Action id.
    pub action: Name,
    /// Step before and after.
    pub from: Option<Name>,
    /// Step after.
    pub to: Option<Name>,
    /// `type@effective#digest`.
    pub definition: Arc<str>,
    /// Who.
    pub actor: Doer,
    /// Extra inputs, by id.
    pub input: Vec<(Name, Value)>,
    /// Fields that changed, with their new values; rows fields are in `added` or `rows` instead.
    pub fields: Vec<(Name, Value)>,
    /// Rows added to append fields.
    pub added: Vec<(Name, Vec<Arc<Row>>)>,
    /// The row acted on, with its new content.
    pub row: Option<(Name, Arc<Row>)>,
    /// The organization that owns the record from now on, if it changed.
    pub org: Option<Ref>,
    /// The record's own number, if given by this event.
    pub no: Option<Arc<str>>,
    /// Documents made or attached.
    pub docs: Vec<Doc>,
    /// Limits that ended with it.
    pub terms: Vec<TermEnd>,
    /// References and entry versions read to decide: `id@seq`.
    pub facts: Vec<Arc<str>>,
    /// Ids of warnings shown.
    pub warnings: Vec<Name>,
    /// The event that commanded it: `record@seq`.
    pub cause: Option<Arc<str>>,
    /// Entered as past 补录.
    pub past: bool,
}

/// Who acted.
#[derive(Clone, Debug, PartialEq)]
pub enum Doer {
    /// A person by an appointment.
    Person(Actor),
    /// An act by law: the limit that lapsed and its article.
    Law {
        /// The limit that lapsed.
        limit: Name,
        /// Its law and article.
        article: Option<Arc<str>>,
    },
    /// A `then` or a schedule.
    System,
}

/// The person who acts, and the appointment used.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// `person/…`.
    pub person: RecordId,
    /// Appointment id, if stored.
    pub appointment: Option<RecordId>,
    /// Role id.
    pub role: Name,
    /// Organization of the appointment.
    pub org: Option<RecordId>,
    /// The person delegated for.
    pub delegate_of: Option<RecordId>,
    /// Proved to stand for the party of the record, or of the record it belongs to (record number
    /// and phone tail; sheet 02), so the scope *own*, or that of the other record's party, holds where
    /// no account of the party is named.
    pub stands_for_party: bool,
}

/// A document of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Doc {
    /// Document id of the definition.
    pub id: Name,
    /// SM3 of its content, hex; empty where its template is rendered later.
    pub sm3: Arc<str>,
}

/// The result of a limit that ended: a fact for ever.
#[derive(Clone, Debug, PartialEq)]
pub struct TermEnd {
    /// Limit id.
    pub limit: Name,
    /// Row, of a limit with `each`.
    pub row: Option<u32>,
    /// Start.
    pub start: Moment,
    /// Due.
    pub due: Option<Moment>,
    /// End.
    pub ended: Moment,
    /// Ended in time.
    pub met: bool,
    /// Days or minutes used (see `counting::used`).
    pub used: i64,
}

/// A command 指令.
#[derive(Clone, Debug)]
pub struct Command {
    /// Record acted on, or the id of the one to be created.
    pub target: Target,
    /// Action id.
    pub action: Name,
    /// What is given, by field, input or row column (`row` actions).
    pub input: Vec<(Name, Given)>,
    /// Row acted on.
    pub row: Option<u32>,
    /// Documents attached. Documents with a template need none.
    pub docs: Vec<Doc>,
    /// Who.
    pub by: Doer,
    /// Now, in Beijing time; today is its date.
    pub now: Instant,
    /// The last event the actor has seen; another one refuses with CONFLICT.
    pub seen: Option<u32>,
    /// The event that commands this one.
    pub cause: Option<Arc<str>>,
}

/// What a command acts on.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// A new record of the type of this id.
    New(RecordId),
    /// An existing record (given to `decide` beside the command).
    On(RecordId),
}

/// A look-up that `decide` needs answered. Equal queries have equal answers within a decision.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)] // each variant says what its fields are
pub enum Query {
    /// What is read of a record: a register as of `day` (its entry valid then), anything else now.
    Snapshot { id: RecordId, day: Option<Date> },
    /// The look-up of one place in the definitions (`Find::site`) with its captured values and,
    /// for registers, the day.
    Find { site: u32, captures: Vec<Value>, day: Option<Date> },
    /// The value of a parameter on a day.
    Param { id: Name, day: Date },
    /// A whole record with its history, to be commanded by `then`.
    Record(RecordId),
    /// Whether another record of the type has these values in the fields of a `unique` list: among
    /// entries in force on `day` for registers that have validity, else among all.
    Unique { ty: Name, fields: Vec<Name>, values: Vec<Value>, except: RecordId, day: Option<Date> },
    /// Whether another record of the type bears this number.
    Number { ty: Name, no: Arc<str>, except: RecordId },
    /// Whether `org` is `root` or below it on `day`.
    Below { org: RecordId, root: RecordId, day: Date },
    /// What a capability fills in for an action that `uses` it: the record, the organization of who
    /// acts, what was given.
    Capability { name: Name, record: RecordId, org: Option<RecordId>, input: Vec<(Name, Value)> },
}

/// The answer to a [`Query`].
#[derive(Clone, Debug)]
pub enum Answer {
    /// To `Snapshot`: nothing if there is none.
    Snapshot(Option<Arc<Snapshot>>),
    /// To `Find` for a list: snapshots by id.
    List(Vec<Arc<Snapshot>>),
    /// To `Find` for exists, count, sum; to `Param`.
    Value(Value),
    /// To `Record`.
    Record(Option<Arc<Record>>),
    /// To `Unique` and `Number`: the record found.
    Found(Option<RecordId>),
    /// To `Below`.
    Below(bool),
    /// To `Capability`: inputs, bound as if they had been typed. What a capability fills nobody types.
    Given(Vec<(Name, Given)>),
}

/// The answers known so far.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Query and answer, in the order asked.
    pub known: Vec<(Query, Answer)>,
}

/// What `decide` gives.
#[derive(Clone, Debug)]
pub enum Decision {
    /// These queries must be answered first (all that could be found at once).
    Ask(Vec<Query>),
    /// Refused. Acts by law that were due are written all the same.
    Refused {
        /// Acts by law, in order.
        by_law: Vec<Change>,
        /// The refusal.
        refusal: Refusal,
    },
    /// Allowed: the events of all records, in order, to be stored in one transaction.
    Done(Vec<Change>),
}

/// An event of a record and what the store must do with it.
#[derive(Clone, Debug)]
pub struct Change {
    /// The record.
    pub record: RecordId,
    /// Its definition.
    pub def: Arc<TypeDef>,
    /// Whether the event creates the record.
    pub creates: bool,
    /// The event. Numbers in `draws` are still missing in it.
    pub event: Event,
    /// The record after the event (numbers still missing), for the projection.
    pub after: Arc<Record>,
    /// Numbers to allocate in the transaction (see [`crate::number::allocate`]).
    pub draws: Vec<Draw>,
    /// Publications made due, or to be taken down.
    pub publications: Vec<PublicationDue>,
    /// Who is told.
    pub notices: Vec<Notice>,
}

/// A number to be allocated without gaps.
#[derive(Clone, Debug, PartialEq)]
pub struct Draw {
    /// The field; `None` for the record's own number.
    pub field: Option<Name>,
    /// One counter for each (organization, series, period). `None` where the form does not name the
    /// organization: then the counter is the district's.
    pub org: Option<RecordId>,
    /// The form as it is written in the definition: numbers of one form share one counter.
    pub series: Name,
    /// Year of the number, or day for forms with `{day}`.
    pub period: String,
    /// The form; organization words already resolved to `Text`.
    pub form: Vec<NumberPiece>,
    /// Day of the number.
    pub day: Date,
}

/// A refusal 拒绝: an ordinary answer, not an error.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Refusal {
    /// Every failing condition, in the order of language.md 5.1.
    pub reasons: Vec<Reason>,
}

/// One failing condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Rule id.
    pub id: String,
    /// Kind.
    pub kind: RefusalKind,
    /// What, Chinese.
    pub say: String,
    /// Law and article.
    pub article: Option<String>,
    /// What to do, Chinese.
    pub remedy: String,
    /// Field, input or limit id it is about (`field` or `rows_field.column`), and the row.
    pub place: Option<String>,
    /// Number of the row given (from 1), if it is about one.
    pub row: Option<usize>,
    /// The members of the list that refused, as people name them.
    pub rows: Vec<String>,
    /// A warning does not refuse.
    pub warn: bool,
}
