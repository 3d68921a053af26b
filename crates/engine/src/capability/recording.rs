//! Gaps in the recording of the whole process 全过程记录 (行政处罚法第四十七条; 国办发〔2018〕118号).
//!
//! What is judged here is what the recordings themselves show: clips of picture or sound that
//! belong to one stage must cover the time from the first to the last of them, and a gap of more
//! than a tenth of it is named. Without a recording that says when somebody was on site there is
//! nothing to cover, so no recordings give no gaps.

use fadu_base::{Instant, Value};

use crate::Snapshot;
use crate::eval::Env;

/// Forms that must be continuous.
const CONTINUOUS: [&str; 2] = ["录音", "录像"];

/// A clip of a stage.
struct Clip {
    stage: String,
    from: Instant,
    to: Instant,
}

/// One text for each stage whose clips leave more than a tenth of the time on site uncovered.
pub(super) fn gaps(env: &Env<'_>, recordings: &[Value]) -> Value {
    let mut clips: Vec<Clip> = recordings.iter().filter_map(|value| clip(env, value)).collect();
    clips.sort_by(|a, b| (&a.stage, a.from, a.to).cmp(&(&b.stage, b.from, b.to)));
    let texts = clips.chunk_by(|a, b| a.stage == b.stage).filter_map(stage_gap);
    Value::list(texts.map(Value::text))
}

/// Reads a clip; anything but sound or picture with both ends is none.
fn clip(env: &Env<'_>, value: &Value) -> Option<Clip> {
    let Value::Ref(to) = value else { return None };
    let seen = env.book.snapshot(&to.id, to.day).flatten()?;
    let snapshot: &Snapshot = seen.get();
    let text = |id: &str| snapshot.field(id).and_then(Value::as_text);
    let instant = |id: &str| match snapshot.field(id) {
        Some(Value::Instant(at)) => Some(*at),
        _ => None,
    };
    CONTINUOUS.contains(&text("form")?).then_some(())?;
    Some(Clip { stage: text("stage")?.to_owned(), from: instant("from")?, to: instant("to")? })
}

/// The uncovered time of the clips of one stage, which are ordered by their beginning.
fn stage_gap(clips: &[Clip]) -> Option<String> {
    let (first, mut covered) = (clips.first()?, clips.first()?.to);
    let (mut missing, mut open) = (0, Vec::new());
    for clip in clips {
        if clip.from > covered {
            missing += minutes(covered, clip.from);
            open.push(format!("{}–{}", clock(covered), clock(clip.from)));
        }
        covered = covered.max(clip.to);
    }
    let whole = minutes(first.from, covered);
    (missing * 10 > whole).then(|| format!("{}环节 {} 没有记录", first.stage, open.join("、")))
}

fn minutes(from: Instant, to: Instant) -> i64 {
    let number = |at: Instant| {
        i64::from(fadu_base::day::number(at.date())) * 1_440
            + i64::from(at.hour()) * 60
            + i64::from(at.minute())
    };
    number(to) - number(from)
}

fn clock(at: Instant) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clip(from: &str, to: &str) -> Clip {
        let at = |clock: &str| format!("2026-06-04T{clock}:00").parse().expect("an instant");
        Clip { stage: "调查取证".into(), from: at(from), to: at(to) }
    }

    #[test]
    fn overlapping_clips_leave_no_gap() {
        assert_eq!(stage_gap(&[clip("14:00", "14:22"), clip("14:20", "14:47")]), None);
    }

    #[test]
    fn a_gap_of_more_than_a_tenth_is_named() {
        let gap = stage_gap(&[clip("14:00", "14:22"), clip("14:40", "14:50")]);
        assert_eq!(gap.as_deref(), Some("调查取证环节 14:22–14:40 没有记录"));
        assert_eq!(stage_gap(&[clip("14:00", "14:22"), clip("14:24", "14:50")]), None);
    }
}
