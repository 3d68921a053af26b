//! Rows of a file that have the same key: with the same content they are one record stored once
//! (M9), with other content the file contradicts itself.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use fadu_base::Name;
use fadu_definition::Given;

use crate::given::{hash, hash_plain};

/// The keys met so far. A row takes about a hundred bytes, whatever it holds.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    rows: HashMap<(u64, u64), First>,
}

/// The first row with a key.
#[derive(Debug)]
struct First {
    sheet: u16,
    row: u32,
    /// A hash of each input, in the order of the import.
    inputs: Box<[(u32, u64)]>,
}

/// What is known of a key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Not met before.
    New,
    /// Met with the same content, in this sheet and row.
    Same(usize, u32),
    /// Met with other content; the names whose inputs differ.
    Other(usize, u32, Vec<Name>),
}

impl Seen {
    /// Looks up a key within a scope (a type, a rows field) and keeps it.
    pub fn check(
        &mut self,
        scope: &str,
        key: &[String],
        at: (usize, u32),
        input: &[(Name, Given)],
    ) -> Verdict {
        // Two hashes of 64 bits with different beginnings: no two keys of a file share both.
        let id = (hash(&(scope, key)), hash(&(key, scope, 1_u8)));
        let mut buffer = String::new();
        let mut one = |(name, given): &(Name, Given)| (hash(&**name) as u32, hash_plain(given, &mut buffer));
        let inputs: Vec<(u32, u64)> = input.iter().map(&mut one).collect();
        match self.rows.entry(id) {
            Entry::Vacant(entry) => {
                entry.insert(First { sheet: at.0 as u16, row: at.1, inputs: inputs.into() });
                Verdict::New
            }
            Entry::Occupied(entry) => {
                let first = entry.get();
                if *first.inputs == *inputs {
                    return Verdict::Same(first.sheet.into(), first.row);
                }
                let other = |name: &Name| differs(&first.inputs, &inputs, hash(&**name) as u32);
                let names = input.iter().map(|(name, _)| name.clone()).filter(other).collect();
                Verdict::Other(first.sheet.into(), first.row, names)
            }
        }
    }
}

fn differs(first: &[(u32, u64)], second: &[(u32, u64)], name: u32) -> bool {
    let of = |inputs: &[(u32, u64)]| inputs.iter().find(|(other, _)| *other == name).map(|(_, hash)| *hash);
    of(first) != of(second)
}
