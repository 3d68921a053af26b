//! The nearest of some names, for "did you mean".

/// Names longer than this are not compared: nobody mistypes them letter by letter.
const LONGEST: usize = 64;

/// The name that needs the fewest changes to become the one wanted, if it is near enough:
/// at most a third of its letters changed.
pub fn nearest<S: AsRef<str>>(wanted: &str, names: &[S]) -> Option<String> {
    let wanted: Vec<char> = wanted.chars().take(LONGEST + 1).collect();
    if wanted.len() > LONGEST {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    for name in names.iter().map(AsRef::as_ref) {
        let letters: Vec<char> = name.chars().take(2 * LONGEST).collect();
        let allowed = (wanted.len().max(letters.len()) / 3).max(1).min(letters.len().saturating_sub(1));
        // Only one that is nearer than the best so far is of interest.
        let most = best.map_or(allowed, |(changes, _)| allowed.min(changes.saturating_sub(1)));
        if best.is_none_or(|(changes, _)| changes > 0)
            && let Some(changes) = distance(&wanted, &letters, most)
        {
            best = Some((changes, name));
        }
    }
    best.map(|(_, name)| name.to_owned())
}

/// Help that offers the nearest name, else all of them if they are few.
pub fn offer<S: AsRef<str>>(wanted: &str, names: &[S]) -> String {
    if let Some(name) = nearest(wanted, names) {
        return format!("did you mean `{name}`?");
    }
    if names.is_empty() || names.len() > 12 {
        return String::new();
    }
    let names: Vec<_> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    format!("there are {}", names.join(", "))
}

/// Letters to insert, delete, replace or swap with their neighbour; nothing if more than `most`.
fn distance(a: &[char], b: &[char], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let replaced = last[j] + usize::from(x != y);
            let mut least = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        // A swap goes back two rows: only when both are too far is there no way on.
        if row.iter().chain(&last).all(|changes| *changes > most) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|changes| *changes <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_is_near() {
        let names = ["submitted_on", "accepted_on", "decided_on"];
        assert_eq!(nearest("submited_on", &names).as_deref(), Some("submitted_on"));
        assert_eq!(nearest("decidde_on", &names).as_deref(), Some("decided_on"));
        assert_eq!(nearest("fine", &names), None);
        assert_eq!(nearest("x", &["y"]), None);
        assert_eq!(
            nearest("decidedon", &["decide_xn", "decided_on", "decided_no"]).as_deref(),
            Some("decided_on")
        );
        let distance = |a: &str, b: &str, most| {
            distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>(), most)
        };
        assert_eq!(distance("", "abc", 3), Some(3));
        assert_eq!(distance("ab", "ba", 1), Some(1));
        assert_eq!(distance("abcd", "wxyz", 3), None);
        assert_eq!(distance("abcd", "wxyz", 4), Some(4));
        assert_eq!(distance("badcfe", "abcdef", 3), Some(3));
    }
}
