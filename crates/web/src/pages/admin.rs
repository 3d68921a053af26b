//! Administration 管理, for the three administrators apart: accounts, local parameters, the calendar, the
//! audit, refused tries. Persons and appointments are ordinary records with their ordinary forms.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use fadu_app::{
    Account, AuditAsked, AuditLine, CalendarYear, Denied, FirstPassword, Granted, LocalParam, Seat, Start,
    Tried,
};

use crate::frame::{Frame, encoded};
use crate::pages::figures::given;
use crate::site::Site;
use crate::trouble::{Answer, Trouble, page};
use crate::typed::Typed;
use crate::visitor::Visitor;

/// Lines of a page.
const ROWS: usize = 100;

type Asked = Query<Vec<(String, String)>>;

/// The registers of who acts and for whom: foundations that administrators look up.
const REGISTERS: [(&str, &str); 3] = [("person", "人员"), ("appointment", "任职"), ("organization", "单位")];

#[derive(Template)]
#[template(path = "pages/admin.html")]
struct Page {
    frame: Frame,
    audits: bool,
    starts: Vec<Start>,
}

/// What there is to administer.
pub async fn show(State(site): State<Site>, visitor: Visitor) -> Answer {
    let seat = administrator(&site, &visitor)?;
    let (audits, starts) = (site.district().audits(&seat), site.district().starts(&seat));
    page(&Page { frame: Frame::new(&site, &visitor, "管理"), audits, starts })
}

#[derive(Template)]
#[template(path = "pages/accounts.html")]
struct Accounts {
    frame: Frame,
    list: Vec<Account>,
    more: Option<String>,
    may_open: bool,
    login: String,
    person: String,
    denied: Option<String>,
    first: Option<FirstPassword>,
}

/// The accounts of staff.
pub async fn accounts(State(site): State<Site>, visitor: Visitor, Query(query): Asked) -> Answer {
    let after = given(&query, "after").unwrap_or_default();
    let person = given(&query, "person").unwrap_or_default();
    listed(&site, &visitor, after, (String::new(), person), None).await
}

/// Opens an account.
pub async fn open(
    State(site): State<Site>,
    visitor: Visitor,
    Form(form): Form<Vec<(String, String)>>,
) -> Answer {
    let seat = administrator(&site, &visitor)?;
    let typed = Typed::of(form);
    visitor.prove(&typed)?;
    let own = |name: &str| typed.own(name).unwrap_or_default().trim().to_owned();
    let (login, person) = (own("login"), own("person"));
    let asked = (login.clone(), person.clone(), visitor.address.clone());
    let done = site
        .run(move |district| {
            let (login, person, address) = asked;
            district.open_account_for(&seat, &login, &person, &address)
        })
        .await?;
    listed(&site, &visitor, String::new(), (login, person), Some(done)).await
}

async fn listed(
    site: &Site,
    visitor: &Visitor,
    after: String,
    (login, person): (String, String),
    done: Option<Granted<FirstPassword>>,
) -> Answer {
    let seat = administrator(site, visitor)?;
    let may_open = site.district().opens_accounts(&seat);
    let list = site.run(move |district| district.accounts(&seat, &after)).await?;
    let list = list.map_err(|_| Trouble::NotThere)?;
    let more = (list.len() >= 200).then(|| list.last().map(|last| last.login.clone())).flatten();
    let (denied, first) = match done {
        None => (None, None),
        Some(Ok(first)) => (None, Some(first)),
        Some(Err(Denied(why))) => (Some(why), None),
    };
    let (login, person) = if first.is_some() { Default::default() } else { (login, person) };
    let frame = Frame::new(site, visitor, "账号");
    page(&Accounts { frame, list, more, may_open, login, person, denied, first })
}

#[derive(Template)]
#[template(path = "pages/account.html")]
struct One {
    frame: Frame,
    account: Account,
    may_change: bool,
    denied: Option<String>,
    first: Option<FirstPassword>,
}

/// One account.
pub async fn account(State(site): State<Site>, visitor: Visitor, Path(login): Path<String>) -> Answer {
    one(&site, &visitor, login, None).await
}

/// Resets, locks, unlocks or closes an account.
pub async fn change(
    State(site): State<Site>,
    visitor: Visitor,
    Path(login): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Answer {
    let seat = administrator(&site, &visitor)?;
    let typed = Typed::of(form);
    visitor.prove(&typed)?;
    let what = typed.own("what").unwrap_or_default().to_owned();
    let sure = typed.own("sure") == Some("yes");
    let asked = (login.clone(), visitor.address.clone());
    let done = site
        .run(move |district| {
            let (login, address) = asked;
            let plain = |done: Granted<()>| done.map(|()| None);
            Ok(match what.as_str() {
                "reset" => district.reset_account(&seat, &login, &address)?.map(Some),
                "lock" => plain(district.lock_account(&seat, &login, &address)?),
                "unlock" => plain(district.unlock_account(&seat, &login, &address)?),
                "close" if !sure => Err(Denied("注销后不能恢复，请先勾选确认".to_owned())),
                "close" => plain(district.close_account(&seat, &login, &address)?),
                _ => Err(Denied("请选择要办理的事项".to_owned())),
            })
        })
        .await?;
    one(&site, &visitor, login, Some(done)).await
}

async fn one(
    site: &Site,
    visitor: &Visitor,
    login: String,
    done: Option<Granted<Option<FirstPassword>>>,
) -> Answer {
    let seat = administrator(site, visitor)?;
    let may_change = site.district().opens_accounts(&seat);
    let found = site.run(move |district| district.account(&seat, &login)).await?;
    let account = found.ok_or(Trouble::NotThere)?;
    let (denied, first) = match done {
        None => (None, None),
        Some(Ok(first)) => (None, first),
        Some(Err(Denied(why))) => (Some(why), None),
    };
    let frame = Frame::new(site, visitor, format!("账号 {}", account.login));
    page(&One { frame, account, may_change, denied, first })
}

#[derive(Template)]
#[template(path = "pages/params.html")]
struct Params {
    frame: Frame,
    list: Vec<LocalParam>,
}

/// Local parameters.
pub async fn params(State(site): State<Site>, visitor: Visitor) -> Answer {
    let seat = administrator(&site, &visitor)?;
    let list = site.run(move |district| district.local_params(&seat)).await?.ok_or(Trouble::NotThere)?;
    page(&Params { frame: Frame::new(&site, &visitor, "本地参数"), list })
}

#[derive(Template)]
#[template(path = "pages/calendar.html")]
struct Calendar {
    frame: Frame,
    years: Vec<CalendarYear>,
}

/// The years of the working calendar.
pub async fn calendar(State(site): State<Site>, visitor: Visitor) -> Answer {
    let seat = administrator(&site, &visitor)?;
    let years = site.run(move |district| district.calendar_years(&seat)).await?.ok_or(Trouble::NotThere)?;
    page(&Calendar { frame: Frame::new(&site, &visitor, "工作日历"), years })
}

#[derive(Template)]
#[template(path = "pages/audit.html")]
struct Audit {
    frame: Frame,
    asked: AuditAsked,
    lines: Vec<AuditLine>,
    names: BTreeMap<String, String>,
}

/// Sign-ins and everything else the audit holds, with filters; for the audit administrator alone.
pub async fn audit(State(site): State<Site>, visitor: Visitor, Query(query): Asked) -> Answer {
    let seat = auditor(&site, &visitor)?;
    let text = |name: &str| given(&query, name).unwrap_or_default();
    let asked = AuditAsked {
        from: text("from"),
        to: text("to"),
        person: text("person"),
        what: text("what"),
        below: given(&query, "below").and_then(|below| below.parse().ok()),
        most: i64::try_from(ROWS).unwrap_or(i64::MAX),
    };
    let (wanted, address) = (asked.clone(), visitor.address.clone());
    let found = site
        .run(move |district| {
            let Ok(lines) = district.audit_list(&seat, &address, &wanted)? else { return Ok(None) };
            let persons: Vec<String> = lines.iter().map(|line| line.person.clone()).collect();
            let names = district.person_names(&seat, &persons)?;
            Ok(Some((lines, names)))
        })
        .await?;
    let (lines, names) = found.ok_or(Trouble::NotThere)?;
    page(&Audit { frame: Frame::new(&site, &visitor, "审计日志"), asked, lines, names })
}

#[derive(Template)]
#[template(path = "pages/tries.html")]
struct Tries {
    frame: Frame,
    tries: Vec<Tried>,
}

/// Refused tries; for the audit administrator alone.
pub async fn tries(State(site): State<Site>, visitor: Visitor, Query(query): Asked) -> Answer {
    let seat = auditor(&site, &visitor)?;
    let below = given(&query, "below").and_then(|below| below.parse().ok());
    let most = i64::try_from(ROWS).unwrap_or(i64::MAX);
    let tries = site.run(move |district| district.tries(&seat, below, most)).await?;
    let tries = tries.ok_or(Trouble::NotThere)?;
    page(&Tries { frame: Frame::new(&site, &visitor, "被拒绝的办理"), tries })
}

fn administrator(site: &Site, visitor: &Visitor) -> Result<Seat, Trouble> {
    let seat = visitor.official()?;
    if site.district().administers(&seat) { Ok(seat) } else { Err(Trouble::NotThere) }
}

fn auditor(site: &Site, visitor: &Visitor) -> Result<Seat, Trouble> {
    let seat = visitor.official()?;
    if site.district().audits(&seat) { Ok(seat) } else { Err(Trouble::NotThere) }
}

/// Kinds of lines of the audit, and their words.
const KINDS: [(&str, &str); 20] = [
    ("sign_in", "登录"),
    ("sign_out", "退出"),
    ("take_seat", "换任职"),
    ("password", "改口令"),
    ("account", "本人账号"),
    ("code", "发送验证码"),
    ("enter_by_code", "验证码登录"),
    ("enter_by_number", "凭编号进入"),
    ("read", "查阅"),
    ("search", "查找到"),
    ("list", "查阅台账"),
    ("file", "下载附件"),
    ("export", "导出"),
    ("publish", "公开"),
    ("import", "导入"),
    ("open_account", "开立账号"),
    ("reset_account", "重置账号"),
    ("lock_account", "锁定账号"),
    ("unlock_account", "解锁账号"),
    ("close_account", "注销账号"),
];

impl Page {
    fn registers(&self) -> &'static [(&'static str, &'static str)] {
        &REGISTERS
    }
}

impl Audit {
    fn kinds(&self) -> &'static [(&'static str, &'static str)] {
        &KINDS
    }

    fn word<'l>(&self, what: &'l str) -> &'l str {
        KINDS.iter().find(|(known, _)| *known == what).map_or(what, |(_, word)| word)
    }

    fn name<'l>(&'l self, person: &'l str) -> &'l str {
        self.names.get(person).map_or(person, String::as_str)
    }

    fn result<'l>(&self, result: &'l str) -> &'l str {
        match result {
            "ok" => "成功",
            "masked" => "成功（个人信息已遮盖）",
            "wrong" => "登录名、口令或动态码不对",
            other => other,
        }
    }

    fn next(&self) -> Option<String> {
        let last = self.lines.last().filter(|_| self.lines.len() >= ROWS)?;
        let asked = &self.asked;
        let parts =
            [("from", &asked.from), ("to", &asked.to), ("person", &asked.person), ("what", &asked.what)];
        let parts: String = parts
            .iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| format!("&{name}={}", encoded(text)))
            .collect();
        Some(format!("/admin/audit?below={}{parts}", last.n))
    }
}

impl Tries {
    fn next(&self) -> Option<String> {
        let last = self.tries.last().filter(|_| self.tries.len() >= ROWS)?;
        Some(format!("/admin/tries?below={}", last.n))
    }
}

/// The state of an account in a word.
fn state(account: &Account) -> &'static str {
    match (account.state.as_str(), account.locked_until.is_some()) {
        ("closed", _) => "已注销",
        ("locked", _) => "已锁定",
        (_, true) => "多次登录失败，暂时锁定",
        _ => "正常",
    }
}

impl Accounts {
    fn state(&self, account: &Account) -> &'static str {
        state(account)
    }
}

impl One {
    fn state(&self) -> &'static str {
        state(&self.account)
    }
}
