//! One-time codes by time (RFC 6238): SHA-1, six digits, thirty seconds, as phone apps have them.

use fadu_base::Instant;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

use crate::clock;

/// Seconds of a step.
const STEP: i64 = 30;
/// Steps that clocks may differ by, before and after.
const DRIFT: i64 = 1;
/// Bytes of a secret (RFC 4226, 4: at least 16, better 20).
pub(super) const SECRET: usize = 20;
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The step of which a code is, if it is one of now and of none that was used.
pub(super) fn step_of(secret: &str, code: &str, now: Instant, used: i64) -> Option<i64> {
    let secret = from_base32(secret)?;
    let present = clock::unix_seconds(now) / STEP;
    let code = code.trim();
    (present - DRIFT..=present + DRIFT).find(|step| {
        *step > used && fadu_journal::hmac::equal(at(&secret, *step).as_bytes(), code.as_bytes())
    })
}

/// The code of a secret at an instant.
#[cfg(test)]
pub(super) fn code_at(secret: &str, now: Instant) -> String {
    at(&from_base32(secret).unwrap_or_default(), clock::unix_seconds(now) / STEP)
}

/// The code of a step: the last six digits of the number cut out of the step's HMAC (RFC 4226, 5.3).
fn at(secret: &[u8], step: i64) -> String {
    format!("{:06}", number(secret, step) % 1_000_000)
}

fn number(secret: &[u8], step: i64) -> u32 {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return 0 };
    mac.update(&step.to_be_bytes());
    let code = mac.finalize().into_bytes();
    let start = usize::from(code[19] & 15);
    let cut = [code[start], code[start + 1], code[start + 2], code[start + 3]];
    u32::from_be_bytes(cut) & 0x7fff_ffff
}

/// The address that a phone app reads from a QR code.
pub(super) fn uri(login: &str, secret: &str, district: &str) -> String {
    let issuer = format!("%E6%B3%95%E5%BA%A6{district}");
    format!(
        "otpauth://totp/{issuer}:{login}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30"
    )
}

pub(super) fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(ALPHABET[(held >> bits & 31) as usize]));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(char::from(ALPHABET[(held << (5 - bits) & 31) as usize]));
    }
    text
}

fn from_base32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut held, mut bits) = (0_u32, 0);
    for c in text.bytes() {
        let value = ALPHABET.iter().position(|known| *known == c.to_ascii_uppercase())?;
        held = held << 5 | u32::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 255).ok()?);
            held &= (1 << bits) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: eight digits of the secret 12345678901234567890.
    #[test]
    fn the_vectors_of_the_standard() {
        let secret = b"12345678901234567890";
        for (second, code) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ] {
            assert_eq!(number(secret, second / STEP) % 100_000_000, code, "{second}");
        }
    }

    #[test]
    fn secrets_are_read_as_written() {
        assert_eq!(base32(b"12345678901234567890"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(base32(b"fooba"), "MZXW6YTB");
        assert_eq!(from_base32(&base32(b"hello!!")).unwrap(), b"hello!!");
        assert_eq!(from_base32("0189"), None);
    }

    #[test]
    fn a_code_holds_one_step_to_either_side_and_once() {
        let secret = base32(b"12345678901234567890");
        let now: Instant = "2020-09-13T12:26:40".parse().unwrap();
        let step = clock::unix_seconds(now) / STEP;
        let code = code_at(&secret, now);
        for (seconds, found) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            let at = crate::account::kit::after(now, seconds);
            assert_eq!(step_of(&secret, &code, at, 0), found.then_some(step), "{seconds}");
        }
        assert_eq!(step_of(&secret, &code, now, step), None, "it was used");
        assert_eq!(step_of(&secret, "", now, 0), None);
    }
}
