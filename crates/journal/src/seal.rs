//! Personal values 个人信息 under a key: SM4 in CBC mode, then HMAC-SM3 over what came out.
//!
//! Every record has a key of its own. Destroying it makes the personal values of the record's events
//! unreadable for ever, while the chain over the stored bytes still verifies (个人信息保护法第四十七条;
//! sheet 00, 10). Record keys are stored wrapped under the master key, which lies outside the database.
//!
//! A sealed value is bound to its place: moved to another record, event or field it does not open.
//! The initial vector is computed from key, place and value, so that sealing needs no randomness,
//! gives the same bytes for the same event, and tells nothing but whether two values of one place
//! are equal. Form: base64 of vector (16) ‖ ciphertext ‖ first half of the code (16), in `{"c":"…"}`.

use std::fmt;
use std::sync::OnceLock;

use sm4::Sm4;
use sm4::cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};

use crate::canonical::Json;
use crate::chain::Hash;
use crate::hmac::{Hmac, equal};
use crate::text;

/// Bytes of a block of SM4, of the initial vector and of the code that is kept.
const BLOCK: usize = 16;
/// The key under which the ciphertext stands in an event.
const MEMBER: &str = "c";

/// Where a sealed value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The record.
    pub record: &'a str,
    /// The event; 0 in a projection.
    pub seq: u32,
    /// The field, with row and column where it is in rows.
    pub field: &'a str,
}

/// A sealed value that does not open: wrong key, wrong place, or altered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("加密内容无法读取：密钥不符，或者内容已被改动")
    }
}

impl std::error::Error for Unreadable {}

/// A key, prepared for its uses. It is never shown. What only some of them need is derived when it
/// is first needed: most keys are made to open one or two values.
#[derive(Clone)]
pub struct Key {
    root: Hmac,
    cipher: Sm4,
    authenticate: Hmac,
    vector: OnceLock<Hmac>,
    digest: OnceLock<Hmac>,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// Prepares 32 secret bytes, which the caller draws from a good source. One key is derived for
    /// each use, so that no use can tell about another.
    pub fn new(secret: &[u8; 32]) -> Self {
        let root = Hmac::new(secret);
        let (cipher, authenticate) = (derive(&root, "sm4-cbc"), derive(&root, "authenticate"));
        Self::of(root, cipher, Hmac::new(&authenticate))
    }

    /// What [`Key::new`] prepares, for many secrets together.
    pub fn new_all(secrets: &[[u8; 32]]) -> Vec<Self> {
        let roots = Hmac::new_all(secrets);
        let usages = ["sm4-cbc", "authenticate"].map(|usage| {
            let derived = roots.iter().map(|root| (root, derivation(usage))).collect::<Vec<_>>();
            Hmac::codes(&derived)
        });
        let [ciphers, authenticate] = usages;
        let made = roots.into_iter().zip(ciphers).zip(Hmac::new_all(&authenticate));
        made.map(|((root, cipher), authenticate)| Self::of(root, cipher, authenticate)).collect()
    }

    fn of(root: Hmac, cipher: [u8; 32], authenticate: Hmac) -> Self {
        let cipher = Sm4::new(&Array(first_half(cipher)));
        Self { root, cipher, authenticate, vector: OnceLock::new(), digest: OnceLock::new() }
    }

    /// The key of initial vectors, which only sealing needs.
    fn vector(&self) -> &Hmac {
        self.vector.get_or_init(|| Hmac::new(&derive(&self.root, "vector")))
    }

    /// Seals bytes for a place.
    pub fn seal_bytes(&self, place: Place<'_>, plain: &[u8]) -> Vec<u8> {
        let context = context(place);
        let mut sealed = self.encrypt(self.vector().code(&[&context, plain]), plain);
        let code = first_half(self.authenticate.code(&[&context, &sealed]));
        sealed.extend_from_slice(&code);
        sealed
    }

    /// Seals many together.
    pub fn seal_all(&self, values: &[(Place<'_>, &[u8])]) -> Vec<Vec<u8>> {
        let contexts: Vec<_> = values.iter().map(|(place, _)| context(*place)).collect();
        let parts = contexts.iter().zip(values).map(|(context, (_, plain))| [&**context, plain]);
        let vectors = Hmac::codes(&parts.map(|parts| (self.vector(), parts)).collect::<Vec<_>>());
        let bodies = vectors.into_iter().zip(values).map(|(vector, (_, plain))| self.encrypt(vector, plain));
        let mut sealed: Vec<_> = bodies.collect();
        let parts = contexts.iter().zip(&sealed).map(|(context, body)| [&**context, body]);
        let codes = Hmac::codes(&parts.map(|parts| (&self.authenticate, parts)).collect::<Vec<_>>());
        for (sealed, code) in sealed.iter_mut().zip(codes) {
            sealed.extend_from_slice(&first_half(code));
        }
        sealed
    }

    /// Opens what was sealed for the same place with the same key.
    pub fn open_bytes(&self, place: Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, Unreadable> {
        let computed = self.authenticate.code(&[&context(place), body_of(sealed)]);
        self.open_computed(sealed, computed)
    }

    /// Opens what was sealed, given the code of its place and body.
    fn open_computed(&self, sealed: &[u8], computed: [u8; 32]) -> Result<Vec<u8>, Unreadable> {
        let (body, code) = sealed.split_last_chunk::<BLOCK>().ok_or(Unreadable)?;
        if !equal(&first_half(computed), code) {
            return Err(Unreadable);
        }
        let (vector, ciphertext) = body.split_first_chunk::<BLOCK>().ok_or(Unreadable)?;
        self.decrypt(*vector, ciphertext)
    }

    /// Seals a text as it stands in an event: `{"c":"…"}`.
    pub fn seal(&self, place: Place<'_>, plain: &str) -> Json<'static> {
        Json::object([(MEMBER, text::base64(&self.seal_bytes(place, plain.as_bytes())))])
    }

    /// Opens a sealed text of an event.
    pub fn open(&self, place: Place<'_>, sealed: &Json<'_>) -> Result<String, Unreadable> {
        let sealed = ciphertext(sealed).ok_or(Unreadable)?;
        let sealed = text::from_base64(sealed).ok_or(Unreadable)?;
        String::from_utf8(self.open_bytes(place, &sealed)?).map_err(|_| Unreadable)
    }

    /// Wraps the key of a record, to be stored.
    pub fn wrap(&self, record: &str, secret: &[u8; 32]) -> Vec<u8> {
        self.seal_bytes(key_place(record), secret)
    }

    /// Unwraps the key of a record.
    pub fn unwrap(&self, record: &str, wrapped: &[u8]) -> Result<[u8; 32], Unreadable> {
        self.open_bytes(key_place(record), wrapped)?.try_into().map_err(|_| Unreadable)
    }

    /// Unwraps the keys of many records together.
    pub fn unwrap_all(&self, keys: &[(&str, &[u8])]) -> Vec<Result<[u8; 32], Unreadable>> {
        let contexts: Vec<_> = keys.iter().map(|(record, _)| context(key_place(record))).collect();
        let bodies = contexts.iter().zip(keys).map(|(place, (_, wrapped))| [&**place, body_of(wrapped)]);
        let codes = Hmac::codes(&bodies.map(|body| (&self.authenticate, body)).collect::<Vec<_>>());
        let open = |(key, code): (&(&str, &[u8]), _)| {
            self.open_computed(key.1, code)?.try_into().map_err(|_| Unreadable)
        };
        keys.iter().zip(codes).map(open).collect()
    }

    /// A digest of a value by which equal ones are found without being read: for `unique`, look-ups
    /// and import keys. `kind` keeps values of different meaning apart.
    pub fn digest(&self, kind: &str, value: &str) -> Hash {
        let length = (kind.len() as u64).to_be_bytes();
        Hash(self.digests().code(&[&length, kind.as_bytes(), value.as_bytes()]))
    }

    /// The digests of many values of one kind together.
    pub fn digest_all<'a>(&self, kind: &str, values: impl Iterator<Item = &'a str>) -> Vec<Hash> {
        let length = (kind.len() as u64).to_be_bytes();
        let parts = values.map(|value| (self.digests(), [&length, kind.as_bytes(), value.as_bytes()]));
        Hmac::codes(&parts.collect::<Vec<_>>()).into_iter().map(Hash).collect()
    }

    /// The key of digests.
    fn digests(&self) -> &Hmac {
        self.digest.get_or_init(|| Hmac::new(&derive(&self.root, "digest")))
    }

    /// CBC with the padding of PKCS #7: always at least one byte, each saying how many there are. The
    /// vector, the first half of a code, stands before.
    fn encrypt(&self, code: [u8; 32], plain: &[u8]) -> Vec<u8> {
        let vector = first_half(code);
        let mut sealed = vector.to_vec();
        let (blocks, rest) = plain.as_chunks::<BLOCK>();
        let mut last = [(BLOCK - rest.len()) as u8; BLOCK];
        last[..rest.len()].copy_from_slice(rest);
        let mut before = vector;
        for block in blocks.iter().chain([&last]) {
            let mut state = Array(xor(*block, before));
            self.cipher.encrypt_block(&mut state);
            before = state.0;
            sealed.extend_from_slice(&before);
        }
        sealed
    }

    /// The reverse; the code has been checked before.
    fn decrypt(&self, vector: [u8; BLOCK], ciphertext: &[u8]) -> Result<Vec<u8>, Unreadable> {
        let (blocks, rest) = ciphertext.as_chunks::<BLOCK>();
        if !rest.is_empty() {
            return Err(Unreadable);
        }
        let mut plain = Vec::with_capacity(ciphertext.len());
        let mut before = vector;
        for block in blocks {
            let mut state = Array(*block);
            self.cipher.decrypt_block(&mut state);
            plain.extend_from_slice(&xor(state.0, before));
            before = *block;
        }
        let padding = usize::from(*plain.last().ok_or(Unreadable)?);
        let length = plain.len().checked_sub(padding).filter(|_| (1..=BLOCK).contains(&padding));
        plain.truncate(length.ok_or(Unreadable)?);
        Ok(plain)
    }
}

/// The ciphertext of a sealed value; `None` of anything else. Values that are sealed can be told
/// apart without the key.
pub fn ciphertext<'j>(value: &'j Json<'_>) -> Option<&'j str> {
    let object = value.as_object().filter(|object| object.len() == 1)?;
    object.get(MEMBER)?.as_text()
}

/// The key of one use.
fn derive(root: &Hmac, usage: &str) -> [u8; 32] {
    root.code(&derivation(usage))
}

/// What the key of a use is the code of.
fn derivation(usage: &str) -> [&[u8]; 2] {
    [b"fadu-key-1", usage.as_bytes()]
}

/// The place as bytes; lengths keep the parts apart.
fn context(place: Place<'_>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(place.record.len() + place.field.len() + 20);
    bytes.extend_from_slice(&(place.record.len() as u64).to_be_bytes());
    bytes.extend_from_slice(place.record.as_bytes());
    bytes.extend_from_slice(&place.seq.to_be_bytes());
    bytes.extend_from_slice(&(place.field.len() as u64).to_be_bytes());
    bytes.extend_from_slice(place.field.as_bytes());
    bytes
}

/// What stands before the code of what was sealed: the vector and the ciphertext.
fn body_of(sealed: &[u8]) -> &[u8] {
    sealed.split_last_chunk::<BLOCK>().map_or(&[], |(body, _)| body)
}

/// The place of a wrapped key, at which no value can stand: fields have a name.
fn key_place(record: &str) -> Place<'_> {
    Place { record, seq: 0, field: "" }
}

/// The first 16 bytes of a code.
fn first_half(code: [u8; 32]) -> [u8; BLOCK] {
    std::array::from_fn(|at| code[at])
}

/// Both blocks, bit by bit.
fn xor(a: [u8; BLOCK], b: [u8; BLOCK]) -> [u8; BLOCK] {
    std::array::from_fn(|at| a[at] ^ b[at])
}
