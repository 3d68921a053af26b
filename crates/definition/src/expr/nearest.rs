//! The nearest of some names, for "did you mean".

/// Names longer than this are not compared: nobody mistypes them letter by letter.
const LONGEST: usize = 64;

/// The name that needs the fewest changes to become the one wanted, if it is near enough:
/// at most a third of its letters changed.
pub fn nearest<S: AsRef<str>>(wanted: &str, names: &[S]) -> Option<String> {
    if wanted.chars().count() > LONGEST {
        return None;
    }
    let near = names.iter().map(|name| (distance(wanted, name.as_ref()), name.as_ref()));
    let (changes, name) = near.min_by_key(|(changes, _)| *changes)?;
    let allowed = (wanted.chars().count().max(name.chars().count()) / 3).max(1);
    (changes <= allowed && changes < name.chars().count()).then(|| name.to_owned())
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

/// Letters to insert, delete, replace or swap with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().take(2 * LONGEST).collect());
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
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
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
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("ab", "ba"), 1);
    }
}
