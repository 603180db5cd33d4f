//! The XML declaration: XML 1.0 (Fifth Edition) productions 23 to 26, 32, 80 and 81.

use crate::characters::{CLASS, WHITE};

/// Why a declaration does not follow its grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Misspelt {
    pub(crate) message: &'static str,
    pub(crate) offset: usize,
}

/// The encoding that `<?xml … ?>` names and the place of its name, if the whole follows its grammar.
pub(crate) fn declared_encoding(
    declaration: &str,
    takes_any_version: bool,
) -> Result<Option<(&str, usize)>, Misspelt> {
    let mut rest = Rest {
        text: &declaration[..declaration.len() - "?>".len()],
        at: "<?xml".len(),
    };
    let Some((version, at)) = rest.assignment("version")? else {
        return rest.misspelt("the XML declaration begins with its version");
    };
    if version != "1.0" && !takes_any_version {
        return Err(Misspelt {
            message: "the version is not 1.0",
            offset: at,
        });
    }
    let encoding = rest.assignment("encoding")?;
    if let Some((name, at)) = encoding
        && !is_encoding_name(name)
    {
        return Err(Misspelt {
            message: "this cannot be the name of an encoding",
            offset: at,
        });
    }
    let standalone = rest.assignment("standalone")?;
    if let Some((value, at)) = standalone
        && !matches!(value, "yes" | "no")
    {
        return Err(Misspelt {
            message: "`standalone` is `yes` or `no`",
            offset: at,
        });
    }
    rest.white_space();
    if rest.at < rest.text.len() {
        return rest.misspelt("an XML declaration has no room for this");
    }
    Ok(encoding)
}

fn is_encoding_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.bytes().all(allowed)
}

/// What of the declaration is not read yet.
struct Rest<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Rest<'t> {
    /// The value assigned to a name, and its place, if that name comes next.
    fn assignment(&mut self, name: &str) -> Result<Option<(&'t str, usize)>, Misspelt> {
        let start = self.at;
        self.white_space();
        if !self.text[self.at..].starts_with(name) {
            self.at = start;
            return Ok(None);
        }
        if self.at == start {
            return self.misspelt("white space is missing in the XML declaration");
        }
        self.at += name.len();
        self.white_space();
        if !self.text[self.at..].starts_with('=') {
            return self.misspelt("`=` is missing in the XML declaration");
        }
        self.at += 1;
        self.white_space();
        let quote = self.text[self.at..].chars().next();
        let Some(quote @ ('"' | '\'')) = quote else {
            return self.misspelt("a quoted value is missing in the XML declaration");
        };
        self.at += 1;
        let value = self.at;
        let Some(length) = self.text[value..].find(quote) else {
            return self.misspelt("a quote is missing in the XML declaration");
        };
        self.at += length + 1;
        Ok(Some((&self.text[value..value + length], value)))
    }

    fn white_space(&mut self) {
        let white = |byte: &u8| CLASS[*byte as usize] & WHITE != 0;
        self.at += self.text[self.at..].bytes().take_while(white).count();
    }

    fn misspelt<T>(&self, message: &'static str) -> Result<T, Misspelt> {
        Err(Misspelt {
            message,
            offset: self.at,
        })
    }
}
