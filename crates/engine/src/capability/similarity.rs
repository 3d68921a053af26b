//! Likeness of two texts: Jaccard over character 3-grams (sheet 06, C3).

use std::collections::HashSet;

use fadu_base::Decimal;
use fadu_base::decimal::divide_half_up;

/// From 0 to 1, to three decimals: shared 3-grams over all 3-grams, of lower-case Han, letters
/// and digits only. Two texts without any are not alike.
pub fn similarity(a: &str, b: &str) -> Decimal {
    let (a, b) = (grams(a), grams(b));
    let shared = a.intersection(&b).count() as i128;
    let all = (a.len() + b.len()) as i128 - shared;
    let thousandths = divide_half_up(shared * 1_000, all).unwrap_or(0);
    Decimal(i64::try_from(thousandths).unwrap_or(0) * (fadu_base::decimal::SCALE / 1_000))
}

fn grams(text: &str) -> HashSet<[char; 3]> {
    let kept: Vec<char> = text.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect();
    kept.windows(3).map(|gram| [gram[0], gram[1], gram[2]]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "2026年9月1日在某超市购买酸奶两盒,回家发现已过保质期,要求退款并赔偿。";

    /// The vectors of sheet 06, C3.
    #[test]
    fn the_sheet_s_examples() {
        let second = "9月1日我在某超市购买酸奶两盒,回家发现已过保质期,要求退款并赔偿1000元。";
        let third = "在某超市购买酸奶时收银员多收五元,要求退还差价。";
        assert_eq!((grams(FIRST).len(), grams(second).len()), (33, 34));
        assert_eq!(similarity(FIRST, second), Decimal(634_000));
        assert_eq!(similarity(FIRST, third), Decimal(152_000));
    }

    #[test]
    fn texts_without_grams_are_not_alike() {
        assert_eq!(similarity("", ""), Decimal(0));
        assert_eq!(similarity(FIRST, FIRST), Decimal(1_000_000));
    }
}
