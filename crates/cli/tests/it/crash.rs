//! The program is killed at any moment, or the disk is full: every file is in entirely or not at
//! all, the journal is sound, and the next run says which file was cut off.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::run::{Answer, Folder};

const FILES: u64 = 8;
const ROWS: u64 = 100;

/// Ledgers of organizations: `FILES` files with `ROWS` rows each.
fn ledgers(folder: &Folder) {
    for file in 0..FILES {
        let mut text = String::from("机构编码,机构名称,简称,机构类别,是否行政主体,设立日期\n");
        for row in 0..ROWS {
            writeln!(text, "Z-{file}-{row},第{file}片第{row}村民委员会,{file}片{row}村,村委会,否,2001-02-03")
                .unwrap();
        }
        folder.write(&format!("ledgers/{file}.csv"), text);
    }
}

/// Starts an import and kills it some time after it announced its `nth` file.
fn killed(folder: &Folder, nth: usize, after: Duration) {
    let mut child = folder
        .command("import --data d ledgers")
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    lines.by_ref().filter(|line| line.starts_with("导入")).take(nth).for_each(drop);
    sleep(after);
    // It may have ended before.
    let _ = child.kill();
    child.wait().unwrap();
}

#[test]
fn killed_at_any_moment_every_file_is_in_entirely_or_not_at_all() {
    let folder = Folder::new("killed");
    ledgers(&folder);
    folder.district(&[]);
    let moments = [(0, 0), (0, 50), (1, 0), (1, 20), (2, 50), (1, 200), (3, 0), (2, 120), (1, 500)];
    let mut last = 0;
    for (nth, millis) in moments {
        killed(&folder, nth, Duration::from_millis(millis));
        let records = folder.verified("d");
        assert_eq!(records % ROWS, 0, "{nth} {millis} ms: a file is in by half");
        assert!(records >= last, "{nth} {millis} ms: a file went out again");
        last = records;
    }
    let told = folder.fadu("import --data d ledgers").ok();
    assert!(told.contains(&format!("合计：导入 {} 条，已有 {last} 条", FILES * ROWS - last)), "{told}");
    assert_eq!(folder.verified("d"), FILES * ROWS);
}

#[test]
fn the_next_command_says_which_files_were_cut_off() {
    let folder = Folder::new("cut-off");
    ledgers(&folder);
    folder.district(&[]);
    killed(&folder, 1, Duration::ZERO);
    let figures = "figures --data d --year 2020 --indicator foundations.organizations --csv";
    let told = folder.fadu(figures);
    let cut_off = "上次导入 ledgers/0.csv 中断，其中的内容一条也没有写入，请重新导入";
    assert!(told.err.contains(cut_off), "{told:?}");
    assert!(told.err.contains("上次导入 ledgers/7.csv 中断"), "what was not reached, too: {told:?}");
    assert!(told.out.contains("\nfoundations.organizations,0,"), "{told:?}");
    let told = folder.fadu(figures);
    assert!(!told.err.contains("中断"), "it is said once: {told:?}");
    folder.fadu("import --data d ledgers/0.csv").ok();

    // A file that is in stays so, although its second import is cut off.
    killed(&folder, 1, Duration::ZERO);
    let told = folder.fadu("verify --data d");
    assert!(!told.err.contains("ledgers/0.csv") && told.err.contains("ledgers/7.csv"), "{told:?}");
}

/// While an import goes on nobody takes it for one that was cut off, and no other begins.
#[test]
fn an_import_that_goes_on_is_not_cut_off() {
    let folder = Folder::new("goes-on");
    ledgers(&folder);
    folder.district(&[]);
    killed(&folder, 1, Duration::ZERO);
    let lock = std::fs::File::create(folder.path("d/import.lock")).unwrap();
    lock.lock().unwrap();
    let told = folder.fadu("show --data d organization/none");
    assert!(!told.err.contains("中断"), "{told:?}");
    assert!(folder.fadu("import --data d ledgers").failed().contains("另一个导入正在进行"));
    drop(lock);
    let told = folder.fadu("import --data d ledgers");
    assert!(told.err.contains("ledgers/0.csv 中断") && told.code == Some(0), "{told:?}");
}

#[test]
fn killed_while_it_is_made_a_district_says_what_to_do() {
    let folder = Folder::new("made");
    for millis in [0, 5, 10, 20, 40, 80] {
        let data = format!("d{millis}");
        let mut child =
            folder.command(&format!("init --data {data} --district 140599 --name 某区")).spawn().unwrap();
        sleep(Duration::from_millis(millis));
        let _ = child.kill();
        child.wait().unwrap();
        let answer = folder.fadu(&format!("verify --data {data}"));
        assert!(answer.code == Some(0) || answer.err.contains(&data), "{millis} ms: {answer:?}");
        assert!(!answer.err.contains("panicked"), "{answer:?}");
    }
}

/// Runs a script of commands; `fadu` is the program.
fn script(folder: &Folder, wrapper: &[&str], text: &str) -> Answer {
    let mut command = Command::new(wrapper[0]);
    command.args(&wrapper[1..]).args(["bash", "-c", text]).current_dir(folder.path(""));
    command.env("FADU", env!("CARGO_BIN_EXE_fadu"));
    match command.output() {
        Ok(output) => Answer::of(&output),
        Err(error) => Answer { code: None, out: String::new(), err: error.to_string() },
    }
}

/// A small disk of its own, seen by nobody else. Where the system does not allow it,
/// the other test must do.
#[test]
fn a_full_disk_is_told_and_does_no_harm() {
    let folder = Folder::new("full");
    ledgers(&folder);
    folder.write("disk/here", "");
    let mount = "mount -t tmpfs -o size=12m none disk && ";
    let wrapper = ["unshare", "--map-root-user", "--mount"];
    if script(&folder, &wrapper, &format!("{mount}true")).code != Some(0) {
        eprintln!("no disk of its own on this system");
        return;
    }
    let steps = "\"$FADU\" init --data disk/d --district 140599 --name 某区 >/dev/null
        head -c 10600000 /dev/zero > disk/filler
        \"$FADU\" import --data disk/d ledgers >told.txt 2>failed.txt; echo code $?
        \"$FADU\" verify --data disk/d; echo verified $?
        rm disk/filler
        \"$FADU\" import --data disk/d ledgers | tail -1
        \"$FADU\" verify --data disk/d; echo verified $?";
    let out = script(&folder, &wrapper, &format!("{mount}{steps}")).ok();
    let failed = folder.read("failed.txt");
    assert!(out.contains("code 2"), "{out}{failed}");
    assert!(failed.contains("磁盘") && failed.contains("重试"), "{failed}");
    assert_eq!(out.matches("verified 0").count(), 2, "{out}");
    assert!(out.contains("退回文件 0 个"), "{out}");
    assert!(out.contains(&format!("核验记录 {} 条", FILES * ROWS)), "{out}");
}

/// The same by a limit on the size of files, which needs no privilege.
#[test]
fn a_file_that_may_not_grow_does_no_harm() {
    let folder = Folder::new("limit");
    ledgers(&folder);
    folder.district(&[]);
    let limited = "ulimit -f 900; exec \"$FADU\" import --data d ledgers";
    let answer = script(&folder, &["env"], limited);
    assert_eq!(answer.code, Some(2), "{answer:?}");
    assert!(answer.err.contains("文件大小") && answer.err.contains("重试"), "{answer:?}");
    assert_eq!(folder.verified("d") % ROWS, 0);
    folder.fadu("import --data d ledgers").ok();
    assert_eq!(folder.verified("d"), FILES * ROWS);
}
