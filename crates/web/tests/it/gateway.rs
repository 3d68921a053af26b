//! Behind a gateway: each client is one of its own, and the numbers of the monitor stay inside.

use std::net::SocketAddr;

use crate::site::{Answer, address, demo_of, get, send_to};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// Guesses at the n-th number from an address.
fn guess(site: SocketAddr, n: usize, from: &str) -> Answer {
    let body = format!("csrf={TOKEN}&no=X-{n}&tail=0001");
    send_to(
        site,
        &format!(
            "POST /track HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: fadu_guest={TOKEN}\r\n{from}\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ),
    )
}

#[test]
fn who_guesses_behind_a_gateway_stops_nobody_else() {
    let site = demo_of("gateway");
    // What the client adds by itself, before the gateway's own word, counts for nothing.
    let one = |n: usize| format!("X-Forwarded-For: 192.0.2.{n}, 198.51.100.1\r\n");
    let last = (0..7).map(|n| guess(site, n, &one(n)).body).fold(String::new(), |_, last| last);
    assert!(last.contains("一小时内已答错五次"), "{last}");
    let other = guess(site, 9, "X-Forwarded-For: 198.51.100.2\r\n").body;
    assert!(!other.contains("一小时内已答错五次"), "{other}");
}

#[test]
fn without_the_setting_nobody_is_believed() {
    let site = demo_of("no-gateway");
    let last = (0..7)
        .map(|n| guess(site, n, &format!("X-Forwarded-For: 198.51.100.{n}\r\n")).body)
        .fold(String::new(), |_, last| last);
    assert!(last.contains("一小时内已答错五次"), "{last}");
}

#[test]
fn the_numbers_are_for_the_machine_itself() {
    assert!(address().ip().is_loopback());
    assert_eq!(get("/metrics", "").status, 200);
    for passed in
        ["X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1", "X-Real-IP: ::1", "Via: 1.1 gateway"]
    {
        assert_eq!(get("/metrics", &format!("{passed}\r\n")).status, 404, "{passed}");
    }
}
