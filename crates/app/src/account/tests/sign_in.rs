//! Login, password, code, lock, session.

use super::kit::*;
use crate::account::{AccountKind, SignIn};

#[test]
fn a_fresh_district_has_no_account() {
    let folder = empty(None);
    assert!(folder.accounts(&guan(), "").unwrap().unwrap().is_empty());
    for login in ["admin", "root", "guan", ""] {
        denied(sign_in(&folder, login, "", None, at(0)));
    }
}

#[test]
fn the_first_sign_in_changes_the_password_and_links_a_phone() {
    let folder = staffed();
    let first = folder.open_account(&guan(), " Li ", "person/li", "").unwrap().unwrap();
    assert_eq!(first.login, "li");
    let clock = at(0);
    let SignIn::MustChange { ticket } = sign_in(&folder, "LI", &first.password, None, clock) else {
        panic!()
    };
    assert!(folder.session_at(&ticket, clock).unwrap().is_none(), "a step is no session");
    for (password, word) in [("short", "十二"), ("Li-2026-3yue-X", "登录名"), (&*first.password, "原口令")]
    {
        let say = retry(folder.sign_in_password_at(&ticket, password, "", clock).unwrap());
        assert!(say.contains(word), "{password}: {say}");
    }
    let SignIn::Enrol { ticket: link, secret, .. } =
        folder.sign_in_password_at(&ticket, OWN, "", clock).unwrap()
    else {
        panic!()
    };
    denied(folder.sign_in_password_at(&ticket, "another-One-77", "", clock).unwrap());
    retry(folder.sign_in_code_at(&link, "000000", "", clock).unwrap());
    // Leaving it and coming back shows the same secret until it is confirmed.
    let SignIn::Enrol { ticket: link, secret: again, .. } = sign_in(&folder, "li", OWN, None, clock) else {
        panic!()
    };
    assert_eq!(secret, again);
    let token = entered(folder.sign_in_code_at(&link, &code(&secret, clock), "", clock).unwrap());
    let session = folder.session_at(&token, clock).unwrap().unwrap();
    assert_eq!((session.kind, &*session.login, &*session.person), (AccountKind::Staff, "li", "person/li"));
    assert_eq!(session.seat.unwrap().role, "window_clerk", "the only capacity is taken");
    denied(folder.sign_in_code_at(&link, &code(&secret, at(60)), "", at(60)).unwrap());
}

#[test]
fn wrong_name_wrong_password_and_locked_are_answered_alike() {
    let folder = staffed();
    let secret = account(&folder, "li");
    let name = denied(sign_in(&folder, "nobody", OWN, None, at(0)));
    let password = denied(sign_in(&folder, "li", "wrong-Pass-77", None, at(0)));
    let both = denied(sign_in(&folder, "li", OWN, Some("000000"), at(0)));
    folder.lock_account(&guan(), "li", "").unwrap().unwrap();
    let locked = denied(sign_in(&folder, "li", OWN, Some(&code(&secret, at(60))), at(60)));
    assert!(name == password && password == both && both == locked, "{name} {password} {both} {locked}");
}

#[test]
fn five_failures_in_fifteen_minutes_lock_for_thirty() {
    let folder = staffed();
    let secret = account(&folder, "li");
    let right = |seconds| sign_in(&folder, "li", OWN, Some(&code(&secret, at(seconds))), at(seconds));
    // Four, then a pause: the first ones no longer count.
    (0..4).for_each(|n| drop(denied(sign_in(&folder, "li", "wrong-Pass-77", None, at(n)))));
    denied(sign_in(&folder, "li", "wrong-Pass-77", None, at(901)));
    entered(right(1_000));
    // Entering starts the count anew; half of the wrong answers are codes.
    for n in 0..5 {
        let (password, code) = if n % 2 == 0 { ("wrong-Pass-77", None) } else { (OWN, Some("000000")) };
        denied(sign_in(&folder, "li", password, code, at(2_000 + n)));
    }
    denied(right(2_005));
    denied(right(2_004 + 30 * 60 - 1));
    entered(right(2_004 + 30 * 60 + 60));
    assert!(audit(&folder).iter().any(|line| line == "sign_in li wrong, locked"));
}

#[test]
fn guessing_codes_with_a_ticket_locks_too() {
    let folder = staffed();
    let secret = account(&folder, "li");
    let SignIn::CodeNeeded { ticket } = sign_in(&folder, "li", OWN, None, at(0)) else { panic!() };
    for _ in 0..4 {
        retry(folder.sign_in_code_at(&ticket, "000000", "", at(1)).unwrap());
    }
    denied(folder.sign_in_code_at(&ticket, "000000", "", at(1)).unwrap());
    denied(folder.sign_in_code_at(&ticket, &code(&secret, at(2)), "", at(2)).unwrap());
}

#[test]
fn a_code_opens_once() {
    let folder = staffed();
    let secret = account(&folder, "li");
    let code = code(&secret, at(0));
    entered(sign_in(&folder, "li", OWN, Some(&code), at(0)));
    denied(sign_in(&folder, "li", OWN, Some(&code), at(1)));
    let SignIn::CodeNeeded { ticket } = sign_in(&folder, "li", OWN, None, at(2)) else { panic!() };
    let say = retry(folder.sign_in_code_at(&ticket, &code, "", at(2)).unwrap());
    assert!(say.contains("已用过"), "{say}");
}

#[test]
fn a_ticket_ends_after_ten_minutes() {
    let folder = staffed();
    let secret = account(&folder, "li");
    let SignIn::CodeNeeded { ticket } = sign_in(&folder, "li", OWN, None, at(0)) else { panic!() };
    denied(folder.sign_in_code_at(&ticket, &code(&secret, at(600)), "", at(600)).unwrap());
}

#[test]
fn a_session_ends_unused_and_in_any_case() {
    let folder = staffed();
    let secret = account(&folder, "li");
    let enter =
        |seconds| entered(sign_in(&folder, "li", OWN, Some(&code(&secret, at(seconds))), at(seconds)));
    let lives = |token: &str, seconds| folder.session_at(token, at(seconds)).unwrap().is_some();
    let token = enter(0);
    assert!(lives(&token, 1_799));
    assert!(lives(&token, 1_799 + 1_799), "use counts");
    assert!(!lives(&token, 1_799 + 1_799 + 1_800));
    assert!(!lives(&token, 1_799 + 1_799), "it is gone for good");
    let begun = 10_000;
    let token = enter(begun);
    let mut seconds = begun;
    while seconds < begun + 12 * 3_600 - 1_000 {
        assert!(lives(&token, seconds), "{seconds}");
        seconds += 1_000;
    }
    let session = folder.session_at(&token, at(seconds)).unwrap().unwrap();
    assert_eq!(session.seconds_left, begun + 12 * 3_600 - seconds);
    assert!(!lives(&token, begun + 12 * 3_600));
}

#[test]
fn an_ended_session_says_for_half_a_day_whose_it_was() {
    let folder = staffed();
    let secret = account(&folder, "li");
    let token = entered(sign_in(&folder, "li", OWN, Some(&code(&secret, at(0))), at(0)));
    let csrf = folder.session_at(&token, at(0)).unwrap().unwrap().csrf;
    let ended = |seconds| folder.ended_session_at(&token, at(seconds)).unwrap();
    assert!(ended(1_799).is_none(), "it has not ended");
    assert!(folder.session_at(&token, at(1_800)).unwrap().is_none());
    let found = ended(1_800).unwrap();
    assert_eq!((found.kind, &*found.person, found.csrf), (AccountKind::Staff, "person/li", csrf));
    assert!(ended(1_800 + 12 * 3_600 - 1).is_some());
    assert!(ended(1_800 + 12 * 3_600).is_none(), "half a day later nobody knows");
    folder.lock_account(&guan(), "li", "").unwrap().unwrap();
    assert!(ended(1_900).is_none(), "of a locked account nothing is kept");
    assert!(folder.ended_session_at("0", at(1_900)).unwrap().is_none());
}

#[test]
fn what_was_typed_into_an_ended_session_is_the_persons_alone() {
    let folder = staffed();
    let secret = account(&folder, "li");
    let token = entered(sign_in(&folder, "li", OWN, Some(&code(&secret, at(0))), at(0)));
    let ended = folder.ended_session_at(&token, at(1_800)).unwrap().unwrap();
    let asked = |action: &str| crate::TakeAsked {
        record: "complaint".into(),
        action: action.into(),
        input: serde_json::json!({ "facts": "过期食品" }).as_object().unwrap().clone(),
        draft: Some("0".repeat(32)),
        ..crate::TakeAsked::default()
    };
    assert!(folder.keep_typed(&ended, &asked("nothing")).is_ok(), "nobody is told what there is");
    let id = folder.keep_typed(&ended, &asked("register")).unwrap().unwrap();
    let read = |seat: &crate::Seat| folder.draft(seat, &id).unwrap();
    assert_eq!(read(&seat("li", "window_clerk")).unwrap()["facts"], "过期食品");
    assert!(read(&seat("wang", "case_handler")).is_none());
    let by_number = crate::account::Ended { party_of: Some("complaint/other".into()), ..ended };
    assert!(folder.keep_typed(&by_number, &asked("register")).is_err(), "another record than theirs");
}

#[test]
fn looking_at_pages_writes_once_a_minute() {
    let folder = staffed();
    let secret = account(&folder, "li");
    let token = entered(sign_in(&folder, "li", OWN, Some(&code(&secret, at(0))), at(0)));
    let seen = || {
        let sql = "SELECT seen_at FROM session WHERE district = $1 AND stage = 'open' ORDER BY seen_at DESC";
        let values = [fadu_store::driver::Val::T(folder.code())];
        folder
            .store
            .read(|reader| reader.view.db.first(sql, &values, |row| Ok(row.text(0)?.to_owned())))
            .unwrap()
    };
    let begun = seen();
    folder.session_at(&token, at(59)).unwrap().unwrap();
    assert_eq!(seen(), begun);
    folder.session_at(&token, at(60)).unwrap().unwrap();
    assert_eq!(seen(), begun, "a page only reads");
    folder.write_notes().unwrap();
    assert_eq!(seen(), Some(at(60).stamp(0)));
}

#[test]
fn a_page_does_not_wait_for_a_long_write() {
    let folder = staffed();
    let secret = account(&folder, "li");
    let token = entered(sign_in(&folder, "li", OWN, Some(&code(&secret, at(0))), at(0)));
    let (done, until) = std::sync::mpsc::channel::<()>();
    let (begins, begun) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        let district = &*folder;
        let writing = scope.spawn(move || {
            district.store.write_long(move |_| {
                begins.send(()).unwrap();
                let _ = until.recv_timeout(std::time::Duration::from_secs(60));
                Ok(())
            })
        });
        begun.recv().unwrap();
        let asked = std::time::Instant::now();
        assert!(district.session_at(&token, at(1_700)).unwrap().is_some());
        assert!(district.session_at(&token, at(3_400)).unwrap().is_some(), "what is not written yet counts");
        assert!(district.session_at(&token, at(3_400 + 1_800)).unwrap().is_none());
        assert!(asked.elapsed() < std::time::Duration::from_secs(20));
        drop(done);
        writing.join().unwrap().unwrap();
    });
    folder.write_notes().unwrap();
    assert!(folder.session_at(&token, at(3_400)).unwrap().is_none(), "it is gone for good");
}

#[test]
fn signing_out_ends_it_and_each_sign_in_has_a_token_of_its_own() {
    let folder = staffed();
    let secret = account(&folder, "li");
    let now = crate::account::kit::Clock { now: crate::clock::wall(), today: at(0).today };
    let enter = |seconds| {
        let now = crate::account::kit::Clock { now: crate::account::kit::after(now.now, seconds), ..now };
        entered(sign_in(&folder, "li", OWN, Some(&code(&secret, now)), now))
    };
    let (one, two) = (enter(0), enter(30));
    assert_ne!(one, two);
    assert!(one.len() == 64 && one.bytes().all(|b| b.is_ascii_hexdigit()));
    let csrf = |token: &str| folder.session(token).unwrap().map(|session| session.csrf);
    assert_ne!(csrf(&one), csrf(&two));
    folder.sign_out(&one, "192.0.2.1").unwrap();
    assert!(csrf(&one).is_none() && csrf(&two).is_some());
    let wrong = folder.change_password(&two, ("wrong-Pass-77", "another-One-77"), "").unwrap();
    assert_eq!(wrong.unwrap_err().0, "原口令不对");
    folder.change_password(&two, (OWN, "another-One-77"), "").unwrap().unwrap();
    assert!(csrf(&two).is_some(), "one's own session stays");
    denied(sign_in(&folder, "li", OWN, None, now));
}

#[test]
fn an_account_ends_with_the_last_appointment() {
    let folder = staffed();
    let secret = account(&folder, "qian");
    let enter = |clock| sign_in(&folder, "qian", OWN, Some(&code(&secret, clock)), clock);
    let late = at(15 * 3_600 - 600);
    let token = entered(enter(late));
    assert!(folder.session_at(&token, late).unwrap().is_some());
    let next_day = at(15 * 3_600 + 60);
    assert!(folder.session_at(&token, next_day).unwrap().is_none(), "the session ends with it");
    let say = denied(enter(at(15 * 3_600 + 120)));
    assert!(say.contains("没有在任的任职"), "{say}");
}

#[test]
fn who_has_two_appointments_chooses() {
    let folder = staffed();
    let secret = account(&folder, "wang");
    let now = crate::account::kit::Clock { now: crate::clock::wall(), today: at(0).today };
    let token = entered(sign_in(&folder, "wang", OWN, Some(&code(&secret, now)), now));
    let session = folder.session(&token).unwrap().unwrap();
    assert_eq!((session.seat, session.seats.len()), (None, 2));
    let chosen = folder.take_seat(&token, "appointment/wang-mediator", "").unwrap().unwrap();
    assert_eq!(chosen.seat.unwrap().role, "mediator");
    let other = folder.take_seat(&token, "appointment/li-window_clerk", "").unwrap();
    assert!(other.is_err(), "somebody else's appointment is not to be had");
    let stays = folder.session(&token).unwrap().unwrap();
    assert_eq!(stays.seat.unwrap().role, "mediator");
}

#[test]
fn whatever_is_typed_is_answered() {
    let folder = staffed();
    account(&folder, "li");
    let huge = "口".repeat(100_000);
    for odd in ["", "'; DROP TABLE account; --", "\0\u{202e}\n", "=1+1", &huge] {
        denied(sign_in(&folder, odd, odd, Some(odd), at(0)));
        denied(sign_in(&folder, "li", odd, Some(odd), at(1_000)));
        denied(folder.sign_in_code_at(odd, odd, odd, at(0)).unwrap());
        denied(folder.sign_in_password_at(odd, odd, odd, at(0)).unwrap());
        assert!(folder.session_at(odd, at(0)).unwrap().is_none());
        folder.unlock_account(&guan(), "li", odd).unwrap().unwrap();
    }
    assert!(folder.verify(false).unwrap().findings.is_empty());
}

/// Whoever listens in and is as fast as the user gets nothing: of many at once one enters.
#[test]
fn of_many_with_the_same_code_one_enters() {
    let folder = staffed();
    let secret = account(&folder, "li");
    let code = code(&secret, at(0));
    let entered = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    matches!(sign_in(&folder, "li", OWN, Some(&code), at(0)), SignIn::Entered { .. })
                })
            })
            .collect();
        tries.into_iter().map(|try_| try_.join().unwrap()).filter(|entered| *entered).count()
    });
    assert_eq!(entered, 1);
}
