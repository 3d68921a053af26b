//! Characters that stand in a text without being seen.

/// Whether a character turns the direction of the text around it: what is shown is then not what is
/// stored.
pub fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character shows nothing: spaces, joiners, fillers, marks of direction.
pub fn unseen(c: char) -> bool {
    let filler = matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{2800}');
    let joins = matches!(c, '\u{00ad}' | '\u{034f}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    c.is_whitespace() || c.is_control() || filler || joins || turns(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_nothing_is_known() {
        assert!("\u{200b}\u{3164}\u{feff}\u{3000} \u{2066}".chars().all(unseen));
        assert!(!"法·A1，👨".chars().any(unseen));
        assert!(turns('\u{202e}') && !turns('\u{200d}'));
    }
}
