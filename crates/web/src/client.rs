//! Where a request comes from. Behind a gateway every connection is the gateway's: of one that the settings
//! name, and of no other, the address is taken that it says (`X-Forwarded-For`).

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;

/// What a gateway adds to a request that it passes on.
const PASSED_ON: &[&str] = &["x-forwarded-for", "forwarded", "x-real-ip", "via"];

/// The client's address: the last one said that is no gateway. What cannot be read is not believed; then
/// it is the peer's.
pub fn client(peer: IpAddr, headers: &HeaderMap, gateways: &[IpAddr]) -> IpAddr {
    let peer = peer.to_canonical();
    if !gateways.contains(&peer) {
        return peer;
    }
    let lines = headers.get_all("x-forwarded-for").iter().rev();
    let hops = lines.flat_map(|line| line.to_str().unwrap_or("?").rsplit(','));
    let mut others = hops.map(hop).filter(|hop| hop.is_none_or(|hop| !gateways.contains(&hop)));
    others.next().flatten().unwrap_or(peer)
}

/// Whether somebody on the machine itself asks, and no gateway for somebody else.
pub fn is_here(peer: IpAddr, headers: &HeaderMap) -> bool {
    peer.to_canonical().is_loopback() && !PASSED_ON.iter().any(|name| headers.contains_key(*name))
}

/// An address as gateways write it, with or without a port.
fn hop(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| text.parse().ok().map(|at: SocketAddr| at.ip()));
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const GATEWAYS: &[&str] = &["127.0.0.1", "10.0.0.2", "fd00::2"];

    fn seen(peer: &str, lines: &[&str]) -> String {
        let gateways: Vec<IpAddr> = GATEWAYS.iter().map(|text| text.parse().unwrap()).collect();
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        client(peer.parse().unwrap(), &headers, &gateways).to_string()
    }

    #[test]
    fn only_a_gateway_is_believed_and_only_the_last_that_is_none() {
        assert_eq!(seen("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(seen("127.0.0.1", &[]), "127.0.0.1");
        assert_eq!(seen("127.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(seen("127.0.0.1", &["198.51.100.1, 203.0.113.9"]), "203.0.113.9");
        assert_eq!(seen("127.0.0.1", &["198.51.100.1", "203.0.113.9, 10.0.0.2"]), "203.0.113.9");
        assert_eq!(seen("::ffff:127.0.0.1", &["2001:db8::7,[fd00::2]:443"]), "2001:db8::7");
        assert_eq!(seen("127.0.0.1", &["203.0.113.9:5021"]), "203.0.113.9");
        assert_eq!(seen("127.0.0.1", &["[2001:db8::7]"]), "2001:db8::7");
        assert_eq!(seen("127.0.0.1", &["::ffff:203.0.113.9"]), "203.0.113.9");
    }

    #[test]
    fn what_cannot_be_read_is_the_gateways_own() {
        for line in ["", "unknown", "198.51.100.1, x", "198.51.100.1,", "1.2.3", "[::1", "<script>"] {
            assert_eq!(seen("127.0.0.1", &[line]), "127.0.0.1", "{line}");
        }
        assert_eq!(seen("127.0.0.1", &["10.0.0.2"]), "127.0.0.1");
    }

    #[test]
    fn who_is_passed_on_is_not_here() {
        let mut headers = HeaderMap::new();
        assert!(is_here("127.0.0.1".parse().unwrap(), &headers));
        assert!(is_here("::1".parse().unwrap(), &headers));
        assert!(!is_here("203.0.113.9".parse().unwrap(), &headers));
        headers.append("forwarded", "for=198.51.100.1".parse().unwrap());
        assert!(!is_here("127.0.0.1".parse().unwrap(), &headers));
    }
}
