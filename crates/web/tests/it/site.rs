//! A site on a free port, and the plainest client there is.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::mpsc::channel;
use std::time::Duration;

use fadu_app::{Catalog, District, Identity, ImportAsked, Progress, TrialAccount};
use fadu_web::Settings;

/// An answer.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    /// A header of the answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// The address of an empty district's site, served until the tests end.
pub fn address() -> SocketAddr {
    static ADDRESS: OnceLock<SocketAddr> = OnceLock::new();
    *ADDRESS.get_or_init(|| {
        let identity = Identity::new("140599", "示例区").unwrap();
        served("plain", |folder| District::create(folder, Catalog::embedded().unwrap(), identity).unwrap())
    })
}

/// The address of a demonstration without ledgers: codes to phones are shown on the page.
pub fn demo() -> SocketAddr {
    static ADDRESS: OnceLock<SocketAddr> = OnceLock::new();
    *ADDRESS.get_or_init(|| demo_of("demo"))
}

/// Where the district of a site lies.
pub fn folder(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("fadu-web-{name}-{}", std::process::id()))
}

/// A demonstration of its own.
pub fn demo_of(name: &str) -> SocketAddr {
    served(name, |folder| fadu_app::demo::district(folder, Catalog::embedded().unwrap()).unwrap())
}

/// Says nothing of how far an import is.
struct Silent;

impl Progress for Silent {
    fn file(&mut self, _: &str, _: u64) {}
    fn rows(&mut self, _: u64) {}
    fn done(&mut self) {}
}

/// The same with the organizations and the trial accounts of officials.
pub fn staffed(name: &str) -> (SocketAddr, Vec<TrialAccount>) {
    let mut accounts = Vec::new();
    let site = served(name, |folder| {
        let district = fadu_app::demo::district(folder, Catalog::embedded().unwrap()).unwrap();
        let ledger = "../../demo/140502/政府办公室_机构名录_2020.xlsx";
        let asked = ImportAsked {
            paths: vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(ledger)],
            check_only: false,
            partial: false,
            returned: folder.join("returned"),
            by: None,
        };
        district.import(&asked, &mut Silent).unwrap();
        accounts = district.trial_accounts().unwrap();
        district
    });
    (site, accounts)
}

fn served(name: &str, make: impl FnOnce(&std::path::Path) -> District) -> SocketAddr {
    let folder = folder(name);
    let _ = std::fs::remove_dir_all(&folder);
    let district = make(&folder);
    let (sender, ready) = channel();
    // Only the site of demonstrations is one for development, and one is behind a gateway.
    let settings = Settings {
        patience: Duration::from_secs(20),
        styleguide: name == "demo",
        gateway: (name == "gateway").then(|| "127.0.0.1".parse().unwrap()).into_iter().collect(),
        ..Settings::on("127.0.0.1:0".parse().unwrap())
    };
    std::thread::spawn(move || fadu_web::serve(district, settings, |at| sender.send(at).unwrap()));
    ready.recv_timeout(Duration::from_secs(60)).unwrap()
}

/// Sends a request as it is written and reads the whole answer.
pub fn send(request: &str) -> Answer {
    send_to(address(), request)
}

/// The same, to a site.
pub fn send_to(address: SocketAddr, request: &str) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

/// Asks a site for a page.
pub fn get_of(site: SocketAddr, path: &str) -> Answer {
    send_to(site, &format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
}

/// Asks for a page, with further header lines.
pub fn get(path: &str, headers: &str) -> Answer {
    send(&format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n"))
}

/// Sends a plain form.
pub fn post(path: &str, headers: &str, body: &str) -> Answer {
    send(&format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    ))
}
