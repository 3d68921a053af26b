//! What surrounds every page: district, day, who is signed in and as whom, the ways to go.

use std::hash::{DefaultHasher, Hash, Hasher};

use fadu_app::{Seat, Session};

use crate::assets;
use crate::site::Site;
use crate::visitor::Visitor;

/// The surroundings of a page.
pub struct Frame {
    /// Title of the page.
    pub title: String,
    /// Name of the district.
    pub district: String,
    /// The fixed day of a demonstration.
    pub demo: Option<String>,
    /// In what capacity the person acts.
    pub seat: Option<Seat>,
    /// Whether the person is an official.
    pub staff: bool,
    /// Token that every form sends back.
    pub csrf: String,
    /// Who is signed in, in a word that opens nothing: what a browser keeps goes by it.
    pub who: Option<String>,
    /// Large type (关怀版).
    pub large: bool,
    /// When the session ends unless used.
    pub ends: Option<Ends>,
    /// Path of the page, for coming back to it.
    pub here: String,
    /// Ways to go: path, name, whether it is here.
    pub ways: Vec<(&'static str, &'static str, bool)>,
    /// Address of the style sheet.
    pub style: String,
    /// Address of the script.
    pub script: String,
}

/// The end of a session.
pub struct Ends {
    /// `15:42`.
    pub at: String,
    /// Seconds until then.
    pub left: i64,
}

/// For officials.
const WORK: &[(&str, &str)] = &[("/work", "待办"), ("/new", "新办")];
/// For those who have to do with the district's business.
const BUSINESS: &[(&str, &str)] = &[("/lists", "台账"), ("/import", "导入"), ("/figures", "数据与报告")];
/// For those who oversee what others do.
const OVERSEES: (&str, &str) = ("/leader", "统览");
/// For the three administrators.
const ADMINISTERS: (&str, &str) = ("/admin", "管理");
/// For all officials.
const RULES: (&str, &str) = ("/definitions", "办理规程");
/// For everybody.
const PUBLIC: &[(&str, &str)] =
    &[("/", "首页"), ("/guide", "办事"), ("/track", "查进度"), ("/published", "公示公开"), ("/my", "我的")];

impl Frame {
    pub fn new(site: &Site, visitor: &Visitor, title: impl Into<String>) -> Self {
        let district = site.district();
        let ways = ways(site, visitor);
        let here = visitor.path.clone();
        let is_here = |path: &str| match path {
            "/" => here == "/",
            path => here == path || here.starts_with(&format!("{path}/")),
        };
        Self {
            title: title.into(),
            district: district.name().to_owned(),
            demo: district.demo_day().map(|day| day.to_string()),
            seat: visitor.seat().cloned(),
            staff: visitor.is_staff(),
            csrf: visitor.csrf.clone(),
            who: visitor.seat().map(who),
            large: visitor.large,
            ends: visitor.session.as_ref().map(Ends::of),
            ways: ways.into_iter().map(|(path, name)| (path, name, is_here(path))).collect(),
            here,
            style: assets::style(),
            script: assets::script(),
        }
    }
}

impl Ends {
    fn of(session: &Session) -> Self {
        let end = session.idle_end.min(session.absolute_end);
        Self { at: format!("{:02}:{:02}", end.hour(), end.minute()), left: session.seconds_left }
    }
}

/// A word by which a page of one person is told from that of another.
fn who(seat: &Seat) -> String {
    let mut hasher = DefaultHasher::new();
    ("who", &seat.person, &seat.party_of).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// The ways that are open to the person.
fn ways(site: &Site, visitor: &Visitor) -> Vec<(&'static str, &'static str)> {
    let Some(seat) = visitor.seat().filter(|_| visitor.is_staff()) else { return PUBLIC.to_vec() };
    let district = site.district();
    let mut ways = WORK.to_vec();
    if district.oversees(seat) {
        ways.insert(1, OVERSEES);
    }
    if district.works(seat) {
        ways.extend(BUSINESS);
    }
    if district.administers(seat) {
        ways.push(ADMINISTERS);
    }
    ways.push(RULES);
    ways
}

/// A text as it may stand in the query of an address.
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                out.push(char::from(byte))
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
