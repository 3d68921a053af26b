//! A PostgreSQL for the tests: the one named by `FADU_TEST_POSTGRES`, else one of our own in a
//! temporary folder, run by an unprivileged user and stopped at the end.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fadu_store::sql::Bound;
use postgres::types::{Format, IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, NoTls};

/// A client in a schema of its own, and the server if it is ours.
pub struct Server {
    pub client: Client,
    _own: Option<Own>,
}

/// A server that the test has started.
struct Own {
    child: Child,
    folder: PathBuf,
}

impl Drop for Own {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Server {
    /// Connects, in an empty schema of the name given.
    pub fn start(schema: &str) -> Self {
        let (mut client, own) = match std::env::var("FADU_TEST_POSTGRES") {
            Ok(address) => (Client::connect(&address, NoTls).unwrap(), None),
            Err(_) => {
                let own = own(schema);
                (connect(&own), Some(own))
            }
        };
        let schema = format!("{schema}_{}", std::process::id());
        client
            .batch_execute(&format!(
                "DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}; SET search_path TO {schema}"
            ))
            .unwrap();
        Self { client, _own: own }
    }
}

/// Folders in which Debian keeps the server's programs.
fn program(name: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let installed = versions.map(|version| version.path().join("bin").join(name)).find(|path| path.exists());
    installed.unwrap_or_else(|| PathBuf::from(name))
}

/// A command as a user that PostgreSQL accepts: it refuses root.
fn unprivileged(name: &str, folder: &Path) -> Command {
    use std::os::unix::process::CommandExt;
    let mut command = Command::new(program(name));
    command.current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    if let Some((user, group)) = other_user() {
        command.uid(user).gid(group);
    }
    command
}

/// User and group to run as, if we are root.
fn other_user() -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt;
    if std::fs::metadata("/proc/self").ok()?.uid() != 0 {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let line = ["postgres:", "nobody:"]
        .iter()
        .find_map(|user| users.lines().find(|line| line.starts_with(user)))
        .unwrap();
    let parts: Vec<&str> = line.split(':').collect();
    Some((parts[2].parse().unwrap(), parts[3].parse().unwrap()))
}

fn own(name: &str) -> Own {
    let folder = std::env::temp_dir().join(format!("fadu-pg-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    if let Some((user, group)) = other_user() {
        std::os::unix::fs::chown(&folder, Some(user), Some(group)).unwrap();
    }
    let data = folder.join("data");
    let made = unprivileged("initdb", &folder)
        .args(["--locale=C.UTF-8", "-E", "UTF8", "-A", "trust", "-U", "fadu", "--no-sync", "-D"])
        .arg(&data)
        .status();
    assert!(made.unwrap().success(), "initdb");
    let child = unprivileged("postgres", &folder)
        .arg("-D")
        .arg(&data)
        .arg("-k")
        .arg(&folder)
        .args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=10"])
        .spawn()
        .unwrap();
    Own { child, folder }
}

fn connect(own: &Own) -> Client {
    let address = format!("host={} user=fadu dbname=postgres", own.folder.display());
    let start = Instant::now();
    loop {
        match Client::connect(&address, NoTls) {
            Ok(client) => return client,
            Err(error) => {
                assert!(start.elapsed() < Duration::from_secs(60), "postgres does not start: {error}")
            }
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A value sent as text, whose type the server infers from the statement.
#[derive(Debug)]
pub struct Sent(pub Bound);

impl ToSql for Sent {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        let text = match &self.0 {
            Bound::Null => return Ok(IsNull::Yes),
            Bound::Int(n) => n.to_string(),
            Bound::Bool(truth) => truth.to_string(),
            Bound::Text(text) => text.clone(),
        };
        out.extend_from_slice(text.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    to_sql_checked!();
}
