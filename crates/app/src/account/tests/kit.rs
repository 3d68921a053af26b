//! A district with an organization and people, in a folder that goes away.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use fadu_base::{Date, Instant, RecordId, Ref, Value};
use fadu_definition::Given;

use crate::account::kit::{Clock, after};
use crate::account::{AuditAsked, SignIn, SignInAsked, totp};
use crate::{Catalog, District, Identity, Seat, appoint};

/// The morning on which everything begins.
pub const MORNING: &str = "2026-03-02T09:00:00";
/// A password that keeps the rules.
pub const OWN: &str = "sanyue-De-Yu-7";

pub struct Folder {
    pub district: District,
    path: PathBuf,
}

impl Folder {
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

impl Deref for Folder {
    type Target = District;
    fn deref(&self) -> &District {
        &self.district
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

/// A district without anybody; one of demonstration if a day is given.
pub fn empty(demo_day: Option<Date>) -> Folder {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let name = format!("fadu-app-{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
    let path = std::env::temp_dir().join(name);
    let _ = std::fs::remove_dir_all(&path);
    let identity = Identity::new("140599", "某区").unwrap();
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    let catalog = CATALOG.get_or_init(|| Catalog::embedded().unwrap()).clone();
    Folder { district: District::create_on(&path, catalog, identity, demo_day).unwrap(), path }
}

/// A district with a bureau, in which `guan` is the administrator, `li` a clerk, `wang` has two
/// appointments and `qian` one that has ended.
pub fn staffed() -> Folder {
    let folder = empty(None);
    let mut commands = vec![appoint::by_machine(
        RecordId::new("organization", "ju"),
        "establish",
        vec![
            ("org_id", text("B20")),
            ("name", text("某局")),
            ("short_name", text("某局")),
            ("kind", text("政府工作部门")),
            ("is_administrative_subject", Given::Value(Value::Bool(true))),
            ("valid_from", day("2020-01-01")),
        ],
        MORNING.parse().unwrap(),
    )];
    commands[0].docs.push(fadu_engine::Doc { id: "founding".into(), sm3: "0".repeat(64).as_str().into() });
    for (person, roles) in [
        ("guan", &["admin"][..]),
        ("li", &["window_clerk"]),
        ("wang", &["case_handler", "mediator"]),
        ("qian", &["supervisor"]),
    ] {
        let id = RecordId::new("person", person);
        let input = vec![("name", text("某某")), ("valid_from", day("2020-01-01"))];
        commands.push(appoint::by_machine(id.clone(), "register", input, MORNING.parse().unwrap()));
        for role in roles {
            let mut input = vec![
                ("person", Given::Value(Value::Ref(Ref::to(id.clone())))),
                ("role", text(role)),
                ("unit", Given::Value(Value::Ref(Ref::to(RecordId::new("organization", "ju"))))),
                ("valid_from", day("2020-01-01")),
            ];
            if person == "qian" {
                input.push(("valid_until", day("2026-03-02")));
            }
            let id = RecordId::new("appointment", &format!("{person}-{role}"));
            commands.push(appoint::by_machine(id, "appoint", input, MORNING.parse().unwrap()));
        }
    }
    let catalog = folder.catalog.clone();
    folder.store.write(move |txn| appoint::all(txn, &catalog, &commands)).unwrap();
    folder
}

pub fn text(text: &str) -> Given {
    Given::Value(Value::text(text))
}

pub fn day(day: &str) -> Given {
    Given::Value(Value::Date(day.parse().unwrap()))
}

/// The administrator's capacity.
pub fn guan() -> Seat {
    seat("guan", "admin")
}

pub fn seat(person: &str, role: &str) -> Seat {
    Seat {
        person: format!("person/{person}"),
        person_name: "某某".into(),
        role: role.into(),
        role_name: role.into(),
        org: Some("organization/ju".into()),
        org_name: None,
        appointment: Some(format!("appointment/{person}-{role}")),
        party_of: None,
    }
}

/// So many seconds after the morning.
pub fn at(seconds: i64) -> Clock {
    let now: Instant = after(MORNING.parse().unwrap(), seconds);
    Clock { now, today: now.date() }
}

/// Signs in from an address.
pub fn sign_in(folder: &Folder, login: &str, password: &str, code: Option<&str>, clock: Clock) -> SignIn {
    folder.sign_in_at(&SignInAsked { login, password, code, address: "192.0.2.1" }, clock).unwrap()
}

#[track_caller]
pub fn denied(answer: SignIn) -> String {
    match answer {
        SignIn::Denied(say) => say,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
pub fn retry(answer: SignIn) -> String {
    match answer {
        SignIn::Retry(say) => say,
        other => panic!("{other:?}"),
    }
}

/// The token of somebody who entered.
#[track_caller]
pub fn entered(answer: SignIn) -> String {
    match answer {
        SignIn::Entered { token, .. } => token,
        other => panic!("{other:?}"),
    }
}

/// Opens an account and leads it through its first sign-in, ten minutes before the morning; gives
/// the secret of its codes.
pub fn account(folder: &Folder, login: &str) -> String {
    let clock = at(-600);
    let person = format!("person/{login}");
    let first = folder.open_account_at(&crate::account::manage::machine(), (login, &person), "", clock);
    let first = first.unwrap().unwrap();
    let SignIn::MustChange { ticket } = sign_in(folder, login, &first.password, None, clock) else {
        panic!("the first password must be changed")
    };
    let SignIn::Enrol { ticket, secret, uri } = folder.sign_in_password_at(&ticket, OWN, "", clock).unwrap()
    else {
        panic!("staff has a second factor")
    };
    assert!(uri.starts_with("otpauth://totp/") && uri.contains(&secret), "{uri}");
    entered(folder.sign_in_code_at(&ticket, &code(&secret, clock), "", clock).unwrap());
    secret
}

/// The code of a secret at a moment.
pub fn code(secret: &str, clock: Clock) -> String {
    totp::code_at(secret, clock.now)
}

/// The audit, the latest first, as `what object result`.
pub fn audit(folder: &Folder) -> Vec<String> {
    let asked = AuditAsked::default();
    let lines = folder.audit_list(&seat("shen", "audit_admin"), "", &asked).unwrap().unwrap();
    lines.into_iter().skip(1).map(|line| format!("{} {} {}", line.what, line.object, line.result)).collect()
}
