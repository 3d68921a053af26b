//! Verification 核验: whether stored bytes still are what was chained.
//!
//! Events come record by record, each record's in the order of its events; nothing is kept but the
//! last hash. Example: one byte of event 2 changed gives "event 2 of this record: hash does not fit".

use std::fmt;

use crate::canonical::{self, skim};
use crate::chain::Hash;

/// One stored event.
#[derive(Clone, Copy, Debug)]
pub struct Stored<'a> {
    /// The record it is stored under.
    pub record: &'a str,
    /// The number it is stored under, from 1.
    pub seq: u32,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Its hash.
    pub hash: &'a [u8],
}

/// The first event that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its record.
    pub record: String,
    /// Its number.
    pub seq: u32,
    /// What is wrong.
    pub why: Why,
}

/// What is wrong with an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The number should be another: an event is missing, doubled, or out of order.
    Number {
        /// The number that should follow.
        expected: u32,
    },
    /// The stored hash is not that of the bytes.
    Hash {
        /// The hash of the bytes.
        computed: Hash,
    },
    /// The bytes name another record or number than those they are stored under.
    Place,
    /// The bytes are not canonical.
    Form(canonical::Fault),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} 第{}号事件：{}", self.record, self.seq, self.why)
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number { expected } => write!(f, "序号应为{expected}，中间有事件缺失、重复或次序颠倒"),
            Self::Hash { computed } => {
                write!(f, "哈希不符，内容或哈希已被改动（按现有内容计算为{computed}）")
            }
            Self::Place => f.write_str("内容所写的记录或序号与存放位置不符"),
            Self::Form(fault) => write!(f, "内容不是规范编码（{fault}）"),
        }
    }
}

impl std::error::Error for Fault {}

/// How much of each event is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Numbers and hashes.
    Chain,
    /// Besides, that the bytes name the record and the number under which they are stored
    /// (`"record"` and `"seq"`), so that a whole record cannot pass for another.
    Place,
    /// Besides, that the bytes are canonical.
    Form,
}

/// What was verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Summary {
    /// Records.
    pub records: u64,
    /// Events.
    pub events: u64,
    /// Bytes of events.
    pub bytes: u64,
}

/// Verifies events one at a time.
#[derive(Clone, Debug)]
pub struct Verifier {
    depth: Depth,
    record: String,
    /// The record as it stands in the bytes of its events.
    quoted: Vec<u8>,
    seq: u32,
    head: Hash,
    summary: Summary,
}

impl Verifier {
    /// Nothing verified yet.
    pub fn new(depth: Depth) -> Self {
        let (record, quoted) = (String::new(), Vec::new());
        Self { depth, record, quoted, seq: 0, head: Hash::ZERO, summary: Summary::default() }
    }

    /// Verifies the next event. After a fault the rest of that record means nothing.
    pub fn take(&mut self, event: Stored<'_>) -> Result<(), Fault> {
        let begins = event.record != self.record;
        let before = if begins { Hash::ZERO } else { self.head };
        self.take_linked(event, before.link(event.bytes))
    }

    /// Verifies the next event, whose hash was computed already (see [`Hash::links`]): from its bytes
    /// and the hash stored before it in its record, which was verified by the event before.
    pub fn take_linked(&mut self, event: Stored<'_>, computed: Hash) -> Result<(), Fault> {
        if self.seq == 0 || event.record != self.record {
            self.begin(event.record);
        }
        let expected = self.seq.saturating_add(1);
        let why = if event.seq != expected {
            Some(Why::Number { expected })
        } else if event.hash != computed.0 {
            Some(Why::Hash { computed })
        } else {
            self.look_into(event)
        };
        if let Some(why) = why {
            return Err(Fault { record: event.record.to_owned(), seq: event.seq, why });
        }
        (self.seq, self.head) = (event.seq, computed);
        self.summary.events += 1;
        self.summary.bytes += event.bytes.len() as u64;
        Ok(())
    }

    /// Another record begins.
    fn begin(&mut self, record: &str) {
        self.record.clear();
        self.record.push_str(record);
        self.quoted = canonical::Json::from(record).to_bytes();
        self.seq = 0;
        self.head = Hash::ZERO;
        self.summary.records += 1;
    }

    /// What the bytes say, as far as it is asked for.
    fn look_into(&self, event: Stored<'_>) -> Option<Why> {
        if self.depth == Depth::Form
            && let Err(fault) = canonical::parse(event.bytes)
        {
            return Some(Why::Form(fault));
        }
        (self.depth != Depth::Chain && !self.names_its_place(event)).then_some(Why::Place)
    }

    /// Whether the bytes name the record and the number under which they are stored.
    fn names_its_place(&self, event: Stored<'_>) -> bool {
        let [record, seq] = skim(event.bytes, ["record", "seq"]);
        let number =
            seq.and_then(|digits| std::str::from_utf8(digits).ok()).and_then(|digits| digits.parse().ok());
        record == Some(&self.quoted) && number == Some(event.seq)
    }

    /// The number and the hash of the last event verified, for comparison with the head stored.
    pub fn head(&self) -> (&str, u32, Hash) {
        (&self.record, self.seq, self.head)
    }

    /// What was verified so far.
    pub fn summary(&self) -> Summary {
        self.summary
    }
}

/// Verifies all events, record by record, and stops at the first fault.
pub fn verify<'a>(depth: Depth, events: impl IntoIterator<Item = Stored<'a>>) -> Result<Summary, Fault> {
    let mut verifier = Verifier::new(depth);
    for event in events {
        verifier.take(event)?;
    }
    Ok(verifier.summary())
}
