//! One changed byte of the database is found, and the place is named.

use std::fs;

use crate::run::Folder;

/// A district with its monitored sites. The name of one of them stands in the journal, in the projections
/// and nowhere else.
fn district(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.district(&["政府办公室_机构名录", "市场监督管理局_智慧监管接入单位"]);
    folder
}

fn places(bytes: &[u8], text: &[u8]) -> Vec<usize> {
    bytes.windows(text.len()).enumerate().filter(|(_, part)| *part == text).map(|(at, _)| at).collect()
}

/// A site and its name.
fn known_text(folder: &Folder) -> (String, String) {
    let told =
        folder.fadu("figures --data d --year 2020 --indicator smart_supervision.platforms --records").ok();
    let record =
        told.lines().nth(1).unwrap().split(',').nth(1).unwrap().split('@').next().unwrap().to_owned();
    let page = folder.fadu(&format!("show --data d {record}")).ok();
    let name =
        page.lines().find_map(|line| line.trim_start().strip_prefix("接入单位 ")).unwrap().trim().to_owned();
    (record, name)
}

#[test]
fn every_place_of_a_known_text_is_guarded() {
    let folder = district("tamper");
    let (record, name) = known_text(&folder);
    let sound = fs::read(folder.path("d/fadu.db")).unwrap();
    let places = places(&sound, name.as_bytes());
    assert!(places.len() >= 3, "{name} stands in the journal, the record and its entry: {places:?}");
    let mut named = 0;
    for at in places {
        let mut bytes = sound.clone();
        bytes[at + name.len() - 1] ^= 1;
        folder.write("d/fadu.db", bytes);
        let told = folder.fadu("verify --data d").no();
        assert!(told.contains("发现改动："), "byte {at}: {told}");
        named += usize::from(told.contains(&record));
    }
    assert!(named >= 3, "the record was named only {named} times");
    folder.write("d/fadu.db", sound);
    assert_eq!(folder.fadu("verify --data d").code, Some(0), "with the byte back all is well");
}

#[test]
fn the_chain_alone_finds_a_change_of_the_journal() {
    let folder = district("chain");
    let (record, name) = known_text(&folder);
    let sound = fs::read(folder.path("d/fadu.db")).unwrap();
    let mut found = 0;
    for at in places(&sound, name.as_bytes()) {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x10;
        folder.write("d/fadu.db", bytes);
        let answer = folder.fadu("verify --data d --chain");
        if answer.code == Some(1) {
            assert!(answer.out.contains(&format!("记录 {record} 第 1 号事件")), "{answer:?}");
            found += 1;
        }
    }
    assert!(found >= 1, "no place of {name} is in the journal");
}

#[test]
fn a_damaged_or_cut_off_file_is_no_panic() {
    let folder = district("damaged");
    let sound = fs::read(folder.path("d/fadu.db")).unwrap();
    let mut damages: Vec<Vec<u8>> = vec![sound[..sound.len() / 2].to_vec(), b"nothing".to_vec(), Vec::new()];
    for page in [0, 1, 5, 20] {
        let mut bytes = sound.clone();
        bytes[page * 4096..page * 4096 + 4096].fill(0xa5);
        damages.push(bytes);
    }
    for (n, bytes) in damages.into_iter().enumerate() {
        folder.write("d/fadu.db", bytes);
        let answer = folder.fadu("verify --data d");
        assert!(matches!(answer.code, Some(1 | 2)), "damage {n}: {answer:?}");
        assert!(!answer.err.contains("panicked"), "damage {n}: {answer:?}");
        assert!(!format!("{}{}", answer.out, answer.err).trim().is_empty(), "damage {n} is told");
    }
}

#[test]
fn another_master_key_is_refused() {
    let folder = district("key");
    let key = folder.read("d/master.key");
    let other: String = key.chars().map(|c| if c == '0' { '1' } else { c }).collect();
    folder.write("d/master.key", other);
    assert!(folder.fadu("verify --data d").failed().contains("主密钥"));
    fs::remove_file(folder.path("d/master.key")).unwrap();
    assert!(folder.fadu("verify --data d").failed().contains("master.key"));
}
