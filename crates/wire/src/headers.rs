//! The header lines of a message, in the order and spelling in which they stood.

use std::fmt;

/// Header lines. Names compare without case; a name may stand more than once.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers {
    lines: Vec<(String, String)>,
}

impl Headers {
    /// Adds a line at the end.
    pub fn add(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.lines.push((name.into(), value.into()));
    }

    /// The lines as they stood.
    pub fn lines(&self) -> impl Iterator<Item = (&str, &str)> {
        self.lines
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The values under a name, line by line.
    pub fn all<'h, 'n>(&'h self, name: &'n str) -> impl Iterator<Item = &'h str> + use<'h, 'n> {
        self.lines()
            .filter(move |(held, _)| held.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// The value under a name that stands exactly once.
    pub fn one(&self, name: &str) -> Option<&str> {
        let mut values = self.all(name);
        let first = values.next()?;
        values.next().is_none().then_some(first)
    }

    /// Whether the name stands at all.
    pub fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }
}

/// Lines whose value may be a secret.
const SECRET: [&str; 5] = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
    "x-user-identity",
];

/// Shows no secret: SOAP-077.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.lines().map(|(name, value)| {
            let secret = SECRET.iter().any(|held| held.eq_ignore_ascii_case(name));
            (name, if secret { "(not shown)" } else { value })
        });
        f.debug_list().entries(shown).finish()
    }
}
