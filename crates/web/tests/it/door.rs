//! Many who sign in at once: they wait in a short line or come again, and nobody else waits for them.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::site::{Answer, demo_of, get_of, send_to};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const MANY: usize = 120;

fn sign_in(site: std::net::SocketAddr) -> Answer {
    let body = format!("csrf={TOKEN}&login=nobody&password=Wrong-Horse-77");
    send_to(
        site,
        &format!(
            "POST /sign-in HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: fadu_guest={TOKEN}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ),
    )
}

#[test]
fn who_signs_in_a_hundred_times_at_once_starves_nobody() {
    let site = demo_of("door");
    assert!(TcpStream::connect(site).is_ok());
    let all: Vec<_> = (0..MANY).map(|_| std::thread::spawn(move || sign_in(site))).collect();
    let begun = Instant::now();
    for page in ["/healthz", "/", "/guide", "/healthz", "/"] {
        assert_eq!(get_of(site, page).status, 200, "{page}");
    }
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    let answers: Vec<Answer> = all.into_iter().map(|one| one.join().unwrap()).collect();
    let (let_in, busy): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert!(let_in.iter().all(|answer| answer.body.contains("登录名、口令或动态码不对")));
    assert!(!let_in.is_empty() && !busy.is_empty(), "{} {}", let_in.len(), busy.len());
    for answer in busy {
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("5")), "{}", answer.head);
        assert!(answer.body.contains("现在登录的人多，请稍后再试"), "{}", answer.body);
    }
    assert_eq!(sign_in(site).status, 200, "afterwards the door is open");
}
