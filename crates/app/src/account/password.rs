//! Passwords: Argon2id with the parameters of its standard (RFC 9106 has more memory, OWASP these:
//! 19 MiB, two passes), and the rules of sheet 00 section 9.

use std::sync::{Condvar, Mutex, PoisonError};

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use fadu_store::StoreError;

use super::kit::random;

/// Hashes at the same time: each takes 19 MiB and a core.
const AT_ONCE: usize = 2;
/// Fewest characters.
const SHORTEST: usize = 12;
/// Most characters: beyond it somebody only wants us to hash.
const LONGEST: usize = 128;

/// What everybody tries first, as long as the rules ask; compared in lower case without marks.
const LEAKED: &[&str] = &[
    "password1234",
    "password12345",
    "password123456",
    "passw0rd1234",
    "passw0rd12345",
    "p@ssw0rd1234",
    "admin1234567",
    "admin12345678",
    "admin123456789",
    "admin@123456",
    "administrator1",
    "qwerty123456",
    "qwertyuiop12",
    "qwertyuiop123",
    "1qaz2wsx3edc",
    "1q2w3e4r5t6y",
    "1q2w3e4r5t6y7u",
    "abcd12345678",
    "abc123456789",
    "a12345678910",
    "aa1234567890",
    "woaini1314520",
    "woaini520131",
    "welcome12345",
    "welcome123456",
    "letmein12345",
    "iloveyou1234",
    "zaq12wsxcde3",
    "asdfghjkl123",
    "zxcvbnm12345",
    "changeme1234",
    "test12345678",
    "root12345678",
    "huawei@123456",
    "china1234567",
    "zhongguo1949",
];

struct Gate {
    running: Mutex<usize>,
    free: Condvar,
}

static GATE: Gate = Gate { running: Mutex::new(0), free: Condvar::new() };

impl Gate {
    /// Runs the work when fewer than the bound run already.
    fn pass<T>(&self, work: impl FnOnce() -> T) -> T {
        struct Leave<'g>(&'g Gate);
        impl Drop for Leave<'_> {
            fn drop(&mut self) {
                *self.0.running.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
                self.0.free.notify_one();
            }
        }
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        while *running >= AT_ONCE {
            running = self.free.wait(running).unwrap_or_else(PoisonError::into_inner);
        }
        *running += 1;
        drop(running);
        let _leave = Leave(self);
        work()
    }
}

/// The PHC string of a password under a salt of its own.
pub(super) fn hash(password: &str) -> Result<String, StoreError> {
    let salt = random::<16>()?;
    let hash = GATE.pass(|| {
        Argon2::default().hash_password_with_salt(password.as_bytes(), &salt).map(|hash| hash.to_string())
    });
    hash.map_err(|error| StoreError::Internal(format!("口令无法处理：{error}")))
}

/// Whether a password is the one of a hash. Without a hash the same work is done for nothing, so
/// that the time does not tell which names exist.
pub(super) fn fits(hash: Option<&str>, password: &str) -> bool {
    let bytes = password.as_bytes();
    if password.chars().count() > LONGEST {
        return false;
    }
    GATE.pass(|| match hash {
        Some(hash) => Argon2::default().verify_password(bytes, hash).is_ok(),
        None => {
            let _ = Argon2::default().hash_password_with_salt(bytes, &[0; 16]);
            false
        }
    })
}

/// Why a password may not be chosen.
pub(super) fn fault(password: &str, login: &str) -> Option<&'static str> {
    let length = password.chars().count();
    let plain: String = password.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let leaked = |known: &&str| **known == password.to_lowercase() || marks_off(known) == plain;
    if length < SHORTEST {
        Some("口令至少十二个字符，请加长")
    } else if length > LONGEST {
        Some("口令最多一百二十八个字符，请缩短")
    } else if kinds(password) < 3 {
        Some("口令须含大写字母、小写字母、数字、其他符号中的三类")
    } else if password.to_lowercase().contains(&login.to_lowercase()) {
        Some("口令不得含有登录名")
    } else if LEAKED.iter().any(leaked) || few(password) {
        Some("这是常见口令，容易被猜中，请换一个")
    } else {
        None
    }
}

fn marks_off(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Fewer than five different characters.
fn few(password: &str) -> bool {
    password.chars().collect::<std::collections::BTreeSet<_>>().len() < 5
}

fn kinds(password: &str) -> usize {
    let has = |kind: fn(char) -> bool| usize::from(password.chars().any(kind));
    let other = |c: char| !c.is_ascii_alphanumeric();
    has(|c| c.is_ascii_uppercase())
        + has(|c| c.is_ascii_lowercase())
        + has(|c| c.is_ascii_digit())
        + has(other)
}

/// A password to be shown once: four groups without characters that look alike; 92 bits.
pub(super) fn generate() -> Result<String, StoreError> {
    const SAFE: &[u8; 56] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
    loop {
        let mut text = String::new();
        while text.len() < 19 {
            for byte in random::<32>()? {
                if text.len() % 5 == 4 && text.len() < 19 {
                    text.push('-');
                }
                let known = SAFE.get(usize::from(byte & 63)).filter(|_| text.len() < 19);
                text.extend(known.map(|c| char::from(*c)));
            }
        }
        if fault(&text, "\n").is_none() {
            return Ok(text);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused_with_the_reason() {
        for (password, word) in [
            ("", "十二"),
            ("Ab1!Ab1!Ab1", "十二"),
            ("abcdefghijkl", "三类"),
            ("abcdefghijk1", "三类"),
            ("Wang.Chengban-2026", "登录名"),
            ("Password-1234", "常见"),
            ("Admin@123456", "常见"),
            ("1Qaz2Wsx3Edc", "常见"),
            ("Aa1!Aa1!Aa1!", "常见"),
        ] {
            let fault = fault(password, "chengban").unwrap_or_default();
            assert!(fault.contains(word), "{password}: {fault}");
        }
        assert_eq!(fault("三月的雨落在Xia-Tian9", "chengban"), None);
        assert_eq!(fault("correct-Horse-7", "chengban"), None);
        assert!(fault(&"Ab1-".repeat(1_000), "chengban").unwrap().contains("缩短"));
    }

    #[test]
    fn generated_passwords_differ_and_keep_the_rules() {
        let (one, two) = (generate().unwrap(), generate().unwrap());
        assert_ne!(one, two);
        assert_eq!((one.len(), one.matches('-').count()), (19, 3), "{one}");
        assert_eq!(fault(&one, "chengban"), None);
    }

    #[test]
    fn a_hash_is_salted_and_opens_for_its_password_only() {
        let hashes = ["correct-Horse-7", "correct-Horse-7"].map(|password| hash(password).unwrap());
        assert_ne!(hashes[0], hashes[1]);
        assert!(hashes[0].starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hashes[0]);
        assert!(fits(Some(&hashes[0]), "correct-Horse-7"));
        assert!(!fits(Some(&hashes[0]), "correct-Horse-8"));
        assert!(!fits(Some("broken"), "correct-Horse-7") && !fits(None, "correct-Horse-7"));
    }

    /// What is done for a name that nobody has takes as long, within a factor of two.
    #[test]
    fn an_unknown_name_costs_the_same_work() {
        let stored = hash("correct-Horse-7").unwrap();
        let time = |hash: Option<&str>| {
            let begun = std::time::Instant::now();
            (0..3).for_each(|_| assert!(!fits(hash, "wrong-Horse-77")));
            begun.elapsed()
        };
        let (known, unknown) = (time(Some(&stored)), time(None));
        assert!(known < unknown * 3 && unknown < known * 3, "{known:?} {unknown:?}");
    }
}
