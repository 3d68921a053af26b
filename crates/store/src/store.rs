//! The store of a district: one folder with the database, the master key and the attachments.

use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel, sync_channel};
use std::thread::JoinHandle;

use fadu_base::Date;
use fadu_definition::Definitions;

use crate::codec::shape::Shapes;
use crate::codec::time;
use crate::driver::Db;
use crate::error::{Result, StoreError};
use crate::indexes::{self, Wanted};
use crate::journal::journal_position;
use crate::keys::{self, Keys};
use crate::meta::{Meta, meta_all, meta_district, meta_put, meta_seal};
use crate::readers::Readers;
use crate::registers::Registers;
use crate::schema;
use crate::sql::{Dialect, Sites};
use crate::txn::Txn;
use crate::view::{Reader, View};
use crate::writer::{self, Outcome, Request};

/// Name of the database in its folder.
pub const DATABASE: &str = "fadu.db";
/// Most cores that one reading is spread over.
const CORES: usize = 8;
/// Name of the folder of attachments.
pub const FILES: &str = "files";

/// What all connections of a store share.
pub struct Shared {
    /// The folder.
    pub folder: PathBuf,
    /// What the database is.
    pub meta: Meta,
    /// The definitions in force.
    pub definitions: Arc<Definitions>,
    /// The definitions as the codec sees them.
    pub shapes: Shapes,
    /// The master key.
    pub keys: Keys,
    /// The look-ups of the definitions.
    pub sites: Sites,
    /// The indexes that the definitions want.
    pub indexes: Vec<Wanted>,
    /// What readers remember of registers.
    pub registers: Registers,
}

/// The store of a district. Cheap to share behind an [`Arc`].
pub struct Store {
    shared: Arc<Shared>,
    requests: Option<Sender<Request>>,
    writer: Option<JoinHandle<()>>,
    readers: Readers,
}

impl Store {
    /// Makes a store in an empty or absent folder.
    pub fn create(folder: &Path, meta: Meta, definitions: Arc<Definitions>) -> Result<Self> {
        let path = folder.join(DATABASE);
        if path.exists() || folder.join(keys::FILE).exists() {
            return Err(StoreError::Folder(format!(
                "文件夹 {} 中已有数据，请换一个文件夹，或直接使用它",
                folder.display()
            )));
        }
        let doing = || format!("建立文件夹 {}", folder.display());
        fs::create_dir_all(folder.join(FILES)).map_err(StoreError::io(doing()))?;
        let keys = Keys::create(folder)?;
        let db = Db::open_writer(&path, true)?;
        schema::migrate(&db)?;
        db.run("BEGIN IMMEDIATE")?;
        write_meta(&db, &keys, &meta)?;
        db.run("COMMIT")?;
        crate::attachments::sync_folder(folder)?;
        Self::start(db, shared(folder, meta, definitions, keys))
    }

    /// Opens the store of a folder.
    pub fn open(folder: &Path, definitions: Arc<Definitions>) -> Result<Self> {
        let path = folder.join(DATABASE);
        if !path.exists() {
            return Err(StoreError::Folder(format!(
                "文件夹 {} 中没有数据库 {DATABASE}，请先运行 fadu init",
                folder.display()
            )));
        }
        let keys = Keys::read(folder)?;
        let db = Db::open_writer(&path, false)?;
        schema::migrate(&db)?;
        let meta = read_meta(&db, &keys, folder)?;
        Self::start(db, shared(folder, meta, definitions, keys))
    }

    fn start(db: Db, shared: Shared) -> Result<Self> {
        schema::index(&db, &shared.meta.district, &shared.indexes, &shared.definitions)?;
        let shared = Arc::new(shared);
        let (requests, incoming) = channel();
        let serving = shared.clone();
        let writer = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || writer::serve(&db, &serving, &incoming))
            .map_err(StoreError::io("启动写入线程"))?;
        Ok(Self { shared, requests: Some(requests), writer: Some(writer), readers: Readers::default() })
    }

    /// What the store is, its definitions and keys.
    pub fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Runs a request in the next group of the writer and waits until it is durable. An error
    /// takes back everything that the request did.
    pub fn write<T: Send + 'static>(
        &self,
        body: impl FnOnce(&mut Txn<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.request(body, false)
    }

    /// Runs a request that may take minutes, such as the import of a file, in a transaction of its
    /// own. Others wait meanwhile; readers do not.
    pub fn write_long<T: Send + 'static>(
        &self,
        body: impl FnOnce(&mut Txn<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.request(body, true)
    }

    fn request<T: Send + 'static>(
        &self,
        body: impl FnOnce(&mut Txn<'_>) -> Result<T> + Send + 'static,
        long: bool,
    ) -> Result<T> {
        let (sender, answer) = sync_channel(1);
        let run = move |txn: Result<&mut Txn<'_>>| {
            let result = txn.and_then(body);
            let keep = result.is_ok();
            let answer = move |committed: Result<()>| {
                // Whoever asked may have gone away.
                let _ = sender.send(result.and_then(|value| committed.map(|()| value)));
            };
            Outcome { keep, answer: Box::new(answer) }
        };
        let requests = self.requests.as_ref().ok_or(StoreError::Closed)?;
        requests.send(Request { run: Box::new(run), long }).map_err(|_| StoreError::Closed)?;
        let died = || StoreError::Panicked("程序内部错误，请报告".to_owned());
        answer.recv().unwrap_or_else(|_| Err(died()))
    }

    /// Runs a reader beside the writer; it sees one state.
    pub fn read<T>(&self, body: impl FnOnce(&mut Reader<'_>) -> Result<T>) -> Result<T> {
        let _turn = self.readers.turn();
        let db = self.take_reader()?;
        let forgotten = self.shared.registers.forgotten();
        db.run("BEGIN")?;
        let result = self.reader(&db, forgotten).and_then(|mut reader| body(&mut reader));
        db.run("COMMIT")?;
        self.readers.put(db);
        result
    }

    /// A reader on a connection with a transaction.
    fn reader<'r>(&'r self, db: &'r Db, forgotten: u64) -> Result<Reader<'r>> {
        let view = View { db, shared: &self.shared, until: i64::MAX, at: None };
        let at = self.shared.registers.follow(view, forgotten)?;
        Ok(Reader { view: View { at: Some(at), ..view } })
    }

    /// Runs a reader on each core, at most so many, all of which see the state at one position of the
    /// journal.
    pub fn read_on_each_core<T: Send>(
        &self,
        most: usize,
        body: impl Fn(&mut Reader<'_>) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get).min(CORES);
        let cores = cores.min(most).max(1);
        let forgotten = self.shared.registers.forgotten();
        let run = |db: Db| {
            let result = self.reader(&db, forgotten).and_then(|mut reader| body(&mut reader));
            db.run("COMMIT")?;
            self.readers.put(db);
            result
        };
        let readers = self.readers_together(cores)?;
        std::thread::scope(|scope| {
            let threads: Vec<_> = readers.into_iter().map(|db| scope.spawn(|| run(db))).collect();
            let died = |_| Err(StoreError::Panicked("程序内部错误，请报告".to_owned()));
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(died)).collect()
        })
    }

    /// Readers that see one position; fewer if something is written in between.
    fn readers_together(&self, most: usize) -> Result<Vec<Db>> {
        let mut readers: Vec<Db> = Vec::with_capacity(most);
        let mut first = None;
        for _ in 0..most {
            let db = self.take_reader()?;
            db.run("BEGIN")?;
            let position = journal_position(&db, &self.shared.meta.district)?;
            if *first.get_or_insert(position) == position {
                readers.push(db);
            } else {
                db.run("COMMIT")?;
            }
        }
        Ok(readers)
    }

    fn take_reader(&self) -> Result<Db> {
        self.readers.idle().map_or_else(|| self.open_reader(), Ok)
    }

    pub(crate) fn open_reader(&self) -> Result<Db> {
        Db::open_reader(&self.shared.folder.join(DATABASE))
    }

    /// Sets a value of the database, such as its own day.
    pub fn set_meta(&self, key: &str, value: &str) -> Result<()> {
        let (key, value) = (key.to_owned(), value.to_owned());
        self.write(move |txn| meta_put(txn.db(), &txn.shared().keys, txn.district(), &key, &value))
    }

    /// A value of the database.
    pub fn get_meta(&self, key: &str) -> Result<Option<String>> {
        self.read(|reader| crate::meta::meta_get(reader.view.db, &self.shared.meta.district, key))
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        drop(self.requests.take());
        if let Some(writer) = self.writer.take() {
            // The thread ends when it has answered what was sent; it has nothing to tell.
            let _ = writer.join();
        }
    }
}

fn shared(folder: &Path, meta: Meta, definitions: Arc<Definitions>, keys: Keys) -> Shared {
    Shared {
        folder: folder.to_owned(),
        meta,
        shapes: Shapes::new(&definitions),
        sites: Sites::of(&definitions, Dialect::Sqlite),
        indexes: indexes::wanted(&definitions),
        registers: Registers::default(),
        definitions,
        keys,
    }
}

fn write_meta(db: &Db, keys: &Keys, meta: &Meta) -> Result<()> {
    let district = &meta.district;
    meta_put(db, keys, district, "name", &meta.name)?;
    match meta.demo_day {
        Some(day) => meta_put(db, keys, district, "demo_day", &time::date_text(day)),
        None => Ok(()),
    }
}

/// Reads what the database is. The seal of its name proves that the master key is the right one.
fn read_meta(db: &Db, keys: &Keys, folder: &Path) -> Result<Meta> {
    let unfinished = || {
        StoreError::Folder(format!(
            "文件夹 {} 中的数据库没有建好，请删除该文件夹后重新建立",
            folder.display()
        ))
    };
    let district = meta_district(db)?.ok_or_else(unfinished)?;
    let mut meta = Meta { district, ..Meta::default() };
    for (key, value, seal) in meta_all(db, &meta.district)? {
        let fits = seal == meta_seal(keys, &meta.district, &key, &value);
        match &*key {
            "name" if !fits => {
                return Err(StoreError::MasterKey(
                    "主密钥与数据库不符，或数据库的名称被改动。请从备份恢复 master.key".to_owned(),
                ));
            }
            "name" => meta.name = value,
            "demo_day" => meta.demo_day = time::parse_date(&value).map(|day: Date| day),
            _ => (),
        }
    }
    Ok(meta)
}
