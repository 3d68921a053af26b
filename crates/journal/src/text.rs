//! Bytes as text: hexadecimal for hashes, base64 (RFC 4648, URL alphabet, no padding) for ciphertext.

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes.iter().flat_map(|&byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Reads lower-case hexadecimal.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|&[high, low]| Some(digit(high)? << 4 | digit(low)?)).collect()
}

/// The alphabet of base64 for URLs.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Base64, URL alphabet, without padding.
pub fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..=chunk.len() {
            text.push(char::from(ALPHABET[(group >> (18 - 6 * at) & 63) as usize]));
        }
    }
    text
}

/// Stands in [`VALUES`] for characters that are not of the alphabet.
const NO_VALUE: u8 = 64;

/// The six bits of each character.
const VALUES: [u8; 256] = {
    let mut values = [NO_VALUE; 256];
    let mut at = 0;
    while at < ALPHABET.len() {
        values[ALPHABET[at] as usize] = at as u8;
        at += 1;
    }
    values
};

/// Reads base64; one text only for each sequence of bytes.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    let (groups, rest) = text.as_bytes().as_chunks::<4>();
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    for group in groups {
        bytes.extend_from_slice(&bytes_of(*group)?);
    }
    if !rest.is_empty() {
        let mut group = [b'A'; 4];
        group[..rest.len()].copy_from_slice(rest);
        let all = bytes_of(group)?;
        let (kept, left) = all.split_at(rest.len() - 1);
        if kept.is_empty() || left.iter().any(|&byte| byte != 0) {
            return None;
        }
        bytes.extend_from_slice(kept);
    }
    Some(bytes)
}

/// The three bytes that four characters are.
fn bytes_of(group: [u8; 4]) -> Option<[u8; 3]> {
    let values = group.map(|byte| VALUES[usize::from(byte)]);
    if values.contains(&NO_VALUE) {
        return None;
    }
    let [_, bytes @ ..] = values.iter().fold(0_u32, |all, &value| all << 6 | u32::from(value)).to_be_bytes();
    Some(bytes)
}
