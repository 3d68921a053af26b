//! Slow and dead clients: their connections end, and others are served meanwhile.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::site::{address, get};

/// Longer than the patience of the site.
const LONG: Duration = Duration::from_secs(40);

fn open(begun: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address()).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    stream.write_all(begun).unwrap();
    stream
}

/// Sends what it is told byte by byte until the connection ends; how long that took.
fn drop_by_drop(begun: &[u8], byte: u8) -> Duration {
    let mut stream = open(begun);
    let from = Instant::now();
    while from.elapsed() < LONG && stream.write_all(&[byte]).is_ok() {
        std::thread::sleep(Duration::from_millis(500));
    }
    from.elapsed()
}

#[test]
fn who_keeps_the_server_waiting_is_let_go_and_others_are_served() {
    let head = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 900000\r\n\r\n";
    let slow = [
        std::thread::spawn(|| drop_by_drop(b"GET / HTTP/1.1\r\nX: ", b'x')),
        std::thread::spawn(move || drop_by_drop(head, b'a')),
    ];
    let dead: Vec<TcpStream> = (0..200).map(|_| open(b"GET / HT")).collect();
    for _ in 0..20 {
        assert_eq!(get("/healthz", "").status, 200);
    }
    let from = Instant::now();
    for mut stream in dead {
        let _ = stream.read_to_end(&mut Vec::new());
        assert!(from.elapsed() < LONG, "left open");
    }
    for slow in slow {
        let took = slow.join().unwrap();
        assert!(took < LONG, "held for {took:?}");
    }
}
