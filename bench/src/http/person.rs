//! Somebody who is signed in by password and one-time code, as officials are.

use std::net::SocketAddr;
use std::time::{SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

use crate::Result;
use crate::http::client::{Client, hidden};
use crate::http::served::Account;

/// Who is signed in.
#[derive(Clone, Debug)]
pub struct Person {
    cookies: String,
    /// Token that forms carry.
    pub csrf: String,
}

impl Person {
    /// Signs in, as the first of several appointments.
    pub fn new(address: SocketAddr, account: &Account) -> Result<Self> {
        let mut client = Client::new(address)?;
        let page = client.get("/sign-in")?.body;
        let csrf = hidden(&page, "csrf").ok_or("no token")?;
        let code = code(&account.secret)?;
        let Account { login, password, .. } = account;
        let pairs = [("csrf", csrf), ("login", login), ("password", password), ("code", &code)];
        let entered = client.form("/sign-in", &pairs)?;
        let to = entered.location.ok_or_else(|| format!("{login} was not let in: {}", entered.body))?;
        let mut page = client.get(&to)?.body;
        if to.starts_with("/seat") {
            let csrf = hidden(&page, "csrf").ok_or("no token")?;
            let seat = hidden(&page, "appointment").ok_or("no appointment")?;
            client.form("/seat", &[("csrf", csrf), ("appointment", seat), ("back", "/work")])?;
            page = client.get("/work")?.body;
        }
        let csrf = hidden(&page, "csrf").ok_or("no token")?.to_owned();
        Ok(Self { cookies: client.cookies, csrf })
    }

    /// A connection of theirs.
    pub fn client(&self, address: SocketAddr) -> Result<Client> {
        let mut client = Client::new(address)?;
        client.cookies = self.cookies.clone();
        Ok(client)
    }
}

/// The present code of a secret (RFC 6238: SHA-1, six digits, thirty seconds).
fn code(secret: &str) -> Result<String> {
    let step = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() / 30;
    let mut mac = Hmac::<Sha1>::new_from_slice(&from_base32(secret))?;
    mac.update(&step.to_be_bytes());
    let code = mac.finalize().into_bytes();
    let start = usize::from(code[19] & 15);
    let cut = [code[start], code[start + 1], code[start + 2], code[start + 3]];
    Ok(format!("{:06}", (u32::from_be_bytes(cut) & 0x7fff_ffff) % 1_000_000))
}

fn from_base32(text: &str) -> Vec<u8> {
    let values =
        text.bytes().filter_map(|c| b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|k| *k == c));
    let bits: Vec<u8> =
        values.flat_map(|value| (0..5).rev().map(move |bit| (value >> bit & 1) as u8)).collect();
    bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |all, bit| all << 1 | bit)).collect()
}
