//! The texts that cells of a binary workbook share: how long each is. The reader writes a text
//! out anew for every cell that names it, so this is known before it is let loose.

/// Lengths in bytes, at most, of the texts in a shared string table: its record and the records
/// that continue it. `None` if they make no sense.
pub(crate) fn lengths(pieces: &[&[u8]]) -> Option<Vec<usize>> {
    let (first, more) = pieces.split_first()?;
    let mut table = Table { rest: first.get(8..)?, more };
    let mut found = Vec::new();
    while !table.rest.is_empty() || table.next() {
        found.push(table.text()?);
    }
    Some(found)
}

struct Table<'a> {
    rest: &'a [u8],
    more: &'a [&'a [u8]],
}

impl<'a> Table<'a> {
    /// Goes on with the next record.
    fn next(&mut self) -> bool {
        let Some((first, more)) = self.more.split_first() else { return false };
        (self.rest, self.more) = (first, more);
        true
    }

    /// Reads one text.
    fn text(&mut self) -> Option<usize> {
        if self.rest.is_empty() {
            return Some(0);
        }
        let head = self.take(3)?;
        let length = usize::from(u16::from_le_bytes([head[0], head[1]]));
        let flags = head[2];
        let runs = if flags & 8 == 0 { 0 } else { number(self.take(2)?) };
        let extra = if flags & 4 == 0 { 0 } else { number(self.take(4)?) };
        self.characters(length, flags & 1 != 0)?;
        self.skip(runs.checked_mul(4)?.checked_add(extra)?)?;
        // No character of 16 bits takes more than three bytes.
        Some(length * 3)
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    /// Steps over characters; where a record continues them, it says anew how wide they are.
    fn characters(&mut self, mut length: usize, mut wide: bool) -> Option<()> {
        loop {
            let width = if wide { 2 } else { 1 };
            let here = length.min(self.rest.len() / width);
            self.rest = &self.rest[here * width..];
            length -= here;
            if length == 0 {
                return Some(());
            }
            self.next().then_some(())?;
            wide = self.take(1)?[0] & 1 != 0;
        }
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            if self.rest.is_empty() {
                self.next().then_some(())?;
            }
            let here = count.min(self.rest.len());
            self.rest = &self.rest[here..];
            count -= here;
        }
        Some(())
    }
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::lengths;

    #[test]
    fn texts_go_on_in_the_next_record() {
        let first = [&[0; 8][..], &[2, 0, 0, b'a', b'b'], &[3, 0, 1, b'x', 0]].concat();
        let second = [&[0, b'y', b'z'][..], &[1, 0, 8, 1, 0, b'c', 9, 9]].concat();
        assert_eq!(lengths(&[&first, &second, &[9, 9]]), Some(vec![6, 9, 3]));
        assert_eq!(lengths(&[&first]), None);
        assert_eq!(lengths(&[&[0; 3]]), None);
    }
}
