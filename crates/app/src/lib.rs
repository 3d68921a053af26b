//! The use cases: what the program can do, for the command line and later for pages and the API.
//!
//! Each loads, decides, appends and answers with plain data. Only here are the clock and the
//! files of the outside read; no engine type and no SQL goes out.

mod access;
mod account;
mod act;
mod admin;
mod appoint;
mod audited;
mod by_number;
mod capability;
mod catalog;
mod check;
mod clock;
pub mod csv;
mod days;
mod decide;
pub mod demo;
mod district;
mod failure;
mod figures;
mod form;
mod guide;
mod heading;
mod intake;
mod introduce;
pub mod json;
#[cfg(test)]
mod kit;
mod leader;
mod led;
mod list;
mod load;
mod map;
mod mine;
mod notices;
mod outbox;
mod overview;
mod page;
mod places;
mod portal;
mod publish;
mod published;
mod reach;
mod readings;
mod report;
mod search;
mod seat;
mod show;
mod sweep;
mod take;
mod title;
mod todo;
mod type_page;
mod upload;
mod verify;
mod words;

pub use account::{
    Account, AccountKind, AuditAsked, AuditLine, Channel, CodeSent, Denied, Ended, FirstPassword, Granted,
    Session, SignIn, SignInAsked, TrialAccount,
};
pub use act::{ActAnswer, ActAsked};
pub use admin::{CalendarYear, LocalParam, LocalValue, Tried};
pub use appoint::AppointAsked;
pub use audited::Audited;
pub use catalog::Catalog;
pub use check::{Checked, check, step_diagram};
pub use days::{DaysAsked, DaysCounted, days};
pub use district::{District, Identity};
pub use fadu_base::Point;
pub use fadu_document::Figure;
pub use failure::Failure;
pub use figures::{
    Behind, Breakdown, Drill, DrillAsked, Drilled, FigurePage, Figures, Late, LateRecord, Moved, OneYear,
    Part, Series, Split, State, Subject,
};
pub use form::{AskedFor, Control, Form, FormKind, Start};
pub use guide::{Guide, GuideAsked, GuideItem, GuidePart, GuideRow};
pub use intake::{Intake, Stage, WORKBOOKS};
pub use leader::{Leading, Trend};
pub use led::{LED, Led, LedAsked};
pub use list::{
    Column, Count, EXPORT_MOST, FilterFault, ListAsked, ListPage, ListRow, ListSpan, SavedView, TypeList,
};
pub use load::{FaultLine, FileAnswer, ImportAsked, Imported, Progress, Skipped};
pub use map::report_map;
pub use mine::{Held, Mine, MineRow, MyDraft};
pub use notices::{NoticeRow, Notices, NoticesAsked};
pub use overview::{OrgLoad, Overview, TypeWeek};
pub use page::{DayLine, Entry, FieldText, LimitText, Move, Paper, RecordPage, RecordPart, Shown};
pub use places::{Beside, ListMap, MapAsked, Way};
pub use portal::{Offer, SHORT};
pub use publish::ToPublish;
pub use published::{Duty, Item, Published, PublishedAsked};
pub use readings::Reading;
pub use report::{CaseCheck, CaseFigure, OwnerFigures, ReportCase, ReportText, Written};
pub use search::{Found, Hit};
pub use seat::{APPLICANT, Seat};
pub use show::RecordView;
pub use sweep::Swept;
pub use take::{KeptForm, LimitAhead, Receipt, TakeAsked, Taken, TakenRows, Told, draft_id};
pub use todo::{COLOURS, Todo, TodoAsked, TodoRow};
pub use type_page::{
    Condition, FieldLine, RuleLine, Said, StepLine, SystemTypes, TypeLine, TypePage, VersionLine,
};
pub use upload::{Giver, LARGEST, Upload};
pub use verify::Verified;
