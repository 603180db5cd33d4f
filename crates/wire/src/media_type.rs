//! A media type, as in `Content-Type`: RFC 9110 §8.3.1.

/// A type, a subtype and parameters, with quoting undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaType {
    kind: String,
    subtype: String,
    parameters: Vec<(String, String)>,
}

impl MediaType {
    /// Reads a header value; nothing if it does not follow the grammar or names a parameter twice.
    pub fn parse(value: &str) -> Option<Self> {
        let (essence, mut rest) = value.split_at(value.find(';').unwrap_or(value.len()));
        let (kind, subtype) = trim(essence).split_once('/')?;
        if !is_token(kind) || !is_token(subtype) {
            return None;
        }
        let mut parameters: Vec<(String, String)> = Vec::new();
        loop {
            rest = rest.trim_start_matches([' ', '\t']);
            let Some(after) = rest.strip_prefix(';') else {
                break;
            };
            rest = after.trim_start_matches([' ', '\t']);
            if rest.is_empty() || rest.starts_with(';') {
                continue;
            }
            let (name, after) = rest.split_once('=')?;
            let (text, after) = value_at(after)?;
            let name = name.to_ascii_lowercase();
            if !is_token(&name) || parameters.iter().any(|(held, _)| *held == name) {
                return None;
            }
            parameters.push((name, text));
            rest = after;
        }
        rest.is_empty().then(|| Self {
            kind: kind.to_ascii_lowercase(),
            subtype: subtype.to_ascii_lowercase(),
            parameters,
        })
    }

    /// Whether this is that type and subtype; both are given in lower case.
    pub fn is(&self, kind: &str, subtype: &str) -> bool {
        self.kind == kind && self.subtype == subtype
    }

    /// The value of a parameter; the name is given in lower case.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(held, _)| held == name)
            .map(|(_, value)| value.as_str())
    }
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

fn is_token(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(allowed)
}

/// A token or a quoted string at the start of the text, and what follows it.
fn value_at(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([';', ' ', '\t']).unwrap_or(text.len());
        let (token, rest) = text.split_at(end);
        return is_token(token).then(|| (token.to_owned(), rest));
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, &quoted[at + 1..])),
            '\\' => value.push(characters.next()?.1),
            _ if character.is_control() && character != '\t' => return None,
            _ => value.push(character),
        }
    }
    None
}
