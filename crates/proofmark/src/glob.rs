//! A glob chooses cases by their paths: `*` stands for any text, all else for itself.

/// Whether the whole text is as the pattern says.
pub fn matches(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(start) else {
        return false;
    };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let end = pieces.pop().unwrap_or_default();
    for piece in pieces {
        match text.find(piece) {
            Some(at) => text = &text[at + piece.len()..],
            None => return false,
        }
    }
    text.ends_with(end)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_star_stands_for_any_text() {
        #[track_caller]
        fn check(pattern: &str, text: &str, expected: bool) {
            assert_eq!(super::matches(pattern, text), expected, "{pattern} {text}");
        }
        check("jwt/time/expired", "jwt/time/expired", true);
        check("jwt/time/expired", "jwt/time/expired-too", false);
        check("jwt/*", "jwt/time/expired", true);
        check("jwt/*", "ews/time/expired", false);
        check("*", "", true);
        check("*/time/*", "jwt/time/expired", true);
        check("*expired", "jwt/time/expired", true);
        check("*expired", "jwt/time/expired-too", false);
        check("jwt/*/a*b*c", "jwt/x/aXbXc", true);
        check("jwt/*/a*b*c", "jwt/x/aXcXb", false);
        check("ab*ba", "aba", false);
        check("", "a", false);
    }
}
