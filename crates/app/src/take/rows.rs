//! An action taken on several rows: each is decided by itself, as if it were taken alone, so that one
//! that is refused keeps none of the others back.

use super::{Receipt, TakeAsked, Taken, Told};
use crate::{District, Failure, Seat};

/// What became of each row.
#[derive(Clone, Debug, Default)]
pub struct TakenRows {
    /// The receipt of the last row done; of a dry run what would be so.
    pub receipt: Option<Receipt>,
    /// Rows done, or allowed.
    pub done: Vec<u32>,
    /// Rows refused, each with its reasons.
    pub refused: Vec<(u32, Vec<Told>)>,
    /// The draft under which what was refused is kept.
    pub draft: Option<String>,
}

impl District {
    /// Takes an action on each of some rows in turn.
    pub fn take_rows(&self, seat: &Seat, asked: &TakeAsked, rows: &[u32]) -> Result<TakenRows, Failure> {
        let mut taken = TakenRows::default();
        for row in rows {
            // What was done to the row before is no news to who did it.
            let seen = asked.seen.filter(|_| asked.dry || taken.done.is_empty());
            let one = TakeAsked { row: Some(*row), seen, ..asked.clone() };
            match self.take(seat, &one)? {
                Taken::Done(mut receipt) => {
                    taken.done.push(*row);
                    for limit in taken.receipt.take().into_iter().flat_map(|last| last.ahead) {
                        if !receipt.ahead.contains(&limit) {
                            receipt.ahead.push(limit);
                        }
                    }
                    taken.receipt = Some(receipt);
                }
                Taken::Refused { reasons, draft } => {
                    taken.refused.push((*row, reasons));
                    taken.draft = draft;
                }
            }
        }
        Ok(taken)
    }
}
