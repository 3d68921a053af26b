//! Codes to phones, and the number of a record.

use super::kit::*;
use crate::account::{AccountKind, CodeSent};

const PHONE: &str = "13800000000";
const HERE: &str = "192.0.2.5";

fn demo() -> Folder {
    empty(Some("2026-03-02".parse().unwrap()))
}

fn send(folder: &Folder, phone: &str, seconds: i64) -> Result<CodeSent, String> {
    folder.send_code_at(phone, HERE, at(seconds)).unwrap().map_err(|why| why.0)
}

#[test]
fn elsewhere_than_in_a_demonstration_no_code_is_sent() {
    let why = send(&empty(None), PHONE, 0).unwrap_err();
    assert!(why.starts_with("本区尚未接通短信"), "{why}");
}

#[test]
fn who_enters_first_is_registered_and_known_again() {
    let folder = demo();
    let sent = send(&folder, "+86 138-0000-0000", 0).or_else(|_| send(&folder, PHONE, 0)).unwrap();
    assert_eq!(sent.phone, "138****0000");
    let enter = |code: &str, seconds| folder.enter_by_code_at(PHONE, code, HERE, at(seconds)).unwrap();
    let token = entered(enter(&sent.shown.clone().unwrap(), 10));
    let session = folder.session_at(&token, at(11)).unwrap().unwrap();
    assert_eq!(session.kind, AccountKind::Resident);
    let seat = session.seat.unwrap();
    assert!(seat.is_applicant() && seat.party_of.is_none());
    assert_eq!(session.person_name, "138****0000", "no name is known yet");
    let page = folder.show(&session.person).unwrap();
    assert!(page.history[0].contains("自行登记"), "{page:?}");
    // Once only, and the next time it is the same person.
    retry(enter(&sent.shown.unwrap(), 12));
    let again = send(&folder, PHONE, 70).unwrap().shown.unwrap();
    let token = entered(enter(&again, 80));
    assert_eq!(folder.session_at(&token, at(81)).unwrap().unwrap().person, session.person);
    assert!(folder.verify(false).unwrap().findings.is_empty());
}

#[test]
fn codes_end_and_can_not_be_guessed() {
    let folder = demo();
    let enter = |code: &str, seconds| folder.enter_by_code_at(PHONE, code, HERE, at(seconds)).unwrap();
    let late = send(&folder, PHONE, 0).unwrap().shown.unwrap();
    retry(enter(&late, 300));
    let code = send(&folder, PHONE, 1_000).unwrap().shown.unwrap();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    (0..5).for_each(|_| drop(retry(enter(wrong, 1_010))));
    retry(enter(&code, 1_020));
    // An older code no longer opens once a newer one was sent.
    let old = send(&folder, PHONE, 2_000).unwrap().shown.unwrap();
    let new = send(&folder, PHONE, 2_060).unwrap().shown.unwrap();
    assert!(old == new || folder.enter_by_code_at(PHONE, &old, HERE, at(2_070)).is_ok());
    entered(enter(&new, 2_080));
}

#[test]
fn one_code_a_minute_and_ten_a_day() {
    let folder = demo();
    for odd in ["", "1380000000", "0356-1234567", "12345", "138000000001", "１３８００００００００"]
    {
        assert!(send(&folder, odd, 0).unwrap_err().contains("十一位"), "{odd}");
    }
    send(&folder, PHONE, 0).unwrap();
    assert!(send(&folder, PHONE, 59).unwrap_err().contains("一分钟"));
    send(&folder, "13900000000", 59).unwrap();
    (1..10).for_each(|n| drop(send(&folder, PHONE, n * 60).unwrap()));
    assert!(send(&folder, PHONE, 3_600).unwrap_err().contains("一天内"));
    assert!(send(&folder, PHONE, 24 * 3_600 - 1).unwrap_err().contains("一天内"));
    send(&folder, PHONE, 24 * 3_600).unwrap();
}

/// A complaint that left a phone; gives its record and number.
fn complaint(folder: &Folder) -> (String, String) {
    let asked = crate::TakeAsked {
        record: "complaint".into(),
        action: "register".into(),
        input: serde_json::json!({
            "received_on": "2026-03-02", "complainant_name": "赵某", "phone": "13912345678",
            "respondent": "某超市", "facts": "过期食品"
        })
        .as_object()
        .unwrap()
        .clone(),
        ..crate::TakeAsked::default()
    };
    let now = MORNING.parse().unwrap();
    match folder.take_at(&seat("li", "window_clerk"), &asked, now).unwrap() {
        crate::Taken::Done(receipt) => (receipt.record, receipt.no.unwrap()),
        refused => panic!("{refused:?}"),
    }
}

#[test]
fn the_number_of_a_record_and_the_end_of_the_phone_open_this_record() {
    let folder = staffed();
    let (record, number) = complaint(&folder);
    let enter = |number: &str, tail: &str, address: &str, seconds| {
        folder.enter_by_number_at((number, tail), address, at(seconds)).unwrap()
    };
    let token = entered(enter(&number, "5678", HERE, 0));
    let session = folder.session_at(&token, at(1)).unwrap().unwrap();
    assert_eq!((session.kind, session.login.as_str()), (AccountKind::Number, ""));
    let seat = session.seat.unwrap();
    assert!(seat.is_applicant());
    assert_eq!(seat.party_of.as_deref(), Some(record.as_str()));
    for (number, tail) in
        [(&*number, "1234"), (&number, "678"), (&number, "12345678"), ("", ""), ("x", "5678")]
    {
        retry(enter(number, tail, &format!("192.0.2.{}", tail.len() + 40), 10));
    }
    // Spaces of a copied number count for nothing, nor does what is no number and tail.
    entered(enter(&format!(" {number} "), " 5678", HERE, 11));
    (0..9).for_each(|_| drop(retry(enter(&number, "", "192.0.2.77", 12))));
    entered(enter(&number, "5678", "192.0.2.77", 13));
    // Nobody is kept out by a few who guess at their number; one guessed at from everywhere is shut.
    (0..5).for_each(|n| drop(retry(enter(&number, "0000", &format!("198.51.100.{n}"), 20))));
    entered(enter(&number, "5678", HERE, 21));
    (5..19).for_each(|n| drop(retry(enter(&number, "0000", &format!("198.51.100.{n}"), 20))));
    let say = denied(enter(&number, "5678", "203.0.113.1", 30));
    assert!(say.contains("一小时后"), "{say}");
    let (_, other) = complaint(&folder);
    (0..5).for_each(|n| drop(retry(enter(&format!("N-{n}"), "0000", "203.0.113.2", 40))));
    denied(enter(&other, "5678", "203.0.113.2", 50));
    entered(enter(&other, "5678", "203.0.113.3", 50));
    entered(enter(&number, "5678", HERE, 3_700));
}
