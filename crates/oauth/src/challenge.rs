//! A challenge: what a resource answers when a request lacks the credentials it needs
//! (RFC 9110 §11.6.1, RFC 6750 §3).

use std::borrow::Cow;

use conformance::{Refusal, Rules};

use crate::defects::{
    LEAVES_ESCAPES_IN_CHALLENGES, READS_ONE_CHALLENGE, READS_ONE_CHALLENGE_LINE,
    SPLITS_CHALLENGES_AT_COMMAS,
};
use crate::limits::{CHALLENGE_BYTES, CHALLENGES};
use crate::{OAUTH_028, OAUTH_029, OAUTH_038};

/// A challenge: a scheme, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge<'a> {
    /// The scheme, which compares without case.
    pub scheme: Cow<'a, str>,
    /// What it says in one piece.
    pub token68: Option<Cow<'a, str>>,
    /// What it says by name, in the order in which it stood. Names compare without case.
    pub parameters: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Challenge<'a> {
    /// A challenge of this scheme that says nothing yet.
    pub fn new(scheme: impl Into<Cow<'a, str>>) -> Self {
        Self {
            scheme: scheme.into(),
            token68: None,
            parameters: Vec::new(),
        }
    }

    /// The same challenge with one more parameter.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// The value of a parameter.
    pub fn find(&self, name: &str) -> Option<&str> {
        let named = |(held, _): &&(Cow<'_, str>, Cow<'_, str>)| held.eq_ignore_ascii_case(name);
        self.parameters
            .iter()
            .find(named)
            .map(|(_, value)| value.as_ref())
    }

    /// Whether it is of the scheme `Bearer`.
    pub fn is_bearer(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("bearer")
    }

    /// The challenge as it stands in a header line. Every value is quoted, as RFC 6750 has it.
    pub fn print(&self) -> String {
        let mut text = self.scheme.clone().into_owned();
        if let Some(token68) = &self.token68 {
            text.push(' ');
            text.push_str(token68);
        }
        for (place, (name, value)) in self.parameters.iter().enumerate() {
            text.push_str(if place == 0 { " " } else { ", " });
            text.push_str(name);
            text.push_str("=\"");
            for character in value.chars() {
                if matches!(character, '"' | '\\') {
                    text.push('\\');
                }
                text.push(character);
            }
            text.push('"');
        }
        text
    }
}

/// Reads the `WWW-Authenticate` lines of an answer. The offset of a refusal is one of the lines
/// joined by a comma and a space.
pub fn read_challenges<'a>(
    lines: impl IntoIterator<Item = &'a str>,
    rules: &Rules,
) -> Result<Vec<Challenge<'a>>, Refusal> {
    let mut challenges = Vec::new();
    let mut begins = 0;
    for line in lines {
        if begins + line.len() > CHALLENGE_BYTES {
            let message = "the challenges are longer than any real ones";
            rules.refuse(OAUTH_038, CHALLENGE_BYTES, message)?;
        }
        if rules.does(SPLITS_CHALLENGES_AT_COMMAS) {
            challenges.push(split_carelessly(line));
        } else {
            let mut reader = Reader {
                line,
                place: 0,
                begins,
                rules,
            };
            reader.list(&mut challenges)?;
        }
        begins += line.len() + 2;
        if rules.does(READS_ONE_CHALLENGE_LINE) && !challenges.is_empty() {
            break;
        }
    }
    if rules.does(READS_ONE_CHALLENGE) {
        challenges.truncate(1);
    }
    Ok(challenges)
}

/// A header line that is being read.
struct Reader<'a, 'r> {
    line: &'a str,
    place: usize,
    /// Where the line begins among the lines.
    begins: usize,
    rules: &'r Rules,
}

impl<'a> Reader<'a, '_> {
    /// Reads the challenges of a line. Whether a comma parts two challenges or two parameters shows
    /// only in what follows it.
    fn list(&mut self, challenges: &mut Vec<Challenge<'a>>) -> Result<(), Refusal> {
        let mut in_challenge = false;
        let mut parameters = 0;
        loop {
            while self.skip_blanks() == Some(b',') {
                self.place += 1;
            }
            if self.place == self.line.len() {
                return Ok(());
            }
            if in_challenge && self.at_parameter() {
                parameters += 1;
                if parameters > CHALLENGES {
                    self.refuse_count()?;
                }
                let place = self.place;
                let (name, value) = self.parameter()?;
                let challenge = challenges.last_mut().expect("a parameter follows a scheme");
                if challenge.find(&name).is_some() {
                    let message = "a parameter of this name stood before in the challenge";
                    self.rules.refuse(OAUTH_028, self.begins + place, message)?;
                }
                challenge.parameters.push((name, value));
            } else {
                if challenges.len() == CHALLENGES {
                    self.refuse_count()?;
                }
                let mut challenge = Challenge::new(self.token()?);
                let parted = self.line[self.place..].starts_with([' ', '\t']);
                if parted && self.skip_blanks().is_some_and(|next| next != b',') {
                    challenge.token68 = self.token68();
                }
                in_challenge = parted && challenge.token68.is_none();
                parameters = 0;
                challenges.push(challenge);
                // The first parameter follows the scheme without a comma.
                if in_challenge && self.skip_blanks().is_some() && self.at_parameter() {
                    continue;
                }
            }
            if !matches!(self.skip_blanks(), None | Some(b',')) {
                return self.refuse("a comma was due here");
            }
        }
    }

    fn refuse<T>(&self, message: &'static str) -> Result<T, Refusal> {
        Err(Refusal::new(OAUTH_029, self.begins + self.place, message))
    }

    fn refuse_count(&self) -> Result<(), Refusal> {
        let message = "there are more challenges or parameters than in any real answer";
        self.rules
            .refuse(OAUTH_038, self.begins + self.place, message)
    }

    /// The next byte that is no blank.
    fn skip_blanks(&mut self) -> Option<u8> {
        let bytes = self.line.as_bytes();
        while let Some(b' ' | b'\t') = bytes.get(self.place) {
            self.place += 1;
        }
        bytes.get(self.place).copied()
    }

    /// Whether a name, an equals sign and a value stand here.
    fn at_parameter(&self) -> bool {
        let rest = &self.line[self.place..];
        let name = rest.len() - rest.trim_start_matches(is_token_character).len();
        let after = rest[name..].trim_start_matches([' ', '\t']);
        name > 0 && after.starts_with('=')
    }

    fn token(&mut self) -> Result<&'a str, Refusal> {
        let rest = &self.line[self.place..];
        let end = rest
            .find(|character| !is_token_character(character))
            .unwrap_or(rest.len());
        if end == 0 {
            return self.refuse("a name was due here");
        }
        self.place += end;
        Ok(&rest[..end])
    }

    /// A token68, if one stands here up to a comma or the end.
    fn token68(&mut self) -> Option<Cow<'a, str>> {
        let rest = &self.line[self.place..];
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~+/".contains(c);
        let body = rest.trim_start_matches(allowed);
        let after = body.trim_start_matches('=');
        let length = rest.len() - after.len();
        let ends = after.trim_start_matches([' ', '\t']);
        if body.len() == rest.len() || !(ends.is_empty() || ends.starts_with(',')) {
            return None;
        }
        self.place += length;
        Some(Cow::Borrowed(&rest[..length]))
    }

    fn parameter(&mut self) -> Result<(Cow<'a, str>, Cow<'a, str>), Refusal> {
        let name = self.token()?;
        self.skip_blanks();
        self.place += 1;
        let value = match self.skip_blanks() {
            Some(b'"') => self.quoted()?,
            _ => Cow::Borrowed(self.token()?),
        };
        Ok((Cow::Borrowed(name), value))
    }

    /// A quoted string, with its quotation marks and escapes undone.
    fn quoted(&mut self) -> Result<Cow<'a, str>, Refusal> {
        self.place += 1;
        let rest = &self.line[self.place..];
        let mut undone = String::new();
        // Up to here, the text was copied to `undone`.
        let mut copied = 0;
        let mut escaped = false;
        for (at, character) in rest.char_indices() {
            if character.is_ascii_control() && character != '\t' {
                self.place += at;
                return self.refuse("a control character stands in a quoted text");
            }
            match character {
                _ if escaped => escaped = false,
                '\\' if !self.rules.does(LEAVES_ESCAPES_IN_CHALLENGES) => {
                    undone.push_str(&rest[copied..at]);
                    copied = at + 1;
                    escaped = true;
                }
                '\\' => escaped = true,
                '"' => {
                    self.place += at + 1;
                    if copied == 0 {
                        return Ok(Cow::Borrowed(&rest[..at]));
                    }
                    undone.push_str(&rest[copied..at]);
                    return Ok(Cow::Owned(undone));
                }
                _ => {}
            }
        }
        self.refuse("a quoted text does not end")
    }
}

/// Whether a character may stand in a name, a scheme or a value without quotation marks.
fn is_token_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(character)
}

/// What a reader makes of a line that takes it for a scheme and pairs parted by commas.
fn split_carelessly(line: &str) -> Challenge<'_> {
    let (scheme, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
    let mut challenge = Challenge::new(scheme);
    for piece in rest.split(',') {
        // Whoever splits at each equals sign takes the second piece for the value.
        let mut halves = piece.split('=');
        let (Some(name), Some(value)) = (halves.next(), halves.next()) else {
            continue;
        };
        let value = value.trim_matches(['"', ' ']);
        challenge
            .parameters
            .push((Cow::Borrowed(name.trim()), Cow::Borrowed(value)));
    }
    challenge
}
